//! Hundreds of hostile bodies, read by programs that are not ours: xmllint and Python's json.
//!
//! A program that is not installed makes its test `ignored`, with a line that says so; with `MULTISTATUS_INTEROP=require`
//! in the environment it makes it fail.

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
        program_test("xml_is_well_formed_to_xmllint", "xmllint", xml_is_well_formed),
        program_test("json_is_json_to_python", "python3", json_is_json),
        program_test("json_lines_are_json_lines_to_python", "python3", json_lines_are_json_lines),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests.into()).exit();
}

/// A test that is ignored where its program is missing, unless programs are required.
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

/// The same hostile multi-statuses at every run.
fn bodies() -> impl Iterator<Item = MultiStatus<hostile::Hostile>> {
    let mut runner = TestRunner::deterministic();
    let items = prop::collection::vec((hostile::key(), hostile::hostile()), 0..6);
    let whole = (items, hostile::text());
    (0..BODIES).map(move |_| {
        let (items, description) = whole.new_tree(&mut runner).expect("a value").current();
        MultiStatus::from_iter(items).description(description)
    })
}

fn xml_is_well_formed(folder: &Path) -> Result<(), Failed> {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet"]);
    for (number, result) in bodies().enumerate() {
        for (form, format) in [("prefixed", DavXml::new()), ("default", DavXml::new().default_namespace())] {
            let file = folder.join(format!("{number}-{form}.xml"));
            fs::write(&file, result.encode(&format)?)?;
            command.arg(file);
        }
    }
    succeeds(&mut command)
}

fn json_is_json(folder: &Path) -> Result<(), Failed> {
    // Each body is one line, so one run of the tool reads all of them.
    let mut lines = Vec::new();
    for result in bodies() {
        lines.extend(result.encode(&Json)?);
        lines.push(b'\n');
    }
    read_by_python(&folder.join("bodies.jsonl"), &lines)
}

fn json_lines_are_json_lines(folder: &Path) -> Result<(), Failed> {
    let mut lines = Vec::new();
    for result in bodies() {
        lines.extend(result.encode(&JsonLines)?);
    }
    read_by_python(&folder.join("bodies.jsonl"), &lines)
}

fn read_by_python(file: &Path, lines: &[u8]) -> Result<(), Failed> {
    fs::write(file, lines)?;
    succeeds(Command::new("python3").args(["-m", "json.tool", "--json-lines"]).arg(file).stdout(Stdio::null()))
}

fn succeeds(command: &mut Command) -> Result<(), Failed> {
    let output = command.stderr(Stdio::piped()).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}
