//! Writes the response of DynamoDB to `BatchWriteItem`.

use super::{
    BodyState, Entries, Format, RefusalForm, Trailer,
    each::each,
    json::string::{name, string},
    text::output::append,
};
use crate::{
    dialect::dynamo_db::{DynamoDb, DynamoDbWrite, ERROR, REQUEST, TABLE, refusal},
    entry::Entry,
    outcome::{ContextValue, InContext, Outcome, StatusClass},
    summary::Overall,
};

impl<O: Outcome> Format<InContext<DynamoDbWrite, O>> for DynamoDb {
    fn media_types(&self) -> &'static [&'static str] {
        Self::MEDIA_TYPES
    }

    /// Writes the write request of a failure, as it is in the list of its table.
    fn item(&self, entry: &Entry<'_, InContext<DynamoDbWrite, O>>, out: &mut Vec<u8>) {
        if let Some((_, request)) = unprocessed(entry).flatten() {
            out.extend_from_slice(request.as_bytes());
        }
    }

    fn items(
        &self,
        entries: &mut dyn Entries<InContext<DynamoDbWrite, O>>,
        full: usize,
        state: &mut BodyState,
        out: &mut Vec<u8>,
    ) {
        each(entries, full, out, |entry, _| match unprocessed(entry) {
            None => {}
            Some(None) => state.set_broken(),
            Some(Some((table, request))) => {
                let list = state.list(table);
                if !list.is_empty() {
                    list.push(b',');
                }
                list.extend_from_slice(request.as_bytes());
            }
        });
    }

    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        let size = state.lists().map(|(table, list)| table.len() + list.len() + 16).sum::<usize>();
        append(size + 256, out, |out| {
            out.push_str("{");
            if let Some(code) = refusal(&trailer.summary) {
                for (member, text) in [("__type", code), ("message", "no item of the batch was processed")] {
                    name(member, out);
                    string(text, out);
                    out.push_str(",");
                }
            }
            name(Self::UNPROCESSED, out);
            out.push_str("{");
            for (position, (table, list)) in state.lists().enumerate() {
                out.push_str(if position == 0 { "" } else { "," });
                name(table, out);
                out.push_str("[");
                out.push(list);
                out.push_str("]");
            }
            if !state.is_broken() {
                out.push_str("}}");
            }
        });
    }

    fn refusal(&self) -> Option<RefusalForm> {
        Some(RefusalForm::Shape(&ERROR))
    }

    fn overall(&self) -> Option<Overall> {
        Some(Self::OVERALL)
    }
}

/// Returns the table and the write request of an item that did not succeed, if it has them.
fn unprocessed<'e, O: Outcome>(
    entry: &'e Entry<'_, InContext<DynamoDbWrite, O>>,
) -> Option<Option<(&'e str, &'e str)>> {
    if StatusClass::of(entry.status()) == StatusClass::Success {
        return None;
    }
    Some(match (entry.context(TABLE), entry.context(REQUEST)) {
        (Some(ContextValue::Text(table)), Some(ContextValue::Json(request))) => Some((table, request)),
        _ => None,
    })
}
