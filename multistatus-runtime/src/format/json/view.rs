//! One outcome on its own as JSON: the serializable view, and the document of its problem.

use serde::{Serialize, Serializer};
use serde_transcode::Transcoder;

use super::item::members;
use crate::{
    entry::Entry,
    format::text::output::append,
    outcome::{JsonView, Outcome},
};

/// The view is what the writer writes, read once: its members and their order are those of an item in a body.
impl<O: Outcome + ?Sized> Serialize for JsonView<'_, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = Entry::alone(self.outcome);
        let mut json = Vec::new();
        append(256, &mut json, |out| {
            members(&entry, out);
            out.push_str("}");
        });
        // The first member is written behind a comma, as it is in an item.
        if let Some(first) = json.first_mut() {
            *first = b'{';
        }
        Transcoder::new(&mut serde_json::Deserializer::from_slice(&json)).serialize(serializer)
    }
}

/// The problem of a failed outcome as a document of its own: `application/problem+json`.
#[cfg(feature = "batch")]
pub(crate) fn problem<O: Outcome + ?Sized>(outcome: &O) -> Vec<u8> {
    let entry = Entry::alone(outcome);
    let mut json = Vec::new();
    append(256, &mut json, |out| {
        out.push_str("{");
        super::problem::members(&entry, out);
        out.push_str("}");
    });
    json
}
