//! The example `bulk_delete` as a service over a socket, and the examples as programs: they behave as they document.

#[path = "../examples/bulk_delete/client.rs"]
mod client;
#[path = "../examples/bulk_delete/outcome.rs"]
mod outcome;
#[path = "../examples/bulk_delete/refusal.rs"]
mod refusal;
#[path = "../examples/bulk_delete/samples.rs"]
mod samples;
#[path = "../examples/bulk_delete/server.rs"]
mod server;
#[path = "../examples/bulk_delete/store.rs"]
mod store;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use self::samples::{NAMES, Samples};

/// A response, split into head and body.
struct Response {
    head: String,
    body: String,
}

impl Response {
    fn new(raw: &str) -> Self {
        let (head, body) = raw.split_once("\r\n\r\n").expect("a head and a body");
        Self { head: head.to_lowercase(), body: body.into() }
    }

    /// True if the head, in lower case, contains a line.
    fn has_line(&self, line: &str) -> bool {
        self.head.lines().any(|other| other == line)
    }

    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line")
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Returns the status of each item.
    fn statuses(&self) -> Vec<u64> {
        let response = self.json();
        let items = response["responses"].as_array().expect("items");
        items.iter().map(|item| item["status"].as_u64().expect("a status")).collect()
    }

    /// Returns the `detail` of each item, empty if there is none.
    fn details(&self) -> Vec<String> {
        let response = self.json();
        let items = response["responses"].as_array().expect("items");
        items.iter().map(|item| item["body"]["detail"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Serves a directory, and returns the address.
async fn serve(directory: &Path) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, server::router(directory)).into_future());
    address
}

/// Sends a body to `/files:delete`.
async fn post(address: SocketAddr, body: &[u8]) -> Response {
    let length = body.len();
    let head =
        format!("POST /files:delete HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    Response::new(&client::send(address, &[head.as_bytes(), body].concat()).await.unwrap())
}

/// Returns the sorted paths below a directory. Links are listed, but not followed.
fn tree(directory: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
            paths.push(entry.path().display().to_string());
            if entry.file_type().unwrap().is_dir() {
                pending.push(entry.path());
            }
        }
    }
    paths.sort();
    paths
}

#[tokio::test]
async fn each_file_gets_its_own_outcome_in_every_format() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let mut responses = Vec::new();
    for accept in ["application/json", "application/xml", "application/jsonl"] {
        samples.refill().unwrap();
        let response = client::send(address, client::request(address, accept, &NAMES).as_bytes()).await.unwrap();
        assert_eq!(samples.list().unwrap(), ["archive", "locked.txt"], "{accept}");
        assert!(samples.path().join("archive/2025.txt").exists());
        responses.push(Response::new(&response));
    }
    let [json, xml, lines] = &responses[..] else { panic!() };

    assert!(responses.iter().all(|response| response.status() == 207 && response.has_line("vary: accept")));
    assert_eq!(json.statuses(), [204, 404, 409, 423, 204, 204, 204, 204, 204]);
    let locked = &json.json()["responses"][3]["body"]["conditions"];
    assert_eq!(*locked, json!([{"name": "{DAV:}lock-token-submitted", "hrefs": ["/files/locked.txt"]}]));
    for (item, name) in json.json()["responses"].as_array().unwrap().iter().zip(NAMES) {
        assert_eq!(item["id"], format!("/files/{name}"));
    }

    assert!(xml.has_line("content-type: application/xml; charset=utf-8"));
    for href in ["two%20words.txt", "R&amp;D%20%3Cdraft%3E.txt", "100%25.txt", "ticket%20%237.txt"] {
        let response = format!("<D:href>/files/{href}</D:href><D:status>HTTP/1.1 204 No Content</D:status>");
        assert!(xml.body.contains(&response), "{response}");
    }
    assert!(xml.body.contains("<D:lock-token-submitted><D:href>/files/locked.txt</D:href></D:lock-token-submitted>"));

    assert!(lines.has_line("content-type: application/jsonl"));
    assert_eq!(lines.body.lines().count(), NAMES.len() + 1);
}

