//! Reports and retry plans on items that nobody had to read.

mod conservation;
mod plan;

use multistatus::{Item, Report, StatusCode};

/// A complete answer with these statuses, asked for by index.
fn report(codes: &[u16]) -> Report<StatusCode> {
    let items = codes.iter().enumerate().map(|(index, code)| Item::of(index.to_string(), &status(*code)));
    Report::from_items(items).for_keys((0..codes.len()).map(|index| index.to_string()))
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}
