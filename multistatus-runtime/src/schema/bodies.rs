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
    ItemBody;
    /// A line of a multi-status in JSON Lines: an item, or the summary. It is the `itemSchema` of `application/jsonl`.
    LineBody;
    /// The body of one outcome that is a response of its own: a representation, or a problem.
    SingleBody;
}

/// A problem (RFC 9457), the body of a request that failed.
#[derive(Debug)]
pub struct ProblemBody(Infallible);
