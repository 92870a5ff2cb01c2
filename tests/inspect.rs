//! The example `inspect`, run as a program: its output and its exit code.

use std::{
    fs::File,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

/// Returns a command that runs the example from the build directory of this test.
fn inspect() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples/inspect").with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build --examples` first: {} does not exist", program.display());
    Command::new(program)
}

/// Runs the example with a body as its input. Returns the exit code, the output and the error output.
fn run(body: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, String, String) {
    let mut command = inspect();
    let mut child =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let body = body.as_ref().to_vec();
    let mut stdin = child.stdin.take().unwrap();
    // The example may stop reading before the end of its input.
    let writer = std::thread::spawn(move || stdin.write_all(&body).unwrap_or_default());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    into_texts(output)
}

/// Returns the exit code, the output and the error output.
fn into_texts(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

/// Runs the example without errors. Returns the exit code and the printed object.
fn describe(body: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, Value) {
    let (code, out, err) = run(body, arguments);
    assert_eq!((err.as_str(), out.lines().count()), ("", 1), "{out}");
    (code, serde_json::from_str(&out).unwrap())
}

/// Returns a multi-status in DAV XML.
fn dav(responses: &str) -> String {
    format!("<D:multistatus xmlns:D=\"DAV:\">{responses}</D:multistatus>")
}

/// Returns one response in DAV XML.
fn response(href: &str, status: &str) -> String {
    format!("<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>")
}

const JSON: &str = r#"{"responses":[
    {"id":"a","index":0,"status":201,"description":"made","headers":{"Location":"/a","ETag":"\"1\"","Content-Type":"application/json"},"body":{"n":[1,null]}},
    {"id":7,"index":1,"status":429,"headers":{"Retry-After":"7","Content-Type":"application/problem+json"},
     "body":{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"slow down","left":0}}],
    "description":"half of it","summary":{"total":2,"succeeded":1,"failed":1,"retryable":1,"complete":true}}"#;

#[test]
fn the_documented_output_is_the_actual_output() {
    let lines = include_str!("../examples/inspect/main.rs").lines().map(|line| line.trim_start_matches("//!").trim());
    let mut session = lines.skip_while(|line| *line != "```console").skip(1).take_while(|line| *line != "```");
    let body = session.next().and_then(|command| command.split('\'').nth(1)).expect("a body in quotes");
    assert_eq!(run(body, &[]), (1, session.collect::<String>() + "\n", String::new()));
}

#[test]
fn every_part_of_a_dav_response_is_shown_as_sent() {
    let body = r#"<?xml version="1.0"?><m:multistatus xmlns:m="DAV:" xmlns:x="urn:x">
        <m:response><m:href>
            /a%20b?x&amp;y </m:href><m:href>/c</m:href><m:status>HTTP/1.1 423 Locked</m:status>
          <m:error><m:lock-token-submitted><m:href>/</m:href></m:lock-token-submitted><x:mine/></m:error>
          <m:responsedescription>no &lt;way&gt;</m:responsedescription><m:location><m:href>/z</m:href></m:location></m:response>
        <m:response><m:href>/p</m:href>
          <m:propstat><m:prop><m:getetag>"1"</m:getetag><x:size>2</x:size><none/></m:prop><m:status>HTTP/1.1 200 OK</m:status></m:propstat>
          <m:propstat><m:prop><m:owner/></m:prop><m:status>HTTP/1.1 403 Forbidden</m:status>
            <m:error><m:cannot-modify-protected-property/></m:error><m:responsedescription>fixed</m:responsedescription></m:propstat>
          <m:propstat><m:prop/><m:status>gone</m:status></m:propstat></m:response>
        <m:responsedescription>some of it</m:responsedescription><m:sync-token>urn:sync:9</m:sync-token></m:multistatus>"#;
    let (code, output) = describe(body, &["--content-type", "application/xml", "--status", "207"]);
    let start = body.find("<m:status>gone").expect("the body has the status");
    let defect = output["responses"][1]["defects"][0].as_str().expect("a defect").to_owned();
    let (position, text) = defect.split_once(": ").expect("a position");
    let position: usize = position.trim_start_matches("byte ").parse().unwrap();
    assert!((start..start + 20).contains(&position) && text == "the status cannot be read", "{defect}");
    assert_eq!(code, 1);
    let expected = json!({
        "verdict": "complete", "detail": "the document is complete",
        "description": "some of it", "sync_token": "urn:sync:9",
        "responses": [
            {"hrefs": ["/a%20b?x&y", "/c"], "id": null, "index": null, "status": 423, "propstats": [],
             "conditions": ["{DAV:}lock-token-submitted", "{urn:x}mine"], "location": "/z",
             "description": "no <way>", "headers": {}, "body": null, "next": "fix", "defects": []},
            {"hrefs": ["/p"], "id": null, "index": null, "status": null, "conditions": [], "location": null,
             "description": null, "headers": {}, "body": null, "next": "give-up", "defects": [defect],
             "propstats": [
                {"status": 200, "props": ["{DAV:}getetag", "{urn:x}size", "{}none"], "conditions": [], "description": null},
                {"status": 403, "props": ["{DAV:}owner"],
                 "conditions": ["{DAV:}cannot-modify-protected-property"], "description": "fixed"},
                {"status": null, "props": [], "conditions": [], "description": null}]}]
    });
    assert_eq!(output, expected);
}

