//! What the derive costs a user's compiler: `cargo check` of 200 variants, beside thiserror and serde's `Deserialize`.
//!
//! ```text
//! cargo bench -p multistatus-derive --bench compile_time
//! ```
//!
//! It writes a small crate for each derive, checks all of them in turn, several rounds, and prints the medians of what
//! each derive adds to the same enum without one. It only prints; nothing is gated on time.

#![allow(clippy::indexing_slicing, reason = "a program that measures may panic")]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const VARIANTS: usize = 200;
const ROUNDS: usize = 15;

/// The same enum, with one derive.
struct Subject {
    name: &'static str,
    dependency: &'static str,
    derive: &'static str,
    /// What stands before each variant.
    attribute: fn(usize) -> String,
    /// What stands before each field.
    field: &'static str,
}

const MULTISTATUS: &str = concat!("multistatus = { path = \"", env!("CARGO_MANIFEST_DIR"), "/..\" }");

const SUBJECTS: [Subject; 5] = [
    Subject { name: "none", dependency: "", derive: "", attribute: |_| String::new(), field: "" },
    Subject {
        name: "multistatus, statuses alone",
        dependency: MULTISTATUS,
        derive: "#[derive(multistatus::Outcome)]",
        attribute: |_| "#[outcome(404)]".to_owned(),
        field: "",
    },
    Subject {
        name: "multistatus, status, description, href, condition and retry",
        dependency: MULTISTATUS,
        derive: "#[derive(multistatus::Outcome)]",
        attribute: |index| {
            let (code, condition) = [(404, "name-allowed"), (423, "lock-token-submitted")][index % 2];
            format!("#[outcome({code}, \"nothing at {{path}} ({index})\", condition = \"{condition}\", retry = safe)]")
        },
        field: "#[outcome(href)]",
    },
    Subject {
        name: "thiserror",
        dependency: "thiserror = \"2\"",
        derive: "#[derive(thiserror::Error)]",
        attribute: |index| format!("#[error(\"nothing at {{path}} ({index})\")]"),
        field: "",
    },
    Subject {
        name: "serde Deserialize",
        dependency: "serde = { version = \"1\", features = [\"derive\"] }",
        derive: "#[derive(serde::Deserialize)]",
        attribute: |_| String::new(),
        field: "",
    },
];

/// thiserror and `Deserialize`.
const PEERS: [usize; 2] = [3, 4];

fn main() -> io::Result<()> {
    // `cargo test --benches` asks only whether it runs.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    let crates: Vec<PathBuf> = (0..SUBJECTS.len()).map(|number| write(number, &folder)).collect::<io::Result<_>>()?;
    println!("building the dependencies");
    for path in &crates {
        check(path, &folder)?;
    }
    let mut costs: Vec<[Vec<Duration>; 2]> = SUBJECTS.iter().map(|_| [Vec::new(), Vec::new()]).collect();
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        for (path, [total, expansion]) in crates.iter().zip(&mut costs) {
            let begin = Instant::now();
            expansion.push(check(path, &folder)?);
            total.push(begin.elapsed());
        }
    }
    report(&mut costs);
    Ok(())
}

/// Writes the crate of a subject; returns its folder.
fn write(number: usize, folder: &Path) -> io::Result<PathBuf> {
    let Subject { dependency, derive, attribute, field, .. } = &SUBJECTS[number];
    let path = folder.join(format!("subject{number}"));
    fs::create_dir_all(path.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"subject{number}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {dependency}\n\n[workspace]\n"
    );
    fs::write(path.join("Cargo.toml"), manifest)?;
    let variants: String =
        (0..VARIANTS).map(|index| format!("{}\nV{index} {{ {field} path: String }},\n", attribute(index))).collect();
    fs::write(path.join("src/lib.rs"), format!("#[derive(Debug)]\n{derive}\npub enum Subject {{\n{variants}}}\n"))?;
    Ok(path)
}

/// Checks a crate as if it had changed; returns the time that its macros took to expand.
fn check(path: &Path, folder: &Path) -> io::Result<Duration> {
    let source = path.join("src/lib.rs");
    fs::write(&source, fs::read(&source)?)?;
    let output = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--profile", "check", "--", "-Ztime-passes"])
        .current_dir(path)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // The passes are timed by an unstable option.
        .env("RUSTC_BOOTSTRAP", "1")
        .stdin(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(io::Error::other(text));
    }
    // `time:   0.012; rss: ...  macro_expand_crate`
    let line = text.lines().find(|line| line.ends_with("macro_expand_crate"));
    let seconds = line.and_then(|line| line.strip_prefix("time:")?.split(';').next()?.trim().parse().ok());
    seconds.map(Duration::from_secs_f64).ok_or_else(|| io::Error::other(format!("no time of the expansion in\n{text}")))
}

fn report(costs: &mut [[Vec<Duration>; 2]]) {
    let medians: Vec<[f64; 2]> =
        costs.iter_mut().map(|[total, expansion]| [median(total), median(expansion)]).collect();
    let added = |number: usize| medians[number][0] - medians[0][0];
    println!(
        "\n`cargo check` of {VARIANTS} variants: medians of {ROUNDS} rounds, less the same enum with `Debug` alone\n"
    );
    println!("| derive | ms | x thiserror | x Deserialize | of which expansion, ms |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (number, subject) in SUBJECTS.iter().enumerate().skip(1) {
        let (cost, expansion) = (added(number), medians[number][1] - medians[0][1]);
        let [thiserror, deserialize] = PEERS.map(|peer| cost / added(peer));
        println!("| {} | {cost:.0} | {thiserror:.2} | {deserialize:.2} | {expansion:.0} |", subject.name);
    }
}

/// The median, in milliseconds.
fn median(all: &mut [Duration]) -> f64 {
    all.sort();
    all[all.len() / 2].as_secs_f64() * 1e3
}
