//! Counts instructions per item with valgrind: exact, and the same on a busy machine.
//!
//! Without arguments it runs itself under callgrind for each candidate; `NAME RUNS` is one such run.

use std::{
    env,
    error::Error,
    process::{Command, Stdio},
};

use multistatus_benches::{candidate::Candidate, dav, json, xml};

/// The number of items of a body.
const ITEMS: usize = 1_000;

/// Few and many runs: what the set-up costs cancels out of the difference.
const RUNS: [u64; 2] = [2, 5];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [table, name, runs] = &arguments[..] {
        let mut candidate = tables()
            .into_iter()
            .find(|(known, _)| known == table)
            .and_then(|(_, candidates)| candidates.into_iter().find(|candidate| candidate.name == name))
            .ok_or("no such candidate")?;
        (0..runs.parse()?).for_each(|_| candidate.run());
        return Ok(());
    }
    println!("| | | instructions per item |\n|---|---|---:|");
    for (table, candidates) in tables() {
        for candidate in candidates {
            let [few, many] = RUNS.map(|runs| instructions(table, candidate.name, runs));
            let each = (many? - few?) as f64 / (RUNS[1] - RUNS[0]) as f64 / ITEMS as f64;
            println!("| {table} | {} | {each:.0} |", candidate.name);
        }
    }
    Ok(())
}

fn tables() -> [(&'static str, Vec<Candidate>); 3] {
    [("xml", xml::candidates(ITEMS)), ("status-only", dav::candidates(ITEMS)), ("json", json::candidates(ITEMS))]
}

/// The instructions of a whole process that runs a candidate `runs` times.
fn instructions(table: &str, name: &str, runs: u64) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args([table, name, &runs.to_string()])
        .stdout(Stdio::null())
        .output()?;
    let text = String::from_utf8(output.stderr)?;
    let count = text.lines().find_map(|line| line.split_once("Collected :")).ok_or("callgrind printed no count")?.1;
    Ok(count.trim().parse()?)
}
