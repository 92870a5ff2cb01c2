//! Functions under `#[batch]`: calls, batches, spawned batches, and the keys of the attribute.

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json as Body, Router, extract::State, routing::post};
use multistatus::{Inputs, MultiStatus, Outcome, Refused, Settled, StatusCode, batch, batch::Atomic};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::codes;

/// What happened to one file.
#[derive(Debug, PartialEq, Outcome)]
pub(crate) enum Delete {
    #[outcome(204)]
    Deleted,
    #[outcome(404, "no file at {0}")]
    Missing(#[outcome(href)] String),
}

/// Files by their paths.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) paths: Mutex<HashSet<String>>,
}

impl Store {
    pub(crate) fn with(paths: &[&str]) -> Self {
        Self { paths: Mutex::new(paths.iter().map(|path| (*path).to_owned()).collect()) }
    }

    fn remove(&self, path: &str) -> Delete {
        match self.paths.lock().unwrap().remove(path) {
            true => Delete::Deleted,
            false => Delete::Missing(path.to_owned()),
        }
    }
}

/// Deletes one file of the store.
#[batch(max_items = 3, concurrency = 2, item_timeout = "5s", deadline = "30s", mode = best_effort)]
pub(crate) async fn delete_file(store: &Store, path: String) -> Delete {
    store.remove(&path)
}

pub(crate) fn paths() -> [String; 2] {
    ["/a", "/b"].map(String::from)
}

#[tokio::test]
async fn a_function_runs_a_batch_is_called_and_is_spawned() {
    let store = Store::with(&["/a"]);
    let result: MultiStatus<Settled<Delete>> = delete_file::batch(&store, paths()).run().await.unwrap();
    assert_eq!(codes(&result), [204, 404]);
    assert_eq!(delete_file(&store, "/a".into()).await, Delete::Missing("/a".into()));

    let store = Arc::new(Store::with(&["/b"]));
    let outcomes = delete_file::batch_shared(Arc::clone(&store), paths()).spawn();
    assert_eq!(codes(&outcomes.await.unwrap()), [404, 204]);
    assert!(store.paths.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_can_override_a_limit_of_the_attribute() {
    let store = Store::default();
    let four = || ["/a"; 4].map(String::from);
    let refused = delete_file::batch(&store, four()).run().await.unwrap_err();
    assert_eq!(refused, Refused::TooManyItems { max_items: 3 });
    let result = delete_file::batch(&store, four()).max_items(4).run().await.unwrap();
    assert_eq!(result.len(), 4);
}

/// Limits that the attribute names by path.
mod limits {
    use std::time::Duration;

    pub(super) const MAX: usize = 2;
    pub(super) const PATIENCE: Duration = Duration::from_secs(7);
}

/// Waits for a number of seconds.
#[batch(
    max_items = limits::MAX,
    refuse_empty,
    concurrency = 1,
    item_timeout = limits::PATIENCE,
    deadline = "1m",
    retry_after = "1500ms",
    mode = stop_after(limits::MAX),
    on_duplicate = conflict,
    buffer = 1,
    on_disconnect = cancel
)]
async fn wait(seconds: u64) -> StatusCode {
    sleep(Duration::from_secs(seconds)).await;
    StatusCode::OK
}

