//! The table of calls into the code of the user: a panic at each, in both runners, with and without idempotency, whole and
//! streamed.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use multistatus::{
    Batch, Inputs, MultiStatus, Negotiate, Settled, Streamed,
    batch::{Handler, Idempotency, IdempotencyKey, Input, InputSource, InputStream, MemoryOutcomeStore},
};

use super::{
    Done, Dropped, INPUTS, MEDIA_TYPES, PANICS, Trap, Wait, Work, WorkKey, accept, collect, log_errors, read, settled,
};

/// The effect of a panic at a call on its item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Effect {
    /// The item is a 500.
    Fails,
    /// None: the outcome is known, or the call is about the whole batch.
    None,
    /// The item is the last one that is known.
    Ends,
}

/// The calls. An outcome has each of these statuses.
const SITES: &[(&str, &[u16], Effect)] = &[
    ("call of the handler", &[201], Effect::Fails),
    ("poll", &[201], Effect::Fails),
    ("drop of a future", &[201, 503], Effect::Fails),
    ("status", &[201, 404, 503], Effect::Fails),
    ("retry", &[201, 503], Effect::Fails),
    ("retry_after", &[201, 503], Effect::Fails),
    ("href", &[404], Effect::Fails),
    ("description", &[201, 404, 503], Effect::Fails),
    ("Display", &[201, 404, 503], Effect::Fails),
    ("headers", &[201, 404], Effect::Fails),
    ("value of a header", &[201, 404], Effect::Fails),
    ("conditions", &[404], Effect::Fails),
    ("problem_type", &[404], Effect::Fails),
    ("title", &[404], Effect::Fails),
    ("extensions", &[404], Effect::Fails),
    ("Serialize", &[201, 404], Effect::Fails),
    ("body", &[201, 404], Effect::Fails),
    ("propstats", &[201], Effect::Fails),
    ("elements", &[201], Effect::Fails),
    ("language", &[201], Effect::Fails),
    ("conversion of a key", &[201], Effect::Fails),
    ("check", &[201], Effect::Fails),
    ("idempotency key", &[201], Effect::Fails),
    ("causes", &[503], Effect::None),
    ("is_logged", &[503], Effect::None),
    ("drop of an outcome", &[201], Effect::None),
    ("observer", &[201], Effect::None),
    ("size_hint", &[201], Effect::None),
    ("drop of the source", &[201], Effect::None),
    ("drop of the handler", &[201], Effect::None),
    ("next", &[201], Effect::Ends),
];

/// The way in which inputs are given.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Iterator,
    /// In memory, with keys and checks.
    Inputs,
    /// A stream, with keys and checks.
    Stream,
}

/// A source that is a trap.
struct Works {
    trap: Trap,
    left: std::vec::IntoIter<Work>,
    /// True if it announces the number of items.
    is_exact: bool,
    _dropped: Dropped,
}

impl Works {
    fn new(trap: &Trap, is_exact: bool) -> Self {
        let left = Work::all(trap).into_iter();
        Self { trap: trap.clone(), left, is_exact, _dropped: Dropped("drop of the source", trap.clone(), PANICS) }
    }
}

impl Iterator for Works {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        self.trap.at("next", INPUTS - self.left.len());
        self.left.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.trap.at("size_hint", PANICS);
        if self.is_exact { self.left.size_hint() } else { (0, None) }
    }
}

impl Stream for Works {
    type Item = Input<Work>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<Work>>> {
        Poll::Ready(self.next().map(Input::new))
    }
}

/// One combination of the ways to run a batch.
#[derive(Clone, Copy, Debug)]
struct Case {
    site: &'static str,
    status: u16,
    effect: Effect,
    source: Source,
    is_exact: bool,
    waits: bool,
    is_observed: bool,
    is_idempotent: bool,
}

