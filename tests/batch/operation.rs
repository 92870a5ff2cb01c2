//! Functions under `#[batch]`: what they may look like, and that each runs, is called and is spawned.

use std::{
    cell::Cell,
    collections::HashSet,
    fmt::Display,
    rc::Rc,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json as Body, Router, extract::State, routing::post};
use multistatus::{Inputs, Key, MultiStatus, Outcome, Refused, Settled, StatusCode, batch};
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
    paths: Mutex<HashSet<String>>,
}

impl Store {
    fn with(paths: &[&str]) -> Self {
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

fn paths() -> [String; 2] {
    ["/a", "/b"].map(String::from)
}

#[tokio::test]
async fn an_operation_runs_a_batch_calls_one_and_spawns() {
    let store = Store::with(&["/a"]);
    let result: MultiStatus<Settled<Delete>> = delete_file.batch(paths()).run(&store).await.unwrap();
    assert_eq!(codes(&result), [204, 404]);
    assert_eq!(delete_file.call(&store, "/a".into()).await, Delete::Missing("/a".into()));

    let store = Arc::new(Store::with(&["/b"]));
    let outcomes = delete_file.batch(paths()).spawn(Arc::clone(&store));
    assert_eq!(codes(&outcomes.await.unwrap()), [404, 204]);
    assert!(store.paths.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_the_attribute_says_holds_unless_the_batch_says_otherwise() {
    let store = Store::default();
    let four = || ["/a"; 4].map(String::from);
    let refused = delete_file.batch(four()).run(&store).await.unwrap_err();
    assert_eq!(refused, Refused::TooManyItems { max_items: 3 });
    let result = delete_file.batch(four()).max_items(4).run(&store).await.unwrap();
    assert_eq!(result.len(), 4);
}

/// Limits that are not written at the operation.
mod limits {
    use std::time::Duration;

    pub(super) const MAX: usize = 2;
    pub(super) const PATIENCE: Duration = Duration::from_secs(7);
}

/// Waits for as many seconds as it says.
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
    assert_eq!(wait.batch([]).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(wait.batch([1, 1, 1]).run().await.unwrap_err(), Refused::TooManyItems { max_items: 2 });
    assert_eq!(codes(&wait.batch([6, 8]).run().await.unwrap()), [200, 504]);
    let stopped = wait.batch([8, 8, 1]).max_items(3).run().await.unwrap();
    assert_eq!(codes(&stopped), [504, 504, 424]);
    let late = wait.batch([50, 50]).item_timeout(Duration::from_secs(90)).run().await.unwrap();
    assert_eq!(codes(&late), [200, 503]);
    assert_eq!(late.get(1).unwrap().retry_after(), Some(Duration::from_millis(1500)));
    let twice = Inputs::new([1, 2]).keyed(|_| "same");
    assert_eq!(codes(&wait.batch(twice).run().await.unwrap()), [200, 409]);
    assert_eq!(codes(&wait.batch([1, 2]).spawn().await.unwrap()), [200, 200]);
    assert_eq!(wait.call(100).await, StatusCode::OK);
}

/// What an operation needs of a store.
trait Storage {
    type Id;

    fn save(&self, id: &Self::Id) -> bool;
}

impl Storage for Store {
    type Id = String;

    fn save(&self, id: &String) -> bool {
        self.paths.lock().unwrap().insert(id.clone())
    }
}

/// Not `Send`.
struct Local(Rc<Cell<u32>>);

impl Storage for Local {
    type Id = u32;

    fn save(&self, id: &u32) -> bool {
        self.0.replace(*id) != *id
    }
}

fn saved(is: bool) -> StatusCode {
    if is { StatusCode::CREATED } else { StatusCode::CONFLICT }
}

#[batch]
async fn save<S: Storage>(store: &S, note: &str, id: S::Id) -> StatusCode
where
    S::Id: Clone,
{
    assert!(!note.is_empty());
    tokio::task::yield_now().await;
    saved(store.save(&id))
}

#[tokio::test]
async fn a_generic_function_is_as_good_as_what_it_is_called_with() {
    let store = Arc::new(Store::with(&["/a"]));
    assert_eq!(codes(&save.batch(paths()).run(&*store, "note").await.unwrap()), [409, 201]);
    assert_eq!(codes(&save.batch(paths()).spawn(store, "note".into()).await.unwrap()), [409, 409]);
    // A store that stays in its thread is enough for `run`.
    let local = Local(Rc::new(Cell::new(0)));
    assert_eq!(codes(&save.batch([1, 1, 2]).concurrency(1).run(&local, "note").await.unwrap()), [201, 409, 201]);
    assert_eq!(save.call(&local, "note", 2).await, StatusCode::CONFLICT);
}

/// A database behind a pointer.
trait Db: Send + Sync {
    fn has(&self, id: u32) -> bool;
}

impl Db for Vec<u32> {
    fn has(&self, id: u32) -> bool {
        self.contains(&id)
    }
}

#[batch]
async fn look_up(db: &dyn Db, allowed: &[u32], client: Arc<str>, id: &u32) -> StatusCode {
    match db.has(*id) && allowed.contains(id) {
        true => StatusCode::OK,
        false if &*client == "admin" => StatusCode::NOT_FOUND,
        false => StatusCode::FORBIDDEN,
    }
}

#[tokio::test]
async fn contexts_are_borrowed_owned_and_behind_dyn() {
    static IDS: [u32; 3] = [1, 2, 3];
    let (db, ids) = (vec![1, 2], [1, 2, 3]);
    let result = look_up.batch(&ids).run(&db, &[1], "admin".into()).await.unwrap();
    assert_eq!(codes(&result), [200, 404, 404]);
    assert_eq!(look_up.call(&db, &[1], "guest".into(), &2).await, StatusCode::FORBIDDEN);
    let owned = look_up.batch(&IDS).spawn(Arc::new(db), [1].into(), "guest".into());
    assert_eq!(codes(&owned.await.unwrap()), [200, 403, 403]);
}

/// An outcome that borrows from its item.
#[derive(Debug, PartialEq, Outcome)]
#[outcome(409, "{0} is taken")]
struct Taken<'a>(#[outcome(href)] &'a str);

#[batch]
async fn reserve(name: &str) -> Result<StatusCode, Taken<'_>> {
    if name == "root" { Err(Taken(name)) } else { Ok(StatusCode::CREATED) }
}

/// Borrows from its context, so it stays in its task.
#[batch]
async fn find<'a, K: Display>(names: &'a [String], key: &'a K) -> Result<StatusCode, Taken<'a>> {
    let name = names.iter().find(|name| **name == key.to_string());
    name.map_or(Ok(StatusCode::OK), |name| Err(Taken(name)))
}

#[tokio::test]
async fn outcomes_borrow() {
    let names = ["root".to_owned(), "guest".to_owned()];
    let result = reserve.batch(names.iter().map(String::as_str)).run().await.unwrap();
    assert_eq!(codes(&result), [409, 201]);
    assert_eq!(codes(&reserve.batch(["root"]).spawn().await.unwrap()), [409]);
    assert_eq!(reserve.call(&names[0]).await, Err(Taken("root")));
    let result = find.batch(&["root", "nobody"]).run(&names).await.unwrap();
    assert_eq!(codes(&result), [409, 200]);
    assert_eq!(result.get(0).unwrap().key(), Some(Key::from("root")).as_ref().map(Into::into));
}

#[batch]
async fn sum<const N: usize>(mut total: usize, (index, numbers): (usize, [usize; N])) -> StatusCode {
    for number in numbers {
        total += number;
    }
    StatusCode::from_u16(u16::try_from(total * index).unwrap()).unwrap()
}

#[tokio::test]
async fn patterns_mutable_bindings_and_constants() {
    assert_eq!(codes(&sum.batch([(1, [100, 100]), (2, [0, 1])]).run(200).await.unwrap()), [400, 402]);
    assert_eq!(codes(&sum.batch([(1, [1, 2, 3])]).spawn(200).await.unwrap()), [206]);
    assert_eq!(sum.call(100, (2, [50])).await, StatusCode::MULTIPLE_CHOICES);
}

#[batch]
async fn eight(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: &u8, code: u16) -> StatusCode {
    StatusCode::from_u16(code + [a, b, c, d, e, f, g, *h].into_iter().map(u16::from).sum::<u16>()).unwrap()
}

#[tokio::test]
async fn as_many_as_eight_contexts() {
    assert_eq!(codes(&eight.batch([200]).run(1, 1, 1, 1, 1, 1, 1, &1).await.unwrap()), [208]);
    assert_eq!(codes(&eight.batch([200]).spawn(1, 1, 1, 1, 1, 1, 1, Arc::new(1)).await.unwrap()), [208]);
}

mod renamed {
    pub(super) use ::multistatus as outcomes;
}

/// Whose crate goes by another name.
#[renamed::outcomes::batch(crate = crate::operation::renamed::outcomes, max_items = 1)]
#[cfg(not(any()))]
#[allow(clippy::needless_pass_by_value)]
#[inline]
async fn r#move(r#type: &str, item: String) -> StatusCode {
    if r#type == item { StatusCode::OK } else { StatusCode::CONFLICT }
}

/// The name is free: the function above it is not there.
#[batch]
#[cfg(any())]
async fn absent(item: NoSuchType) -> StatusCode {}

fn absent() {}

#[tokio::test]
async fn other_attributes_and_names_are_kept() {
    absent();
    assert_eq!(codes(&r#move.batch(["a".to_owned()]).run("a").await.unwrap()), [200]);
}

macro_rules! operations {
    ($($name:ident => $code:literal),*) => {$(
        #[batch(max_items = 1)]
        async fn $name(context: &u16, item: u16) -> StatusCode {
            StatusCode::from_u16($code + context + item).unwrap()
        }
    )*};
}
operations!(first => 200, second => 400);

#[tokio::test]
async fn a_macro_makes_operations() {
    #[batch]
    async fn inner(item: u16) -> StatusCode {
        StatusCode::from_u16(item).unwrap()
    }
    assert_eq!(codes(&first.batch([1]).run(&2).await.unwrap()), [203]);
    assert_eq!(codes(&second.batch([1]).run(&2).await.unwrap()), [403]);
    assert_eq!(codes(&inner.batch([404]).run().await.unwrap()), [404]);
}

async fn delete_all(State(store): State<Arc<Store>>, Body(paths): Body<Vec<String>>) -> MultiStatus<Settled<Delete>> {
    delete_file.batch(Inputs::new(paths)).run(&store).await.unwrap()
}

async fn reserve_all(Body(names): Body<Vec<String>>) -> String {
    let result = reserve.batch(names.iter().map(String::as_str)).run().await;
    format!("{:?}", codes(&result.unwrap()))
}

#[tokio::test]
async fn a_handler_of_axum_awaits_a_batch() {
    let store = Arc::new(Store::with(&["/a"]));
    let router = Router::new()
        .route("/delete", post(delete_all))
        .route("/reserve", post(reserve_all))
        .route(
            "/spawn",
            post(async |State(store): State<Arc<Store>>, Body(paths): Body<Vec<String>>| {
                delete_file.batch(paths).spawn(store).await.map(|result| result.summary().to_string()).unwrap()
            }),
        )
        .with_state(store);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let answer = async |path: &str, body: &str| {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/json";
        let request = format!("POST {path} HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let deleted = answer("/delete", r#"["/a","/b"]"#).await;
    assert!(deleted.starts_with("HTTP/1.1 207") && deleted.contains("no file at /b"), "{deleted}");
    let reserved = answer("/reserve", r#"["root","guest"]"#).await;
    assert!(reserved.ends_with("[409, 201]"), "{reserved}");
    let spawned = answer("/spawn", r#"["/a"]"#).await;
    assert!(spawned.starts_with("HTTP/1.1 200"), "{spawned}");
}
