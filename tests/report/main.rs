//! Reports and retry plans, made from items without a network.

mod conservation;
mod hrefs;
mod mismatches;
mod retry_plan;

use multistatus::{Item, Report, StatusCode};

/// Returns the report of a complete answer with these statuses. The key of each item is its index.
fn report(codes: &[u16]) -> Report<StatusCode> {
    let items = codes.iter().enumerate().map(|(index, code)| Item::of(index.to_string(), &status(*code)));
    Report::from_items(items).for_keys((0..codes.len()).map(|index| index.to_string()))
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}
