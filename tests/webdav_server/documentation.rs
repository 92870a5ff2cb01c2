//! The requests that the files of the example document: each has the response that stands below it.

use std::process::Command;

use crate::client::Dav;

/// Returns the commands of a file, each with the output that stands below it.
fn session(source: &str) -> Vec<(String, String)> {
    let console = source.lines().map_while(|line| line.strip_prefix("//!"));
    let console =
        console.skip_while(|line| line.trim() != "```console").skip(1).take_while(|line| line.trim() != "```");
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in console {
        match (line.strip_prefix(" $ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            // A command goes on in lines that are indented.
            (None, Some((command, _))) if line.starts_with("     ") => command.push_str(line.trim_start()),
            (None, Some((_, output))) => output.push_str(line.trim()),
            (None, None) => panic!("output without a command: {line}"),
        }
    }
    commands
}

/// Removes line breaks, and what differs in each run.
fn plain(output: &str) -> String {
    let mut plain = output.replace('\n', "");
    for (start, end) in [("<D:href>urn:uuid:", "<"), ("<D:sync-token>sync:", "<")] {
        if let Some((before, behind)) = plain.split_once(start) {
            let rest = behind.find(end).map_or("", |at| &behind[at..]);
            plain = format!("{before}{start}...{rest}");
        }
    }
    plain
}

#[tokio::test(flavor = "multi_thread")]
async fn each_documented_request_has_the_documented_response() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: curl is not installed");
        return;
    }
    for (file, source) in [
        ("main", include_str!("../../examples/webdav/main.rs")),
        ("lock", include_str!("../../examples/webdav/methods/lock.rs")),
        ("properties", include_str!("../../examples/webdav/methods/properties.rs")),
        ("read", include_str!("../../examples/webdav/methods/read.rs")),
        ("report", include_str!("../../examples/webdav/methods/report.rs")),
        ("tree", include_str!("../../examples/webdav/methods/tree.rs")),
        ("write", include_str!("../../examples/webdav/methods/write.rs")),
    ] {
        let (dav, folder) = (Dav::in_memory().await, tempfile::tempdir().unwrap());
        let commands = session(source);
        assert!(commands.len() > 2, "{file}");
        for (command, expected) in commands.into_iter().filter(|(command, _)| command.starts_with("curl ")) {
            let script =
                command.replace("curl ", "curl -s ").replace("localhost:8082", dav.base.trim_start_matches("http://"));
            let output = Command::new("sh").args(["-c", &script]).current_dir(&folder).output().unwrap();
            assert_eq!(plain(&String::from_utf8_lossy(&output.stdout)), expected, "{file}: {command}");
        }
    }
}
