//! Measures the compile time of the derive: `cargo check` of 200 variants, next to thiserror and serde's `Deserialize`.
//!
//! ```text
//! cargo bench -p multistatus-derive --bench compile_time
//! ```
//!
//! For each derive it writes two crates: an enum of 200 variants, and one of a single variant. It checks all of them in turn,
//! for several rounds, and prints medians: of the whole check, of the variants alone (the difference between the two), and of
//! the macros. No test depends on these times.

#![allow(clippy::indexing_slicing, reason = "a program that measures may panic")]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const VARIANTS: usize = 200;
const ROUNDS: usize = 15;

/// An enum with one derive.
struct Subject {
    name: &'static str,
    dependency: &'static str,
    derive: &'static str,
    /// The attribute of each variant.
    attribute: fn(usize) -> String,
    /// The attribute of each field.
    field: &'static str,
}

const MULTISTATUS: &str = concat!("multistatus = { path = \"", env!("CARGO_MANIFEST_DIR"), "/..\" }");

const SUBJECTS: [Subject; 5] = [
    Subject {
        name: "multistatus, statuses alone",
        dependency: MULTISTATUS,
        derive: "#[derive(multistatus::Outcome)]",
        attribute: |_| "#[outcome(404)]".to_owned(),
        field: "",
    },
    // The same text as thiserror, and a status.
    Subject {
        name: "multistatus, status and description",
        dependency: MULTISTATUS,
        derive: "#[derive(multistatus::Outcome)]",
        attribute: |index| format!("#[outcome(404, \"nothing at {{path}} ({index})\")]"),
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

/// The indexes of thiserror and `Deserialize`.
const PEERS: [usize; 2] = [3, 4];

fn main() -> io::Result<()> {
    // `cargo test --benches` only checks that the program runs.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    let sizes = (0..SUBJECTS.len()).flat_map(|number| [(number, VARIANTS), (number, 1)]);
    let crates: Vec<PathBuf> = sizes.map(|(number, size)| write(number, size, &folder)).collect::<io::Result<_>>()?;
    println!("building the dependencies");
    for path in &crates {
        check(path, &folder)?;
    }
    let mut costs: Vec<[Vec<Duration>; 2]> = crates.iter().map(|_| [Vec::new(), Vec::new()]).collect();
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

/// Writes the crate of a subject with `size` variants. Returns its folder.
fn write(number: usize, size: usize, folder: &Path) -> io::Result<PathBuf> {
    let Subject { dependency, derive, attribute, field, .. } = &SUBJECTS[number];
    let name = format!("subject{number}_{size}");
    let path = folder.join(&name);
    fs::create_dir_all(path.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {dependency}\n\n[workspace]\n"
    );
    fs::write(path.join("Cargo.toml"), manifest)?;
    let variants: String =
        (0..size).map(|index| format!("{}\nV{index} {{ {field} path: String }},\n", attribute(index))).collect();
    fs::write(path.join("src/lib.rs"), format!("#[derive(Debug)]\n{derive}\npub enum Subject {{\n{variants}}}\n"))?;
    Ok(path)
}

/// Checks a crate as if it had changed. Returns the time of its macro expansion.
fn check(path: &Path, folder: &Path) -> io::Result<Duration> {
    let source = path.join("src/lib.rs");
    fs::write(&source, fs::read(&source)?)?;
    let output = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--profile", "check", "--", "-Ztime-passes"])
        .current_dir(path)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // An unstable option times the passes.
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
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| io::Error::other(format!("the output has no time of the expansion:\n{text}")))
}

fn report(costs: &mut [[Vec<Duration>; 2]]) {
    let medians: Vec<[f64; 2]> =
        costs.iter_mut().map(|[total, expansion]| [median(total), median(expansion)]).collect();
    let total = |number: usize| medians[2 * number][0];
    let variants = |number: usize| total(number) - medians[2 * number + 1][0];
    println!("\n`cargo check` after a change, {VARIANTS} variants: medians of {ROUNDS} rounds\n");
    println!("| derive | whole check, ms (x thiserror, x Deserialize) | the variants alone, ms (x, x) | macros, ms |");
    println!("| --- | ---: | ---: | ---: |");
    for (number, subject) in SUBJECTS.iter().enumerate() {
        let cell = |cost: &dyn Fn(usize) -> f64| {
            let [thiserror, deserialize] = PEERS.map(|peer| cost(number) / cost(peer));
            format!("{:.0} ({thiserror:.2}x, {deserialize:.2}x)", cost(number))
        };
        let macros = medians[2 * number][1] - medians[2 * number + 1][1];
        println!("| {} | {} | {} | {macros:.0} |", subject.name, cell(&total), cell(&variants));
    }
}

/// Returns the median, in milliseconds.
fn median(all: &mut [Duration]) -> f64 {
    all.sort();
    all[all.len() / 2].as_secs_f64() * 1e3
}
