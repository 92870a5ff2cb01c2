//! A batch that is refused before an item runs does not use up its key: corrected inputs may be sent under the same key.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use multistatus::{
    Batch, Inputs, Refused, StatusCode,
    batch::{
        Atomic, Fingerprint, Idempotency, Input, InputStream, JsonInputs, MemoryOutcomeStore, OnDuplicate, OutcomeStore,
    },
    http::HeaderMap,
};
use tokio_util::sync::CancellationToken;

use super::{faults::Faulty, headers};
use crate::codes;

/// A transaction that does not begin.
struct NotBegun;

impl Atomic for NotBegun {
    type Error = &'static str;

    async fn begin(&self) -> Result<(), &'static str> {
        Err("the database is locked")
    }

    async fn commit(&self) -> Result<(), &'static str> {
        unreachable!("the transaction did not begin")
    }

    async fn rollback(&self) -> Result<(), &'static str> {
        unreachable!("the transaction did not begin")
    }
}

struct Arriving(std::vec::IntoIter<Input<u32>>);

impl Stream for Arriving {
    type Item = Input<u32>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<u32>>> {
        Poll::Ready(self.0.next())
    }
}

fn input(item: u32) -> Input<u32> {
    Input::new(item).fingerprinted(Fingerprint::of(item.to_le_bytes()))
}

type Sent = Result<Vec<u16>, Refused>;

/// A request that is refused before an item runs.
#[derive(Clone, Copy, Debug)]
enum Request {
    TooManyItems,
    TooManySpawned,
    TooManyDecoded,
    TooManyArriving,
    Empty,
    EmptyArriving,
    Malformed,
    MalformedArriving,
    AllInvalid,
    AllInvalidArriving,
    NotBegun,
    Cancelled,
    PastDeadline,
    Dropped,
    DroppedBatch,
}

const REQUESTS: [(Request, &str); 15] = [
    (Request::TooManyItems, "Err(TooManyItems { max_items: 2 })"),
    (Request::TooManySpawned, "Err(TooManyItems { max_items: 2 })"),
    (Request::TooManyDecoded, "Err(TooManyItems { max_items: 2 })"),
    (Request::TooManyArriving, "Err(TooManyItems { max_items: 0 })"),
    (Request::Empty, "Err(Empty)"),
    (Request::EmptyArriving, "Err(Empty)"),
    (Request::Malformed, "Err(NotJson { line: 1, column: 4, detail: \"expected a value, found ']'\" })"),
    (Request::MalformedArriving, "Err(NotJson { line: 1, column: 2, detail: \"expected a value, found 'x'\" })"),
    (Request::AllInvalid, "Ok([422, 422])"),
    (Request::AllInvalidArriving, "Ok([422, 400])"),
    (Request::NotBegun, "Err(NotBegun)"),
    (Request::Cancelled, "Ok([503, 503])"),
    (Request::PastDeadline, "Ok([503, 503])"),
    (Request::Dropped, "Ok([])"),
    (Request::DroppedBatch, "Ok([])"),
];

struct Service {
    idempotency: Idempotency,
    ran: Arc<Mutex<Vec<u32>>>,
}

impl Service {
    fn new(store: impl OutcomeStore) -> Self {
        Self { idempotency: Idempotency::new(store), ran: Arc::default() }
    }

