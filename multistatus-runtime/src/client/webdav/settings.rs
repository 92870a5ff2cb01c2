//! `ClientSettings`: what all requests of a client share.

use std::{fmt, sync::Arc};

use reqwest::{Client, RequestBuilder};

use crate::read::reader::Reader;

/// Changes a request before it is sent.
pub(super) type Prepare = Arc<dyn Fn(RequestBuilder) -> RequestBuilder + Send + Sync>;

/// What all requests of a client share.
#[derive(Clone)]
pub(super) struct ClientSettings {
    pub(super) http: Client,
    pub(super) reader: Reader,
    pub(super) prepare: Option<Prepare>,
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { http, reader, .. } = self;
        f.debug_struct("ClientSettings").field("http", http).field("reader", reader).finish_non_exhaustive()
    }
}
