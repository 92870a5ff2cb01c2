//! Writes items into several lists of the root, or leaves out those that succeeded.
//!
//! The items of the further lists are kept until the end of the body, so the memory of a body grows with their number.

use http::StatusCode;

use super::{plan::Plan, root, state::ShapeState, write::ShapeWriter};
use crate::{
    entry::Entry,
    format::{Entries, each::each, text::output::append},
    json_shape::{JsonShape, members::Container},
    outcome::{Outcome, StatusClass},
};

/// The size of an item of the usual size, in bytes.
const ITEM: usize = 256;

/// True if the status of an item decides where it is written.
pub(super) fn are_needed(shape: &JsonShape) -> bool {
    shape.unlisted.is_some() || matches!(shape.container, Container::Members(_))
}

/// Returns the position of the list that an item belongs to: the first whose status is of its class, or that has none.
/// `None` if the item is left out.
pub(super) fn of(shape: &JsonShape, status: StatusCode) -> Option<usize> {
    let failed = shape.fails(status);
    if shape.unlisted.is_some() && !failed {
        return None;
    }
    let Container::Members(lists) = shape.container else { return Some(0) };
    let takes = |of_list: Option<u16>| {
        let of_list = of_list.and_then(|status| StatusCode::from_u16(status).ok());
        of_list.is_none_or(|of_list| (StatusClass::of(of_list) == StatusClass::Failure) == failed)
    };
    // A failure that no list takes must not be in the list of the successes.
    Some(lists.iter().position(|(_, of_list)| takes(*of_list)).unwrap_or(lists.len().saturating_sub(1)))
}

/// Writes items until `entries` has no more for now, or `out` holds at least `full` bytes. An item that panics is replaced.
pub(super) fn write<O: Outcome>(
    shape: &JsonShape,
    entries: &mut dyn Entries<O>,
    full: usize,
    state: &mut ShapeState,
    out: &mut Vec<u8>,
) {
    each(entries, full, out, |entry, out| add(shape, entry, state, out));
}

/// Adds an item to its list. It is written into a buffer first, so that one that panics leaves the lists as they were.
fn add<O: Outcome>(shape: &JsonShape, entry: &Entry<'_, O>, state: &mut ShapeState, out: &mut Vec<u8>) {
    let Some(list) = of(shape, entry.status()) else { return };
    let ShapeState { plan, body, item, first_has_items, further } = state;
    write_item(shape, plan, body, entry, item);
    let (items, is_first) = match list.checked_sub(1).and_then(|position| further.get_mut(position)) {
        Some(items) => {
            let is_first = items.is_empty();
            (items, is_first)
        }
        None => {
            let is_first = !std::mem::replace(first_has_items, true);
            if is_first && shape.omits_empty_lists {
                append(ITEM, out, |out| root::open_first(shape, out));
            }
            (out, is_first)
        }
    };
    let [before, after] = match (shape.container, shape.separated_lines) {
        (Container::Lines, false) => ["", "\n"],
        (Container::Lines, true) => ["\n", ""],
        _ => [",", ""],
    };
    if !is_first {
        items.extend_from_slice(before.as_bytes());
    }
    items.extend_from_slice(item);
    items.extend_from_slice(after.as_bytes());
}

fn write_item<O: Outcome>(
    shape: &JsonShape,
    plan: &Plan,
    body: &mut Vec<u8>,
    entry: &Entry<'_, O>,
    item: &mut Vec<u8>,
) {
    item.clear();
    let mut writer = ShapeWriter { shape, plan, body };
    append(ITEM, item, |out| writer.item(entry, out));
}