impl Case {
    /// Hands the batch to `run`, whatever its source is.
    async fn with<R: RunBatch>(self, trap: &Trap, run: R) -> R::Output {
        let works = Works::new(trap, self.is_exact);
        let check = |trap: Trap| {
            move |work: &Work| {
                trap.at("check", work.index);
                Ok::<_, String>(())
            }
        };
        let key = |work: &Work| WorkKey(work.trap.clone(), work.index);
        let once = |work: &Work| {
            work.trap.at("idempotency key", work.index);
            Some(format!("{}", work.index))
        };
        let idempotency = Idempotency::new(MemoryOutcomeStore::default());
        let batch_key = IdempotencyKey::new("batch").unwrap();
        match self.source {
            Source::Iterator => run.run(self.batch(trap).inputs(works)).await,
            Source::Inputs => {
                let inputs = Inputs::new(works).keyed(key).checked(check(trap.clone()));
                let inputs = match self.is_idempotent {
                    true => idempotency.begin_keyed(Some(&batch_key), inputs.idempotency_keys(once)).await.unwrap(),
                    false => inputs,
                };
                run.run(self.batch(trap).inputs(inputs)).await
            }
            Source::Stream => {
                let inputs = InputStream::from_stream(works).keyed(key).checked(check(trap.clone()));
                let inputs = match self.is_idempotent {
                    true => {
                        let headers = http::HeaderMap::new();
                        idempotency.begin_arriving(&headers, inputs.idempotency_keys(once)).await.unwrap()
                    }
                    false => inputs,
                };
                run.run(self.batch(trap).inputs(inputs)).await
            }
        }
    }

    fn batch(self, trap: &Trap) -> Batch<(), impl Handler<Item = Work, Outcome = Done> + Send + 'static> {
        let Self { waits, status, is_observed, .. } = self;
        let dropped = Dropped("drop of the handler", trap.clone(), PANICS);
        let batch = Batch::new(move |work: Work| {
            let (_of_the_closure, (trap, index)) = (&dropped, work.start());
            trap.at("call of the handler", index);
            async move {
                let _dropped = Dropped("drop of a future", trap.clone(), index);
                if waits {
                    Wait::default().await;
                }
                trap.at("poll", index);
                Done { trap, index, status }
            }
        });
        let trap = trap.clone();
        if is_observed { batch.progress(move |progress| trap.at("observer", progress.settled)) } else { batch }
    }

    /// The status codes that are right if the item panicked, or not.
    fn codes(self, panicked: bool) -> Vec<u16> {
        let mut codes = vec![self.status; INPUTS];
        match self.effect {
            Effect::Fails if panicked => codes[PANICS] = 500,
            Effect::Ends if panicked => {
                codes.truncate(PANICS);
                codes.push(500);
            }
            _ => {}
        }
        codes
    }

    fn is_complete(self, panicked: bool) -> bool {
        self.effect != Effect::Ends || !panicked
    }
}

/// A runner.
trait RunBatch {
    type Output;

    async fn run<I, H>(self, batch: Batch<I, H>) -> Self::Output
    where
        I: InputSource<Item = Work> + Send + 'static,
        H: Handler<Item = Work, Outcome = Done> + Send + 'static;
}

struct Run;
struct Spawn;
struct SpawnStream;

impl RunBatch for Run {
    type Output = MultiStatus<Settled<Done>>;

    async fn run<I, H>(self, batch: Batch<I, H>) -> Self::Output
    where
        I: InputSource<Item = Work> + Send + 'static,
        H: Handler<Item = Work, Outcome = Done> + Send + 'static,
    {
        batch.run().await.unwrap()
    }
}

impl RunBatch for Spawn {
    type Output = MultiStatus<Settled<Done>>;

    async fn run<I, H>(self, batch: Batch<I, H>) -> Self::Output
    where
        I: InputSource<Item = Work> + Send + 'static,
        H: Handler<Item = Work, Outcome = Done> + Send + 'static,
    {
        batch.spawn().await.unwrap()
    }
}

impl RunBatch for SpawnStream {
    type Output = multistatus::batch::Outcomes<Done>;

