//! Converts the items to another format.

use std::error::Error;

use http_body_util::BodyExt;
use multistatus::{
    DavXml, Item, Json, JsonLines, Streamed,
    read::{Ending, ItemRef, Truncation, Verdict},
};

use crate::arguments::Target;

/// The items to convert, in the order in which they are read.
#[derive(Default)]
pub(crate) struct Conversion {
    items: Vec<Item>,
}

impl Conversion {
    /// Adds an item. A response in DAV XML may have several hrefs, so it becomes an item for each of them.
    pub(crate) fn push(&mut self, item: ItemRef<'_>) {
        self.items.extend(item.to_item().for_each_key());
    }

    /// Writes a document with the items. If the input is incomplete, the document ends like one whose source fails. If the
    /// input is not a multi-status, the document is empty.
    ///
    /// # Errors
    ///
    /// Returns an error if the runtime cannot be started.
    pub(crate) fn finish(mut self, ending: Ending, target: Target) -> Result<Vec<u8>, Box<dyn Error>> {
        if matches!(ending.verdict, Verdict::NotMultiStatus { .. }) {
            return Ok(Vec::new());
        }
        if matches!(ending.verdict, Verdict::Truncated { by: Truncation::Sender, .. }) {
            // The last item reports the failure of the source. The new document gets an item of its own for that.
            self.items.pop();
        }
        if self.items.iter().all(|item| item.index().is_some()) {
            // Items in JSON may arrive in another order than in the request.
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