#[test]
fn every_part_of_a_json_item_is_shown_as_sent() {
    let (code, output) = describe(JSON, &[]);
    assert_eq!((code, &output["description"]), (2, &json!("half of it")));
    let expected = json!([
        {"hrefs": [], "id": "a", "index": 0, "status": 201, "propstats": [], "conditions": [], "location": "/a",
         "description": "made", "headers": {"Location": "/a", "ETag": "\"1\"", "Content-Type": "application/json"},
         "body": {"n": [1, null]}, "next": "done", "defects": []},
        {"hrefs": [], "id": "7", "index": 1, "status": 429, "propstats": [], "conditions": [], "location": null,
         "description": "slow down", "headers": {"Retry-After": "7", "Content-Type": "application/problem+json"},
         "body": {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "slow down", "left": 0},
         "next": "retry", "defects": []}
    ]);
    assert_eq!(output["responses"], expected);
}

#[test]
fn a_problem_in_dav_xml_is_shown_as_a_body() {
    let body = dav(
        "<D:response><D:href>/a</D:href><D:status>HTTP/1.1 403 Forbidden</D:status><D:error><problem xmlns=\"urn:ietf:rfc:7807\">\
         <type>urn:p</type><title>T</title><balance>30</balance></problem></D:error></D:response>",
    );
    let (code, output) = describe(body, &[]);
    assert_eq!((code, &output["responses"][0]["conditions"]), (1, &json!([])));
    assert_eq!(output["responses"][0]["body"], json!({"type": "urn:p", "title": "T", "balance": "30"}));
}

#[test]
fn the_exit_code_follows_from_the_items() {
    let [done, locked, busy, moved, accepted] =
        ["204 No Content", "423 Locked", "503 Service Unavailable", "301 Moved Permanently", "202 Accepted"]
            .map(|status| response("/a", status));
    let dependent = response("/b", "424 Failed Dependency");
    let bodies: [(&[&String], i32, &str); 10] = [
        (&[], 0, ""),
        (&[&done, &done], 0, "done"),
        (&[&accepted], 0, "done"),
        (&[&done, &locked], 1, "fix"),
        (&[&busy, &locked], 1, "fix"),
        (&[&locked, &busy], 1, "retry"),
        (&[&done, &busy], 2, "retry"),
        (&[&busy, &dependent], 2, "dependency"),
        (&[&locked, &dependent], 1, "dependency"),
        (&[&done, &moved], 1, "redirect"),
    ];
    for (responses, expected, next) in bodies {
        let responses: String = responses.iter().map(|response| response.as_str()).collect();
        let (code, output) = describe(dav(&responses), &[]);
        let last = output["responses"].as_array().unwrap().last().map_or("", |last| last["next"].as_str().unwrap());
        assert_eq!((code, last), (expected, next), "{responses}");
    }
}

