//! Writes the partial success of OTLP.

use super::{
    BodyState, Entries, Format, Trailer,
    each::each,
    json::string::{name, string},
    text::output::append,
};
use crate::{
    dialect::otlp::Otlp,
    entry::Entry,
    json_shape::members::meaning,
    outcome::{Outcome, StatusClass, logging::log_left_out, problem},
    summary::Overall,
};

/// The list with the message of the first failure.
const MESSAGE: &str = "errorMessage";

impl<O: Outcome> Format<O> for Otlp {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/json"]
    }

    /// Writes nothing: a body does not list items.
    fn item(&self, _: &Entry<'_, O>, _: &mut Vec<u8>) {}

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        each(entries, full, out, |entry, _| {
            let failed = StatusClass::of(entry.status()) != StatusClass::Success;
            if failed && state.list(MESSAGE).is_empty() {
                let text = problem::text(entry).unwrap_or_else(|error| {
                    log_left_out("description", &error);
                    String::new()
                });
                let status = entry.status();
                let text = if text.is_empty() { meaning(&status) } else { &text };
                state.list(MESSAGE).extend_from_slice(text.as_bytes());
            }
        });
    }

    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        // A redirection was not accepted either.
        let rejected = trailer.summary.total - trailer.summary.succeeded;
        if rejected == 0 {
            return out.extend_from_slice(b"{}");
        }
        let message = String::from_utf8_lossy(state.list(MESSAGE)).into_owned();
        append(256 + message.len(), out, |out| {
            out.push_str("{");
            name(Self::PARTIAL_SUCCESS, out);
            out.push_str("{");
            name(self.rejected(), out);
            // JSON of Protocol Buffers has an integer of 64 bits as a string.
            string(itoa::Buffer::new().format(rejected), out);
            out.push_str(",");
            name(MESSAGE, out);
            string(&message, out);
            out.push_str("}}");
        });
    }

    fn overall(&self) -> Option<Overall> {
        Some(Self::OVERALL)
    }
}
