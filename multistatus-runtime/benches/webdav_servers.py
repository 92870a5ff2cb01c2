"""Compares WebDAV servers: a PROPFIND with Depth 1 of a collection of 20 000 files, eight properties of each, over loopback.

    cargo build --release --example webdav
    cargo build --release --manifest-path multistatus-runtime/benches/Cargo.toml --bin dav_server
    python3 multistatus-runtime/benches/webdav_servers.py

The servers take turns. The figures are medians; the CPU time is that of all processes of the server, user and system. Needs Linux, and
rclone and Apache with mod_dav for their rows.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = 20_000
ROUNDS = 5
# Each round of a server takes at least this many seconds of its CPU time, because the kernel counts it in hundredths.
CPU_SECONDS = 0.6
PROPERTIES = ["creationdate", "displayname", "getcontentlength", "getcontenttype", "getetag", "getlastmodified", "resourcetype",
              "supportedlock"]
QUERY = ('<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop>'
         + "".join(f"<D:{name}/>" for name in PROPERTIES) + "</D:prop></D:propfind>").encode()
TARGET = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
BENCH_TARGET = os.environ.get("CARGO_TARGET_DIR", ROOT / "multistatus-runtime/benches/target")

APACHE = """
ServerName localhost
Listen 127.0.0.1:{port}
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dav_module {modules}/mod_dav.so
LoadModule dav_fs_module {modules}/mod_dav_fs.so
LoadModule dav_lock_module {modules}/mod_dav_lock.so
TypesConfig /etc/mime.types
DAVLockDB {folder}/DavLock
DocumentRoot {root}
<Location "/">
Dav On
Require all granted
</Location>
"""


class Server:
    def __init__(self, name, command, in_memory=False, port=None):
        self.name = name
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL if port else subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = port or int(self.process.stdout.readline().decode().rstrip("/\n").rpartition(":")[2])
        self.rates, self.first, self.seconds = [], [], []
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except OSError:
                time.sleep(0.05)
        if in_memory:
            self.fill()
        self.bytes = 0
        self.base = self.memory("VmRSS")

    def fill(self):
        connection = HTTPConnection("127.0.0.1", self.port)
        for method, path, body in [("MKCOL", "/many/", None)] + [("PUT", f"/many/{name(index)}", b"text") for index in range(FILES)]:
            connection.request(method, path, body)
            response = connection.getresponse()
            response.read()
            assert response.status == 201, (self.name, path, response.status)

    def processes(self):
        pids, new = [], [self.process.pid]
        while new:
            pids += new
            new = [int(child) for pid in new for task in Path(f"/proc/{pid}/task").iterdir()
                   for child in (task / "children").read_text().split()]
        return pids

    def cpu(self):
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, field):
        """KiB of all processes of the server."""
        lines = (line for pid in self.processes() for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return sum(int(line.split()[1]) for line in lines if line.startswith(field))

    def listing(self):
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            start = time.perf_counter()
            head = f"PROPFIND /many/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nDepth: 1\r\nConnection: close\r\n"
            connection.sendall(f"{head}Content-Type: application/xml\r\nContent-Length: {len(QUERY)}\r\n\r\n".encode() + QUERY)
            body = bytearray(connection.recv(1 << 18))
            first = time.perf_counter() - start
            while data := connection.recv(1 << 18):
                body += data
            seconds = time.perf_counter() - start
        head, _, body = bytes(body).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 207"), (self.name, head)
        if b"chunked" in head.lower():
            body = without_chunks(body)
        found = body.count(b"</D:response>")
        assert found == FILES + 1, (self.name, found)
        self.bytes = len(body)
        return first, seconds

    def round(self):
        before, listings = self.cpu(), 0
        while self.cpu() - before < CPU_SECONDS:
            first, seconds = self.listing()
            self.first.append(first)
            self.seconds.append(seconds)
            listings += 1
        self.rates.append(listings * FILES / (self.cpu() - before))


def without_chunks(body):
    chunks, position = [], 0
    while position < len(body):
        end = body.index(b"\r\n", position)
        size = int(body[position:end], 16)
        chunks.append(body[end + 2:end + 2 + size])
        position = end + 4 + size
    return b"".join(chunks)


def name(index):
    return f"file-{index:05}.txt"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(folder, files):
    example = f"{TARGET}/release/examples/webdav"
    yield Server("the example `webdav`, in memory", [example, "--serve", "127.0.0.1:0"], in_memory=True)
    yield Server("the example `webdav`, on a directory", [example, "--serve", "127.0.0.1:0", "--dir", files])
    yield Server("dav-server 0.11, `MemFs`", [f"{BENCH_TARGET}/release/dav_server"], in_memory=True)
    if shutil.which("rclone"):
        port = free_port()
        yield Server("rclone 1.60 `serve webdav`, on a directory", ["rclone", "serve", "webdav", files, "--addr", f"127.0.0.1:{port}"], port=port)
    modules = Path("/usr/lib/apache2/modules")
    if modules.exists():
        port = free_port()
        config = folder / "apache.conf"
        config.write_text(APACHE.format(port=port, folder=folder, modules=modules, root=files))
        yield Server("Apache 2.4 mod_dav, on a directory", ["apache2", "-X", "-f", config], port=port)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        files = folder / "files"
        (files / "many").mkdir(parents=True)
        for index in range(FILES):
            (files / "many" / name(index)).write_text("text")
        servers = []
        try:
            for server in start(folder, files):
                servers.append(server)
                server.listing()
            for _ in range(ROUNDS):
                for server in servers:
                    server.round()
            report(servers)
        finally:
            for server in servers:
                server.process.terminate()
                server.process.wait()


def report(servers):
    ours = {server.name: statistics.median(server.rates) for server in servers if server.name.startswith("the example")}
    best = max(statistics.median(server.rates) for server in servers if server.name not in ours)
    print("| server | items per CPU second | relative to the best peer | first byte, ms | listing, ms | body, MB | peak memory, MiB (of which before) |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for server in servers:
        rate = statistics.median(server.rates)
        print(f"| {server.name} | {rate:.0f} | {rate / best:.2f}x | {statistics.median(server.first) * 1e3:.1f} | "
              f"{statistics.median(server.seconds) * 1e3:.0f} | {server.bytes / 1e6:.1f} | "
              f"{server.memory('VmHWM') / 1024:.0f} ({server.base / 1024:.0f}) |")


if __name__ == "__main__":
    sys.exit(main())
