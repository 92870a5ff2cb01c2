//! Idempotency combined with modes, duplicates, spawned batches, and streamed inputs.

use std::{
    cell::RefCell,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use futures_core::Stream;
use multistatus::{
    Batch, Refused, StatusCode,
    batch::{Atomic, Fingerprint, Idempotency, Input, InputStream, JsonInputs, MemoryOutcomeStore, Mode, OnDuplicate},
    http::HeaderMap,
};

use super::{headers, inputs};
use crate::codes;

#[tokio::test(flavor = "current_thread")]
async fn items_that_were_not_attempted_run_the_next_time() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let runs = RefCell::new(Vec::new());
    let send = async |fails: u16| {
        let inputs = idempotency.begin(&headers("key"), inputs(&["a", "b", "c"])).await.unwrap();
        let handler = async |item: &str| {
            runs.borrow_mut().push(item.to_owned());
            StatusCode::from_u16(if item == "b" { fails } else { 200 }).unwrap()
        };
        Batch::new(handler).mode(Mode::StopAfter(1)).concurrency(1).inputs(inputs).run().await.unwrap()
    };
    assert_eq!(codes(&send(503).await), [200, 503, 424]);
    assert_eq!(codes(&send(200).await), [200, 200, 200]);
    assert_eq!(*runs.borrow(), ["a", "b", "b", "c"]);
}

/// A transaction that commits if the field is true.
pub(super) struct Transaction(pub(super) bool);

impl Atomic for Transaction {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), &'static str> {
        if self.0 { Ok(()) } else { Err("the disk is full") }
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        Ok(())
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_atomic_batch_keeps_only_committed_outcomes() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = RefCell::new(0);
    let send = async |commits, last: u16| {
        let inputs = idempotency.begin(&headers("key"), inputs(&["a", "b"])).await.unwrap();
        let handler = async |item: &str| {
            *ran.borrow_mut() += 1;
            StatusCode::from_u16(if item == "b" { last } else { 201 }).unwrap()
        };
        codes(&Batch::new(handler).concurrency(1).inputs(inputs).atomic(Transaction(commits)).run().await.unwrap())
    };
    assert_eq!(send(true, 409).await, [424, 409]);
    assert_eq!(send(false, 201).await, [500, 500]);
    assert_eq!(*ran.borrow(), 4, "items that were rolled back run again");
    assert_eq!(send(true, 201).await, [201, 201]);
    assert_eq!(send(true, 409).await, [201, 201]);
    assert_eq!(*ran.borrow(), 6);
}

#[tokio::test(flavor = "current_thread")]
async fn duplicates_share_a_replayed_outcome() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = RefCell::new(0);
    for _ in 0..2 {
        let inputs = inputs(&["a", "a", "b"]).keyed(|item| *item);
        let inputs = idempotency.begin(&headers("key"), inputs).await.unwrap();
        let handler = async |_: &str| {
            *ran.borrow_mut() += 1;
            StatusCode::CREATED
        };
        let result = Batch::new(handler).on_duplicate(OnDuplicate::Share).inputs(inputs).run().await.unwrap();
        assert_eq!(codes(&result), [201, 201, 201]);
    }
    assert_eq!(*ran.borrow(), 2);
}

#[tokio::test]
async fn a_spawned_batch_keeps_its_outcomes() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = Arc::new(Mutex::new(0));
    for _ in 0..2 {
        let inputs = idempotency.scoped("tenant-7").begin(&headers("key"), inputs(&["a", "b"])).await.unwrap();
        let ran = Arc::clone(&ran);
        let handler = move |_: &'static str| {
            *ran.lock().unwrap() += 1;
            async { StatusCode::CREATED }
        };
        assert_eq!(codes(&Batch::new(handler).inputs(inputs).spawn().await.unwrap()), [201, 201]);
    }
    assert_eq!(*ran.lock().unwrap(), 2);
}

