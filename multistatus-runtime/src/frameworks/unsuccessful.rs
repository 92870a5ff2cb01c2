//! The items of a batch that did not succeed, for responses that list only those.

#[cfg(any(feature = "json", feature = "xml"))]
pub(super) use self::report::of_report;
use crate::{
    client::NextAction,
    entry::Entry,
    multistatus::MultiStatus,
    outcome::{Outcome, logging::log_failure},
    panic_guard::guard,
};

/// Returns the items of a multi-status that did not succeed, in request order. An item that panics did not succeed. A
/// failure of the server (500 and up) is logged, unless its batch did.
pub(super) fn of_multistatus<O: Outcome>(result: &MultiStatus<O>) -> impl Iterator<Item = Entry<'_, O>> {
    result.iter().filter(|entry| {
        let succeeded = guard("the outcome of an item", || {
            if entry.status().as_u16() >= 500 && !entry.is_logged() {
                log_failure(entry.index(), entry.key(), entry.status(), entry);
            }
            is_success(&NextAction::of(entry))
        });
        !succeeded.unwrap_or_default()
    })
}

/// True if there is nothing left to send. What was accepted and is not finished must not be sent again.
fn is_success(next: &NextAction) -> bool {
    matches!(next, NextAction::Done | NextAction::Pending { .. })
}

#[cfg(any(feature = "json", feature = "xml"))]
mod report {
    use http::StatusCode;

    use super::is_success;
    use crate::{
        client::{Missing, ReportItem, report::Report},
        item::Item,
        outcome::Retry,
    };

    /// Returns the items of a report that did not succeed, in request order, with their keys and indices. An item that is
    /// missing, or whose answer cannot be relied on, says so.
    pub(crate) fn of_report<O>(report: &Report<O>) -> impl Iterator<Item = Item> {
        let answered = report.items().enumerate().filter_map(|(position, item)| of_item(position, item));
        let mut items: Vec<_> = answered.chain(report.missing().iter().map(of_missing)).collect();
        items.sort_by_key(|item| item.index());
        items.into_iter()
    }

    fn of_item<O>(position: usize, item: &ReportItem<O>) -> Option<Item> {
        let found = match item.is_confirmed() {
            true if is_success(item.next()) => return None,
            true => item.item().clone(),
            false => perhaps_applied("the response is not complete; the item may have been applied"),
        };
        Some(Item { key: item.key().cloned(), index: item.index().or(Some(position)), ..found })
    }

    fn of_missing(missing: &Missing) -> Item {
        let found = if missing.sent {
            perhaps_applied("the response does not have this item; it may have been applied")
        } else {
            Item { description: "the item was not sent".to_owned(), ..Item::new(StatusCode::SERVICE_UNAVAILABLE) }
        };
        Item { key: Some(missing.key.clone()), index: Some(missing.index), ..found }
    }

    fn perhaps_applied(description: &str) -> Item {
        let retry = Some(Retry::IfIdempotent);
        Item { description: description.to_owned(), retry, ..Item::new(StatusCode::INTERNAL_SERVER_ERROR) }
    }
}
