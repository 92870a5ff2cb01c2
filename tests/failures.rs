//! Failures of the server are logged once, with their description and their causes, and nothing of the causes is sent.

use std::{
    error::Error,
    fmt, io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{self, Poll},
};

use aws_lambda_events::sqs::SqsBatchResponse;
use http::HeaderMap;
use http_body_util::BodyExt;
use multistatus::{
    Batch, Body, DavXml, Item, Json, MultiStatus, Outcome, OutcomeAs, OutcomeExt, Settled, StatusCode, Streamed,
    format::Format, grpc,
};
use thiserror::Error;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

/// The message and the fields of an event.
#[derive(Debug, Default)]
struct Logged(Vec<(&'static str, String)>);

impl Logged {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }
}

impl Visit for Logged {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

/// Records the events of errors.
#[derive(Clone, Default)]
struct Errors(Arc<Mutex<Vec<Logged>>>);

impl<S: Subscriber> Layer<S> for Errors {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            let mut logged = Logged::default();
            event.record(&mut logged);
            self.0.lock().unwrap().push(logged);
        }
    }
}

/// Returns what `run` returns, and the errors that it logs in this thread.
fn logged<T>(run: impl FnOnce() -> T) -> (T, Vec<Logged>) {
    let errors = Errors::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(errors.clone()));
    let result = run();
    drop(guard);
    let logged = std::mem::take(&mut *errors.0.lock().unwrap());
    (result, logged)
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn text(response: http::Response<Body>) -> String {
    let bytes = block_on(response.into_body().collect()).unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An error of this crate's user with a chain.
#[derive(Debug, Error)]
#[error("the pool is empty")]
struct Pool {
    source: io::Error,
}

impl Pool {
    fn new() -> Self {
        Self { source: io::Error::other("secret host refused") }
    }
}

/// A mapping of a foreign error.
struct Acme;

impl OutcomeAs<io::Error> for Acme {
    fn status(_: &io::Error) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }

    fn description<W: fmt::Write + ?Sized>(_: &io::Error, out: &mut W) -> fmt::Result {
        out.write_str("the disk is busy")
    }
}

impl OutcomeAs<Password> for Acme {
    fn status(_: &Password) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

/// A value that is no error.
struct Password(#[allow(dead_code, reason = "it is never shown")] &'static str);

impl fmt::Display for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret password")
    }
}

