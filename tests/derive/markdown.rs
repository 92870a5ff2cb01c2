//! The outcomes of a type as a Markdown table.

use std::{io, time::Duration};

use multistatus::{
    Outcome, StatusCode,
    outcome::{Created, markdown},
};

#[allow(dead_code)]
#[derive(Outcome)]
enum Pay {
    /// The amount was paid. The receipt is at `Location`.
    #[outcome(201, header("Location", "/receipts/{id}"))]
    Paid { id: u32 },
    /// The card is \| was blocked | expired.
    ///
    /// Ask the bank.
    #[outcome(402, "card {0} | {0:?} is `bad`", title = "Card *refused*", type = "https://example.com/problems/card")]
    Refused(String),
    #[outcome(transparent)]
    Account(Account),
    #[outcome(503, "the bank\ndid not answer", retry = if_idempotent)]
    Bank,
    /// Any other error.
    #[outcome(with = status_of)]
    Other(io::Error),
    #[outcome(500, "secret {0}", opaque, title = "secret")]
    Bug(String),
}

/// The state of an account.
#[allow(dead_code)]
#[derive(Outcome)]
enum Account {
    /// Another payment runs.
    #[outcome(423, condition = "lock-token-submitted", condition("urn:example:bank", "one-at-a-time"))]
    Busy {
        #[outcome(retry_after)]
        wait: Option<Duration>,
    },
    #[outcome(424, type = "urn:example:linked")]
    Linked,
    /// It is the account of another one.
    #[outcome(transparent)]
    Parent(Box<Account>),
}

fn status_of(_: &io::Error) -> StatusCode {
    StatusCode::BAD_GATEWAY
}

const PAY: &str = r#"
| Status | Outcome | When | Detail | Problem type | Header fields | Conditions | Send again |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 201 Created | Paid | The amount was paid. The receipt is at `Location`. | | | `Location` | | |
| 402 Payment Required | Refused | The card is \| was blocked \| expired. Ask the bank. | `` card {0} \| {0:?} is `bad` `` | Card \*refused\*: `https://example.com/problems/card` | | | no |
| 423 Locked | Busy | Another payment runs. | | | `Retry-After` | `{DAV:}lock-token-submitted`, `{urn:example:bank}one-at-a-time` | if `Retry-After` is present |
| 424 Failed Dependency | Linked | | | `urn:example:linked` | | | with the item that caused it |
| 503 Service Unavailable | Bank | | `the bank did not answer` | | | | if idempotent |
| varies | Other | Any other error. | | | | | |
| 500 Internal Server Error | Bug | | | | | | if idempotent |
"#;

#[test]
fn the_table_has_a_row_for_each_outcome_also_of_inner_types() {
    assert_eq!(markdown::<Pay>().to_string(), PAY.trim_start());
}

#[test]
fn both_sides_of_a_result_have_rows() {
    let table = markdown::<Result<Created<u32>, Account>>().to_string();
    let rows: Vec<_> = table.lines().map(|line| line.split('|').nth(1).unwrap().trim()).collect();
    assert_eq!(rows, ["Status", "---", "201 Created", "423 Locked", "424 Failed Dependency"]);
}

#[test]
fn every_row_has_the_same_number_of_cells() {
    // A `|` behind a backslash is part of a cell.
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let table = markdown::<Pay>().to_string();
    assert!(table.lines().all(|line| cells(line) == 9), "{table}");
}

#[test]
fn a_type_without_a_declaration_has_no_table() {
    assert_eq!(markdown::<StatusCode>().to_string(), "");
}
