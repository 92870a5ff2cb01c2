//! `code(...)`: the error codes of an outcome, one for each dialect.

use std::io;

use multistatus::{
    FromItem, Item, Json, MultiStatus, Outcome, OutcomeAs, Reader, StatusCode, dialect,
    outcome::{InContext, markdown},
    read::JsonShape,
};

/// A failed write to a directory of users.
#[derive(Outcome)]
enum Write {
    #[outcome(201)]
    Created,
    #[outcome(409, "the name {0} is taken", code(scim = "uniqueness", salesforce = "DUPLICATE_VALUE", acme = "E17"))]
    Taken(String),
    #[outcome(400, "no such path", code(scim = "invalidPath"), code("my own" = "P1"), code(json_rpc = -32602))]
    #[outcome(code(fhir = "code-invalid"))]
    Path,
    #[outcome(404, "no such user")]
    Missing,
    #[outcome(500, "secret", opaque, code(scim = "sensitive"))]
    Hidden,
}

/// An error of SCIM without the rest of its convention.
const SCIM_ERRORS: JsonShape = JsonShape::root()
    .id("id")
    .status_text("status")
    .error_code("scimType")
    .error(&["detail"])
    .codes("scim", &[(409, "uniqueness"), (400, "invalidValue")]);

/// The dialect of a user.
const ACME: JsonShape =
    JsonShape::list("rows").id("id").status("status").error_code("code").codes("acme", &[(4, "E4"), (404, "E404")]);

fn body(shape: JsonShape, outcomes: impl IntoIterator<Item = Write>) -> String {
    let result: MultiStatus<Write> =
        outcomes.into_iter().enumerate().map(|(at, outcome)| (at.to_string(), outcome)).collect();
    String::from_utf8(result.encode(&shape).unwrap()).unwrap()
}

#[test]
fn an_outcome_has_a_code_for_each_dialect_that_it_names() {
    let taken = Write::Taken("ada".into());
    assert_eq!(taken.error_code("scim"), Some("uniqueness"));
    assert_eq!(taken.error_code("salesforce"), Some("DUPLICATE_VALUE"));
    assert_eq!(taken.error_code("acme"), Some("E17"));
    assert_eq!(taken.error_code("fhir"), None);
    assert_eq!(taken.error_code(""), None);
    let path = ["scim", "my own", "json_rpc", "fhir"].map(|dialect| Write::Path.error_code(dialect));
    assert_eq!(path, [Some("invalidPath"), Some("P1"), Some("-32602"), Some("code-invalid")]);
    assert_eq!(Write::Missing.error_code("scim"), None);
    // The code is sent as the type of a problem is: the variant declares it.
    assert_eq!(Write::Hidden.error_code("scim"), Some("sensitive"));
}

#[test]
fn a_dialect_writes_its_code_or_that_of_the_status() {
    assert_eq!(
        body(SCIM_ERRORS, [Write::Taken("ada".into()), Write::Path, Write::Missing, Write::Created]),
        concat!(
            r#"[{"id":"0","status":"409","scimType":"uniqueness","detail":"the name ada is taken"},"#,
            r#"{"id":"1","status":"400","scimType":"invalidPath","detail":"no such path"},"#,
            r#"{"id":"2","status":"404","detail":"no such user"},"#,
            r#"{"id":"3","status":"201"}]"#,
        )
    );
    assert_eq!(
        body(ACME, [Write::Taken("ada".into()), Write::Path, Write::Missing]),
        concat!(
            r#"{"rows":[{"id":"0","status":409,"code":"E17"},{"id":"1","status":400,"code":"E4"},"#,
            r#"{"id":"2","status":404,"code":"E404"}]}"#,
        )
    );
}

#[test]
fn a_known_dialect_has_its_own_key() {
    let json = body(dialect::SALESFORCE, [Write::Taken("ada".into())]);
    assert!(json.contains(r#"[{"message":"the name ada is taken","errorCode":"DUPLICATE_VALUE"}]"#), "{json}");
}

#[test]
fn other_formats_have_no_error_codes() {
    let result: MultiStatus<Write> = [("0", Write::Taken("ada".into()))].into_iter().collect();
    let json = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(!json.contains("uniqueness") && !json.contains("E17"), "{json}");
}

struct Disk;

impl OutcomeAs<io::Error> for Disk {
    fn status(_: &io::Error) -> StatusCode {
        StatusCode::INSUFFICIENT_STORAGE
    }

    fn error_code<'a>(error: &'a io::Error, dialect: &str) -> Option<&'a str> {
        match dialect {
            "s3" if error.kind() == io::ErrorKind::StorageFull => Some("SlowDown"),
            "s3" => Some("InternalError"),
            "scim" => Some("tooMany"),
            _ => None,
        }
    }
}

