//! How a multi-status becomes bytes: the trait that a format implements.
//!
//! A format writes what each entry says, in order. The encoder chooses the entries, counts them, and cuts chunks.

#[cfg(feature = "dialects")]
mod change_set;
#[cfg(feature = "xml")]
pub(crate) mod dav;
#[cfg(feature = "dialects")]
mod dynamo_db;
#[cfg(feature = "json")]
mod each;
mod encode;
pub(crate) mod encoder;
pub(crate) mod failed_request;
pub(crate) mod formats;
pub(crate) mod json;
#[cfg(feature = "dialects")]
mod multipart;
#[cfg(feature = "dialects")]
mod otlp;
mod refusal;
pub(crate) mod source;
mod state;
pub(crate) mod text;
#[cfg(feature = "dialects")]
mod xml_shape;

use std::sync::Arc;

pub use self::formats::Formats;
pub(crate) use self::formats::Offer;
use self::source::ITEMS;
pub use self::{refusal::RefusalForm, state::BodyState};
pub use crate::{entry::Entry, multistatus::DuplicateKey};
use crate::{
    outcome::Outcome,
    panic_guard::{append_guarded, guard},
    summary::{Overall, Summary},
};

/// A way to write a multi-status.
///
/// Only [`media_types`](Format::media_types) and [`item`](Format::item) are required. A trait object is called once per
/// chunk of the body, so negotiation between formats costs nothing per item.
///
/// ```
/// use std::io::Write;
/// use multistatus::{MultiStatus, Outcome, StatusCode, format::{Entry, Format}};
///
/// struct Csv;
///
/// impl<O: Outcome> Format<O> for Csv {
///     fn media_types(&self) -> &'static [&'static str] {
///         &["text/csv; charset=utf-8"]
///     }
///
///     fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
///         // Writing into a `Vec` cannot fail.
///         let _ = write!(out, "{},{}\r\n", entry.index(), entry.status().as_u16());
///     }
/// }
///
/// let result = MultiStatus::from_outcomes([StatusCode::OK, StatusCode::NOT_FOUND]);
/// assert_eq!(result.encode(&Csv)?, b"0,200\r\n1,404\r\n");
/// # Ok::<(), multistatus::format::DuplicateKey>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not write items whose outcome is `{O}`",
    label = "not a format of these items",
    note = "a convention that needs a context writes `InContext<C, _>`: run its request with `BulkRequest::run`, or wrap each \
            outcome in `InContext {{ context, outcome }}`"
)]
pub trait Format<O: Outcome> {
    /// The content types of this format with their parameters. The first one is used if a request names none.
    /// Negotiation compares them without their parameters, and sends the one it chose.
    fn media_types(&self) -> &'static [&'static str];

    /// Writes what comes before the first item.
    fn start(&self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Writes one item.
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>);

    /// Writes items until `entries` has no more for now, or `out` holds at least `full` bytes.
    ///
    /// This is the one call per chunk. Formats of this crate replace it; no other format needs to.
    #[doc(hidden)]
    fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
        let _ = state;
        let mut written = out.len();
        let write = |entries: &mut dyn Entries<O>, out: &mut Vec<u8>, written: &mut usize| {
            while out.len() < full
                && let Some(entry) = &entries.next()
            {
                self.item(entry, out);
                *written = out.len();
            }
        };
        while guard(ITEMS, || write(entries, out, &mut written)).is_err() {
            out.truncate(written);
            append_guarded(ITEMS, out, |out| {
                if let Some(entry) = &entries.replace() {
                    self.item(entry, out);
                }
            });
            written = out.len();
        }
    }

    /// Writes what comes after the last item.
    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        let _ = (trailer, out);
    }

    /// Writes what comes after the last item, and what was kept until then.
    #[doc(hidden)]
    fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
        let _ = state;
        self.end(trailer, out);
    }

    /// Returns the policy for the status of the whole response, if the format has one of its own. It takes precedence over that of
    /// the [multi-status](crate::MultiStatus::overall).
    fn overall(&self) -> Option<Overall> {
        None
    }

    /// Returns header fields of the response that clients of the format expect, as pairs of name and value.
    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Returns the form of the response to a request that failed as a whole; `None` for a problem (RFC 9457).
    #[doc(hidden)]
    fn refusal(&self) -> Option<RefusalForm> {
        None
    }

    /// True if a response with these counts has no body.
    #[doc(hidden)]
    fn is_empty_for(&self, summary: &Summary) -> bool {
        let _ = summary;
        false
    }

    /// True if items that succeeded may be left out: a client can tell which ones the body lists, and that there are others.
    #[doc(hidden)]
    fn may_be_minimal(&self) -> bool {
        true
    }

    /// Returns the policy for an item that has the key of an earlier one.
    fn duplicates(&self) -> Duplicates {
        Duplicates::Allow
    }
}

/// The items that a format writes, one after another.
#[doc(hidden)]
pub trait Entries<O: Outcome> {
    /// Returns the next item, or `None` if there are no more for now.
    fn next(&mut self) -> Option<Entry<'_, O>>;

    /// Returns the entry to write instead of the item that panicked; `None` if it was written already.
    fn replace(&mut self) -> Option<Entry<'_, O>>;
}

/// Facts about the whole body, known once the last item is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Trailer<'a> {
    /// The counts.
    pub summary: Summary,
    /// Text about the batch as a whole.
    pub description: Option<&'a str>,
}

/// Policy of a format for an item that has the key of an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Writes both.
    #[default]
    Allow,
    /// Writes both, and logs a warning with the key.
    Report,
    /// Refuses the body: nothing is written, and a stream ends as if its source had failed.
    Reject,
}

macro_rules! forward_format {
    ($($pointer:ty),+) => {$(
        impl<O: Outcome, F: Format<O> + ?Sized> Format<O> for $pointer {
            fn media_types(&self) -> &'static [&'static str] {
                (**self).media_types()
            }
            fn start(&self, out: &mut Vec<u8>) {
                (**self).start(out);
            }
            fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
                (**self).item(entry, out);
            }
            fn items(&self, entries: &mut dyn Entries<O>, full: usize, state: &mut BodyState, out: &mut Vec<u8>) {
                (**self).items(entries, full, state, out);
            }
            fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
                (**self).end(trailer, out);
            }
            fn finish(&self, trailer: &Trailer<'_>, state: &mut BodyState, out: &mut Vec<u8>) {
                (**self).finish(trailer, state, out);
            }
            fn overall(&self) -> Option<Overall> {
                (**self).overall()
            }
            fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
                (**self).header_fields()
            }
            fn refusal(&self) -> Option<RefusalForm> {
                (**self).refusal()
            }
            fn is_empty_for(&self, summary: &Summary) -> bool {
                (**self).is_empty_for(summary)
            }
            fn may_be_minimal(&self) -> bool {
                (**self).may_be_minimal()
            }
            fn duplicates(&self) -> Duplicates {
                (**self).duplicates()
            }
        }
    )+};
}
forward_format!(&F, Box<F>, Arc<F>);
