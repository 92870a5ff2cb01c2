//! Writes the items of a shape that needs a context.

use crate::{
    entry::Entry,
    format::{BodyState, Entries, Format, RefusalForm, Trailer},
    json_shape::ContextShape,
    outcome::{InContext, ItemContext, Outcome},
    summary::{Overall, Summary},
};

impl<C: ItemContext, O: Outcome> Format<InContext<C, O>> for ContextShape<C> {
    fn media_types(&self) -> &'static [&'static str] {
        Format::<InContext<C, O>>::media_types(self.shape())
    }

    fn start(&self, out: &mut Vec<u8>) {
        Format::<InContext<C, O>>::start(self.shape(), out);
    }

    fn item(&self, entry: &Entry<'_, InContext<C, O>>, out: &mut Vec<u8>) {
        self.shape().item(entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<InContext<C, O>>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        self.shape().items(entries, full, state, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        Format::<InContext<C, O>>::end(self.shape(), trailer, out);
    }

    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        Format::<InContext<C, O>>::finish(self.shape(), trailer, state, out);
    }

    fn overall(&self) -> Option<Overall> {
        Format::<InContext<C, O>>::overall(self.shape())
    }

    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        Format::<InContext<C, O>>::header_fields(self.shape())
    }

    fn refusal(&self) -> Option<RefusalForm> {
        Format::<InContext<C, O>>::refusal(self.shape())
    }

    fn is_empty_for(&self, summary: &Summary) -> bool {
        Format::<InContext<C, O>>::is_empty_for(self.shape(), summary)
    }

    fn may_be_minimal(&self) -> bool {
        Format::<InContext<C, O>>::may_be_minimal(self.shape())
    }
}
