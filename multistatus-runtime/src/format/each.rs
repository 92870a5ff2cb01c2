//! Writes items one by one, for formats that keep some of them until the end of the body.

use super::{Entries, source::ITEMS};
use crate::{
    entry::Entry,
    outcome::Outcome,
    panic_guard::{append_guarded, guard},
};

/// Calls `add` with each item until `entries` has no more for now, or `out` holds at least `full` bytes. An item that panics is
/// replaced. So `add` writes an item into a buffer first, before it changes anything else.
pub(crate) fn each<O: Outcome>(
    entries: &mut dyn Entries<O>,
    full: usize,
    out: &mut Vec<u8>,
    mut add: impl FnMut(&Entry<'_, O>, &mut Vec<u8>),
) {
    while guard(ITEMS, || while_room(entries, full, out, &mut add)).is_err() {
        append_guarded(ITEMS, out, |out| {
            if let Some(entry) = &entries.replace() {
                add(entry, out);
            }
        });
    }
}

fn while_room<O: Outcome>(
    entries: &mut dyn Entries<O>,
    full: usize,
    out: &mut Vec<u8>,
    add: &mut impl FnMut(&Entry<'_, O>, &mut Vec<u8>),
) {
    while out.len() < full
        && let Some(entry) = &entries.next()
    {
        add(entry, out);
    }
}