/// Codes of inner outcomes.
#[derive(Outcome)]
enum Outer {
    #[outcome(transparent)]
    Write(Write),
    #[outcome(transparent, opaque)]
    Secret(Write),
    #[outcome(via = Disk)]
    Disk(io::Error),
    #[outcome(via = Disk, code(scim = "mutability"))]
    Own(io::Error),
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn an_inner_outcome_keeps_its_codes_unless_it_is_hidden() {
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    assert_eq!(Outer::Write(Write::Path).error_code("scim"), Some("invalidPath"));
    assert_eq!(Outer::Secret(Write::Path).error_code("scim"), None);
    assert_eq!(Outer::Disk(full()).error_code("s3"), Some("SlowDown"));
    assert_eq!(Outer::Own(full()).error_code("s3"), Some("SlowDown"));
    assert_eq!(Outer::Own(full()).error_code("scim"), Some("mutability"));
    let item = Item::from_outcome(&Write::Path);
    assert_eq!(Outer::Other(Box::new(item)).error_code("scim"), Some("invalidPath"));
}

#[test]
fn wrappers_pass_the_code_on() {
    let path = || Write::Path;
    assert_eq!(Box::new(path()).error_code("scim"), Some("invalidPath"));
    assert_eq!(Ok::<_, StatusCode>(path()).error_code("scim"), Some("invalidPath"));
    assert_eq!(InContext { context: (), outcome: path() }.error_code("scim"), Some("invalidPath"));
}

#[test]
fn an_item_keeps_all_codes_when_it_is_stored() {
    let item = Item::of("a", &Outer::Write(Write::Path));
    let codes = ["scim", "my own", "json_rpc", "fhir", "sqs"].map(|dialect| Outcome::error_code(&item, dialect));
    assert_eq!(codes, [Some("invalidPath"), Some("P1"), Some("-32602"), Some("code-invalid"), None]);
    // Which of them is sent depends on the dialect.
    assert_eq!(item.error_code(), None);
    let stored = serde_json::to_string(&item).unwrap();
    assert!(
        stored.contains(r#""codes":{"fhir":"code-invalid","json_rpc":"-32602","my own":"P1","scim":"invalidPath"}"#),
        "{stored}"
    );
    let replayed: Item = serde_json::from_str(&stored).unwrap();
    assert_eq!(replayed, item);
    let result: MultiStatus<Item> = MultiStatus::from_outcomes([replayed]);
    let again = String::from_utf8(result.encode(&SCIM_ERRORS).unwrap()).unwrap();
    assert!(again.contains(r#""scimType":"invalidPath""#), "{again}");
}

#[test]
fn an_item_without_codes_is_stored_without_them() {
    let stored = serde_json::to_string(&Item::of("a", &Write::Missing)).unwrap();
    assert_eq!(stored, r#"{"key":"a","status":404,"description":"no such user"}"#);
}

#[test]
fn the_documentation_of_an_outcome_lists_its_codes() {
    assert_eq!(Write::OUTCOMES[1].codes, [("scim", "uniqueness"), ("salesforce", "DUPLICATE_VALUE"), ("acme", "E17")]);
    assert!(Write::OUTCOMES[3].codes.is_empty());
    let table = markdown::<Write>().to_string();
    assert!(table.starts_with("| Status | Outcome | Detail | Error codes | Send again |"), "{table}");
    assert!(
        table.contains(r"| scim: `invalidPath`, my own: `P1`, json\_rpc: `-32602`, fhir: `code-invalid` |"),
        "{table}"
    );
}

/// Two failures of one status, which only a code tells apart, and one with a status of its own.
#[derive(Debug, PartialEq, Outcome, FromItem)]
enum Change {
    #[outcome(409, code(scim = "uniqueness", acme = "E1"))]
    Taken,
    #[outcome(409, code(scim = "mutability", acme = "E2"))]
    Fixed,
    #[outcome(400, code(scim = "invalidPath"))]
    Path,
    #[outcome(other)]
    Other(Box<Item>),
}

/// Writes outcomes in a shape, and reads them back.
fn read_back(shape: JsonShape, outcomes: impl IntoIterator<Item = Change>) -> Vec<Change> {
    let result: MultiStatus<Change> =
        outcomes.into_iter().enumerate().map(|(at, outcome)| (at.to_string(), outcome)).collect();
    let document = Reader::new().shape(shape).read(&result.encode(&shape).unwrap());
    assert!(document.ending.verdict.is_complete(), "{}", document.ending.verdict);
    document.items.into_iter().map(|item| Change::from_item(item).unwrap()).collect()
}

#[test]
fn a_code_that_is_read_chooses_the_variant() {
    for shape in [SCIM_ERRORS, ACME] {
        assert_eq!(read_back(shape, [Change::Taken, Change::Fixed]), [Change::Taken, Change::Fixed]);
    }
    assert_eq!(read_back(SCIM_ERRORS, [Change::Path]), [Change::Path]);
    // ACME has a code for the status of `Path`, which is not a code of SCIM.
    assert_eq!(read_back(ACME, [Change::Path]), [Change::Path]);
}

#[test]
fn an_item_without_a_code_is_not_guessed() {
    let read = read_back(JsonShape::MULTISTATUS, [Change::Taken, Change::Fixed, Change::Path]);
    assert!(matches!(&read[..2], [Change::Other(_), Change::Other(_)]), "{read:?}");
    assert_eq!(read[2], Change::Path);
}

#[test]
fn another_code_of_the_dialect_is_another_outcome() {
    let body = br#"[{"id":"a","status":"400","scimType":"tooMany"},{"id":"b","status":"400"}]"#;
    let items = Reader::new().shape(SCIM_ERRORS).read(body).items;
    assert_eq!(items[0].error_code(), Some("tooMany"));
    assert_eq!(Outcome::error_code(&items[0], "scim"), Some("tooMany"));
    assert_eq!(Outcome::error_code(&items[0], "graph"), None);
    let changes: Vec<Change> = items.into_iter().map(|item| Change::from_item(item).unwrap()).collect();
    assert!(matches!(&changes[0], Change::Other(item) if Item::error_code(item) == Some("tooMany")), "{changes:?}");
    assert_eq!(changes[1], Change::Path);
}

#[test]
fn a_code_that_was_read_is_written_again_in_its_dialect_alone() {
    let body = br#"[{"id":"a","status":"400","scimType":"tooMany","detail":"too many"}]"#;
    let items = Reader::new().shape(SCIM_ERRORS).read(body).items;
    let result: MultiStatus<Item> = items.into_iter().map(|item| (item.key().unwrap().to_string(), item)).collect();
    assert_eq!(result.encode(&SCIM_ERRORS).unwrap(), body.as_slice());
    let acme = String::from_utf8(result.encode(&ACME).unwrap()).unwrap();
    assert_eq!(acme, r#"{"rows":[{"id":"a","status":400,"code":"E4"}]}"#);
}

/// Failures with codes that Kinesis does not derive from a status.
#[derive(Debug, PartialEq, Outcome, FromItem)]
#[outcome(type_base = "https://example.com/problems/")]
enum Put {
    #[outcome(403, "the key is disabled", code(kinesis = "KMSDisabledException"))]
    KeyDisabled,
    #[outcome(403, "the key does not exist", code(kinesis = "KMSNotFoundException"))]
    NoKey,
    #[outcome(409, type = "/a", code(kinesis = "KMSInvalidStateException"))]
    One,
    #[outcome(412, type = "/b", code(kinesis = "KMSInvalidStateException"))]
    Two,
    #[outcome(500)]
    Broken,
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn a_code_without_a_status_chooses_the_variant_that_names_it() {
    let outcomes = [Put::KeyDisabled, Put::NoKey, Put::One, Put::Broken];
    let result = MultiStatus::from_outcomes(outcomes);
    let document = Reader::new().shape(dialect::KINESIS).read(&result.encode(&dialect::KINESIS).unwrap());
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [500; 4]);
    let read: Vec<Put> = document.items.into_iter().map(|item| Put::from_item(item).unwrap()).collect();
    assert_eq!(read[..2], [Put::KeyDisabled, Put::NoKey]);
    // Two variants name the code of `One`. That of `Broken` stands for a status, and Kinesis has no problem types.
    assert!(matches!(&read[2..], [Put::Other(_), Put::Other(_)]), "{read:?}");
}

/// An outcome with any code.
struct Coded(&'static str);

impl Outcome for Coded {
    fn status(&self) -> StatusCode {
        StatusCode::CONFLICT
    }

    fn error_code(&self, _: &str) -> Option<&str> {
        Some(self.0)
    }
}

#[test]
fn a_number_is_written_as_json_spells_it() {
    const NUMBERS: JsonShape =
        JsonShape::root().status("status").error_code("code").codes("acme", &[(409, "9")]).number_codes();
    let json = |code| String::from_utf8(MultiStatus::from_outcomes([Coded(code)]).encode(&NUMBERS).unwrap()).unwrap();
    for code in ["0", "-0", "17", "-32001", "123456789012345678901234567890"] {
        assert_eq!(json(code), format!(r#"[{{"status":409,"code":{code}}}]"#));
    }
    for code in ["", "-", "+5", "007", "-01", "1.5", "1e3", " 1", "x", "--1", "null"] {
        assert_eq!(json(code), r#"[{"status":409,"code":9}]"#, "the code of the status in place of `{code}`");
    }
}
