//! Bodies with strings that tend to break encoders, read by independent programs: xmllint and Python's `json`.
//!
//! If a program is not installed, its test is `ignored`, and a line says so. With `MULTISTATUS_INTEROP=require` in the
//! environment, its test fails instead.

#[path = "support/hostile.rs"]
mod hostile;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use libtest_mimic::{Arguments, Failed, Trial};
use multistatus::{DavXml, Json, JsonLines, MultiStatus};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

const BODIES: usize = 300;

fn main() {
    let tests = [
        program_test("xmllint_accepts_dav_xml", "xmllint", xmllint_accepts_dav_xml),
        program_test("python_accepts_json", "python3", python_accepts_json),
        program_test("python_accepts_json_lines", "python3", python_accepts_json_lines),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests.into()).exit();
}

/// Returns a test that is ignored if its program is missing, unless programs are required.
fn program_test(name: &str, program: &'static str, test: fn(&Path) -> Result<(), Failed>) -> Trial {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let required = std::env::var("MULTISTATUS_INTEROP").is_ok_and(|value| value == "require");
    if !found && !required {
        eprintln!("SKIPPED {name}: the program `{program}` is not installed");
    }
    let run = move || {
        let folder = tempfile::tempdir()?;
        test(folder.path())
    };
    Trial::test(name, run).with_ignored_flag(!found && !required)
}

/// Returns multi-statuses with hostile strings, which are the same in each run.
fn bodies() -> impl Iterator<Item = MultiStatus<hostile::Hostile>> {
    let mut runner = TestRunner::deterministic();
    let items = prop::collection::vec((hostile::key(), hostile::hostile()), 0..6);
    let content = (items, hostile::text());
    (0..BODIES).map(move |_| {
        let (items, description) = content.new_tree(&mut runner).expect("a value").current();
        MultiStatus::from_iter(items).description(description)
    })
}

fn xmllint_accepts_dav_xml(folder: &Path) -> Result<(), Failed> {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet"]);
    for (number, result) in bodies().enumerate() {
        for (form, format) in [("prefixed", DavXml::new()), ("default", DavXml::new().default_namespace())] {
            let file = folder.join(format!("{number}-{form}.xml"));
            fs::write(&file, result.encode(&format)?)?;
            command.arg(file);
        }
    }
    run(&mut command)
}

fn python_accepts_json(folder: &Path) -> Result<(), Failed> {
    // Each body is one line, so that one run of the program reads all of them.
    let mut lines = Vec::new();
    for result in bodies() {
        lines.extend(result.encode(&Json)?);
        lines.push(b'\n');
    }
    parse_in_python(&folder.join("bodies.jsonl"), &lines)
}

fn python_accepts_json_lines(folder: &Path) -> Result<(), Failed> {
    let mut lines = Vec::new();
    for result in bodies() {
        lines.extend(result.encode(&JsonLines)?);
    }
    parse_in_python(&folder.join("bodies.jsonl"), &lines)
}

/// Parses each line as JSON, in Python.
fn parse_in_python(file: &Path, lines: &[u8]) -> Result<(), Failed> {
    fs::write(file, lines)?;
    run(Command::new("python3").args(["-m", "json.tool", "--json-lines"]).arg(file).stdout(Stdio::null()))
}

/// Returns the error output of the command as an error if the command fails.
fn run(command: &mut Command) -> Result<(), Failed> {
    let output = command.stderr(Stdio::piped()).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}
