//! The HTTP service: `POST /orders` creates one order, `POST /orders/batch` many, `DELETE /orders` deletes many.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    routing::{get, post},
};
use multistatus::{Inputs, Negotiate, Response, batch::InputStream};
use serde_json::Value;

use super::{
    outcome::{Create, Refusal},
    store::{Order, Store, create_order, delete_order},
};

/// Returns the routes of a service without orders.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/orders", post(create_one).delete(delete_many))
        .route("/orders/batch", post(create_many))
        .route("/openapi.json", get(async || Json(document())))
        .with_state(Arc::new(Store::default()))
}

/// Returns the OpenAPI document.
pub(crate) fn document() -> Value {
    Value::Null
}

async fn create_one(
    State(store): State<Arc<Store>>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<Create, Refusal> {
    let Json(order) = order?;
    match order.check() {
        errors if errors.is_empty() => Ok(create_order(&store, order).await),
        errors => Err(Refusal::Invalid { errors }),
    }
}

/// Answers each order while later ones arrive.
async fn create_many(State(store): State<Arc<Store>>, accept: Negotiate, orders: InputStream<Order>) -> Response {
    let orders = orders.keyed(|order| order.id.clone()).checked_fields(Order::check);
    accept.respond(create_order::batch_shared(store, orders).spawn())
}

async fn delete_many(State(store): State<Arc<Store>>, accept: Negotiate, ids: Inputs<String>) -> Response {
    accept.respond(delete_order::batch(&store, ids.keyed(String::clone)).run().await)
}
