//! The trait of the conventions of bulk requests.

use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::BulkRequest;
use crate::{batch::refused::Refused, outcome::ItemContext};

/// The convention of a bulk request: decodes its body into operations.
///
/// Each operation is decoded by itself. One that cannot run is one failed item, with a JSON pointer (RFC 6901) to each error
/// and what was expected; the others run. A body that is unusable as a whole is refused before anything runs,
/// and so is one with an operation that lacks the id by which the response names it.
///
/// A service implements it for a convention of its own:
///
/// ```
/// use multistatus::{
///     Refused,
///     batch::requests::{BulkRequest, Operation, RequestFormat},
///     http::{HeaderMap, Method},
/// };
/// use serde::de::DeserializeOwned;
///
/// /// The paths to delete, one per line.
/// struct Paths;
///
/// impl RequestFormat for Paths {
///     type Context = ();
///
///     fn decode<T: DeserializeOwned>(&self, _: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
///         let mut request = BulkRequest::new();
///         for path in String::from_utf8_lossy(body).lines() {
///             request.push(Operation::new(Method::DELETE, path), ());
///         }
///         if request.is_empty() { Err(Refused::Empty) } else { Ok(request) }
///     }
/// }
///
/// let request = Paths.decode::<()>(&HeaderMap::new(), b"/a.txt\n/b.txt\n")?;
/// assert_eq!(request.len(), 2);
/// # Ok::<(), Refused>(())
/// ```
pub trait RequestFormat {
    /// What the response needs of each operation beside its outcome.
    type Context: ItemContext;

    /// Decodes a request. `T` is the type of the body of an operation.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not valid, with the position; if it does not hold the operations at the expected
    /// location; and if there are more operations than the convention allows.
    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, Self::Context>, Refused>;
}