#[test]
fn an_incomplete_or_invalid_document_exits_with_3() {
    let whole = dav(&response("/a", "204 No Content"));
    let cut = &whole[..whole.len() - 5];
    let bomb = format!("<!DOCTYPE m [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>{whole}");
    let deep = format!("<D:multistatus xmlns:D=\"DAV:\">{}", "<D:response>".repeat(100_000));
    let lines = "{\"id\":\"a\",\"index\":0,\"status\":204}\n";
    let twice = [&*whole, "<more/>"].concat();
    let prefix = dav("<X:response/>");
    let bodies: [(&[u8], &str, usize, &str); 12] = [
        (b"", "not-multistatus", 0, "not a multi-status: found an empty body"),
        (b" \r\n", "not-multistatus", 0, "not a multi-status: found an empty body"),
        (b"<!doctype html><html><p>It works!", "not-multistatus", 0, "not a multi-status: found an HTML page"),
        (b"<html><body>It works!</body></html>", "not-multistatus", 0, "not a multi-status: found html"),
        (b"Bad Gateway", "not-multistatus", 0, "not a multi-status: found text"),
        (b"{\"error\":\"no\"}", "not-multistatus", 0, "not a multi-status: found"),
        (cut.as_bytes(), "truncated", 1, "truncated at byte "),
        (lines.as_bytes(), "truncated", 1, "truncated at byte 34: the last line, with the summary, is missing"),
        (twice.as_bytes(), "malformed", 1, "malformed at byte "),
        (prefix.as_bytes(), "malformed", 0, "malformed at byte "),
        (bomb.as_bytes(), "refused", 0, "refused at byte "),
        (deep.as_bytes(), "refused", 0, "refused at byte "),
    ];
    for (body, verdict, responses, detail) in bodies {
        let (code, output) = describe(body, &[]);
        let actual = output["verdict"].as_str().unwrap();
        assert_eq!((code, actual), (3, verdict), "{output}");
        assert_eq!(output["responses"].as_array().unwrap().len(), responses, "{output}");
        assert!(output["detail"].as_str().unwrap().starts_with(detail), "{output}");
    }
}

#[test]
fn random_bytes_exit_with_3_and_no_items() {
    let mut garbage: Vec<u8> = Vec::new();
    let mut state = 1_u32;
    for length in [1, 2, 3, 100, 70_000] {
        garbage.extend((0..length).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }));
        for first in [&b""[..], b"<", b"{", b"[", b"\xff\xfe", b"\xfe\xff"] {
            let (code, output) = describe([first, &garbage].concat(), &[]);
            assert!(code == 3 && output["responses"] == json!([]), "{output}");
        }
    }
}

#[test]
fn utf_16_is_read_with_and_without_a_content_type() {
    let text = dav(&response("/ü€", "404 Not Found"));
    let big: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for body in [big, little] {
        for arguments in
            [&[][..], &["--content-type", "application/xml; charset=utf-16"], &["--content-type", "text/html"]]
        {
            let (code, output) = describe(&body, arguments);
            assert_eq!((code, &output["responses"][0]["hrefs"]), (1, &json!(["/ü€"])), "{arguments:?}");
        }
    }
}

#[test]
fn only_the_lenient_mode_reads_elements_without_a_namespace() {
    let body =
        "<multistatus><response><href>/a</href><status>HTTP/1.1 204 No Content</status></response></multistatus>";
    assert_eq!(describe(body, &[]).0, 3);
    let (code, output) = describe(body, &["--lenient"]);
    assert_eq!((code, &output["responses"][0]["hrefs"]), (0, &json!(["/a"])));
    assert!(output["responses"][0]["defects"][0].as_str().unwrap().contains("no namespace"), "{output}");
}

