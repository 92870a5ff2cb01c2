//! The HTTP service: `POST /orders` creates one order, `POST /orders/batch` many, `DELETE /orders` deletes many.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    routing::{get, post},
};
use multistatus::{Inputs, MultiStatus, Negotiate, Refused, Response, Settled, batch::InputStream};
use utoipa::{
    OpenApi,
    openapi::{self, OpenApiVersion},
};

use super::{
    outcome::{Create, Delete, Refusal},
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

#[derive(OpenApi)]
#[openapi(info(title = "Orders", version = "1"), paths(create_one, create_many, delete_many))]
struct Document;

/// Returns the OpenAPI document. Only version 3.2 describes the lines of a stream.
pub(crate) fn document() -> openapi::OpenApi {
    let mut document = Document::openapi();
    document.openapi = OpenApiVersion::Version32;
    document
}

/// Creates one order.
#[utoipa::path(post, path = "/orders", request_body = Order, responses(Create, Refusal))]
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

/// Creates many orders. Each outcome is sent while later orders arrive.
#[utoipa::path(
    post,
    path = "/orders/batch",
    request_body(content((Vec<Order> = "application/json"), (Vec<Order> = "application/jsonl"))),
    responses(MultiStatus<Settled<Create>>, Refused)
)]
async fn create_many(State(store): State<Arc<Store>>, accept: Negotiate, orders: InputStream<Order>) -> Response {
    let orders = orders.keyed(|order| order.id.clone()).checked_fields(Order::check);
    accept.respond(create_order::batch_shared(store, orders).spawn())
}

/// Deletes many orders by their ids.
#[utoipa::path(
    delete,
    path = "/orders",
    request_body = Vec<String>,
    responses(MultiStatus<Settled<Delete>>, Refused)
)]
async fn delete_many(State(store): State<Arc<Store>>, accept: Negotiate, ids: Inputs<String>) -> Response {
    accept.respond(delete_order::batch(&store, ids.keyed(String::clone)).run().await)
}