#[tokio::test]
async fn an_invalid_request_gets_one_problem_and_deletes_nothing() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let before = tree(samples.path());
    let many = format!("[{}\"doc.txt\"]", "\"doc.txt\",".repeat(10_000));
    let requests: [(&[u8], u16, &str); 11] = [
        (b"", 400, "the body is empty; send a JSON array of file names"),
        (b"doc.txt", 400, "the body is not valid JSON: expected value at line 1 column 1"),
        (b"[\"doc.txt\"", 400, "the body is not valid JSON: EOF while parsing a list at line 1 column 10"),
        (b"[\"doc.txt\",]", 400, "the body is not valid JSON: trailing comma at line 1 column 12"),
        (b"[\"doc.txt\"]\n [", 400, "the body is not valid JSON: trailing characters at line 2 column 2"),
        (b"[\"\xff\"]", 400, "the body is not valid JSON: "),
        (b"{\"doc.txt\": 1}", 400, "expected a JSON array of file names, got an object"),
        (b"\"doc.txt\"", 400, "expected a JSON array of file names, got a string"),
        (b" null", 400, "expected a JSON array of file names, got null"),
        (b"-1", 400, "expected a JSON array of file names, got a number"),
        (many.as_bytes(), 413, "10001 files in one request; the limit is 10000"),
    ];
    for (body, status, detail) in requests {
        let response = post(address, body).await;
        assert_eq!(response.status(), status, "{detail}");
        assert!(response.has_line("content-type: application/problem+json"), "{}", response.head);
        let problem = response.json();
        assert_eq!((&problem["status"], &problem["type"]), (&json!(status), &json!("about:blank")));
        let text = problem["detail"].as_str().unwrap();
        assert!(text.starts_with(detail), "{text}");
    }
    assert_eq!(tree(samples.path()), before);
}

#[tokio::test]
async fn a_body_of_100_megabytes_is_refused_without_being_read() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let before = tree(samples.path());
    let piece = vec![b'a'; 64 * 1024];
    let chunk = [b"10000\r\n", &piece[..], b"\r\n"].concat();
    for (framing, piece) in [("Content-Length: 104857600", piece), ("Transfer-Encoding: chunked", chunk)] {
        let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
        let head = format!("POST /files:delete HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{framing}\r\n\r\n");
        writer.write_all(head.as_bytes()).await.unwrap();
        let upload = tokio::spawn(async move {
            let mut sent = 0;
            while sent < 100 * 1024 * 1024 && writer.write_all(&piece).await.is_ok() {
                sent += piece.len();
            }
            sent
        });
        let mut response = Vec::new();
        let mut part = [0; 1024];
        // The server resets the connection after the response, because it did not read the whole body.
        while let Ok(read @ 1..) = reader.read(&mut part).await {
            response.extend_from_slice(&part[..read]);
        }
        let response = Response::new(std::str::from_utf8(&response).unwrap());
        assert_eq!(response.status(), 413, "{framing}");
        assert_eq!(response.json()["detail"], "the body is larger than 1048576 bytes");
        // Bytes in the buffers of the two sockets count as sent.
        let sent = upload.await.unwrap();
        assert!(sent < 32 * 1024 * 1024, "{framing}: the server took {sent} bytes");
    }
    assert_eq!(tree(samples.path()), before);
}

#[tokio::test]
async fn other_methods_than_post_are_rejected() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    for method in ["GET", "DELETE", "PUT"] {
        let request = format!("{method} /files:delete HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        let response = Response::new(&client::send(address, request.as_bytes()).await.unwrap());
        assert_eq!((response.status(), response.has_line("allow: post")), (405, true), "{method}");
    }
}