#[derive(Outcome)]
enum Save {
    #[outcome(200)]
    Saved,
    #[outcome(404, "no file: {0}")]
    Missing(io::Error),
    #[outcome(500, "cannot save")]
    Failed { source: Pool },
    #[outcome(500, "cannot save: {source}")]
    Shown { source: Pool },
    #[outcome(500, opaque)]
    Opaque(Pool),
    #[outcome(500, "secret text about {path}", opaque)]
    OpaqueText { path: &'static str, error: Option<Pool> },
    #[outcome(500, opaque)]
    OpaqueDisplay(Password),
    #[outcome(500, opaque)]
    OpaqueMany { password: Password, error: Box<dyn Error + Send + Sync> },
    #[outcome(500, "no password")]
    Password { password: Password },
    #[outcome(via = Acme)]
    Via(io::Error),
    #[outcome(via = Acme, opaque)]
    OpaqueVia(io::Error),
    #[outcome(via = Acme)]
    ViaPassword(Password),
    #[outcome(transparent)]
    Transparent(Typed),
    #[outcome(transparent, opaque)]
    OpaqueTransparent(Typed),
    #[outcome("upstream failed")]
    Upstream(#[outcome(code)] u16, Option<Box<dyn Error + Send + Sync>>),
    #[outcome(with = status_of, "picked")]
    With(u16),
    #[outcome(transparent)]
    Other(Box<Item>),
    #[outcome(transparent)]
    Nested(Box<Settled<Save>>),
}

fn status_of(code: &u16) -> StatusCode {
    StatusCode::from_u16(*code).unwrap()
}

/// An outcome that is an error itself.
#[derive(Debug, Error, Outcome)]
enum Typed {
    #[error("cannot open {path}")]
    #[outcome(500, "cannot open a file")]
    Open {
        path: &'static str,
        #[source]
        cause: Pool,
    },
    #[error(transparent)]
    #[outcome(500, opaque)]
    Pool(#[from] Pool),
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionRefused, "secret host refused")
}

fn boxed() -> Box<dyn Error + Send + Sync> {
    Box::new(Pool::new())
}

/// Each failure of the server, and the text that is logged for it.
fn failures() -> Vec<(Save, &'static str)> {
    vec![
        (Save::Failed { source: Pool::new() }, "cannot save: the pool is empty: secret host refused"),
        (Save::Shown { source: Pool::new() }, "cannot save: the pool is empty: secret host refused"),
        (Save::Opaque(Pool::new()), "the pool is empty: secret host refused"),
        (
            Save::OpaqueText { path: "/a", error: Some(Pool::new()) },
            "secret text about /a: the pool is empty: secret host refused",
        ),
        (Save::OpaqueText { path: "/a", error: None }, "secret text about /a"),
        (Save::OpaqueDisplay(Password("1234")), "secret password"),
        (Save::OpaqueMany { password: Password("1234"), error: boxed() }, "the pool is empty: secret host refused"),
        (Save::Password { password: Password("1234") }, "no password"),
        (Save::Via(refused()), "the disk is busy: secret host refused"),
        (Save::OpaqueVia(refused()), "secret host refused"),
        (Save::ViaPassword(Password("1234")), ""),
        (
            Save::Transparent(Typed::Open { path: "/secret", cause: Pool::new() }),
            "cannot open a file: cannot open /secret: the pool is empty: secret host refused",
        ),
        (Save::Transparent(Typed::Pool(Pool::new())), "the pool is empty: secret host refused"),
        (Save::OpaqueTransparent(Typed::Pool(Pool::new())), "the pool is empty: secret host refused"),
        (Save::Upstream(502, Some(boxed())), "upstream failed: the pool is empty: secret host refused"),
        (Save::With(503), "picked"),
        (Save::Other(Box::new(Item::new(StatusCode::BAD_GATEWAY))), ""),
    ]
}

/// Outcomes that are not logged: successes, and failures of the client.
fn others() -> Vec<Save> {
    vec![Save::Saved, Save::Missing(refused()), Save::Upstream(404, Some(boxed())), Save::With(429)]
}

fn keyed() -> Vec<(String, Save)> {
    let all = others().into_iter().chain(failures().into_iter().map(|(outcome, _)| outcome));
    all.enumerate().map(|(index, outcome)| (format!("/{index}"), outcome)).collect()
}

/// Asserts that each failure is logged once, with its index, key, status and text.
#[track_caller]
fn assert_logged(logged: &[Logged]) {
    let first = others().len();
    let expected: Vec<_> = failures()
        .into_iter()
        .enumerate()
        .map(|(position, (outcome, text))| {
            let index = first + position;
            (index.to_string(), format!("/{index}"), outcome.status().as_str().to_owned(), text.to_owned())
        })
        .collect();
    let mut events: Vec<_> = logged
        .iter()
        .map(|event| {
            assert_eq!(event.get("message"), "an item failed", "{event:?}");
            let [index, key, status, error] =
                ["index", "key", "status", "error"].map(|name| event.get(name).to_owned());
            (index, key, status, error)
        })
        .collect();
    events.sort_by_key(|(index, ..)| index.parse::<usize>().unwrap());
    assert_eq!(events, expected);
}

/// Asserts that a body tells nothing of what only the log gets.
#[track_caller]
fn assert_no_secret(body: &str) {
    // The text of `Shown` and of `Missing` names its error, which is sent as it is written.
    let sent = ["no file: secret host refused"];
    let body = sent.iter().fold(body.to_owned(), |body, sent| body.replace(sent, ""));
    assert!(!body.contains("secret"), "{body}");
}

#[test]
fn a_response_logs_each_failure_once() {
    let formats: [fn(MultiStatus<Save>) -> http::Response<Body>; 3] = [
        |result| result.respond_to(&HeaderMap::new()),
        |result| result.respond_with(DavXml::new()),
        |result| result.respond_with(Json),
    ];
    for respond in formats {
        let (body, logged) = logged(|| text(respond(keyed().into_iter().collect())));
        assert_logged(&logged);
        assert_no_secret(&body);
    }
}

/// A stream whose items are ready.
struct Ready(std::vec::IntoIter<(String, Save)>);

impl futures_core::Stream for Ready {
    type Item = (String, Save);

    fn poll_next(mut self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

#[test]
fn a_streamed_response_logs_each_failure_once() {
    for format in [true, false] {
        let respond = |streamed: Streamed<Save>| {
            if format { streamed.respond_with(Json) } else { streamed.respond_with(DavXml::new()) }
        };
        let (body, errors) = logged(|| text(respond(Streamed::iter(keyed()))));
        assert_logged(&errors);
        assert_no_secret(&body);
    }
    let (body, errors) = logged(|| text(Streamed::stream(Ready(keyed().into_iter())).respond_with(Json)));
    assert_logged(&errors);
    assert_no_secret(&body);
}

#[test]
fn a_batch_logs_each_failure_once_and_its_response_does_not_log_it_again() {
    let inputs = || multistatus::Inputs::new(0..keyed().len()).keyed(|index| format!("/{index}"));
    let handler = async |index: usize| {
        if index.is_multiple_of(2) {
            tokio::task::yield_now().await;
        }
        keyed().swap_remove(index).1
    };
    let (body, errors) = logged(|| {
        let result = block_on(Batch::new(handler).inputs(inputs()).run()).unwrap();
        text(result.respond_to(&HeaderMap::new()))
    });
    assert_logged(&errors);
    assert_no_secret(&body);

    let (_, errors) = logged(|| {
        block_on(async {
            let handler = async |index: usize| keyed().swap_remove(index).1;
            let outcomes = Batch::new(handler).inputs(inputs()).spawn();
            let response = multistatus::Negotiate::default().respond(outcomes);
            response.into_body().collect().await.unwrap();
        });
    });
    assert_logged(&errors);
}

#[test]
fn each_item_is_logged_once_in_a_response_that_lists_only_failures() {
    let (failed, errors) = logged(|| keyed().into_iter().collect::<MultiStatus<_>>().failed_requests());
    assert_logged(&errors);
    assert_no_secret(&format!("{failed:?}"));
    let (response, errors) = logged(|| SqsBatchResponse::from(&keyed().into_iter().collect::<MultiStatus<_>>()));
    assert_logged(&errors);
    assert_no_secret(&format!("{response:?}"));
}

#[test]
fn a_grpc_status_is_logged_once() {
    for (outcome, expected) in failures() {
        let (status, errors) = logged(|| grpc::status(&outcome));
        let [event] = &errors[..] else { panic!("{errors:?}") };
        assert_eq!((event.get("message"), event.get("error")), ("a request failed", expected));
        if !matches!(outcome, Save::Shown { .. }) {
            assert_no_secret(&format!("{status:?}"));
        }
        let (_, errors) = logged(|| grpc::rpc_status(&Settled::Returned(outcome)));
        assert_eq!(errors.len(), 0, "its batch logged it");
    }
}

#[test]
fn a_single_outcome_is_logged_once_as_a_response_of_its_own() {
    for (outcome, expected) in failures() {
        let status = outcome.status().as_str().to_owned();
        let (body, errors) = logged(|| text(outcome.respond_to(&HeaderMap::new())));
        let [event] = &errors[..] else { panic!("{errors:?}") };
        assert_eq!(event.get("message"), "a request failed");
        assert_eq!((event.get("status"), event.get("error")), (&*status, expected));
        if !matches!(outcome, Save::Shown { .. }) {
            assert_no_secret(&body);
        }
    }
    for outcome in others() {
        let (_, errors) = logged(|| text(outcome.respond_to(&HeaderMap::new())));
        assert_eq!(errors.len(), 0);
    }
    let (_, errors) =
        logged(|| text(Save::Nested(Box::new(Settled::Returned(Save::With(500)))).respond_to(&HeaderMap::new())));
    assert_eq!(errors.len(), 0, "its batch logged it");
}

#[test]
fn an_outcome_of_a_batch_is_not_logged_again_wherever_it_is_put() {
    let settled = || Settled::Returned(Save::With(500));
    assert!(settled().is_logged());
    let results: [(MultiStatus<Save>, usize); 2] = [
        (MultiStatus::from_outcomes([Save::Nested(Box::new(settled()))]), 0),
        (MultiStatus::from_outcomes([Save::With(500)]), 1),
    ];
    for (result, expected) in results {
        let (_, errors) = logged(|| text(result.respond_with(Json)));
        assert_eq!(errors.len(), expected);
    }
    let replayed = Settled::<Save>::Replayed(Arc::new(Item::new(StatusCode::BAD_GATEWAY)));
    let (_, errors) = logged(|| text(MultiStatus::from_outcomes([replayed]).respond_with(Json)));
    assert_eq!(errors.len(), 0, "the earlier run logged it");
}

#[test]
fn an_item_that_was_never_reported_is_logged() {
    let (_, errors) = logged(|| text(MultiStatus::<Save>::for_keys(["/a"]).respond_with(Json)));
    let [event] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!((event.get("key"), event.get("status"), event.get("error")), ("/a", "500", "not reported"));
}

#[test]
fn a_circular_chain_and_a_failing_text_do_no_harm() {
    #[derive(Debug)]
    struct Circular;
    impl fmt::Display for Circular {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("round")
        }
    }
    impl Error for Circular {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&Self)
        }
    }
    #[derive(Debug)]
    struct Silent;
    impl fmt::Display for Silent {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }
    impl Error for Silent {}
    #[derive(Outcome)]
    #[outcome(500, opaque)]
    struct Strange(Circular, Silent);

    let (_, errors) = logged(|| text(MultiStatus::from_outcomes([Strange(Circular, Silent)]).respond_with(Json)));
    let [event] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(event.get("error"), "round");
}

#[test]
fn a_text_that_panics_does_no_harm() {
    struct Panicking;
    impl Outcome for Panicking {
        fn status(&self) -> StatusCode {
            StatusCode::BAD_GATEWAY
        }
        fn causes(&self, _: &mut dyn FnMut(&dyn fmt::Display)) {
            std::panic::resume_unwind(Box::new("a secret"));
        }
    }
    let outcomes = || [("/a", Panicking), ("/b", Panicking)];
    let failed = |errors: &[Logged]| errors.iter().filter(|event| event.get("message") == "an item failed").count();
    let (body, errors) = logged(|| text(outcomes().into_iter().collect::<MultiStatus<_>>().respond_with(Json)));
    assert_eq!(failed(&errors), 2);
    assert!(body.contains(r#""total":2,"succeeded":0,"failed":2"#), "{body}");
    let (_, errors) = logged(|| text(Streamed::iter(outcomes()).respond_with(Json)));
    assert_eq!(failed(&errors), 2);
    let handler = async |index: usize| outcomes().into_iter().nth(index).unwrap().1;
    let (result, errors) = logged(|| block_on(Batch::new(handler).inputs(0..2).run()).unwrap());
    assert_eq!((result.len(), failed(&errors)), (2, 2));
}

/// A pointer to an error, as `anyhow::Error` is: it is no error itself.
struct Report(Box<dyn Error>);

impl std::ops::Deref for Report {
    type Target = dyn Error;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

#[test]
fn a_generic_outcome_and_any_pointer_to_an_error_compile() {
    #[derive(Outcome)]
    enum Generic<'a, T, E: Error> {
        #[outcome(500, "any")]
        Any(T),
        #[outcome(500, "an error")]
        Error(E),
        #[outcome(500, "a reference")]
        Reference(&'a E),
        #[outcome(500, "a report")]
        Report(Report),
        #[outcome(500, "shared")]
        Shared(Option<Arc<dyn Error>>, Option<Report>),
    }
    let cause = Pool::new();
    let report = || Report(Box::new(Pool::new()));
    let outcomes: Vec<Generic<'_, u8, Pool>> = vec![
        Generic::Any(1),
        Generic::Error(Pool::new()),
        Generic::Reference(&cause),
        Generic::Report(report()),
        Generic::Shared(Some(Arc::new(Pool::new())), Some(report())),
    ];
    let causes = outcomes.iter().map(|outcome| {
        let mut causes = Vec::new();
        outcome.causes(&mut |cause| causes.push(cause.to_string()));
        causes.len()
    });
    assert_eq!(causes.collect::<Vec<_>>(), [0, 2, 2, 2, 4]);
}

/// Failures of which only the log may know the cause.
#[derive(Outcome)]
#[outcome(respond(axum))]
enum Internal {
    #[outcome(500, opaque)]
    Anyhow(#[outcome(from)] anyhow::Error),
    #[outcome(502, "the service behind this one failed", opaque)]
    Boxed(#[outcome(from)] Box<dyn Error + Send + Sync>),
}

/// Fails as code of a user does: with `?` on an error that has a chain.
fn handler(boxed: bool) -> Result<(), Internal> {
    fn read() -> anyhow::Result<()> {
        use anyhow::Context as _;
        Err(io::Error::other("secret host refused"))
            .context("the pool is empty")
            .context("cannot load the secret orders")
    }
    fn parse() -> Result<(), Box<dyn Error + Send + Sync>> {
        Err(Pool::new())?
    }
    if boxed { Ok(parse()?) } else { Ok(read()?) }
}

#[test]
fn the_chain_of_an_opaque_error_goes_to_the_log_and_never_to_a_client() {
    for (is_boxed, expected) in [
        (false, "cannot load the secret orders: the pool is empty: secret host refused"),
        (true, "the service behind this one failed: the pool is empty: secret host refused"),
    ] {
        let mut bodies = Vec::new();
        for accept in ["application/json", "application/problem+xml", "application/xml"] {
            let headers = HeaderMap::from_iter([(http::header::ACCEPT, http::HeaderValue::from_static(accept))]);
            let (body, errors) = logged(|| text(handler(is_boxed).respond_to(&headers)));
            assert_eq!(errors.iter().map(|event| event.get("error")).collect::<Vec<_>>(), [expected]);
            bodies.push(body);
            let (body, errors) = logged(|| text(MultiStatus::from_outcomes([handler(is_boxed)]).respond_to(&headers)));
            assert_eq!(errors.iter().map(|event| event.get("error")).collect::<Vec<_>>(), [expected]);
            bodies.push(body);
        }
        bodies.push(serde_json::to_string(&Item::from_outcome(&handler(is_boxed))).unwrap());
        bodies.push(serde_json::to_string(&handler(is_boxed).json()).unwrap());
        let (response, errors) = logged(|| axum::response::IntoResponse::into_response(handler(is_boxed).unwrap_err()));
        assert_eq!(errors.iter().map(|event| event.get("error")).collect::<Vec<_>>(), [expected]);
        let body = block_on(response.into_body().collect()).unwrap().to_bytes();
        bodies.push(String::from_utf8(body.to_vec()).unwrap());
        for body in bodies {
            assert!(!["secret", "pool", "service behind"].iter().any(|word| body.contains(word)), "{body}");
        }
    }
}

/// `encode` makes no response, so it logs nothing: the caller may encode twice.
#[test]
fn encoding_alone_logs_nothing() {
    let result = MultiStatus::from_outcomes([Save::With(500)]);
    let (_, errors) = logged(|| encode(&result, &Json));
    assert_eq!(errors.len(), 0);
}

fn encode<O: Outcome>(result: &MultiStatus<O>, format: &impl Format<O>) -> Vec<u8> {
    result.encode(format).unwrap()
}
