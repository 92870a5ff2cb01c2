//! The same items in another format.

use std::error::Error;

use http_body_util::BodyExt;
use multistatus::{
    DavXml, Item, Json, JsonLines, Streamed,
    read::{Ending, ItemRef, Truncation, Verdict},
};

use crate::arguments::Target;

/// The items that were read so far.
#[derive(Default)]
pub(crate) struct Rewritten {
    items: Vec<Item>,
}

impl Rewritten {
    /// DAV XML may say one thing of several hrefs; other formats have one key for an item.
    pub(crate) fn push(&mut self, item: ItemRef<'_>) {
        self.items.extend(item.to_item().for_each_key());
    }

    /// A document with the items. Where the one that was read is not complete, this one says so: it ends as one whose
    /// source failed. Of what is no multi-status there is nothing to write.
    pub(crate) fn end(mut self, ending: Ending, target: Target) -> Result<Vec<u8>, Box<dyn Error>> {
        if matches!(ending.verdict, Verdict::NotMultiStatus { .. }) {
            return Ok(Vec::new());
        }
        if matches!(ending.verdict, Verdict::Truncated { by: Truncation::Sender, .. }) {
            // It says that the source failed, as the last item of what is written here will.
            self.items.pop();
        }
        if self.items.iter().all(|item| item.index().is_some()) {
            // JSON gives the index in the request, and items may come in another order.
            self.items.sort_by_key(Item::index);
        }
        let failure = (!ending.verdict.is_complete()).then_some(Err(ending.verdict));
        let mut streamed = Streamed::try_iter(self.items.into_iter().map(|item| Ok(((), item))).chain(failure));
        if let Some(description) = ending.description {
            streamed = streamed.description(description);
        }
        let response = match target {
            Target::Json => streamed.respond_with(Json),
            Target::Xml => streamed.respond_with(DavXml::new()),
            Target::Lines => streamed.respond_with(JsonLines),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(runtime.block_on(response.into_body().collect())?.to_bytes().into())
    }
}