#[tokio::test]
async fn an_element_of_the_wrong_type_fails_as_an_item() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let body = r#"[1, null, {"name": "doc.txt"}, ["doc.txt"], true, "\ud800", 1e999, "doc.txt"]"#;
    let response = post(address, body.as_bytes()).await;
    assert_eq!(response.status(), 207);
    assert_eq!(response.statuses(), [400, 400, 400, 400, 400, 400, 400, 204]);
    let found = ["a number", "null", "an object", "an array", "a boolean", "a string that is not valid Unicode"];
    for (detail, found) in response.details().iter().zip(found) {
        assert_eq!(*detail, format!("expected a file name as a string, got {found}"));
    }
    assert_eq!(response.json()["responses"][2]["id"], "2");
    assert!(!samples.path().join("doc.txt").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_named_files_in_the_directory_are_deleted() {
    use std::os::unix::{fs::symlink, net::UnixListener};

    let outside = tempfile::tempdir().unwrap();
    let root = outside.path().join("served");
    for directory in ["served/sub", "served/empty", "other"] {
        std::fs::create_dir_all(outside.path().join(directory)).unwrap();
    }
    for file in ["secret.txt", "other/secret.txt", "served/doc.txt", "served/sub/inner.txt"] {
        std::fs::write(outside.path().join(file), "kept").unwrap();
    }
    symlink("../secret.txt", root.join("link.txt")).unwrap();
    symlink("doc.txt", root.join("alias.txt")).unwrap();
    symlink("nowhere", root.join("dangling.txt")).unwrap();
    symlink(outside.path().join("other"), root.join("other")).unwrap();
    symlink(".", root.join("here")).unwrap();
    let _special = UnixListener::bind(root.join("socket")).unwrap();
    let before = tree(outside.path());
    let address = serve(&root).await;

    let absolute = outside.path().join("secret.txt").display().to_string();
    let long = "a".repeat(300);
    let names = [
        ("../../etc/passwd", 403, "../../etc/passwd is outside of the served directory"),
        ("../secret.txt", 403, "../secret.txt is outside of"),
        ("sub/../../secret.txt", 403, "sub/../../secret.txt is outside of"),
        ("sub/../doc.txt", 403, "sub/../doc.txt is outside of"),
        ("..", 403, ".. is outside of"),
        ("/etc/passwd", 403, "/etc/passwd is outside of"),
        (&absolute, 403, &absolute),
        ("link.txt", 403, "link.txt: link.txt is a symbolic link, which is not followed"),
        ("alias.txt", 403, "alias.txt: alias.txt is a symbolic link"),
        ("dangling.txt", 403, "dangling.txt: dangling.txt is a symbolic link"),
        ("other/secret.txt", 403, "other/secret.txt: other is a symbolic link"),
        ("here/doc.txt", 403, "here/doc.txt: here is a symbolic link"),
        ("", 400, "\"\" is not a valid file name: it is empty"),
        (".", 400, "\".\" is not a valid file name: "),
        ("./doc.txt", 400, "\"./doc.txt\" is not a valid file name: "),
        ("doc.txt/", 400, "\"doc.txt/\" is not a valid file name: "),
        ("doc.txt/.", 400, "\"doc.txt/.\" is not a valid file name: "),
        ("sub//inner.txt", 400, "\"sub//inner.txt\" is not a valid file name: "),
        ("doc.txt\0.png", 400, "\"doc.txt\\0.png\" is not a valid file name: it contains a NUL"),
        (&long, 400, "File name too long"),
        ("doc.txt/inner", 409, "Not a directory"),
        ("sub", 409, "sub is a directory; only files can be deleted"),
        ("empty", 409, "empty is a directory"),
        ("socket", 409, "socket is a special file"),
        ("..\\secret.txt", 404, "..\\secret.txt does not exist"),
        ("%2e%2e/secret.txt", 404, "%2e%2e/secret.txt does not exist"),
    ];
    let body = Value::from_iter(names.map(|(name, ..)| name));
    let response = post(address, body.to_string().as_bytes()).await;
    for (((name, status, detail), actual), text) in names.iter().zip(response.statuses()).zip(response.details()) {
        assert_eq!(actual, *status, "{name}: {text}");
        assert!(text.starts_with(detail), "{name}: {text}");
    }
    assert_eq!(response.statuses().len(), names.len());
    assert_eq!(tree(outside.path()), before);

    let response = post(address, br#"["sub/inner.txt", "doc.txt", "doc.txt"]"#).await;
    assert_eq!(response.statuses(), [204, 204, 404]);
}

/// Returns the command and its output from the documentation of an example.
fn documented_session(source: &str) -> (String, Vec<&str>) {
    let lines = source.lines().map(|line| line.trim_start_matches("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut session = lines.skip_while(|line| *line != "```console").skip(1).take_while(|line| *line != "```");
    let command = session.next().expect("a command").trim_start_matches("$ ").to_owned();
    (command, session.collect())
}

#[tokio::test]
async fn the_documented_response_of_bulk_delete_is_the_actual_response() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let (command, response) = documented_session(include_str!("../examples/bulk_delete/main.rs"));
    let body = command.split('\'').nth(1).expect("a body in quotes");
    assert_eq!(post(address, body.as_bytes()).await.body, response.concat());
}

/// Returns a command that runs an example from the build directory of this test.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: {} does not exist", program.display());
    Command::new(program)
}

fn output(command: &mut Command) -> (Output, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output, out, err)
}

#[test]
fn bulk_delete_runs_once_for_each_format_and_removes_its_files() {
    let temporary = tempfile::tempdir().unwrap();
    let (output, out, err) = output(example("bulk_delete").env("TMPDIR", temporary.path()));
    assert!(output.status.success(), "{err}");
    assert_eq!(out.matches("POST /files:delete HTTP/1.1\r\n").count(), 3);
    assert_eq!(out.matches("HTTP/1.1 207 Multi-Status\r\n").count(), 3);
    assert_eq!(out.matches("after: archive, locked.txt\n").count(), 3);
    assert_eq!(tree(temporary.path()), [""; 0]);
}

#[test]
fn bulk_delete_rejects_invalid_arguments_and_addresses_with_a_message() {
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();
    let cannot_serve = format!("cannot serve {address}: ");
    let calls: [(&[&str], &str); 4] = [
        (&["--serve", &address], &cannot_serve),
        (&["--serve", "here"], "cannot serve here: "),
        (&["--serve"], "usage: bulk_delete [--serve ADDRESS:PORT]"),
        (&["--delete"], "usage: bulk_delete [--serve ADDRESS:PORT]"),
    ];
    for (arguments, message) in calls {
        let (output, out, err) = output(example("bulk_delete").args(arguments));
        assert!(!output.status.success() && out.is_empty(), "{arguments:?}: {out}");
        assert!(err.starts_with(message) && err.lines().count() == 1, "{arguments:?}: {err}");
    }
}

#[tokio::test]
async fn the_curl_command_that_bulk_delete_prints_works() {
    let temporary = tempfile::tempdir().unwrap();
    let mut program = example("bulk_delete");
    let mut child = program
        .args(["--serve", "127.0.0.1:0"])
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let curl = lines.find(|line| line.starts_with("curl")).expect("a curl line");
    let (_, address) = curl.split_once("http://").unwrap();
    let (address, _) = address.split_once('/').unwrap();
    let response = post(address.parse().unwrap(), curl.split('\'').nth(1).unwrap().as_bytes()).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(response.statuses(), [204, 404, 409, 423, 204, 204, 204, 204, 204]);
}

#[test]
fn the_documented_output_of_the_other_examples_is_the_actual_output() {
    let sources = [
        ("bulk_import", include_str!("../examples/bulk_import/main.rs")),
        ("reference_body", include_str!("../examples/reference_body.rs")),
        ("custom_format", include_str!("../examples/custom_format.rs")),
    ];
    for (name, source) in sources {
        let (output, out, err) = output(&mut example(name));
        assert!(output.status.success(), "{err}");
        let (_, expected) = documented_session(source);
        assert_eq!(out.lines().take(expected.len()).collect::<Vec<_>>(), expected, "{name}");
    }
}
