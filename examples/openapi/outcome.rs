//! The possible outcomes, declared once: responses, items and the document are derived from them.

use axum::extract::rejection::JsonRejection;
use multistatus::{Outcome, batch::FieldError};

use super::store::Order;

/// Outcome of creating an order.
#[derive(Debug, Outcome)]
#[outcome(respond(axum), schema(utoipa))]
pub(crate) enum Create {
    /// The order was created.
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: String,
        #[outcome(body)]
        order: Order,
    },

    /// There is an order with this id.
    #[outcome(409, "there is an order {id}")]
    Exists { id: String },

    /// The stock is too small.
    #[outcome(409, "{available} of {sku} are available", type = "urn:example:out-of-stock", title = "Out of stock")]
    OutOfStock {
        sku: String,
        #[outcome(extension)]
        available: u32,
    },

    /// The warehouse is busy. The order was not created, and may be sent again.
    #[outcome(429, "the warehouse is busy", retry_after = "1s")]
    Busy,
}

/// Outcome of deleting an order.
#[derive(Debug, Outcome)]
#[outcome(schema(utoipa))]
pub(crate) enum Delete {
    /// The order was deleted.
    #[outcome(204)]
    Deleted,

    /// There is no order with this id.
    #[outcome(404, "there is no order {id}")]
    Missing { id: String },
}

/// The reason why a request for one order is refused.
#[derive(Debug, Outcome)]
#[outcome(respond(axum), schema(utoipa))]
pub(crate) enum Refusal {
    /// The body is not valid JSON.
    #[outcome(400, "{0}")]
    NotJson(JsonRejection),

    /// The body is too large.
    #[outcome(413, "{0}")]
    TooLarge(JsonRejection),

    /// The content type is not JSON.
    #[outcome(415, "{0}")]
    NotJsonType(JsonRejection),

    /// The body is JSON, but not an order.
    #[outcome(422, "{0}")]
    NotAnOrder(JsonRejection),

    /// Fields of the order are not valid.
    #[outcome(422, "the order is not valid")]
    Invalid {
        #[outcome(extension)]
        errors: Vec<FieldError>,
    },
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status().as_u16() {
            413 => Self::TooLarge(rejection),
            415 => Self::NotJsonType(rejection),
            422 => Self::NotAnOrder(rejection),
            _ => Self::NotJson(rejection),
        }
    }
}
