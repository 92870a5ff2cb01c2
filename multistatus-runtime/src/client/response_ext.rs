//! Reads a response of reqwest.

use std::future::Future;

use super::{error::ClientError, read, report::Report};
use crate::{item::FromItem, outcome::Outcome, read::Reader};

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
pub trait ResponseExt: private::Sealed {
    /// Reads the body as it arrives, whatever the status and the content type are.
    ///
    /// A connection that drops on the way is no error here: what came before it is in the report, unconfirmed, and
    /// [`Report::into_result`] fails.
    ///
    /// # Errors
    ///
    /// Where the response is no multi-status: it failed as a whole, or is something else. An empty answer is none either,
    /// such as the 204 to a DELETE; look at the status before.
    fn multistatus<O>(self) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send;

    /// As [`multistatus`](Self::multistatus), with a reader that has other limits or is lenient.
    ///
    /// # Errors
    ///
    /// As there.
    fn multistatus_with<O>(self, reader: Reader) -> impl Future<Output = Result<Report<O>, ClientError>> + Send
    where
        O: FromItem + Outcome + Send;
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
        read::read(self, reader, false, |_| {})
    }
}

mod private {
    /// Only the response of reqwest is read.
    pub trait Sealed {}

    impl Sealed for reqwest::Response {}
}
