//! The HTTP service: `POST /orders:batch` creates orders, `GET /orders` lists what was created, `GET /stock` what is left.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use axum::{
    Json, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http_body_util::LengthLimitError;
use multistatus::{Idempotency, IdempotencyKey, Inputs, JsonInputs, Mode, Negotiate, OnDuplicate, Refused};
use serde::Deserialize;

use super::{
    operation::create_order,
    order::Order,
    refusal::Refusal,
    store::{Session, Store},
};

/// The largest body that is read as a whole, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// The most orders in a batch that is streamed.
const MOST_STREAMED: usize = 10_000_000;

/// How many outcomes of a streamed batch wait for a client that reads slowly.
const BUFFER: usize = 1_000;

/// The service on one store.
pub(crate) fn router(store: Arc<Store>) -> Router {
    let idempotency = Idempotency::new(Arc::clone(&store));
    Router::new()
        .route("/orders:batch", post(create_orders))
        .route("/orders", get(list_orders))
        .route("/stock", get(list_stock))
        .with_state(Service { store, idempotency })
}

#[derive(Clone)]
struct Service {
    store: Arc<Store>,
    idempotency: Idempotency,
}

/// What the query says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    mode: How,
}

/// How a batch goes on after an order that could not be created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum How {
    /// As before.
    #[default]
    Best,
    /// It stops.
    Stop,
    /// It is undone.
    Atomic,
}

impl From<How> for Mode {
    fn from(how: How) -> Self {
        match how {
            How::Best | How::Atomic => Self::BestEffort,
            How::Stop => Self::StopAfter(1),
        }
    }
}

async fn create_orders(
    State(service): State<Service>,
    query: Result<Query<Asked>, QueryRejection>,
    accept: Negotiate,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let Query(Asked { mode }) = query?;
    let lines = JsonInputs::new().for_request(&headers)? == JsonInputs::lines();
    let response = match lines && mode != How::Atomic {
        true => service.stream(mode, accept, &headers, body).await?,
        false => service.whole(mode, accept, &headers, body).await?,
    };
    Ok(response.map(Body::new))
}

impl Service {
    /// Creates the orders of a batch that is there as a whole.
    async fn whole(
        &self,
        mode: How,
        accept: Negotiate,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<multistatus::Response, Refused> {
        let body = read(body).await?;
        let inputs = inputs(headers, &body)?;
        let inputs = self.idempotency.begin(headers, inputs).await?;
        let session = self.session(headers)?;
        let result = match mode {
            // If the client goes away, the batch is dropped, and its transaction is never committed.
            How::Atomic => create_order::batch(&session, inputs).atomic(&*session).run().await?,
            // If the client goes away, the batch still runs to its end.
            How::Best | How::Stop => create_order::batch_shared(session, inputs).mode(mode.into()).spawn().await?,
        };
        Ok(accept.respond(result))
    }

    /// Creates orders while they arrive, and answers while they are created: neither is ever in memory as a whole.
    async fn stream(
        &self,
        mode: How,
        accept: Negotiate,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<multistatus::Response, Refused> {
        let orders = JsonInputs::lines().id("id").stream::<Order, _>(body).checked_fields(Order::check);
        let orders = orders.depends_on(|order| order.depends_on.clone());
        let orders = self.idempotency.begin_arriving(headers, orders).await?;
        let batch = create_order::batch_shared(self.session(headers)?, orders).mode(mode.into());
        // Duplicates run: the batch would have to remember the keys of all orders to find them.
        let batch = batch.max_items(MOST_STREAMED).buffer(BUFFER).on_duplicate(OnDuplicate::Run);
        Ok(accept.respond(batch.spawn()))
    }

    /// The access to the store under the idempotency key of a request.
    fn session(&self, headers: &HeaderMap) -> Result<Arc<Session>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        Ok(Arc::new(self.store.session(key.as_ref().map(IdempotencyKey::as_str))))
    }
}

async fn read(body: Body) -> Result<Bytes, Refused> {
    to_bytes(body, LARGEST_BODY).await.map_err(|error| match error.source() {
        Some(cause) if cause.is::<LengthLimitError>() => Refused::TooLarge { max_bytes: Some(LARGEST_BODY as u64) },
        _ => Refused::Unreadable { cause: error.to_string() },
    })
}

/// The orders of a body: JSON Lines, an array, or an object whose member `orders` is the array.
fn inputs(headers: &HeaderMap, body: &[u8]) -> Result<Inputs<Order>, Refused> {
    let json = match body.trim_ascii_start().first() {
        Some(b'{') => JsonInputs::member("orders"),
        _ => JsonInputs::new(),
    };
    let inputs = json.id("id").for_request(headers)?.decode::<Order>(body)?;
    Ok(inputs.checked_fields(Order::check).depends_on(|order| order.depends_on.clone()))
}

async fn list_orders(State(service): State<Service>) -> Response {
    ([(CONTENT_TYPE, "application/jsonl")], Body::from_stream(service.store.orders())).into_response()
}

async fn list_stock(State(service): State<Service>) -> Result<Json<BTreeMap<String, u64>>, Refusal> {
    let stock = tokio::task::spawn_blocking(move || service.store.stock()).await;
    stock.ok().and_then(Result::ok).map(Json).ok_or(Refusal::Unreadable)
}
