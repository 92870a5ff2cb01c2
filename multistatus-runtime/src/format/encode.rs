//! Encodes a multi-status into one buffer.

use super::{
    Duplicates, Format,
    encoder::{CHUNK, Encoder},
    source::StoredItems,
};
use crate::{
    multistatus::{DuplicateKey, MultiStatus},
    outcome::Outcome,
};

/// The first guess at the size of an item, in bytes.
const ITEM: usize = 160;

/// The bounds are on the methods, so that the compiler reports a missing `Outcome` where a method is called.
impl<O> MultiStatus<O> {
    /// Returns the complete body.
    ///
    /// # Errors
    ///
    /// Returns an error if two items have the same key and the format [rejects](Duplicates::Reject) that.
    ///
    /// ```
    /// use multistatus::{DavXml, MultiStatus, StatusCode};
    ///
    /// let result: MultiStatus<StatusCode> = [("/a", StatusCode::OK)].into_iter().collect();
    /// let body = String::from_utf8(result.encode(&DavXml::new())?).unwrap();
    /// assert!(body.contains("<D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status>"));
    /// # Ok::<(), multistatus::format::DuplicateKey>(())
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
            // The first items show the usual size. With an eighth more, the buffer seldom has to move again.
            let each = out.len() / encoder.taken().max(1) + 1;
            let rest = self.len().saturating_sub(encoder.taken()).saturating_mul(each);
            out.reserve(rest.saturating_add(rest / 8));
            encoder.fill(usize::MAX, &mut out);
        }
        Ok(out)
    }

    /// Applies the policy of a format to the keys, before the first byte is written.
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
