//! The example as a program: its output, the response in its documentation, and its error messages.

use std::process::Command;

use serde_json::Value;

use crate::service::{JSON, Service, example};

fn output(arguments: &[&str], directory: &std::path::Path) -> (bool, String, String) {
    let output = Command::new(example("bulk_orders")).args(arguments).env("TMPDIR", directory).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_script_runs_and_removes_its_files() {
    let temporary = tempfile::tempdir().unwrap();
    let (success, out, err) = output(&[], temporary.path());
    assert!(success, "{err}");
    let statuses: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 ")?.split(' ').next()).collect();
    assert_eq!(statuses, ["207", "207", "422", "207", "207", "207", "207", "200", "200"]);
    let (_, created) = out.split_once("=== 8. all orders").expect("the list");
    let ids: Vec<_> = created.lines().filter_map(|line| line.strip_prefix("{\"id\":\"")?.split('"').next()).collect();
    assert_eq!(ids, ["a-1", "a-2", "l-1", "l-3", "o-1", "o-5", "s-3"]);
    assert!(!out.contains("makes the handler panic"), "the message of the panic was sent");
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_documented_response_is_the_actual_response() {
    let lines = include_str!("../../examples/bulk_orders/main.rs").lines().map(|line| line.trim_start_matches("//! "));
    let session: Vec<_> = lines.skip_while(|line| *line != "```console").skip(1).take_while(|l| *l != "```").collect();
    let [_, body, response @ ..] = &session[..] else { panic!("a command of two lines: {session:?}") };
    let body = body.split('\'').nth(1).expect("a body in quotes");
    let service = Service::start();
    assert_eq!(service.post("/orders:batch", &[JSON], body).await.body, response.concat());
}

#[tokio::test]
async fn the_printed_curl_commands_work() {
    let mut service = Service::start();
    let commands = service.curl_commands();
    let [first, atomic, list] = &commands[..] else { panic!("{commands:?}") };
    let body = first.split('\'').nth(3).expect("a body in quotes");
    assert!(serde_json::from_str::<Value>(body).is_ok(), "{body}");
    assert!(first.contains("/orders:batch ") && atomic.contains("/orders:batch?mode=atomic'"), "{commands:?}");
    let response = service.post("/orders:batch?mode=atomic", &[JSON], body).await;
    assert_eq!(response.statuses(), [424, 409]);
    assert!(list.ends_with("/orders"), "{list}");
}

#[test]
fn invalid_arguments_are_rejected_with_a_message() {
    let directory = tempfile::tempdir().unwrap();
    let text = directory.path().join("notes.txt");
    std::fs::write(&text, "no database").unwrap();
    let text = text.display().to_string();
    let calls: [(&[&str], &str); 4] = [
        (&["--serve", "here"], "cannot serve here: "),
        (&["--serve", "127.0.0.1:0", "--store", &text], "cannot open "),
        (&["--serve"], "usage: bulk_orders "),
        (&["--load", "1", "2", "many"], "usage: bulk_orders "),
    ];
    for (arguments, message) in calls {
        let (success, out, err) = output(arguments, directory.path());
        assert!(!success && out.is_empty(), "{arguments:?}: {out}");
        assert!(err.starts_with(message) && err.lines().count() == 1, "{arguments:?}: {err}");
    }
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "no database");
}
