//! Bodies of real servers and of specifications, each with what is known of it. They stand outside of this repository:
//! `MULTISTATUS_CORPUS` names their folder.
//!
//! Without that variable every test is `ignored`, with a line that says so.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use libtest_mimic::{Arguments, Failed, Trial};
use multistatus::{
    Condition, Item, Reader, StatusCode,
    outcome::DAV,
    read::{DefectKind, Document, Verdict},
};

fn main() {
    let corpus = std::env::var_os("MULTISTATUS_CORPUS").map(PathBuf::from);
    let mut tests = Vec::new();
    match corpus {
        Some(corpus) => {
            let index = fs::read_to_string(corpus.join("webdav/INDEX.tsv")).expect("the index of the corpus");
            tests.extend(index.lines().skip(1).map(|line| {
                let row = Row::of(line);
                let file = corpus.join("webdav").join(&row.file);
                Trial::test(format!("{}/{}", row.class, row.file), move || row.check(&file))
            }));
            tests.push(Trial::test("captures_count_as_elementtree_counts", move || captures(&corpus.join("captures"))));
        }
        None => {
            eprintln!("SKIPPED the corpus: MULTISTATUS_CORPUS does not name its folder");
            tests.push(Trial::test("corpus", || Ok(())).with_ignored_flag(true));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}

/// One body, and what must be read in it.
struct Row {
    file: String,
    class: String,
    responses: Option<usize>,
    /// Numbers of responses from 1, and what they say.
    facts: Vec<(usize, String)>,
    sync_token: Option<String>,
}

impl Row {
    fn of(line: &str) -> Self {
        let columns: Vec<_> = line.split('\t').map(|column| column.trim_matches('"').replace("\"\"", "\"")).collect();
        let column = |number: usize| columns.get(number).cloned().unwrap_or_default();
        let first = Some(column(6)).filter(|fact| !fact.is_empty()).map(|fact| (1, fact));
        let others = column(7);
        let others = others.split("; #").filter_map(|fact| {
            let (number, fact) = fact.trim_start_matches('#').split_once(' ')?;
            Some((number.parse().ok()?, fact.to_owned()))
        });
        Self {
            file: column(0),
            class: column(3),
            responses: column(5).parse().ok(),
            facts: first.into_iter().chain(others).collect(),
            sync_token: column(8).strip_prefix("sync-token=").map(str::to_owned),
        }
    }

    fn check(&self, file: &Path) -> Result<(), Failed> {
        let body = fs::read(file)?;
        let strict = Reader::new().read(&body);
        let lenient = Reader::new().lenient().read(&body);
        let as_expected = match (&*self.class, &strict.ending.verdict) {
            ("valid", verdict) => verdict.is_complete() && self.holds(&strict)?,
            ("tolerated", _) => lenient.ending.verdict.is_complete() && self.holds(&lenient)?,
            // Text that does not even begin as XML is not called so.
            ("malformed", Verdict::Malformed { .. } | Verdict::Truncated { .. } | Verdict::NotMultiStatus { .. }) => {
                !lenient.ending.verdict.confirms_items()
            }
            ("not-multistatus", Verdict::NotMultiStatus { .. }) => {
                matches!(lenient.ending.verdict, Verdict::NotMultiStatus { .. })
            }
            ("hostile", Verdict::Refused { .. }) => matches!(lenient.ending.verdict, Verdict::Refused { .. }),
            _ => false,
        };
        if as_expected {
            return Ok(());
        }
        Err(format!("strict: {}; lenient: {}", strict.ending.verdict, lenient.ending.verdict).into())
    }

    fn holds(&self, document: &Document) -> Result<bool, Failed> {
        if self.responses != Some(document.items.len()) {
            return Err(format!("{} responses", document.items.len()).into());
        }
        if self.sync_token.is_some() && self.sync_token != document.ending.sync_token {
            return Err(format!("sync-token {:?}", document.ending.sync_token).into());
        }
        for (number, expected) in &self.facts {
            let found = facts(&document.items[number - 1]);
            if found != *expected {
                return Err(format!("#{number}: expected `{expected}`, found `{found}`").into());
            }
        }
        Ok(true)
    }
}

/// What an item says, in the words of the index.
fn facts(item: &Item) -> String {
    let defect = |kind| item.defects().iter().any(|defect| defect.kind == kind);
    let href = match item.key() {
        _ if defect(DefectKind::MissingHref) => "(no href)".to_owned(),
        _ if defect(DefectKind::EmptyHref) => "(empty href)".to_owned(),
        key => key.map_or(String::new(), |key| key.as_str().to_owned()),
    };
    let code = |status: Option<StatusCode>| match status {
        Some(status) => status.as_u16().to_string(),
        None if defect(DefectKind::InvalidStatus) => "bad".to_owned(),
        None => "none".to_owned(),
    };
    let mut words = Vec::new();
    words.extend(item.sent_status().map(|status| format!("S:{}", status.as_u16())));
    for propstat in item.propstats() {
        let count = match propstat.properties.len() {
            0 if defect(DefectKind::PropstatWithoutProp) => "noprop".to_owned(),
            count => count.to_string(),
        };
        words.push(format!("P:{}({count})", code(propstat.status)));
    }
    let name = |condition: Condition<'_>| match condition.namespace() {
        DAV => condition.name().to_owned(),
        namespace => format!("{}@{namespace}", condition.name()),
    };
    let conditions: Vec<_> = item.conditions().iter().map(|failed| name(failed.condition())).collect();
    if !conditions.is_empty() {
        words.push(format!("E:{}", conditions.join(",")));
    }
    words.extend(item.location().map(|_| "L".to_owned()));
    let words = if words.is_empty() { "(nothing)".to_owned() } else { words.join(" ") };
    format!("{href} => {words}")
}

/// Each captured answer has as many responses and the same codes as another parser finds.
fn captures(folder: &Path) -> Result<(), Failed> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "http"));
    files.sort();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/captures.py");
    let python = Command::new("python3").arg(script).args(&files).output()?;
    let expected = String::from_utf8(python.stdout)?;
    if expected.lines().count() != files.len() {
        return Err(String::from_utf8_lossy(&python.stderr).into_owned().into());
    }
    let mut compared = 0;
    for (file, expected) in files.iter().zip(expected.lines()) {
        let found = counted(&Reader::new().read(body(&fs::read(file)?)));
        match expected {
            "unreadable" | "other" if found.is_none() => {}
            _ if found.as_deref() == Some(expected.trim_end()) => compared += 1,
            _ => return Err(format!("{}: expected {expected:?}, found {found:?}", file.display()).into()),
        }
    }
    if compared < 10 { Err(format!("only {compared} captures are multi-statuses").into()) } else { Ok(()) }
}

/// The number of responses, and every code; `None` where it is no complete multi-status.
fn counted(document: &Document) -> Option<String> {
    document.ending.verdict.is_complete().then_some(())?;
    let mut codes = Vec::new();
    let code = |status: Option<StatusCode>| status.map_or("-".to_owned(), |status| status.as_u16().to_string());
    for item in &document.items {
        codes.extend(item.sent_status().map(|status| code(Some(status))));
        codes.extend(item.propstats().iter().map(|propstat| code(propstat.status)));
    }
    Some(format!("{} {}", document.items.len(), codes.join(",")).trim_end().to_owned())
}

/// The body of a captured answer: what stands behind the blank line after the head.
fn body(capture: &[u8]) -> &[u8] {
    let behind =
        |text: &[u8], mark: &[u8]| text.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len());
    let answer = behind(capture, b"### RESPONSE").map_or(capture, |at| &capture[at..]);
    let ends = [behind(answer, b"\n\n"), behind(answer, b"\r\n\r\n")];
    ends.into_iter().flatten().min().map_or(&[], |at| &answer[at..])
}
