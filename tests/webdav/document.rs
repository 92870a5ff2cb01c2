//! `docs/webdav.md` has the rules of methods and the conditions as they are.

use std::fmt::Write;

use multistatus::{
    StatusCode,
    webdav::{
        Listing, MethodRules, ResponseForm,
        conditions::{self, ConditionContent},
    },
};

fn methods() -> String {
    let mut table = "| method | lists | form | nothing listed | one failure | all failed | source |\n".to_owned();
    table.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for rules in MethodRules::ALL {
        let lists = match rules.listing {
            Listing::DeepestFailures => "failures, not the collections above them",
            Listing::HighestFailures => "failures, not the members of a failed collection",
            Listing::Failures => "failures",
            Listing::Properties => "properties: all with 200, or the failures and the others as 424",
            Listing::FailuresAndRequestUri => "failures, and the Request-URI as 424",
            _ => "everything",
        };
        let form = match rules.form {
            ResponseForm::Propstat => "`propstat`".to_owned(),
            ResponseForm::Root(name) => format!("`propstat` below `{name}`"),
            _ => "`status`".to_owned(),
        };
        let (one, all) = match (rules.form, rules.single_failure_is_plain, rules.total_failure_may_be_plain) {
            (ResponseForm::Root(_), ..) => ("its status", "its status"),
            (_, true, true) => ("plain", "207 or plain"),
            (_, true, false) => ("plain", "207"),
            (_, false, _) => ("207", "207"),
        };
        let success = match rules.success {
            StatusCode::MULTI_STATUS => "207, empty".to_owned(),
            status => status.as_str().to_owned(),
        };
        writeln!(table, "| {} | {lists} | {form} | {success} | {one} | {all} | {} |", rules.name, rules.source)
            .unwrap();
    }
    table
}

fn known_conditions() -> String {
    let mut table = "| source | conditions |\n| --- | --- |\n".to_owned();
    let mut source = "";
    for known in conditions::all() {
        if known.source != source {
            let end = if source.is_empty() { "" } else { " |\n" };
            write!(table, "{end}| {} | ", known.source).unwrap();
            source = known.source;
        } else {
            table.push_str(", ");
        }
        let prefix = match known.condition.namespace() {
            "urn:ietf:params:xml:ns:caldav" => "C:",
            "urn:ietf:params:xml:ns:carddav" => "A:",
            _ => "",
        };
        write!(table, "`{prefix}{}`", known.condition.name()).unwrap();
        if known.content != ConditionContent::Empty {
            write!(table, " `{}`", known.content).unwrap();
        }
        write!(table, " {}", known.status.as_str()).unwrap();
    }
    table + " |\n"
}

/// Replaces what is between the comments `<!-- name -->` and `<!-- end of name -->`.
fn with_table(document: &str, name: &str, table: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = document.split_once(&start).expect(name);
    let (_, after) = rest.split_once(&end).expect(name);
    format!("{before}{start}\n{table}\n{end}{after}")
}

#[test]
fn the_tables_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/webdav.md");
    let written = std::fs::read_to_string(path).expect("the document");
    let current = with_table(&with_table(&written, "methods", &methods()), "conditions", &known_conditions());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &current).expect("the document can be written");
        return;
    }
    assert!(
        written == current,
        "run `BLESS=1 cargo test --all-features --test webdav document`, and read what changed"
    );
}
