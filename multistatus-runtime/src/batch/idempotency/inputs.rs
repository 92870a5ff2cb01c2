//! What inputs say of themselves for idempotency: a key of their own, and a fingerprint.

use super::Fingerprint;
use crate::batch::{Input, InputStream, Inputs};

impl<T> Input<T> {
    /// A key by which this input is done once, in whatever batch it comes. Without one, the key of the batch and the
    /// place in it are its key.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.terms.get_or_insert_default().idempotency_key = Some(key.into().into());
        self
    }

    /// What tells this input from another one under the same key. Without one, only the keys are compared. An input that
    /// was decoded from a body has the fingerprint of its bytes.
    pub fn fingerprinted(mut self, fingerprint: Fingerprint) -> Self {
        self.terms.get_or_insert_default().fingerprint = Some(fingerprint);
        self
    }
}

impl<T> Inputs<T> {
    /// Items with a key of their own, by which each is done once, in whatever batch it comes. Where `key` says `None`, the
    /// key of the batch and the place in it are the item's key.
    ///
    /// ```
    /// use multistatus::Inputs;
    ///
    /// struct Order { request_id: Option<String>, sku: String }
    ///
    /// # fn orders() -> Vec<Order> { Vec::new() }
    /// let inputs = Inputs::new(orders()).idempotency_keys(|order| order.request_id.clone());
    /// # let _ = inputs;
    /// ```
    pub fn idempotency_keys<K: Into<String>>(self, mut key: impl FnMut(&T) -> Option<K>) -> Self {
        self.replaced(|input| match input.item().ok().and_then(&mut key) {
            Some(key) => input.idempotency_key(key),
            None => input,
        })
    }

    /// What tells each item from another one under the same key. Of items without a fingerprint, only the keys are
    /// compared. Those that were decoded from a body have the fingerprint of their bytes; this replaces it.
    ///
    /// ```
    /// use multistatus::{Inputs, batch::Fingerprint};
    ///
    /// let inputs = Inputs::new(["a.txt", "b.txt"]).fingerprinted(|path| Fingerprint::of(path));
    /// # let _ = inputs;
    /// ```
    pub fn fingerprinted(self, mut fingerprint: impl FnMut(&T) -> Fingerprint) -> Self {
        self.replaced(|input| match input.item().ok().map(&mut fingerprint) {
            Some(fingerprint) => input.fingerprinted(fingerprint),
            None => input,
        })
    }
}

impl<T: 'static> InputStream<T> {
    /// As [`Inputs::idempotency_keys`].
    pub fn idempotency_keys<K: Into<String>>(self, mut key: impl FnMut(&T) -> Option<K> + Send + 'static) -> Self {
        self.replaced(move |input| match input.item().ok().and_then(&mut key) {
            Some(key) => input.idempotency_key(key),
            None => input,
        })
    }

    /// As [`Inputs::fingerprinted`].
    pub fn fingerprinted(self, mut fingerprint: impl FnMut(&T) -> Fingerprint + Send + 'static) -> Self {
        self.replaced(move |input| match input.item().ok().map(&mut fingerprint) {
            Some(fingerprint) => input.fingerprinted(fingerprint),
            None => input,
        })
    }
}