#[tokio::test(start_paused = true)]
async fn every_key_has_its_effect() {
    assert_eq!(wait::batch([]).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(wait::batch([1, 1, 1]).run().await.unwrap_err(), Refused::TooManyItems { max_items: 2 });
    assert_eq!(codes(&wait::batch([6, 8]).run().await.unwrap()), [200, 504]);
    let stopped = wait::batch([8, 8, 1]).max_items(3).run().await.unwrap();
    assert_eq!(codes(&stopped), [504, 504, 424]);
    let late = wait::batch([50, 50]).item_timeout(Duration::from_secs(90)).run().await.unwrap();
    assert_eq!(codes(&late), [200, 503]);
    assert_eq!(late.get(1).unwrap().retry_after(), Some(Duration::from_millis(1500)));
    let twice = Inputs::new([1, 2]).keyed(|_| "same");
    assert_eq!(codes(&wait::batch(twice).run().await.unwrap()), [200, 409]);
    assert_eq!(codes(&wait::batch([1, 2]).spawn().await.unwrap()), [200, 200]);
    assert_eq!(wait(100).await, StatusCode::OK);
}

/// Paths that are kept if the whole batch succeeds.
#[derive(Default)]
struct Draft {
    added: Mutex<Vec<String>>,
    kept: Mutex<Vec<String>>,
}

impl Atomic for Draft {
    type Error = Infallible;

    async fn begin(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), Infallible> {
        self.kept.lock().unwrap().append(&mut self.added.lock().unwrap());
        Ok(())
    }

    async fn rollback(&self) -> Result<(), Infallible> {
        self.added.lock().unwrap().clear();
        Ok(())
    }
}

#[batch(mode = atomic)]
async fn add(draft: &Draft, forbidden: &str, path: String) -> StatusCode {
    if path == forbidden {
        return StatusCode::FORBIDDEN;
    }
    draft.added.lock().unwrap().push(path);
    StatusCode::CREATED
}

#[tokio::test]
async fn an_atomic_batch_takes_effect_as_a_whole() {
    let draft = Draft::default();
    assert_eq!(codes(&add::batch(&draft, "/b", paths()).run().await.unwrap()), [424, 403]);
    assert!(draft.kept.lock().unwrap().is_empty());
    assert_eq!(codes(&add::batch(&draft, "/c", paths()).run().await.unwrap()), [201, 201]);
    assert_eq!(*draft.kept.lock().unwrap(), ["/a", "/b"]);
    let spawned = Arc::new(Draft::default());
    let result = add::batch_shared(Arc::clone(&spawned), "/b".into(), paths()).spawn().await.unwrap();
    assert_eq!(codes(&result), [424, 403]);
    assert_eq!(
        codes(&add::batch_shared(Arc::clone(&spawned), "/c".into(), paths()).spawn().await.unwrap()),
        [201, 201]
    );
    assert_eq!(*spawned.kept.lock().unwrap(), ["/a", "/b"]);
    // A direct call is not part of a transaction.
    assert_eq!(add(&draft, "/c", "/d".into()).await, StatusCode::CREATED);
    assert_eq!(*draft.added.lock().unwrap(), ["/d"]);
}

async fn add_all(State(draft): State<Arc<Draft>>, Body(paths): Body<Vec<String>>) -> MultiStatus<Settled<StatusCode>> {
    add::batch(&draft, "/b", paths).run().await.unwrap()
}

async fn delete_all(State(store): State<Arc<Store>>, Body(paths): Body<Vec<String>>) -> MultiStatus<Settled<Delete>> {
    delete_file::batch(&store, Inputs::new(paths)).run().await.unwrap()
}

#[batch]
async fn reserve(name: &str) -> StatusCode {
    if name == "root" { StatusCode::CONFLICT } else { StatusCode::CREATED }
}

async fn reserve_all(Body(names): Body<Vec<String>>) -> String {
    let result = reserve::batch(names.iter().map(String::as_str)).run().await;
    format!("{:?}", codes(&result.unwrap()))
}

#[tokio::test]
async fn an_axum_handler_awaits_a_batch() {
    let store = Arc::new(Store::with(&["/a"]));
    let router = Router::new()
        .route("/delete", post(delete_all))
        .route("/reserve", post(reserve_all))
        .route(
            "/spawn",
            post(async |State(store): State<Arc<Store>>, Body(paths): Body<Vec<String>>| {
                delete_file::batch_shared(store, paths)
                    .spawn()
                    .await
                    .map(|result| result.summary().to_string())
                    .unwrap()
            }),
        )
        .with_state(store)
        .merge(Router::new().route("/add", post(add_all)).with_state(Arc::new(Draft::default())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let send = async |path: &str, body: &str| {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/json";
        let request = format!("POST {path} HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        socket.read_to_string(&mut response).await.unwrap();
        response
    };
    let deleted = send("/delete", r#"["/a","/b"]"#).await;
    assert!(deleted.starts_with("HTTP/1.1 207") && deleted.contains("no file at /b"), "{deleted}");
    let reserved = send("/reserve", r#"["root","guest"]"#).await;
    assert!(reserved.ends_with("[409, 201]"), "{reserved}");
    let added = send("/add", r#"["/a","/b"]"#).await;
    assert!(added.contains(r#""status":424"#), "{added}");
    let spawned = send("/spawn", r#"["/a"]"#).await;
    assert!(spawned.starts_with("HTTP/1.1 200"), "{spawned}");
}
