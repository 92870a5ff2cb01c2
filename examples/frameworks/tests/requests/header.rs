//! The requests and responses in the header of an example are those of its service.

use std::{fs, path::Path};

use crate::{client::fetch, server::Server};

/// Sends each `curl` line of the header. Returns an error if a response is not the one below the line.
pub fn check(framework: &str, server: &Server) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(framework).join("main.rs");
    let source = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let lines = source.lines().filter_map(|line| line.strip_prefix("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let session: Vec<_> = lines.skip_while(|line| *line != "```console").skip(1).take_while(|l| *l != "```").collect();
    let commands = session.split(|line| line.starts_with("$ ")).skip(1);
    let responses = session.iter().filter(|line| line.starts_with("$ ")).zip(commands);
    if responses.clone().count() < 3 {
        return Err("the header shows too few requests".into());
    }
    let mut requests = responses.filter(|(command, _)| command.starts_with("$ curl "));
    requests.try_for_each(|(command, response)| check_one(server, command, response))
}

fn check_one(server: &Server, command: &str, response: &[&str]) -> Result<(), String> {
    let Command { with_head, request, fields, body } = Command::parse(command);
    let (head, body) = fetch(server.address, &request, &fields, body).map_err(|error| format!("{command}: {error}"))?;
    let mut expected = response;
    if with_head {
        let end = response.iter().position(|line| line.is_empty()).unwrap_or(response.len());
        let status = format!("HTTP/1.1 {} ", head.status);
        let is_sent = |line: &str| match line.split_once(": ") {
            Some((name, value)) => head.field(name) == value,
            None => line.starts_with(&status),
        };
        if let Some(line) = response[..end].iter().find(|line| !is_sent(line)) {
            return Err(format!("{command}\nexpected {line}\nfound {head:?}"));
        }
        expected = response.get(end + 1..).unwrap_or_default();
    }
    let expected = expected.join("\n");
    if body.trim_end() == expected { Ok(()) } else { Err(format!("{command}\nexpected {expected}\nfound {body}")) }
}

/// A `curl` command with the options `-i`, `-X`, `-H` and `--json`.
struct Command<'c> {
    with_head: bool,
    /// The method and the path.
    request: String,
    fields: Vec<&'c str>,
    body: &'c str,
}

impl<'c> Command<'c> {
    fn parse(command: &'c str) -> Self {
        let (mut with_head, mut method, mut path, mut fields, mut body) = (false, None, "", Vec::new(), "");
        let mut words = words(command.trim_start_matches("$ curl")).into_iter();
        while let Some(word) = words.next() {
            match word {
                "-i" => with_head = true,
                "-X" => method = words.next(),
                "-H" => fields.extend(words.next()),
                "--json" => body = words.next().unwrap_or_default(),
                url => path = url.trim_start_matches("localhost:8080"),
            }
        }
        if !body.is_empty() {
            fields.push("Content-Type: application/json");
        }
        let method = method.unwrap_or(if body.is_empty() { "GET" } else { "POST" });
        Self { with_head, request: format!("{method} {path}"), fields, body }
    }
}

/// Splits a command at white space that is not within single quotes.
fn words(mut command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    while let Some(start) = command.find(|character: char| !character.is_whitespace()) {
        let rest = &command[start..];
        let quoted = rest.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        let (word, rest) = quoted.or_else(|| rest.split_once(' ')).unwrap_or((rest, ""));
        words.push(word);
        command = rest;
    }
    words
}
