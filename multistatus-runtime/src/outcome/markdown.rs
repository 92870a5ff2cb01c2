//! The outcomes of a type as a Markdown table, for an API guide.

use std::fmt;

use super::{
    info::OutcomeInfo,
    outcome::Outcome,
    retry::Retry,
    status::{StatusClass, reason},
};

/// Returns the outcomes of a type as a Markdown table: a row for each variant, in order.
///
/// The outcomes of the inner type of a `transparent` variant, and of both sides of a `Result`, have rows of their own. The
/// table has the status, the name, the doc comment, the description with its placeholders, the problem type, header fields,
/// conditions, error codes by dialect, and if the item may be sent again. Equal rows are listed once, and a column without any content is left out. A
/// status that is only known at run time is `varies`.
///
/// ```
/// use multistatus::{Outcome, outcome::markdown};
///
/// #[derive(Outcome)]
/// enum Delete {
///     /// The file is gone.
///     #[outcome(204)]
///     Deleted,
///     /// There is no such file.
///     #[outcome(404, "no file at {path}")]
///     Missing { path: String },
///     /// Too many requests arrived.
///     #[outcome(429, retry_after = "5s")]
///     Throttled,
/// }
///
/// assert_eq!(
///     markdown::<Delete>().to_string(),
///     "\
/// | Status | Outcome | When | Detail | Header fields | Send again |
/// | --- | --- | --- | --- | --- | --- |
/// | 204 No Content | Deleted | The file is gone. | | | |
/// | 404 Not Found | Missing | There is no such file. | `no file at {path}` | | no |
/// | 429 Too Many Requests | Throttled | Too many requests arrived. | | `Retry-After` | yes |
/// "
/// );
/// ```
pub fn markdown<O: Outcome + ?Sized>() -> impl fmt::Display {
    MarkdownTable { outcomes: O::OUTCOMES }
}

/// The table of these outcomes.
struct MarkdownTable {
    outcomes: &'static [OutcomeInfo],
}

/// The heading of a column, and its content for an outcome.
type Column = (&'static str, fn(&OutcomeInfo) -> String);

const COLUMNS: [Column; 9] = [
    ("Status", status),
    ("Outcome", |info| info.name.to_owned()),
    ("When", |info| info.docs.to_owned()),
    ("Detail", |info| if info.description.is_empty() { String::new() } else { code(info.description) }),
    ("Problem type", problem_type),
    ("Header fields", |info| list(info.headers)),
    ("Conditions", |info| list(info.conditions)),
    ("Error codes", error_codes),
    ("Send again", |info| send_again(info).to_owned()),
];

impl fmt::Display for MarkdownTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = Vec::new();
        add_rows(self.outcomes, &mut Vec::new(), &mut rows);
        let has_content = |column: &usize| rows.iter().any(|row| !row[*column].is_empty());
        let columns: Vec<usize> = (0..COLUMNS.len()).filter(has_content).collect();
        if columns.is_empty() {
            return Ok(());
        }
        write_row(f, columns.iter().map(|&column| COLUMNS[column].0))?;
        write_row(f, columns.iter().map(|_| "---"))?;
        rows.iter().try_for_each(|row| write_row(f, columns.iter().map(|&column| &*row[column])))
    }
}

fn write_row<'c>(f: &mut fmt::Formatter<'_>, cells: impl Iterator<Item = &'c str>) -> fmt::Result {
    for cell in cells {
        write!(f, "| {cell}{}", if cell.is_empty() { "" } else { " " })?;
    }
    f.write_str("|\n")
}

/// Adds a row for each outcome that differs from those before it, and the rows of inner types in place of the variant that
/// holds them. `outer` are the lists that contain this one, because a type may contain itself in a `Box`.
fn add_rows(
    outcomes: &'static [OutcomeInfo],
    outer: &mut Vec<&'static [OutcomeInfo]>,
    rows: &mut Vec<[String; COLUMNS.len()]>,
) {
    // One list may have several addresses, so a repetition can be missed once. Its rows are equal, and not added again.
    if outer.iter().any(|list| std::ptr::eq(*list, outcomes)) {
        return;
    }
    outer.push(outcomes);
    for info in outcomes {
        match info.inner() {
            [] => {
                let row = COLUMNS.map(|(_, content)| cell(&content(info)));
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            inner => add_rows(inner, outer, rows),
        }
    }
    outer.pop();
}

fn status(info: &OutcomeInfo) -> String {
    let Some(status) = info.status else { return "varies".to_owned() };
    format!("{} {}", status.as_str(), reason(status)).trim_end().to_owned()
}

fn problem_type(info: &OutcomeInfo) -> String {
    match (info.title, info.problem_type) {
        (title, None) => title.map(plain).unwrap_or_default(),
        (None, Some(problem_type)) => code(problem_type),
        (Some(title), Some(problem_type)) => format!("{}: {}", plain(title), code(problem_type)),
    }
}

/// The terms on which a failure may be sent again. Empty for other outcomes, and if they depend on a status that is not fixed.
fn send_again(info: &OutcomeInfo) -> &'static str {
    let failure = info.status.filter(|status| StatusClass::of(*status) == StatusClass::Failure);
    match info.retry.or_else(|| failure.map(|status| Retry::of(status, None))) {
        None => "",
        Some(Retry::Never) if info.retry.is_none() && info.headers.contains(&"Retry-After") => {
            "if `Retry-After` is present"
        }
        Some(Retry::Never) => "no",
        Some(Retry::Safe) => "yes",
        Some(Retry::IfIdempotent) => "if idempotent",
        Some(Retry::WithCause) => "with the item that caused it",
    }
}

fn error_codes(info: &OutcomeInfo) -> String {
    let codes = info.codes.iter().map(|(dialect, text)| format!("{}: {}", plain(dialect), code(text)));
    codes.collect::<Vec<_>>().join(", ")
}

fn list<T: fmt::Display>(names: &[T]) -> String {
    names.iter().map(|name| code(&name.to_string())).collect::<Vec<_>>().join(", ")
}

/// Returns text as a code span: between more backticks than it has in a row.
fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Returns text that is not Markdown with its special characters escaped.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Returns the content of a cell: on one line, with each `|` escaped that is not yet.
fn cell(content: &str) -> String {
    let mut cell = String::with_capacity(content.len());
    let mut escaped = false;
    for character in content.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if character == '|' && !escaped {
            cell.push('\\');
        }
        cell.push(character);
        escaped = character == '\\' && !escaped;
    }
    cell
}