    async fn run<I, H>(self, batch: Batch<I, H>) -> Self::Output
    where
        I: InputSource<Item = Work> + Send + 'static,
        H: Handler<Item = Work, Outcome = Done> + Send + 'static,
    {
        batch.buffer(2).spawn()
    }
}

/// Returns every combination.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let sources = [
        (Source::Iterator, true, false),
        (Source::Iterator, false, false),
        (Source::Inputs, true, false),
        (Source::Inputs, true, true),
        (Source::Stream, false, false),
        (Source::Stream, false, true),
    ];
    for &(site, statuses, effect) in SITES {
        for &status in statuses {
            for (source, is_exact, is_idempotent) in sources {
                for (waits, is_observed) in [(false, false), (true, false), (false, true), (true, true)] {
                    cases.push(Case { site, status, effect, source, is_exact, waits, is_observed, is_idempotent });
                }
            }
        }
    }
    // Inputs in memory are read before the batch exists, by the caller.
    let by_caller = ["next", "size_hint", "drop of the source"];
    cases.retain(|case| case.source != Source::Inputs || !by_caller.contains(&case.site));
    cases
}

/// Checks the settled outcomes and every response.
async fn check(case: Case, trap: &Trap, result: MultiStatus<Settled<Done>>) {
    // One that panics later, while it is read, is a 500 in the same way.
    let codes = settled(&result);
    let panicked = trap.has_sprung();
    assert_eq!(codes, case.codes(panicked && codes[PANICS] == 500), "{case:?}");
    let retried = result.summary();
    assert_eq!((retried.total, retried.complete), (codes.len(), case.is_complete(panicked)), "{case:?}");
    // The same result twice: a repeat of the answer is not affected either.
    for _ in 0..2 {
        let body = result.encode(&multistatus::Json).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let written: Vec<_> = body["responses"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!(written, case.codes(trap.has_sprung()), "{case:?}");
    }
    let (written, complete) = read(result.respond_to(&accept("application/json"))).await;
    assert_eq!(written, case.codes(trap.has_sprung()), "{case:?}");
    assert_eq!(complete, case.is_complete(trap.has_sprung()), "{case:?}");
}

async fn check_all(case: Case) -> bool {
    let mut sprung = false;
    for media_type in MEDIA_TYPES {
        let trap = Trap::new(case.site);
        let result = case.with(&trap, Run).await;
        let (written, complete) = read(result.respond_to(&accept(media_type))).await;
        assert_eq!(written, case.codes(trap.has_sprung()), "run, {media_type}: {case:?}");
        assert_eq!(complete, case.is_complete(trap.has_sprung()), "run, {media_type}: {case:?}");

        let streamed = Trap::new(case.site);
        let outcomes = case.with(&streamed, SpawnStream).await;
        let (written, complete) = read(Negotiate::from_headers(&accept(media_type)).respond(outcomes)).await;
        assert_eq!(written, case.codes(streamed.has_sprung()), "spawn, {media_type}: {case:?}");
        assert_eq!(complete, case.is_complete(streamed.has_sprung()), "spawn, {media_type}: {case:?}");
        sprung |= trap.has_sprung() || streamed.has_sprung();
    }
    let trap = Trap::new(case.site);
    check(case, &trap, case.with(&trap, Run).await).await;
    let trap = Trap::new(case.site);
    check(case, &trap, case.with(&trap, Spawn).await).await;

    // The outcomes of one batch as the source of another response.
    let trap = Trap::new(case.site);
    let outcomes = collect(case.with(&trap, SpawnStream).await).await;
    let (written, _) = read(Streamed::iter(outcomes).respond_to(&accept("application/json"))).await;
    assert_eq!(written, case.codes(trap.has_sprung()), "Streamed: {case:?}");
    sprung
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_panic_in_any_code_of_the_user_is_the_failure_of_one_item() {
    let _subscriber = log_errors();
    let mut never = SITES.iter().map(|(site, ..)| *site).collect::<Vec<_>>();
    for case in cases() {
        if check_all(case).await {
            never.retain(|site| *site != case.site);
        }
    }
    assert_eq!(never, [""; 0], "each trap was sprung");
}
