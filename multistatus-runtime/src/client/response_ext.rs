//! `ResponseExt`: reading a response of reqwest.

use std::future::Future;

use super::{
    error::ClientError,
    read::{self, Expected},
    report::Report,
};
use crate::{item::FromItem, key::Key, outcome::Outcome, read::reader::Reader};

/// Reads a [`reqwest::Response`] as a multi-status.
///
/// ```no_run
/// use multistatus::{Item, Report, client::ResponseExt};
///
/// # async fn example(client: reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let response = client.delete("https://example.com/files/").send().await?;
/// let report: Report<Item> = response.multistatus().await?;
/// for failed in report.failed() {
///     println!("{:?} {} {}", failed.key(), failed.status(), failed.next());
/// }
/// # Ok(())
/// # }
/// ```
pub trait ResponseExt: sealed::ReqwestResponse {
    /// Reads the body as it arrives, with any status and content type.
    ///
    /// A connection that is lost is not an error here: the report has the items before it, unconfirmed, and
    /// [`Report::into_result`] fails.
    ///
    /// # Errors
    ///
    /// Returns an error if the response is not a multi-status: it failed as a whole, or has another body. An empty response,
    /// such as the 204 to a DELETE, is not a multi-status either; check the status first.
    fn multistatus<O>(self) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send;

    /// Reads the body with this reader, which may have other limits or be lenient.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`multistatus`](Self::multistatus).
    fn multistatus_with<O>(self, reader: Reader) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send;

    /// Reads the body and compares its items with the keys of the request: see [`Report::for_keys`]. The number of keys limits
    /// the memory for the items, whatever the server sends.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`multistatus`](Self::multistatus).
    fn multistatus_for_keys<O, K>(
        self,
        reader: Reader,
        keys: impl IntoIterator<Item = K>,
    ) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send,
        K: Into<Key>;
}

impl ResponseExt for reqwest::Response {
    fn multistatus<O>(self) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send,
    {
        self.multistatus_with(Reader::new())
    }

    fn multistatus_with<O>(self, reader: Reader) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send,
    {
        read::read(self, reader, Expected::default(), |_| {})
    }

    fn multistatus_for_keys<O, K>(
        self,
        reader: Reader,
        keys: impl IntoIterator<Item = K>,
    ) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send,
        K: Into<Key>,
    {
        let keys: Vec<Key> = keys.into_iter().map(Into::into).collect();
        async move {
            let expected = Expected { keys: Some(&keys), ..Expected::default() };
            let report = read::read(self, reader, expected, |_| {}).await?;
            Ok(report.for_keys(keys))
        }
    }
}

mod sealed {
    /// Implemented for `reqwest::Response` only.
    pub trait ReqwestResponse {}

    impl ReqwestResponse for reqwest::Response {}
}
