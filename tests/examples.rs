//! The examples do what they say: the service of `bulk_delete` over a real socket, and each program as it is run.

#[path = "../examples/bulk_delete/client.rs"]
mod client;
#[path = "../examples/bulk_delete/outcome.rs"]
mod outcome;
#[path = "../examples/bulk_delete/refused.rs"]
mod refused;
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

/// A response, its head and body apart.
struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn new(raw: &str) -> Self {
        let (head, body) = raw.split_once("\r\n\r\n").expect("a head and a body");
        Self { head: head.to_lowercase(), body: body.into() }
    }

    fn has(&self, line: &str) -> bool {
        self.head.lines().any(|known| known == line)
    }

    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line")
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn statuses(&self) -> Vec<u64> {
        let answer = self.json();
        let items = answer["responses"].as_array().expect("items");
        items.iter().map(|item| item["status"].as_u64().expect("a status")).collect()
    }

    fn details(&self) -> Vec<String> {
        let answer = self.json();
        let items = answer["responses"].as_array().expect("items");
        items.iter().map(|item| item["body"]["detail"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

async fn serve(directory: &Path) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, server::router(directory)).into_future());
    address
}

async fn post(address: SocketAddr, body: &[u8]) -> Answer {
    let length = body.len();
    let head =
        format!("POST /files:delete HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    Answer::new(&client::send(address, &[head.as_bytes(), body].concat()).await.unwrap())
}

/// Every path below `directory`, sorted; links are listed and not followed.
fn tree(directory: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
            paths.push(entry.path().display().to_string());
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
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
    let mut answers = Vec::new();
    for accept in ["application/json", "application/xml", "application/jsonl"] {
        samples.refill().unwrap();
        let answer = client::send(address, client::request(address, accept, &NAMES).as_bytes()).await.unwrap();
        assert_eq!(samples.list().unwrap(), ["archive", "locked.txt"], "{accept}");
        assert!(samples.path().join("archive/2025.txt").exists());
        answers.push(Answer::new(&answer));
    }
    let [json, xml, lines] = &answers[..] else { panic!() };

    assert!(answers.iter().all(|answer| answer.status() == 207 && answer.has("vary: accept")));
    assert_eq!(json.statuses(), [204, 404, 409, 423, 204, 204, 204, 204, 204]);
    let locked = &json.json()["responses"][3]["body"]["conditions"];
    assert_eq!(*locked, json!([{"name": "{DAV:}lock-token-submitted", "hrefs": ["/files/locked.txt"]}]));
    for (item, name) in json.json()["responses"].as_array().unwrap().iter().zip(NAMES) {
        assert_eq!(item["id"], format!("/files/{name}"));
    }

    assert!(xml.has("content-type: application/xml; charset=utf-8"));
    for href in ["two%20words.txt", "R&amp;D%20%3Cdraft%3E.txt", "100%25.txt", "ticket%20%237.txt"] {
        let response = format!("<D:href>/files/{href}</D:href><D:status>HTTP/1.1 204 No Content</D:status>");
        assert!(xml.body.contains(&response), "{response}");
    }
    assert!(xml.body.contains("<D:lock-token-submitted><D:href>/files/locked.txt</D:href></D:lock-token-submitted>"));

    assert!(lines.has("content-type: application/jsonl"));
    assert_eq!(lines.body.lines().count(), NAMES.len() + 1);
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_one_problem_and_deletes_nothing() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let before = tree(samples.path());
    let many = format!("[{}\"doc.txt\"]", "\"doc.txt\",".repeat(10_000));
    let requests: [(&[u8], u16, &str); 11] = [
        (b"", 400, "the body is empty; send a JSON array of file names"),
        (b"doc.txt", 400, "the body is not JSON: expected value at line 1 column 1"),
        (b"[\"doc.txt\"", 400, "the body is not JSON: EOF while parsing a list at line 1 column 10"),
        (b"[\"doc.txt\",]", 400, "the body is not JSON: trailing comma at line 1 column 12"),
        (b"[\"doc.txt\"]\n [", 400, "the body is not JSON: trailing characters at line 2 column 2"),
        (b"[\"\xff\"]", 400, "the body is not JSON: "),
        (b"{\"doc.txt\": 1}", 400, "expected a JSON array of file names, got an object"),
        (b"\"doc.txt\"", 400, "expected a JSON array of file names, got a string"),
        (b" null", 400, "expected a JSON array of file names, got null"),
        (b"-1", 400, "expected a JSON array of file names, got a number"),
        (many.as_bytes(), 413, "10001 files in one request; at most 10000 are accepted"),
    ];
    for (body, status, detail) in requests {
        let answer = post(address, body).await;
        assert_eq!(answer.status(), status, "{detail}");
        assert!(answer.has("content-type: application/problem+json"), "{}", answer.head);
        let problem = answer.json();
        assert_eq!((&problem["status"], &problem["type"]), (&json!(status), &json!("about:blank")));
        let text = problem["detail"].as_str().unwrap();
        assert!(text.starts_with(detail), "{text}");
    }
    assert_eq!(tree(samples.path()), before);
}

#[tokio::test]
async fn a_body_of_100_megabytes_is_refused_and_not_read() {
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
        let mut answer = Vec::new();
        let mut part = [0; 1024];
        // The connection is reset once the answer is there, because of what was not read.
        while let Ok(read @ 1..) = reader.read(&mut part).await {
            answer.extend_from_slice(&part[..read]);
        }
        let answer = Answer::new(std::str::from_utf8(&answer).unwrap());
        assert_eq!(answer.status(), 413, "{framing}");
        assert_eq!(answer.json()["detail"], "the body is larger than 1048576 bytes");
        // What fits into the buffers of the two sockets counts as sent.
        let sent = upload.await.unwrap();
        assert!(sent < 32 * 1024 * 1024, "{framing}: the server took {sent} bytes");
    }
    assert_eq!(tree(samples.path()), before);
}

