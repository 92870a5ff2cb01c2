//! Counts instructions per item with valgrind: exact, and the same on a busy machine.
//!
//! - Without arguments, it runs itself under callgrind for each candidate, and prints a table.
//! - `gate` measures multistatus and one peer for each gate, and fails if multistatus is not cheaper by the required
//!   factor.
//! - `TABLE NAME RUNS` runs one candidate.

use std::{
    env,
    error::Error,
    process::{Command, Stdio},
};

use multistatus_benches::{batch, candidate::Candidate, dav, decode, json, properties, xml};

/// The number of items of a body.
const ITEMS: usize = 1_000;

/// The numbers of runs that are compared: the cost of the set-up cancels out of the difference.
const RUNS: [u64; 2] = [2, 5];

/// A limit on the instructions of multistatus: the peer must take at least `factor` times as many.
struct Gate {
    table: &'static str,
    /// The candidate of multistatus.
    own: &'static str,
    peer: &'static str,
    factor: f64,
}

const GATES: [Gate; 14] = [
    Gate { table: "xml", own: "multistatus, streamed", peer: "quick-xml Writer", factor: 5.0 },
    Gate { table: "json", own: "multistatus, streamed", peer: "serde_json, prebuilt structs", factor: 4.0 },
    Gate { table: "properties", own: "multistatus, streamed", peer: "quick-xml Writer", factor: 3.6 },
    // A shape takes at most 1.5 times as many as the default JSON.
    Gate { table: "json-shape", own: "multistatus, streamed", peer: "default JSON", factor: 1.0 / 1.5 },
    Gate { table: "decode-xml", own: "multistatus", peer: "quick-xml NsReader", factor: 6.5 },
    Gate { table: "decode-general", own: "multistatus", peer: "quick-xml NsReader", factor: 1.5 },
    Gate { table: "decode-propstat", own: "multistatus", peer: "quick-xml NsReader", factor: 5.0 },
    Gate { table: "decode-properties", own: "multistatus", peer: "libdav", factor: 3.0 },
    Gate { table: "decode-properties", own: "multistatus", peer: "reqwest_dav", factor: 15.0 },
    Gate { table: "decode-json", own: "multistatus", peer: "serde_json, Cow", factor: 2.6 },
    Gate { table: "decode-json-general", own: "multistatus", peer: "serde_json, Cow", factor: 1.0 },
    Gate { table: "batch-ready", own: "run", peer: "buffer_unordered", factor: 5.0 },
    Gate { table: "batch-ready", own: "run", peer: "JoinSet", factor: 28.0 },
    Gate { table: "batch-woken", own: "run", peer: "buffer_unordered", factor: 2.0 },
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
    let mut failures = Vec::new();
    for Gate { table, own, peer, factor } in GATES {
        let (ours, theirs) = (per_item(table, own)?, per_item(table, peer)?);
        println!("{table}: {ours:.0} instructions per item; {peer}: {theirs:.0}");
        if theirs < ours * factor {
            failures.push(format!("{table}: {peer} must take at least {factor} times as many instructions"));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("; ").into()) }
}

/// Returns the instructions per item, without those of the set-up.
fn per_item(table: &str, name: &str) -> Result<f64, Box<dyn Error>> {
    let [few, many] = RUNS.map(|runs| instructions(table, name, runs));
    Ok((many? - few?) as f64 / (RUNS[1] - RUNS[0]) as f64 / ITEMS as f64)
}

fn tables() -> [(&'static str, Vec<Candidate>); 14] {
    [
        ("xml", xml::candidates(ITEMS)),
        ("status-only", dav::candidates(ITEMS)),
        ("properties", properties::candidates(ITEMS)),
        ("json", json::candidates(ITEMS)),
        ("json-shape", json::shape_candidates(ITEMS)),
        ("decode-xml", decode::xml::mixed_candidates(ITEMS)),
        ("decode-general", decode::xml::general_candidates(ITEMS)),
        ("decode-propstat", decode::xml::propstat_candidates(ITEMS)),
        ("decode-properties", decode::properties::candidates(ITEMS)),
        ("decode-json", decode::json::mixed_candidates(ITEMS)),
        ("decode-json-general", decode::json::general_candidates(ITEMS)),
        ("batch-ready", batch::ready_candidates(ITEMS)),
        ("batch-woken", batch::woken_candidates(ITEMS)),
        ("batch-yielding", batch::yielding_candidates(ITEMS)),
    ]
}

/// Returns the instructions of a process that runs a candidate `runs` times.
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