#[test]
fn items_are_converted_between_all_formats() {
    let locked =
        "<D:response><D:href>/a</D:href><D:href>/b</D:href><D:status>HTTP/1.1 423 Locked</D:status></D:response>";
    let body = dav(&format!("{locked}<D:responsedescription>whole</D:responsedescription>"));
    let item = |id: &str, index: usize| {
        let headers = r#""headers":{"Content-Type":"application/problem+json"}"#;
        let problem = r#""body":{"type":"about:blank","title":"Locked","status":423}"#;
        format!(r#"{{"id":"{id}","index":{index},"status":423,{headers},{problem}}}"#)
    };
    let (a, b) = (item("/a", 0), item("/b", 1));
    let summary =
        r#""description":"whole","summary":{"total":2,"succeeded":0,"failed":2,"retryable":0,"complete":true}"#;
    let json = format!("{{\"responses\":[{a},{b}],{summary}}}");
    let lines = format!("{a}\n{b}\n{{{summary}}}\n");
    let end = "<D:responsedescription>whole</D:responsedescription>";
    let start = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    let xml = format!("{start}{}", dav(&[&response("/a", "423 Locked"), &*response("/b", "423 Locked"), end].concat()));
    for source in [&body, &json, &lines, &xml] {
        for (to, expected) in [("json", &json), ("lines", &lines), ("xml", &xml)] {
            assert_eq!(run(source, &["--to", to]), (1, expected.clone(), String::new()), "{source} to {to}");
        }
    }
}

#[test]
fn converted_items_are_in_request_order() {
    let body = r#"{"responses":[{"id":"b","index":1,"status":204},{"id":"a","index":0,"status":204}]}"#;
    let (code, out, _) = run(body, &["--to", "lines"]);
    assert!(
        code == 0 && out.starts_with("{\"id\":\"a\",\"index\":0,\"status\":204}\n{\"id\":\"b\",\"index\":1"),
        "{out}"
    );
}

#[test]
fn a_converted_incomplete_document_is_incomplete() {
    let body = dav(&response("/a", "204 No Content"));
    for to in ["json", "lines", "xml"] {
        let (code, written, err) = run(&body[..body.len() - 3], &["--to", to]);
        assert!(code == 3 && err.starts_with("truncated at byte ") && err.lines().count() == 1, "{err}");
        // A reader of the converted document, and of its own conversions, gets the verdict `truncated` too.
        let (code, output) = describe(&written, &[]);
        assert_eq!(
            (code, &output["verdict"], &output["responses"][0]["status"]),
            (3, &json!("truncated"), &json!(204))
        );
        let (code, again, _) = run(&written, &["--to", "json"]);
        let (_, output) = describe(&again, &[]);
        let statuses: Vec<_> = output["responses"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!((code, statuses), (3, vec![&json!(204), &json!(500)]), "{again}");
    }
    let (code, out, err) = run("<html/>", &["--to", "json", "--status", "502"]);
    assert_eq!((code, &*out, &*err), (3, "", "not a multi-status: found html\n"));
}

#[test]
fn an_invalid_command_line_gets_a_message_and_the_usage() {
    let calls: [(&[&str], &str); 12] = [
        (&["--status"], "--status requires a value"),
        (&["--status", "99"], "`99` is not a status code; expected three digits from 100 to 999"),
        (&["--status", "0207"], "`0207` is not a status code"),
        (&["--status", "1000"], "`1000` is not a status code"),
        (&["--status", "-207"], "`-207` is not a status code"),
        (&["--status", ""], "`` is not a status code"),
        (&["--status", "20x"], "`20x` is not a status code"),
        (&["--status", "２０７"], "`２０７` is not a status code"),
        (&["--to", "yaml"], "`yaml` is not a format; expected json, xml or lines"),
        (&["--lenient", "--to"], "--to requires a value"),
        (&["--strict"], "unknown option `--strict`"),
        (&["body.xml"], "unknown option `body.xml`"),
    ];
    for (arguments, message) in calls {
        let (code, out, err) = run("", arguments);
        assert_eq!((code, &*out), (64, ""), "{arguments:?}");
        assert!(err.starts_with(message) && err.contains("\nusage: inspect "), "{err}");
    }
    for status in ["100", "207", "424", "999"] {
        assert_eq!(describe(dav(""), &["--status", status]).0, 0, "{status}");
    }
}

#[cfg(unix)]
#[test]
fn input_that_cannot_be_read_is_an_error() {
    let directory = File::open("/").unwrap();
    let (code, out, err) = into_texts(inspect().stdin(directory).output().unwrap());
    assert_eq!((code, &*out), (74, ""));
    assert!(err.starts_with("cannot read the input: ") && err.lines().count() == 1, "{err}");
}

#[test]
fn many_responses_are_read_in_chunks() {
    let body = dav(&response("/a", "204 No Content").repeat(20_000));
    let (code, output) = describe(&body, &[]);
    assert_eq!((code, output["responses"].as_array().unwrap().len()), (0, 20_000));
}
