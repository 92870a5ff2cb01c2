//! The HTTP service: `POST /orders:batch`, and what was created by it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use multistatus::{Batch, Inputs, Mode, Negotiate};
use serde::Deserialize;

use super::{operation::create_order, order::Order, store::Store};

pub(crate) fn router(store: Arc<Store>) -> Router {
    Router::new()
        .route("/orders:batch", post(create_orders))
        .route("/orders", get(list_orders))
        .route("/stock", get(list_stock))
        .with_state(store)
}

#[derive(Deserialize)]
struct How {
    #[serde(default)]
    mode: How2,
}
#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum How2 {
    #[default]
    Best,
    Stop,
    Atomic,
}

async fn create_orders(
    State(store): State<Arc<Store>>,
    Query(how): Query<How>,
    accept: Negotiate,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let orders: Vec<Order> = serde_json::from_slice(&body).unwrap();
    let inputs =
        Inputs::new(orders).keyed(|order: &Order| order.id.clone()).depends_on(|order| order.depends_on.clone());
    let key = headers.get("idempotency-key").map(|key| key.to_str().unwrap());
    let session = Arc::new(store.session(key));
    let transaction = Arc::clone(&session);
    let batch = Batch::new(move |order| {
        let session = Arc::clone(&session);
        async move { create_order(&session, order).await }
    })
    .concurrency(64)
    .item_timeout(Duration::from_secs(2))
    .deadline(Duration::from_secs(30));
    let result = match how.mode {
        How2::Best => batch.inputs(inputs).spawn().await,
        How2::Stop => batch.mode(Mode::StopAfter(1)).inputs(inputs).spawn().await,
        How2::Atomic => batch.inputs(inputs).run().atomic(transaction).await,
    };
    accept.respond(result.unwrap()).into_response()
}

async fn list_orders(State(store): State<Arc<Store>>) -> Response {
    ([(CONTENT_TYPE, "application/jsonl")], Body::from_stream(store.orders())).into_response()
}

async fn list_stock(State(store): State<Arc<Store>>) -> Response {
    match tokio::task::spawn_blocking(move || store.stock()).await {
        Ok(Ok(stock)) => axum::Json(stock).into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