    /// Sends a request under the key `key`. `own` gives each item a key of its own too.
    async fn send(&self, request: Request, own: bool) -> Sent {
        let ran = Arc::clone(&self.ran);
        let handler = move |item: u32| {
            ran.lock().unwrap().push(item);
            async { StatusCode::CREATED }
        };
        let batch = Batch::new(handler).max_items(2).refuse_empty();
        let item = |item| if own { input(item).idempotency_key(format!("own-{item}")) } else { input(item) };
        let many = |count| (0..count).map(item).collect::<Vec<_>>();
        let begin = async |inputs: Vec<Input<u32>>| {
            self.idempotency.begin(&headers("key"), inputs.into_iter().collect::<Inputs<_>>()).await
        };
        let arriving = async |inputs| self.idempotency.begin_arriving(&headers("key"), inputs).await;
        let from = |inputs: Vec<_>| InputStream::from_stream(Arriving(inputs.into_iter()));
        let result = match request {
            Request::TooManyItems => batch.inputs(begin(many(3)).await?).run().await?,
            Request::TooManySpawned => batch.inputs(begin(many(3)).await?).spawn().await?,
            Request::TooManyDecoded => {
                let inputs = JsonInputs::new().max_items(2).decode::<u32>(b"[1,2,3]")?;
                batch.inputs(self.idempotency.begin(&headers("key"), inputs).await?).run().await?
            }
            Request::TooManyArriving => batch.max_items(0).inputs(arriving(from(many(2))).await?).run().await?,
            Request::Empty => batch.inputs(begin(Vec::new()).await?).run().await?,
            Request::EmptyArriving => batch.inputs(arriving(from(Vec::new())).await?).run().await?,
            Request::Malformed => {
                let inputs = JsonInputs::new().decode::<u32>(b"[1,]")?;
                batch.inputs(self.idempotency.begin(&headers("key"), inputs).await?).run().await?
            }
            Request::MalformedArriving => {
                let inputs = JsonInputs::new().stream::<u32, _>("[x".to_owned());
                batch.inputs(arriving(inputs).await?).run().await?
            }
            Request::AllInvalid => {
                let inputs = JsonInputs::new().id("id").decode::<u32>(br#"[-1,{"id":1,"id":2}]"#)?;
                batch.inputs(self.idempotency.begin(&headers("key"), inputs).await?).run().await?
            }
            Request::AllInvalidArriving => {
                let inputs = JsonInputs::lines().stream::<u32, _>("-1\nx\n".to_owned());
                batch.inputs(arriving(inputs).await?).run().await?
            }
            Request::NotBegun => batch.inputs(begin(many(2)).await?).atomic(NotBegun).run().await?,
            Request::Cancelled => {
                let token = CancellationToken::new();
                token.cancel();
                batch.cancellation(token).inputs(begin(many(2)).await?).run().await?
            }
            Request::PastDeadline => batch.deadline(Duration::ZERO).inputs(begin(many(2)).await?).run().await?,
            Request::Dropped => {
                drop(begin(many(2)).await?);
                return Ok(Vec::new());
            }
            Request::DroppedBatch => {
                drop(batch.inputs(begin(many(2)).await?).run());
                return Ok(Vec::new());
            }
        };
        Ok(codes(&result))
    }

    /// Sends two valid items under the key `key`.
    async fn send_valid(&self, own: bool) -> Sent {
        let item = |item| if own { input(item).idempotency_key(format!("own-{item}")) } else { input(item) };
        let inputs = self.idempotency.begin(&headers("key"), [7, 8].map(item).into_iter().collect()).await?;
        let ran = Arc::clone(&self.ran);
        let handler = async |item: u32| {
            ran.lock().unwrap().push(item);
            StatusCode::CREATED
        };
        Ok(codes(&Batch::new(handler).inputs(inputs).run().await?))
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_refused_batch_does_not_use_up_its_key() {
    for (request, expected) in REQUESTS {
        for own in [false, true] {
            let case = format!("{request:?}, own keys {own}");
            let faulty = Arc::new(Faulty::default());
            for service in [Service::new(MemoryOutcomeStore::default()), Service::new(Arc::clone(&faulty))] {
                for _ in 0..2 {
                    assert_eq!(format!("{:?}", service.send(request, own).await), expected, "{case}");
                }
                assert!(service.ran.lock().unwrap().is_empty(), "{case}");
                tokio::time::sleep(Duration::from_secs(1)).await;
                assert_eq!(service.send_valid(own).await, Ok(vec![201, 201]), "{case}");
                assert_eq!(service.send_valid(own).await, Ok(vec![201, 201]), "{case}");
                assert_eq!(*service.ran.lock().unwrap(), [7, 8], "{case}");
            }
            faulty.assert_nothing_is_claimed(&case);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_first_item_past_the_limit_of_a_stream_leaves_its_key_free() {
    let store = Arc::new(Faulty::default());
    let idempotency = Idempotency::new(Arc::clone(&store));
    let ran = Mutex::new(Vec::new());
    let send = async |items: Vec<u32>, max_items| {
        let own = |item| input(item).idempotency_key(format!("own-{item}"));
        let inputs = InputStream::from_stream(Arriving(items.into_iter().map(own).collect::<Vec<_>>().into_iter()));
        let inputs = idempotency.begin_arriving(&headers("key"), inputs).await?;
        let handler = async |item: u32| {
            ran.lock().unwrap().push(item);
            StatusCode::CREATED
        };
        Ok::<_, Refused>(codes(&Batch::new(handler).max_items(max_items).inputs(inputs).run().await?))
    };
    for _ in 0..2 {
        assert_eq!(send(vec![1, 2, 3, 4], 2).await, Ok(vec![201, 201, 413]));
    }
    assert_eq!(send(vec![3, 4], 2).await, Ok(vec![201, 201]), "the rest of the stream");
    assert_eq!(*ran.lock().unwrap(), [1, 2, 3, 4]);
    store.assert_nothing_is_claimed("a stream with too many items");
}

#[tokio::test(flavor = "current_thread")]
async fn a_duplicate_that_is_refused_leaves_its_own_key_free() {
    let store = Arc::new(Faulty::default());
    let idempotency = Idempotency::new(Arc::clone(&store));
    let send = async |items: Vec<u32>| {
        let own = |item| input(item).idempotency_key(format!("own-{item}")).keyed("same");
        let inputs = idempotency.begin(&HeaderMap::new(), items.into_iter().map(own).collect()).await?;
        let batch = Batch::new(async |_: u32| StatusCode::CREATED).on_duplicate(OnDuplicate::Conflict);
        Ok::<_, Refused>(codes(&batch.inputs(inputs).run().await?))
    };
    assert_eq!(send(vec![1, 2]).await, Ok(vec![201, 409]));
    assert_eq!(send(vec![2]).await, Ok(vec![201]));
    store.assert_nothing_is_claimed("a duplicate");
}
