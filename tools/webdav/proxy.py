"""A recording proxy: forwards HTTP/1.1 byte by byte, and checks each exchange with `checker`.

    proxy.py UPSTREAM COMMAND..

Runs the command with the URL of the proxy as its last argument. It fails if the command does, or if a response broke a rule, had a
status of 5xx, or has a body of status 207 that xmllint refuses.
"""

import asyncio
import collections
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import checker
from exchange import Exchange

# Bodies of requests and responses are forwarded whole, but only recorded up to this size.
RECORDED = 64 * 1024 * 1024


class Closed(Exception):
    """The peer closed the connection between two messages."""


class Message:
    """Reads the messages of one direction, and forwards what it reads."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    async def forward(self, data):
        self.writer.write(data)
        await self.writer.drain()
        return data

    async def head(self):
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Closed from None
        await self.forward(head)
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
        return first, fields, {name.lower(): value for name, value in fields}

    async def body(self, fields, until_close):
        body = bytearray()
        if "chunked" in fields.get("transfer-encoding", "").lower():
            while True:
                line = await self.forward(await self.reader.readuntil(b"\r\n"))
                size = int(line.split(b";")[0], 16)
                chunk = await self.forward(await self.reader.readexactly(size + 2)) if size else b""
                body += chunk[:-2]
                if size == 0:
                    while (await self.forward(await self.reader.readuntil(b"\r\n"))) != b"\r\n":
                        pass
                    return bytes(body)
        left = int(fields["content-length"]) if "content-length" in fields else None
        if left is None and not until_close:
            return b""
        while left is None or left > 0:
            data = await self.reader.read(65536 if left is None else min(left, 65536))
            if not data:
                break
            await self.forward(data)
            if len(body) < RECORDED:
                body += data
            left = None if left is None else left - len(data)
        return bytes(body)


class Proxy:
    def __init__(self, upstream):
        self.upstream = upstream
        self.counts = collections.Counter()
        self.problems = []
        self.bodies = []
        self.tasks = set()

    async def connection(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            up_reader, up_writer = await asyncio.open_connection(self.upstream.hostname, self.upstream.port, limit=2**20)
        except OSError as error:
            self.problems.append(f"cannot reach the server: {error}")
            writer.close()
            return
        pending = asyncio.Queue()
        requests = asyncio.create_task(self.requests(Message(reader, up_writer), pending))
        try:
            await self.responses(Message(up_reader, writer), pending)
        except (Closed, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            requests.cancel()
            writer.close()
            up_writer.close()
            self.tasks.discard(asyncio.current_task())

    async def requests(self, message, pending):
        """Reads requests. An exchange is pending from its header on, because a response may precede the end of the request."""
        try:
            while True:
                first, headers, fields = await message.head()
                method, target, _ = first.split(" ")
                exchange = Exchange(method, target, headers)
                pending.put_nowait(exchange)
                exchange.request_body = await message.body(fields, until_close=False)
        except (Closed, ConnectionError, asyncio.IncompleteReadError):
            # The client sends nothing more, but may wait for the response.
            try:
                message.writer.write_eof()
            except (OSError, RuntimeError):
                pass

    async def responses(self, message, pending):
        while True:
            first, headers, fields = await message.head()
            status = int(first.split(" ")[1])
            if status < 200:
                continue
            exchange = await pending.get()
            exchange.status, exchange.headers = status, headers
            if exchange.method != "HEAD" and status not in (204, 304):
                exchange.body = await message.body(fields, until_close=True)
            self.record(exchange)

    def record(self, exchange):
        self.counts[f"{exchange.method} {exchange.status}"] += 1
        where = f"{exchange.method} {exchange.target}"
        if exchange.status >= 500:
            self.problems.append(f"{where}: status {exchange.status}: {exchange.body[:300]!r}")
        violations = checker.check(exchange)
        self.problems += [f"{where}: {violation}" for violation in violations]
        if violations and len(self.problems) < 50:
            self.problems.append(f"    {exchange.request_headers}\n    {exchange.request_body[:800]!r}\n    {exchange.body[:2000]!r}")
        if exchange.status == 207:
            self.bodies.append((where, exchange.body))

    def xmllint(self):
        """Gives all bodies of 207 to xmllint, some hundred at a time."""
        with tempfile.TemporaryDirectory() as folder:
            for start in range(0, len(self.bodies), 500):
                files = []
                for index, (_, body) in enumerate(self.bodies[start:start + 500]):
                    files.append(Path(folder) / f"{start + index}.xml")
                    files[-1].write_bytes(body)
                done = subprocess.run(["xmllint", "--noout", "--nonet", "--huge", *files], capture_output=True, text=True)
                if done.returncode:
                    self.problems.append(f"xmllint: {done.stderr[:2000]}")

    def report(self):
        self.xmllint()
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        summary = f"{sum(self.counts.values())} exchanges, {len(self.bodies)} bodies of status 207, {len(self.problems)} problems"
        return "\n".join([counts, summary, *self.problems]) + "\n"


async def main():
    proxy = Proxy(urlsplit(sys.argv[1]))
    server = await asyncio.start_server(proxy.connection, "127.0.0.1", 0, limit=2**20)
    url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    command = await asyncio.create_subprocess_exec(*sys.argv[2:], url)
    failed = await command.wait()
    for task in list(proxy.tasks):
        task.cancel()
    print(proxy.report(), end="")
    return 1 if failed or proxy.problems or not proxy.counts else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