#[tokio::test]
async fn only_post_deletes() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    for method in ["GET", "DELETE", "PUT"] {
        let request = format!("{method} /files:delete HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        let answer = Answer::new(&client::send(address, request.as_bytes()).await.unwrap());
        assert_eq!((answer.status(), answer.has("allow: post")), (405, true), "{method}");
    }
}

#[tokio::test]
async fn an_element_of_the_wrong_type_is_an_item_of_its_own() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let body = r#"[1, null, {"name": "doc.txt"}, ["doc.txt"], true, "\ud800", 1e999, "doc.txt"]"#;
    let answer = post(address, body.as_bytes()).await;
    assert_eq!(answer.status(), 207);
    assert_eq!(answer.statuses(), [400, 400, 400, 400, 400, 400, 400, 204]);
    let found = ["a number", "null", "an object", "an array", "a boolean", "a string that is no Unicode text"];
    for (detail, found) in answer.details().iter().zip(found) {
        assert_eq!(*detail, format!("expected the name of a file as a string, got {found}"));
    }
    assert_eq!(answer.json()["responses"][2]["id"], "2");
    assert!(!samples.path().join("doc.txt").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_but_the_named_files_of_the_directory_is_deleted() {
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
        ("../../etc/passwd", 403, "../../etc/passwd is outside of the directory that is served here"),
        ("../secret.txt", 403, "../secret.txt is outside of"),
        ("sub/../../secret.txt", 403, "sub/../../secret.txt is outside of"),
        ("sub/../doc.txt", 403, "sub/../doc.txt is outside of"),
        ("..", 403, ".. is outside of"),
        ("/etc/passwd", 403, "/etc/passwd is outside of"),
        (&absolute, 403, &absolute),
        ("link.txt", 403, "link.txt: link.txt is a symbolic link, and links are not followed"),
        ("alias.txt", 403, "alias.txt: alias.txt is a symbolic link"),
        ("dangling.txt", 403, "dangling.txt: dangling.txt is a symbolic link"),
        ("other/secret.txt", 403, "other/secret.txt: other is a symbolic link"),
        ("here/doc.txt", 403, "here/doc.txt: here is a symbolic link"),
        ("", 400, "\"\" is not the name of a file: it is empty"),
        (".", 400, "\".\" is not the name of a file: "),
        ("./doc.txt", 400, "\"./doc.txt\" is not the name of a file: "),
        ("doc.txt/", 400, "\"doc.txt/\" is not the name of a file: "),
        ("doc.txt/.", 400, "\"doc.txt/.\" is not the name of a file: "),
        ("sub//inner.txt", 400, "\"sub//inner.txt\" is not the name of a file: "),
        ("doc.txt\0.png", 400, "\"doc.txt\\0.png\" is not the name of a file: it holds a NUL"),
        (&long, 400, "File name too long"),
        ("doc.txt/inner", 409, "Not a directory"),
        ("sub", 409, "sub is a directory; only files are deleted here"),
        ("empty", 409, "empty is a directory"),
        ("socket", 409, "socket is a special file"),
        ("..\\secret.txt", 404, "there is no file ..\\secret.txt"),
        ("%2e%2e/secret.txt", 404, "there is no file %2e%2e/secret.txt"),
    ];
    let body = Value::from_iter(names.map(|(name, ..)| name));
    let answer = post(address, body.to_string().as_bytes()).await;
    for (((name, status, detail), actual), text) in names.iter().zip(answer.statuses()).zip(answer.details()) {
        assert_eq!(actual, *status, "{name}: {text}");
        assert!(text.starts_with(detail), "{name}: {text}");
    }
    assert_eq!(answer.statuses().len(), names.len());
    assert_eq!(tree(outside.path()), before);

    let answer = post(address, br#"["sub/inner.txt", "doc.txt", "doc.txt"]"#).await;
    assert_eq!(answer.statuses(), [204, 204, 404]);
}

/// The lines between the fences in the header of an example, after the command; and the command.
fn documented(source: &str) -> (String, Vec<&str>) {
    let lines = source.lines().map(|line| line.trim_start_matches("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut session = lines.skip_while(|line| *line != "```console").skip(1).take_while(|line| *line != "```");
    let command = session.next().expect("a command").trim_start_matches("$ ").to_owned();
    (command, session.collect())
}

#[tokio::test]
async fn the_answer_that_bulk_delete_documents_is_the_one_it_gives() {
    let samples = Samples::new().unwrap();
    let address = serve(samples.path()).await;
    let (command, answer) = documented(include_str!("../examples/bulk_delete/main.rs"));
    let body = command.split('\'').nth(1).expect("a body in quotes");
    assert_eq!(post(address, body.as_bytes()).await.body, answer.concat());
}

/// Runs an example as it lies beside this test.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: there is no {}", program.display());
    Command::new(program)
}

fn output(command: &mut Command) -> (Output, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output, out, err)
}

#[test]
fn bulk_delete_shows_three_runs_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let (output, out, err) = output(example("bulk_delete").env("TMPDIR", temporary.path()));
    assert!(output.status.success(), "{err}");
    assert_eq!(out.matches("POST /files:delete HTTP/1.1\r\n").count(), 3);
    assert_eq!(out.matches("HTTP/1.1 207 Multi-Status\r\n").count(), 3);
    assert_eq!(out.matches("after: archive, locked.txt\n").count(), 3);
    assert_eq!(tree(temporary.path()), [""; 0]);
}

#[test]
fn bulk_delete_refuses_what_it_cannot_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
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
async fn bulk_delete_serves_the_curl_line_that_it_prints() {
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
    let answer = post(address.parse().unwrap(), curl.split('\'').nth(1).unwrap().as_bytes()).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(answer.statuses(), [204, 404, 409, 423, 204, 204, 204, 204, 204]);
}

#[test]
fn the_other_examples_print_what_they_document() {
    let sources = [
        ("reference_body", include_str!("../examples/reference_body.rs")),
        ("custom_format", include_str!("../examples/custom_format.rs")),
    ];
    for (name, source) in sources {
        let (output, out, err) = output(&mut example(name));
        assert!(output.status.success(), "{err}");
        let (_, expected) = documented(source);
        assert_eq!(out.lines().take(expected.len()).collect::<Vec<_>>(), expected, "{name}");
    }
}
