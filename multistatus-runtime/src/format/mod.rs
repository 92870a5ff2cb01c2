//! How a multi-status becomes bytes: the trait that a format implements, and what every format shares.
//!
//! A format writes what an entry says, in order; which entries there are, counting and chunking are the encoder's.

#[cfg(feature = "xml")]
pub(crate) mod dav;
pub(crate) mod encoder;
pub(crate) mod formats;
#[cfg(feature = "json")]
pub(crate) mod json;
pub(crate) mod source;
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) mod text;

use std::{fmt, sync::Arc};

#[cfg(feature = "xml")]
pub use self::dav::DavXml;
pub use self::formats::{Formats, Offer};
#[cfg(feature = "json")]
pub use self::json::{Json, lines::JsonLines};
use self::{
    encoder::{CHUNK, Encoder},
    source::StoredItems,
};
use crate::{
    entry::Entry,
    multistatus::{DuplicateKey, MultiStatus},
    outcome::Outcome,
    summary::Summary,
};

/// One way to write a multi-status.
///
/// Only [`media_types`](Format::media_types) and [`item`](Format::item) are required. A format is asked through a
/// trait object once for each chunk of the body, so negotiation between formats costs nothing per item.
///
/// ```
/// use std::io::Write;
/// use multistatus::{Entry, Format, MultiStatus, Outcome, StatusCode};
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
/// # Ok::<(), multistatus::DuplicateKey>(())
/// ```
pub trait Format<O: Outcome> {
    /// The content types of this format, with their parameters, the one to use unasked first. Negotiation compares them
    /// without their parameters, and sends the one that it chose.
    fn media_types(&self) -> &'static [&'static str];

    /// Writes what comes before the first item.
    fn start(&self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Writes one item, whole.
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>);

    /// Writes items until there are no more for now, or `out` holds at least `full` bytes.
    ///
    /// This is the one call of a chunk; there is no need to write it yourself.
    fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
        // A local buffer has its length in a register; one behind a reference is written back after each piece.
        let mut chunk = std::mem::take(out);
        while chunk.len() < full
            && let Some(entry) = &entries.next()
        {
            self.item(entry, &mut chunk);
        }
        *out = chunk;
    }

    /// Writes what comes after the last item.
    fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
        let _ = (whole, out);
    }

    /// What to do about a key that an earlier item has already.
    fn duplicates(&self) -> Duplicates {
        Duplicates::Allow
    }
}

/// The items that a format is to write, one after another.
pub trait Entries<O: Outcome> {
    /// The next item; `None` where there are no more for now.
    fn next(&mut self) -> Option<Entry<'_, O>>;
}

/// What is known once the last item is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Whole<'a> {
    /// The counts.
    pub summary: Summary,
    /// Text about the batch as a whole.
    pub description: Option<&'a str>,
}

/// What a format does about a key that an earlier item has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Writes both: the format has no rule against it.
    #[default]
    Allow,
    /// Writes both, and logs a warning with the key.
    Report,
    /// Refuses the body: nothing is written, or a stream ends as one whose source failed.
    Reject,
}

/// The first guess at the size of an item in a body.
const ITEM: usize = 160;

/// The bounds stand on the methods, so that a missing `Outcome` is said in its own words where one is called.
impl<O> MultiStatus<O> {
    /// The whole body in one buffer.
    ///
    /// # Errors
    ///
    /// Where two items have the same key and the format [rejects](Duplicates::Reject) that.
    ///
    /// ```
    /// use multistatus::{DavXml, MultiStatus, StatusCode};
    ///
    /// let result: MultiStatus<StatusCode> = [("/a", StatusCode::OK)].into_iter().collect();
    /// let body = String::from_utf8(result.encode(&DavXml::new())?).unwrap();
    /// assert!(body.contains("<D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status>"));
    /// # Ok::<(), multistatus::DuplicateKey>(())
    /// ```
    pub fn encode<F: Format<O> + ?Sized>(&self, format: &F) -> Result<Vec<u8>, DuplicateKey>
    where
        O: Outcome,
    {
        self.check_duplicates(format.duplicates())?;
        let source = StoredItems::new(&self.items[..]);
        let mut encoder = Encoder::new(format, source, self.description.as_deref());
        let mut out = Vec::with_capacity(self.len().saturating_mul(ITEM).min(CHUNK));
        if !encoder.fill(CHUNK / 4, &mut out) {
            // The first items show how much room one takes; an eighth more, and the buffer rarely has to move again.
            let each = out.len() / encoder.taken().max(1) + 1;
            let rest = self.len().saturating_sub(encoder.taken()).saturating_mul(each);
            out.reserve(rest.saturating_add(rest / 8));
            encoder.fill(usize::MAX, &mut out);
        }
        Ok(out)
    }

    /// Applies a format's policy to the keys, before the first byte is written.
    pub(crate) fn check_duplicates(&self, policy: Duplicates) -> Result<(), DuplicateKey>
    where
        O: Outcome,
    {
        if policy == Duplicates::Allow {
            return Ok(());
        }
        for duplicate in self.duplicates() {
            if policy == Duplicates::Reject {
                return Err(duplicate);
            }
            tracing::warn!(key = duplicate.key.as_str(), "{duplicate}");
        }
        Ok(())
    }
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
            fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
                (**self).items(entries, full, out);
            }
            fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
                (**self).end(whole, out);
            }
            fn duplicates(&self) -> Duplicates {
                (**self).duplicates()
            }
        }
    )+};
}
forward_format!(&F, Box<F>, Arc<F>);

/// Logs a part of an item that could not be written; the item keeps its status and its other parts.
#[cold]
pub(crate) fn log_left_out(part: &'static str, error: &dyn fmt::Display) {
    tracing::error!(part, %error, "left out a part of an item: it failed to write itself");
}
