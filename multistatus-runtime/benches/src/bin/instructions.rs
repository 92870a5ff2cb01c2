//! Counts instructions per item with valgrind: exact, and the same on a busy machine.
//!
//! Without arguments it runs itself under callgrind for each candidate and prints a table; with `gate` it does so for ours
//! and one peer of each table, and fails where ours is not as much cheaper as it has been; `TABLE NAME RUNS` is one run.

use std::{
    env,
    error::Error,
    process::{Command, Stdio},
};

use multistatus_benches::{batch, candidate::Candidate, dav, decode, json, xml};

/// The number of items of a body.
const ITEMS: usize = 1_000;

/// Few and many runs: what the set-up costs cancels out of the difference.
const RUNS: [u64; 2] = [2, 5];

/// Ours must stay at least this many times cheaper than the peer.
const GATES: [(&str, &str, &str, f64); 9] = [
    ("xml", "multistatus, streamed", "quick-xml Writer", 5.0),
    ("json", "multistatus, streamed", "serde_json, prebuilt structs", 4.0),
    ("decode-xml", "multistatus", "quick-xml NsReader", 6.5),
    ("decode-general", "multistatus", "quick-xml NsReader", 1.5),
    ("decode-propstat", "multistatus", "quick-xml NsReader", 5.0),
    ("decode-json", "multistatus", "serde_json, Cow", 2.6),
    ("batch-ready", "run", "buffer_unordered", 5.0),
    ("batch-ready", "run", "JoinSet", 28.0),
    ("batch-woken", "run", "buffer_unordered", 2.2),
];

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
    if arguments == ["gate"] {
        return gate();
    }
    println!("| | | instructions per item |\n|---|---|---:|");
    for (table, candidates) in tables() {
        for candidate in candidates {
            println!("| {table} | {} | {:.0} |", candidate.name, per_item(table, candidate.name)?);
        }
    }
    Ok(())
}

fn gate() -> Result<(), Box<dyn Error>> {
    for (table, own, peer, times) in GATES {
        let (ours, theirs) = (per_item(table, own)?, per_item(table, peer)?);
        println!("{table}: {ours:.0} instructions per item, {peer} {theirs:.0}");
        if theirs < ours * times {
            return Err(format!("{table}: {peer} takes less than {times} times as many").into());
        }
    }
    Ok(())
}

/// Instructions per item, without what the set-up costs.
fn per_item(table: &str, name: &str) -> Result<f64, Box<dyn Error>> {
    let [few, many] = RUNS.map(|runs| instructions(table, name, runs));
    Ok((many? - few?) as f64 / (RUNS[1] - RUNS[0]) as f64 / ITEMS as f64)
}

fn tables() -> [(&'static str, Vec<Candidate>); 11] {
    [
        ("xml", xml::candidates(ITEMS)),
        ("status-only", dav::candidates(ITEMS)),
        ("json", json::candidates(ITEMS)),
        ("decode-xml", decode::xml::mixed_candidates(ITEMS)),
        ("decode-general", decode::xml::general_candidates(ITEMS)),
        ("decode-propstat", decode::xml::propstat_candidates(ITEMS)),
        ("decode-json", decode::json::mixed_candidates(ITEMS)),
        ("decode-json-general", decode::json::general_candidates(ITEMS)),
        ("batch-ready", batch::ready_candidates(ITEMS)),
        ("batch-woken", batch::woken_candidates(ITEMS)),
        ("batch-yielding", batch::yielding_candidates(ITEMS)),
    ]
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
