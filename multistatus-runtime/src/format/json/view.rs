//! One outcome on its own as JSON: the serializable view, its problem and its body.

use serde::{Serialize, Serializer};
use serde_transcode::Transcoder;

use super::item::members;
use crate::{
    entry::Entry,
    format::text::output::append,
    outcome::{JsonView, Outcome, logging::log_left_out},
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

/// The body of an outcome as JSON. `None` if the outcome has none, or if it fails, which is logged.
pub(crate) fn body<O: Outcome + ?Sized>(outcome: &O) -> Option<Vec<u8>> {
    let mut json = Vec::new();
    match outcome.body(&mut serde_json::Serializer::new(&mut json)) {
        Ok(written) => written.map(|()| json),
        Err(error) => {
            log_left_out("body", &error);
            None
        }
    }
}
