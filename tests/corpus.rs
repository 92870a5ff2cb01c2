//! Reads bodies of real servers and of specifications, and compares the items with an index of what each body contains.
//!
//! The bodies are not in this repository: `MULTISTATUS_CORPUS` names their folder. Without that variable, the test is
//! `ignored`, and a line says so.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use libtest_mimic::{Arguments, Failed, Trial};
use multistatus::{
    Condition, Item, Reader, StatusCode,
    http::{HeaderMap, HeaderName, Method},
    read::{DefectKind, Document, SyntaxError, Verdict},
    webdav::{
        header::{Depth, Destination, Overwrite},
        request::{LockInfo, Mkcol, Propfind, Proppatch, ReportRequest},
    },
};

fn main() {
    let corpus = std::env::var_os("MULTISTATUS_CORPUS").map(PathBuf::from);
    let mut tests = Vec::new();
    match corpus {
        Some(corpus) => {
            let index = fs::read_to_string(corpus.join("webdav/INDEX.tsv")).expect("the index of the corpus");
            tests.extend(index.lines().skip(1).map(|line| {
                let row = Row::parse(line);
                let file = corpus.join("webdav").join(&row.file);
                Trial::test(format!("{}/{}", row.class, row.file), move || row.check(&file))
            }));
            let captures = corpus.join("captures");
            tests.push(Trial::test("captured_requests_are_read", {
                let captures = captures.clone();
                move || read_requests(&captures)
            }));
            tests.push(Trial::test("captures_are_read_as_by_elementtree", move || compare_captures(&captures)));
        }
        None => {
            eprintln!("SKIPPED the corpus: MULTISTATUS_CORPUS does not name its folder");
            tests.push(Trial::test("corpus", || Ok(())).with_ignored_flag(true));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}

/// A row of the index: one body, and what it contains.
struct Row {
    file: String,
    class: String,
    responses: Option<usize>,
    /// Descriptions of some responses, in the notation of [`describe`], with their numbers from 1.
    facts: Vec<(usize, String)>,
    sync_token: Option<String>,
}

impl Row {
    fn parse(line: &str) -> Self {
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
            ("valid", verdict) => verdict.is_complete() && self.matches(&strict)?,
            ("tolerated", _) => lenient.ending.verdict.is_complete() && self.matches(&lenient)?,
            // The verdict on a body that does not start as XML is `NotMultiStatus`.
            ("malformed", Verdict::Malformed { error: SyntaxError::Character { .. }, .. }) => {
                lenient.ending.verdict.is_complete() && has_replaced_character(&lenient)
            }
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

    /// Returns an error that names the first difference, if a document is not as this row describes.
    fn matches(&self, document: &Document) -> Result<bool, Failed> {
        if self.responses != Some(document.items.len()) {
            return Err(format!("{} responses", document.items.len()).into());
        }
        if self.sync_token.is_some() && self.sync_token != document.ending.sync_token {
            return Err(format!("sync-token {:?}", document.ending.sync_token).into());
        }
        for (number, expected) in &self.facts {
            let found = describe(&document.items[number - 1]);
            if found != *expected {
                return Err(format!("#{number}: expected `{expected}`, found `{found}`").into());
            }
        }
        Ok(true)
    }
}

/// True if a character of an item was replaced, as the lenient mode does.
fn has_replaced_character(document: &Document) -> bool {
    let mut defects = document.items.iter().flat_map(Item::defects);
    defects.any(|defect| defect.kind == DefectKind::ReplacedCharacter)
}

/// Describes an item in the notation of the index.
fn describe(item: &Item) -> String {
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
        Condition::DAV => condition.name().to_owned(),
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

/// Returns the files of captures.
fn captures(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "http"));
    files.sort();
    Ok(files)
}

/// Reads the body and the header fields of each captured request of WebDAV. Each of them is valid.
fn read_requests(folder: &Path) -> Result<(), Failed> {
    let mut read = 0;
    for file in captures(folder)? {
        let capture = String::from_utf8(fs::read(&file)?)?.replace("\r\n", "\n");
        let request = capture.split_once("### REQUEST\n").and_then(|(_, rest)| rest.split_once("\n### RESPONSE"));
        let (head, body) = request.and_then(|(request, _)| request.split_once("\n\n")).ok_or("a request")?;
        let (line, fields) = head.split_once('\n').ok_or("a request line")?;
        let mut headers = HeaderMap::new();
        for (name, value) in fields.lines().filter_map(|line| line.split_once(": ")) {
            headers.append(HeaderName::try_from(name)?, value.parse()?);
        }
        let method = line.split(' ').next().unwrap_or_default();
        let result = match method {
            "PROPFIND" => Propfind::parse(&headers, body.as_bytes()).map(|_| ()),
            "PROPPATCH" => Proppatch::parse(&headers, body.as_bytes()).map(|_| ()),
            "REPORT" => ReportRequest::parse(&headers, body.as_bytes()).map(|_| ()),
            "LOCK" => LockInfo::parse(&headers, body.as_bytes()).map(|_| ()),
            "MKCALENDAR" => Mkcol::parse_calendar(&headers, body.as_bytes()).map(|_| ()),
            _ => Ok(()),
        };
        result.map_err(|error| format!("{}: {error}", file.display()))?;
        Depth::of_request(&Method::try_from(method)?, &headers)?;
        Destination::parse(&headers)?;
        Overwrite::parse(&headers)?;
        read += 1;
    }
    if read < 100 { Err(format!("only {read} requests").into()) } else { Ok(()) }
}

/// Compares the number of responses and the codes in each captured answer with what Python's ElementTree finds.
fn compare_captures(folder: &Path) -> Result<(), Failed> {
    let files = captures(folder)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/captures.py");
    let python = Command::new("python3").arg(script).args(&files).output()?;
    let expected = String::from_utf8(python.stdout)?;
    if expected.lines().count() != files.len() {
        return Err(String::from_utf8_lossy(&python.stderr).into_owned().into());
    }
    let mut compared = 0;
    for (file, expected) in files.iter().zip(expected.lines()) {
        let found = summarize(&Reader::new().read(body(&fs::read(file)?)));
        match expected {
            "unreadable" | "other" if found.is_none() => {}
            _ if found.as_deref() == Some(expected.trim_end()) => compared += 1,
            _ => return Err(format!("{}: expected {expected:?}, found {found:?}", file.display()).into()),
        }
    }
    if compared < 10 { Err(format!("only {compared} captures are multi-statuses").into()) } else { Ok(()) }
}

/// Returns the number of responses and every code, or `None` if the document is not a complete multi-status.
fn summarize(document: &Document) -> Option<String> {
    document.ending.verdict.is_complete().then_some(())?;
    let mut codes = Vec::new();
    let code = |status: Option<StatusCode>| status.map_or("-".to_owned(), |status| status.as_u16().to_string());
    for item in &document.items {
        codes.extend(item.sent_status().map(|status| code(Some(status))));
        codes.extend(item.propstats().iter().map(|propstat| code(propstat.status)));
    }
    Some(format!("{} {}", document.items.len(), codes.join(",")).trim_end().to_owned())
}

/// Returns the body of a captured answer, which starts after the blank line at the end of the head.
fn body(capture: &[u8]) -> &[u8] {
    let after = |text: &[u8], marker: &[u8]| {
        text.windows(marker.len()).position(|window| window == marker).map(|at| at + marker.len())
    };
    let answer = after(capture, b"### RESPONSE").map_or(capture, |at| &capture[at..]);
    let starts = [after(answer, b"\n\n"), after(answer, b"\r\n\r\n")];
    starts.into_iter().flatten().min().map_or(&[], |at| &answer[at..])
}
