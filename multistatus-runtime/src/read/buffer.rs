//! The part of a body that is not read yet, for responses (text) and for request bodies (bytes).
//!
//! Bytes are appended at its end, and what was read is dropped from its start.

use std::borrow::Cow;

/// The unread part of a body.
pub(crate) struct Buffer<'b, C: Content + ?Sized> {
    content: Cow<'b, C>,
    /// The content before is read.
    pub(crate) at: usize,
    /// The position of the content in the body.
    pub(crate) base: u64,
    /// True if the body has no more bytes behind the content.
    pub(crate) last: bool,
    /// The length of the content that is worth the next attempt to read it.
    enough: usize,
}

/// The content of a buffer: `str` or `[u8]`.
pub(crate) trait Content: ToOwned {
    fn length(&self) -> usize;
    fn drop_start(owned: &mut Self::Owned, length: usize);
}

impl Content for str {
    #[inline]
    fn length(&self) -> usize {
        self.len()
    }

    fn drop_start(owned: &mut String, length: usize) {
        owned.drain(..length);
    }
}

#[cfg(all(feature = "batch", feature = "json"))]
impl Content for [u8] {
    fn length(&self) -> usize {
        self.len()
    }

    fn drop_start(owned: &mut Vec<u8>, length: usize) {
        owned.drain(..length);
    }
}

/// Up to this length, an unfinished element is read again with each chunk, so that it is found as soon as it is complete.
const SHORT: usize = 1024;

impl<'b, C: Content + ?Sized> Buffer<'b, C> {
    /// Returns a buffer that content is appended to.
    pub(crate) fn new(empty: C::Owned) -> Self {
        Self { content: Cow::Owned(empty), at: 0, base: 0, last: false, enough: 0 }
    }

    /// Returns a buffer that holds the rest of a body, which begins at `base`.
    pub(crate) fn whole(content: &'b C, base: u64) -> Self {
        Self { content: Cow::Borrowed(content), at: 0, base, last: true, enough: 0 }
    }

    #[inline]
    pub(crate) fn content(&self) -> &C {
        &self.content
    }

    /// Drops what was read, and returns the content to append to.
    pub(crate) fn append(&mut self) -> &mut C::Owned {
        let content = self.content.to_mut();
        C::drop_start(content, self.at);
        self.base += self.at as u64;
        self.enough = self.enough.saturating_sub(self.at);
        self.at = 0;
        content
    }

    /// True if enough content arrived since the last attempt to read it.
    #[inline]
    pub(crate) fn is_enough(&self) -> bool {
        self.last || self.content.length() >= self.enough
    }

    /// Notes that an element does not end in the content, and that the next attempt reads it again from `from` on. That
    /// takes twice as much content, so that an element in many small chunks is not read once for each of them.
    pub(crate) fn is_unfinished(&mut self, from: usize) {
        let unfinished = self.content.length() - from;
        self.enough = if unfinished < SHORT { 0 } else { from + unfinished * 2 };
    }

    /// Makes the next attempt to read come at once.
    #[cfg(all(feature = "batch", feature = "json"))]
    pub(crate) fn read_at_once(&mut self) {
        self.enough = 0;
    }

    /// The position of the end of the content in the body.
    pub(crate) fn end(&self) -> u64 {
        self.base + self.content.length() as u64
    }
}

#[cfg(feature = "xml")]
impl Buffer<'_, str> {
    /// Replaces the content from `from` on. The next attempt to read it comes at once.
    pub(crate) fn replace_rest(&mut self, from: usize, rest: &str) {
        let content = self.content.to_mut();
        content.truncate(from);
        content.push_str(rest);
        self.enough = 0;
    }
}