#[tokio::test]
async fn the_future_of_an_idempotent_batch_is_send() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let begun = async move {
        let inputs = idempotency.scoped("tenant-7").begin(&headers("key"), inputs(&["a"])).await?;
        Batch::new(async |_: &'static str| StatusCode::CREATED).inputs(inputs).run().await
    };
    assert_eq!(codes(&tokio::spawn(begun).await.unwrap().unwrap()), [201]);
}

/// Inputs of a request that still arrives.
struct Arriving(std::vec::IntoIter<&'static str>);

impl Stream for Arriving {
    type Item = Input<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<&'static str>>> {
        Poll::Ready(self.0.next().map(|item| Input::new(item).fingerprinted(Fingerprint::of(item))))
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_arriving_batch_is_compared_item_by_item() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let ran = RefCell::new(Vec::new());
    let begin = async |items: Vec<&'static str>| {
        let inputs = InputStream::from_stream(Arriving(items.into_iter()));
        idempotency.begin_arriving(&headers("key"), inputs).await
    };
    let run = async |inputs| {
        let handler = async |item: &'static str| {
            ran.borrow_mut().push(item);
            if item == "busy" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CREATED }
        };
        codes(&Batch::new(handler).inputs(inputs).run().await.unwrap())
    };
    let first = begin(vec!["a", "b", "busy"]).await.unwrap();
    assert_eq!(begin(vec!["a", "b", "busy"]).await.unwrap_err(), Refused::InFlight, "before any input arrives");
    assert_eq!(run(first).await, [201, 201, 503]);
    assert_eq!(run(begin(vec!["a", "other", "busy", "c"]).await.unwrap()).await, [201, 422, 503, 201]);
    assert_eq!(*ran.borrow(), ["a", "b", "busy", "busy", "c"]);
}

#[tokio::test(flavor = "current_thread")]
async fn decoded_inputs_are_compared_by_their_bytes() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let send = async |body: &str| {
        let inputs = JsonInputs::new().id("id").decode::<Order>(body.as_bytes())?;
        let inputs = idempotency.begin(&headers("key"), inputs).await?;
        let result = Batch::new(async |order: Order| order.create()).inputs(inputs).run().await?;
        Ok::<_, Refused>(codes(&result))
    };
    let orders = r#"[{"id":"a","sku":"tea"},{"id":"b","sku":7}]"#;
    assert_eq!(send(orders).await, Ok(vec![201, 422]));
    assert_eq!(
        send(&orders.replace("},{", "} , {")).await,
        Ok(vec![201, 422]),
        "white space between elements is ignored"
    );
    assert_eq!(send(&orders.replace("tea", "ink")).await, Err(Refused::KeyReused));
    assert_eq!(send(&orders.replace("7", "8")).await, Err(Refused::KeyReused), "invalid elements are compared too");
}

#[tokio::test(flavor = "current_thread")]
async fn streamed_inputs_may_have_keys_of_their_own() {
    let idempotency = Idempotency::new(MemoryOutcomeStore::default());
    let send = async |body: &'static str| {
        let orders = JsonInputs::lines().stream::<Order, _>(body.to_owned());
        let orders = orders.idempotency_keys(|order: &Order| order.request_id.clone());
        let inputs = idempotency.begin_arriving(&HeaderMap::new(), orders).await.unwrap();
        codes(&Batch::new(async |order: Order| order.create()).inputs(inputs).run().await.unwrap())
    };
    assert_eq!(send(r#"{"request_id":"1","sku":"tea"}"#).await, [201]);
    let again = "{\"request_id\":\"1\",\"sku\":\"ink\"}\n{\"sku\":\"ink\"}\n{\"request_id\":\"1\",\"sku\":\"tea\"}";
    assert_eq!(send(again).await, [422, 201, 201]);
}

#[derive(serde::Deserialize)]
struct Order {
    request_id: Option<String>,
    sku: String,
}

impl Order {
    fn create(self) -> StatusCode {
        if self.sku.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CREATED }
    }
}
