//! Types that stand for a body in a document. They have no values.

use std::{convert::Infallible, marker::PhantomData};

macro_rules! bodies {
    ($($(#[$docs:meta])* $name:ident;)+) => {$(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<O>(Infallible, PhantomData<fn() -> O>);
    )+};
}

bodies! {
    /// An item in the array `responses` of a multi-status.
    ///
    /// ```
    /// use multistatus::{StatusCode, schema::ItemBody};
    ///
    /// let schema = schemars::schema_for!(ItemBody<StatusCode>);
    /// assert_eq!(schema.pointer("/anyOf/0/required").unwrap(), &serde_json::json!(["id", "index", "status"]));
    /// ```
    ItemBody;

    /// A line of a multi-status in JSON Lines: an item, or the summary. It is the `itemSchema` of `application/jsonl`.
    ///
    /// ```
    /// use multistatus::{StatusCode, schema::LineBody};
    ///
    /// let schema = schemars::schema_for!(LineBody<StatusCode>);
    /// assert_eq!(schema.pointer("/anyOf/1/required").unwrap(), &serde_json::json!(["summary"]));
    /// ```
    LineBody;

    /// The body of one outcome that is a response of its own: a representation, or a problem.
    ///
    /// It describes an outcome whose type cannot implement a trait of another crate, such as a `Result`. Both sides may have
    /// the same status.
    ///
    /// ```
    /// use multistatus::{Refused, outcome::Representation, schema::SingleBody};
    ///
    /// type Answer = Result<Representation<String>, Refused>;
    ///
    /// #[utoipa::path(post, path = "/echo", responses(SingleBody<Answer>))]
    /// async fn echo(text: String) -> Answer {
    ///     Ok(Representation(text))
    /// }
    ///
    /// #[derive(utoipa::OpenApi)]
    /// #[openapi(paths(echo))]
    /// struct Document;
    ///
    /// let document = serde_json::to_value(<Document as utoipa::OpenApi>::openapi())?;
    /// let responses = document["paths"]["/echo"]["post"]["responses"].as_object().unwrap();
    /// assert!(responses.keys().eq(["200", "400", "409", "413", "415", "422", "503"]));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    SingleBody;
}

/// A problem (RFC 9457), the body of a request that failed.
///
/// ```
/// use multistatus::schema::ProblemBody;
///
/// #[utoipa::path(
///     get,
///     path = "/orders",
///     responses((
///         status = 503,
///         description = "There is no database.",
///         body = ProblemBody,
///         content_type = "application/problem+json",
///     ))
/// )]
/// async fn list() {}
/// ```
#[derive(Debug)]
pub struct ProblemBody(Infallible);
