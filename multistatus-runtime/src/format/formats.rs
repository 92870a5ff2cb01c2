//! The negotiation table: the formats that a service offers, and the choice that an `Accept` field makes.

use std::{fmt, sync::Arc};

use headers_accept::Accept;
use mediatype::MediaType;

use super::Format;
use crate::{
    media_type::{self, essence},
    outcome::Outcome,
};

/// A format that a body can own.
pub(crate) type SharedFormat<O> = Arc<dyn Format<O> + Send + Sync>;

/// The formats that a service offers, the preferred one first.
///
/// [`Formats::new`] holds the built-in ones: JSON, DAV XML and JSON Lines. A request that names no format, or none that is
/// offered, gets the default: the first of the table, or the one set by [`default_to`](Formats::default_to).
///
/// ```
/// use multistatus::{StatusCode, format::Formats};
///
/// let formats = Formats::<StatusCode>::new().default_to("application/xml");
/// assert_eq!(formats.negotiate(None).unwrap().content_type, "application/xml; charset=utf-8");
/// ```
pub struct Formats<O> {
    formats: Vec<SharedFormat<O>>,
    default: usize,
}

/// A format, and the content type it was chosen by.
pub struct Offer<O> {
    /// The content type, with its parameters.
    pub content_type: &'static str,
    /// The format.
    pub format: Arc<dyn Format<O> + Send + Sync>,
}

impl<O: Outcome> Offer<O> {
    /// Offers a format under the first of its content types.
    pub fn of(format: impl Format<O> + Send + Sync + 'static) -> Self {
        Self::by_default(Arc::new(format))
    }

    fn by_default(format: SharedFormat<O>) -> Self {
        Self { content_type: format.media_types().first().copied().unwrap_or("application/octet-stream"), format }
    }
}

impl<O: Outcome> Formats<O> {
    /// A table of the built-in formats whose features are enabled.
    pub fn new() -> Self {
        let formats = Self::empty();
        #[cfg(feature = "json")]
        let formats = formats.with(super::json::Json);
        #[cfg(feature = "xml")]
        let formats = formats.with(super::dav::DavXml::new());
        #[cfg(feature = "json")]
        let formats = formats.with(super::json::lines::JsonLines);
        formats
    }

    /// A table without formats.
    pub fn empty() -> Self {
        Self { formats: Vec::new(), default: 0 }
    }

    /// Adds a format. It replaces an earlier format with the same media type.
    pub fn with(mut self, format: impl Format<O> + Send + Sync + 'static) -> Self {
        let format: SharedFormat<O> = Arc::new(format);
        let name = |format: &SharedFormat<O>| format.media_types().first().map(|name| essence(name));
        match self.formats.iter_mut().find(|known| name(known) == name(&format)) {
            Some(known) => *known = format,
            None => self.formats.push(format),
        }
        self
    }

    /// Makes the format of this media type the default. If no format has it, the default stays and a warning is logged.
    pub fn default_to(mut self, media_type: &str) -> Self {
        let has = |format: &SharedFormat<O>| format.media_types().iter().any(|name| media_type::is(name, media_type));
        match self.formats.iter().position(has) {
            Some(position) => self.default = position,
            None => tracing::warn!(media_type, "no format has this media type; the default stays"),
        }
        self
    }

    /// Returns the format that a parsed `Accept` field prefers, else the default; `None` only if the table is empty.
    pub fn negotiate(&self, accept: Option<&Accept>) -> Option<Offer<O>> {
        let default = self.formats.get(self.default)?;
        let chosen = accept.and_then(|accept| self.choose(accept));
        Some(chosen.unwrap_or_else(|| Offer::by_default(default.clone())))
    }

    fn choose(&self, accept: &Accept) -> Option<Offer<O>> {
        let mut offers = Vec::new();
        let preferred = self.formats.get(self.default);
        let ordered = preferred.into_iter().chain(self.formats.iter().filter(|format| !same(format, preferred)));
        for format in ordered {
            for &content_type in format.media_types() {
                let media_type = MediaType::parse(essence(content_type)).ok();
                offers.extend(media_type.map(|media_type| (media_type, content_type, format)));
            }
        }
        let chosen = accept.negotiate(offers.iter().map(|(media_type, ..)| media_type))?;
        let (_, content_type, format) = offers.iter().find(|(media_type, ..)| std::ptr::eq(media_type, chosen))?;
        Some(Offer { content_type, format: Arc::clone(format) })
    }
}

fn same<O>(format: &SharedFormat<O>, other: Option<&SharedFormat<O>>) -> bool {
    other.is_some_and(|other| Arc::ptr_eq(format, other))
}

impl<O: Outcome> Default for Formats<O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<O> Clone for Formats<O> {
    fn clone(&self) -> Self {
        Self { formats: self.formats.clone(), default: self.default }
    }
}

impl<O: Outcome> fmt::Debug for Formats<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.formats.iter().map(|format| format.media_types())).finish()
    }
}

impl<O> fmt::Debug for Offer<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offer").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}
