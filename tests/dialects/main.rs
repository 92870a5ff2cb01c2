//! The conventions of other APIs: exact bytes, and the same outcomes back.

mod chunks;
mod conformance;
mod conventions;
mod detection;
mod elastic;
mod fhir;
mod json_api;
mod json_rpc;
mod multipart;
mod partial;
mod reading;
mod refusals;
mod requests;
mod round_trips;
mod scim;
mod shapes;
mod transaction;
mod written;
mod xml;

use std::time::Duration;

use multistatus::{MultiStatus, Outcome, format::Format};

/// The representation of an order.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct Order {
    pub(crate) id: u32,
}

/// The seven kinds of outcome that occur in every convention.
#[derive(Clone, Debug, Outcome)]
pub(crate) enum Change {
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: u32,
        #[outcome(body)]
        order: Order,
    },
    #[outcome(204)]
    Updated,
    #[outcome(404, "there is no order c")]
    NotFound,
    #[outcome(409, "order d already exists")]
    Conflict,
    #[outcome(422, "the amount must be positive")]
    Invalid,
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
    #[outcome(424)]
    FailedDependency,
}

/// The seven kinds of outcome, under the keys `a` to `g`.
pub(crate) fn changes() -> [(&'static str, Change); 7] {
    [
        ("a", Change::Created { id: 17, order: Order { id: 17 } }),
        ("b", Change::Updated),
        ("c", Change::NotFound),
        ("d", Change::Conflict),
        ("e", Change::Invalid),
        ("f", Change::Throttled(Duration::from_secs(7))),
        ("g", Change::FailedDependency),
    ]
}

/// Encodes a multi-status as text.
pub(crate) fn body<O: Outcome>(result: &MultiStatus<O>, format: &impl Format<O>) -> String {
    String::from_utf8(result.encode(format).expect("no duplicate keys")).expect("UTF-8")
}
