//! Idempotency of single inputs: a key of their own, and a fingerprint.

use super::Fingerprint;
use crate::batch::{Input, InputStream, Inputs};

impl<T> Input<T> {
    /// Sets a key with which this input runs once, in any batch. By default, the key of the batch and the index are its key.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.meta.get_or_insert_default().idempotency_key = Some(key.into().into());
        self
    }

    /// Sets the fingerprint, which tells this input from another one with the same key. Without one, only the keys are
    /// compared. An input that is decoded from a body has the fingerprint of its bytes.
    pub fn fingerprinted(mut self, fingerprint: Fingerprint) -> Self {
        self.meta.get_or_insert_default().fingerprint = Some(fingerprint);
        self
    }
}

impl<T> Inputs<T> {
    /// Gives items keys of their own, with which each runs once, in any batch. If `key` returns `None`, the key of the batch
    /// and the index are the key of the item.
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
        self.replaced(|input| input.with(|item| key(item).map(Into::<String>::into), Input::idempotency_key))
    }

    /// Sets the fingerprint of each item, which tells it from another one with the same key. Without one, only the keys are
    /// compared. Items that are decoded from a body have the fingerprint of their bytes; this replaces it.
    ///
    /// ```
    /// use multistatus::{Inputs, batch::Fingerprint};
    ///
    /// let inputs = Inputs::new(["a.txt", "b.txt"]).fingerprinted(|path| Fingerprint::of(path));
    /// # let _ = inputs;
    /// ```
    pub fn fingerprinted(self, mut fingerprint: impl FnMut(&T) -> Fingerprint) -> Self {
        self.replaced(|input| input.with(|item| Some(fingerprint(item)), Input::fingerprinted))
    }
}

impl<T: 'static> InputStream<T> {
    /// Gives items keys of their own: see [`Inputs::idempotency_keys`].
    pub fn idempotency_keys<K: Into<String>>(self, mut key: impl FnMut(&T) -> Option<K> + Send + 'static) -> Self {
        self.replaced(move |input| input.with(|item| key(item).map(Into::<String>::into), Input::idempotency_key))
    }

    /// Sets the fingerprint of each item: see [`Inputs::fingerprinted`].
    pub fn fingerprinted(self, mut fingerprint: impl FnMut(&T) -> Fingerprint + Send + 'static) -> Self {
        self.replaced(move |input| input.with(|item| Some(fingerprint(item)), Input::fingerprinted))
    }
}
