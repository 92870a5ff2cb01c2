//! One operation of a bulk request.

use http::{HeaderMap, Method};

/// One operation of a bulk request, in the form of a request of its own.
///
/// The handler of a batch takes it. What `target` and `id` are depends on the convention: see its type in
/// [`requests`](crate::batch::requests).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Operation<T> {
    /// The method. A convention with verbs of its own is mapped to the closest method.
    pub method: Method,
    /// The resource: a URL, a path, or a name. Empty if the operation names none.
    pub target: Box<str>,
    /// The id that the client gave the operation.
    pub id: Option<Box<str>>,
    /// The header fields, such as `If-Match`.
    pub headers: HeaderMap,
    /// The decoded body; `None` if the operation has none.
    pub body: Option<T>,
}

impl<T> Operation<T> {
    /// Creates an operation without an id, header fields and a body.
    pub fn new(method: Method, target: impl Into<Box<str>>) -> Self {
        Self { method, target: target.into(), id: None, headers: HeaderMap::new(), body: None }
    }

    /// Returns the operation with the body that `decode` returns for its own.
    pub(crate) fn with_body<B>(self, body: Option<B>) -> Operation<B> {
        let Self { method, target, id, headers, .. } = self;
        Operation { method, target, id, headers, body }
    }
}
