//! The HTTP service: `POST /orders:batch` creates orders, `GET /orders` lists them, `GET /stock` lists the stock. A list comes in
//! pages: `?after=` names the row before a page, `?limit=` is its size, and the header field `Link` leads to the next one.

use std::{error::Error, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Query, State, rejection::QueryRejection},
    http::{
        HeaderMap,
        header::{CONTENT_TYPE, LINK},
    },
    response::{AppendHeaders, IntoResponse, Response},
    routing::{get, post},
};
use http_body_util::LengthLimitError;
use multistatus::{
    Inputs, Negotiate, Refused,
    batch::{Idempotency, IdempotencyKey, JsonInputs, Mode, OnDuplicate},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{
    operation::create_order,
    order::Order,
    refusal::Refusal,
    store::{Page, Session, Store},
};

/// Maximum size of a body that is read as a whole, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Maximum number of orders in a streamed batch.
const MAX_STREAMED_ORDERS: usize = 10_000_000;

/// Number of outcomes of a streamed batch that are kept for a client that reads slowly.
const BUFFER: usize = 1_000;

/// Returns the routes of a service on one store.
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

/// Query of `POST /orders:batch`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BatchQuery {
    mode: BatchMode,
}

/// The behaviour of a batch after an order fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BatchMode {
    /// Continues with the other orders.
    #[default]
    Best,
    /// Starts no further orders.
    Stop,
    /// Undoes the whole batch.
    Atomic,
}

impl From<BatchMode> for Mode {
    fn from(mode: BatchMode) -> Self {
        match mode {
            BatchMode::Best | BatchMode::Atomic => Self::BestEffort,
            BatchMode::Stop => Self::StopAfter(1),
        }
    }
}

async fn create_orders(
    State(service): State<Service>,
    query: Result<Query<BatchQuery>, QueryRejection>,
    accept: Negotiate,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let Query(BatchQuery { mode }) = query?;
    let lines = JsonInputs::new().for_request(&headers)? == JsonInputs::lines();
    let response = match lines && mode != BatchMode::Atomic {
        true => service.create_streamed(mode, accept, &headers, body).await?,
        false => service.create_all(mode, accept, &headers, body).await?,
    };
    Ok(response.map(Body::new))
}

impl Service {
    /// Creates the orders of a body that is read as a whole.
    async fn create_all(
        &self,
        mode: BatchMode,
        accept: Negotiate,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<multistatus::Response, Refused> {
        let body = read(body).await?;
        let inputs = inputs(headers, &body)?;
        let inputs = self.idempotency.begin(headers, inputs).await?;
        let session = self.session(headers)?;
        let result = match mode {
            // If the client disconnects, the batch is dropped and the transaction is rolled back.
            BatchMode::Atomic => create_order::batch(&session, inputs).atomic(&*session).run().await?,
            // A spawned batch runs to its end even if the client disconnects.
            BatchMode::Best | BatchMode::Stop => {
                create_order::batch_shared(session, inputs).mode(mode.into()).spawn().await?
            }
        };
        Ok(accept.respond(result))
    }

    /// Creates orders as they arrive, and sends their outcomes at the same time. Neither body is in memory as a whole.
    async fn create_streamed(
        &self,
        mode: BatchMode,
        accept: Negotiate,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<multistatus::Response, Refused> {
        let orders = JsonInputs::lines().id("id").stream::<Order, _>(body).checked_fields(Order::check);
        let orders = orders.depends_on(|order| order.depends_on.clone());
        let orders = self.idempotency.begin_arriving(headers, orders).await?;
        let batch = create_order::batch_shared(self.session(headers)?, orders).mode(mode.into());
        // Finding duplicates would need the ids of all orders in memory.
        let batch = batch.max_items(MAX_STREAMED_ORDERS).buffer(BUFFER).on_duplicate(OnDuplicate::Run);
        Ok(accept.respond(batch.spawn()))
    }

    /// Returns a session of the store for the idempotency key of a request.
    fn session(&self, headers: &HeaderMap) -> Result<Arc<Session>, Refused> {
        let key = IdempotencyKey::from_headers(headers)?;
        Ok(Arc::new(self.store.session(key.as_ref().map(IdempotencyKey::as_str))))
    }
}

async fn read(body: Body) -> Result<Bytes, Refused> {
    to_bytes(body, MAX_BODY_BYTES).await.map_err(|error| match error.source() {
        Some(cause) if cause.is::<LengthLimitError>() => Refused::TooLarge { max_bytes: Some(MAX_BODY_BYTES as u64) },
        _ => Refused::Unreadable { cause: error.to_string() },
    })
}

/// Decodes the orders of a body: JSON Lines, an array, or an object with the array as its member `orders`.
fn inputs(headers: &HeaderMap, body: &[u8]) -> Result<Inputs<Order>, Refused> {
    let json = match body.trim_ascii_start().first() {
        Some(b'{') => JsonInputs::member("orders"),
        _ => JsonInputs::new(),
    };
    let inputs = json.id("id").for_request(headers)?.decode::<Order>(body)?;
    Ok(inputs.checked_fields(Order::check).depends_on(|order| order.depends_on.clone()))
}

/// Query of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    after: String,
    limit: Option<usize>,
}

type PageResult = Result<Query<PageQuery>, QueryRejection>;

async fn list_orders(State(service): State<Service>, query: PageResult) -> Result<Response, Refusal> {
    service.page("/orders", query?, Store::orders).await
}

async fn list_stock(State(service): State<Service>, query: PageResult) -> Result<Response, Refusal> {
    service.page("/stock", query?, Store::stock).await
}

impl Service {
    /// Responds with one page. The thread that reads it does not wait for the client: 512 unread lists would occupy all threads.
    async fn page(
        self,
        path: &str,
        Query(PageQuery { after, limit }): Query<PageQuery>,
        read: fn(&Store, &str, usize) -> Result<Page, redb::Error>,
    ) -> Result<Response, Refusal> {
        let page = tokio::task::spawn_blocking(move || read(&self.store, &after, limit.unwrap_or(usize::MAX))).await;
        let Page { lines, next } = page.ok().and_then(Result::ok).ok_or(Refusal::Unreadable)?;
        let next = next.map(|last| {
            let last = utf8_percent_encode(&last, NON_ALPHANUMERIC);
            let limit = limit.map(|limit| format!("&limit={limit}")).unwrap_or_default();
            (LINK, format!("<{path}?after={last}{limit}>; rel=\"next\""))
        });
        Ok((AppendHeaders(next), [(CONTENT_TYPE, "application/jsonl")], lines).into_response())
    }
}
