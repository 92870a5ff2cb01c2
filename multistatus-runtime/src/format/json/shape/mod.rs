//! Writes any JSON convention from its description.
//!
//! The members of an item are a tree: paths with a common beginning share an object. A member comes at the first role of
//! its path in the order of the shape.

mod code;
mod flat;
mod leaf;
mod lists;
mod plan;
mod root;
pub(crate) mod state;
mod write;

use self::{plan::Plan, write::ShapeWriter};
use crate::{
    entry::Entry,
    format::{
        BodyState, Entries, Format, RefusalForm, Trailer,
        text::{
            block::{append_item, fill},
            output::append,
        },
    },
    json_shape::JsonShape,
    outcome::Outcome,
    summary::{Overall, Summary},
};

impl<O: Outcome> Format<O> for JsonShape {
    fn media_types(&self) -> &'static [&'static str] {
        if self.media_types.is_empty() { &["application/json"] } else { self.media_types }
    }

    fn start(&self, out: &mut Vec<u8>) {
        append(64, out, |out| root::start(self, out));
    }

    /// An item of another list than the first is left out: only a whole body has the other lists.
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        if lists::of(self, entry.status()) == Some(0) {
            if self.omits_empty_lists && entry.is_first() {
                append(64, out, |out| root::open_first(self, out));
            }
            let plan = Plan::new(self);
            append_item(ShapeWriter { shape: self, plan: &plan, body: &mut Vec::new() }, entry, out);
        }
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        let state = state.of_shape(self);
        if lists::are_needed(self) {
            return lists::write(self, entries, full, state, out);
        }
        fill(ShapeWriter { shape: self, plan: &state.plan, body: &mut state.body }, entries, full, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| root::end(self, true, &[], trailer, out));
    }

    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        let state = state.of_shape(self);
        let (has_first, further) = (state.first_has_items, &state.further);
        let size = further.iter().map(Vec::len).sum::<usize>();
        append(size + 256, out, |out| root::end(self, has_first, further, trailer, out));
    }

    fn overall(&self) -> Option<Overall> {
        self.overall
    }

    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        self.header_fields
    }

    fn refusal(&self) -> Option<RefusalForm> {
        self.refusal.map(RefusalForm::Shape)
    }

    fn is_empty_for(&self, summary: &Summary) -> bool {
        let all_succeeded = summary.succeeded == summary.total && summary.complete;
        self.empty_if_all_succeeded && all_succeeded || self.empty_without_items && summary.total == 0
    }

    /// Without a summary, a client cannot tell items that were left out from items that are missing.
    fn may_be_minimal(&self) -> bool {
        !self.summary.is_empty()
    }
}
