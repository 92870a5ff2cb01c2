//! The example as a program: what it prints, what it documents, and what it refuses.

use std::process::Command;

use serde_json::Value;

use crate::service::{JSON, Service, example};

fn output(arguments: &[&str], directory: &std::path::Path) -> (bool, String, String) {
    let output = Command::new(example("bulk_orders")).args(arguments).env("TMPDIR", directory).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn it_plays_its_script_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let (success, out, err) = output(&[], temporary.path());
    assert!(success, "{err}");
    let answers: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 ")?.split(' ').next()).collect();
    assert_eq!(answers, ["207", "207", "422", "207", "207", "207", "207", "200", "200"]);
    let (_, applied) = out.split_once("=== 8. what was applied").expect("the list");
    let ids: Vec<_> = applied.lines().filter_map(|line| line.strip_prefix("{\"id\":\"")?.split('"').next()).collect();
    assert_eq!(ids, ["a-1", "a-2", "l-1", "l-3", "o-1", "o-5", "s-3"]);
    assert!(!out.contains("gives up"), "the text of a panic was sent");
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_answer_that_it_documents_is_the_one_it_gives() {
    let lines = include_str!("../../examples/bulk_orders/main.rs").lines().map(|line| line.trim_start_matches("//! "));
    let session: Vec<_> = lines.skip_while(|line| *line != "```console").skip(1).take_while(|l| *l != "```").collect();
    let [_, body, answer @ ..] = &session[..] else { panic!("a command of two lines: {session:?}") };
    let body = body.split('\'').nth(1).expect("a body in quotes");
    let service = Service::start();
    assert_eq!(service.post("/orders:batch", &[JSON], body).await.body, answer.concat());
}

#[tokio::test]
async fn it_serves_the_curl_lines_that_it_prints() {
    let mut service = Service::start();
    let lines = service.curl_lines();
    let [first, atomic, list] = &lines[..] else { panic!("{lines:?}") };
    let body = first.split('\'').nth(3).expect("a body in quotes");
    assert!(serde_json::from_str::<Value>(body).is_ok(), "{body}");
    assert!(first.contains("/orders:batch ") && atomic.contains("/orders:batch?mode=atomic'"), "{lines:?}");
    let answer = service.post("/orders:batch?mode=atomic", &[JSON], body).await;
    assert_eq!(answer.statuses(), [424, 409]);
    assert!(list.ends_with("/orders"), "{list}");
}

#[test]
fn it_refuses_what_it_cannot_do() {
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
