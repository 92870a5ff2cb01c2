//! One request, which runs in the convention that its route chooses.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use http::HeaderMap;
use multistatus::{
    Negotiate, Refused, Response,
    batch::requests::{BulkOutcome, BulkRequest, RequestFormat},
    format::Format,
};
use serde_json::Value;

use super::{
    convention::Convention,
    outcome::Write,
    store::{Session, Store, write},
};

/// A request, and the store that it changes.
pub(crate) struct Call {
    pub(crate) store: Arc<Store>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl FromRequest<Arc<Store>> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, store: &Arc<Store>) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, store).await;
        let body = body.map_err(|error| Refused::Unreadable { cause: error.to_string() }.into_response())?;
        Ok(Self { store: Arc::clone(store), headers, body })
    }
}

impl Call {
    /// Returns a header field, empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Runs the operations of the request, and responds in a dialect, also if the request is refused.
    pub(crate) async fn run<R, F>(self, request: R, dialect: F, convention: Convention) -> Response
    where
        R: RequestFormat<Context: Send + 'static>,
        F: Format<BulkOutcome<R::Context, Write>> + Send + Sync + 'static,
    {
        self.run_in(request, |_| dialect, convention).await
    }

    /// Runs the operations of the request, and responds in the dialect that `dialect` chooses for it.
    pub(crate) async fn run_in<R, F>(
        self,
        request: R,
        dialect: impl FnOnce(Option<&BulkRequest<Value, R::Context>>) -> F,
        convention: Convention,
    ) -> Response
    where
        R: RequestFormat<Context: Send + 'static>,
        F: Format<BulkOutcome<R::Context, Write>> + Send + Sync + 'static,
    {
        let request = request.decode(&self.headers, &self.body);
        let dialect = dialect(request.as_ref().ok());
        let session = Session::new(self.store);
        let result = match request {
            Ok(request) => request.run_in(&session, |operations| write::batch(&session, &convention, operations)).await,
            Err(refused) => Err(refused),
        };
        Negotiate::from_headers(&self.headers).respond_with(dialect, result)
    }
}
