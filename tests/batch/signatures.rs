//! The signatures that `#[batch]` accepts: each function is called, runs a batch, and spawns one.

use std::{cell::Cell, fmt::Display, rc::Rc, sync::Arc};

use multistatus::{Key, Outcome, StatusCode, batch};

use crate::{
    attribute::{Store, paths},
    codes,
};

/// The part of a store that the function needs.
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

/// A store that is not `Send`.
struct Local(Rc<Cell<u32>>);

impl Storage for Local {
    type Id = u32;

    fn save(&self, id: &u32) -> bool {
        self.0.replace(*id) != *id
    }
}

fn saved(is_new: bool) -> StatusCode {
    if is_new { StatusCode::CREATED } else { StatusCode::CONFLICT }
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
async fn a_generic_function_needs_send_only_to_spawn() {
    let store = Arc::new(Store::with(&["/a"]));
    assert_eq!(codes(&save::batch(&*store, "note", paths()).run().await.unwrap()), [409, 201]);
    assert_eq!(codes(&save::batch_shared(store, "note".into(), paths()).spawn().await.unwrap()), [409, 409]);
    // `run` takes a store that is not `Send`.
    let local = Local(Rc::new(Cell::new(0)));
    assert_eq!(codes(&save::batch(&local, "note", [1, 1, 2]).concurrency(1).run().await.unwrap()), [201, 409, 201]);
    assert_eq!(save(&local, "note", 2).await, StatusCode::CONFLICT);
}

/// A database that is used as a trait object.
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

#[batch]
async fn ask<D: Db + ?Sized>(db: &D, id: u32) -> StatusCode {
    if db.has(id) { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

#[tokio::test]
async fn contexts_may_be_borrowed_owned_or_trait_objects() {
    static IDS: [u32; 3] = [1, 2, 3];
    let (db, ids) = (vec![1, 2], [1, 2, 3]);
    let result = look_up::batch(&db, &[1], "admin".into(), &ids).run().await.unwrap();
    assert_eq!(codes(&result), [200, 404, 404]);
    assert_eq!(look_up(&db, &[1], "guest".into(), &2).await, StatusCode::FORBIDDEN);
    let dynamic: Arc<dyn Db> = Arc::new(vec![1]);
    assert_eq!(codes(&ask::batch(&*dynamic, [1, 2]).run().await.unwrap()), [200, 404]);
    assert_eq!(codes(&ask::batch_shared(dynamic, [1, 2]).spawn().await.unwrap()), [200, 404]);
    let owned = look_up::batch_shared(Arc::new(db), [1].into(), "guest".into(), &IDS).spawn();
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

/// The outcome borrows from a context, so the batch cannot be spawned.
#[batch]
async fn find<'a, K: Display>(names: &'a [String], key: &'a K) -> Result<StatusCode, Taken<'a>> {
    let name = names.iter().find(|name| **name == key.to_string());
    name.map_or(Ok(StatusCode::OK), |name| Err(Taken(name)))
}

#[tokio::test]
async fn outcomes_may_borrow() {
    let names = ["root".to_owned(), "guest".to_owned()];
    let result = reserve::batch(names.iter().map(String::as_str)).run().await.unwrap();
    assert_eq!(codes(&result), [409, 201]);
    assert_eq!(codes(&reserve::batch(["root"]).spawn().await.unwrap()), [409]);
    assert_eq!(reserve(&names[0]).await, Err(Taken("root")));
    let result = find::batch(&names, &["root", "absent"]).run().await.unwrap();
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
async fn parameters_may_be_patterns_and_generics_may_be_constants() {
    assert_eq!(codes(&sum::batch(200, [(1, [100, 100]), (2, [0, 1])]).run().await.unwrap()), [400, 402]);
    assert_eq!(codes(&sum::batch_shared(200, [(1, [1, 2, 3])]).spawn().await.unwrap()), [206]);
    assert_eq!(sum(100, (2, [50])).await, StatusCode::MULTIPLE_CHOICES);
}

#[batch]
#[expect(clippy::too_many_arguments, reason = "the eight contexts that are allowed, and the item")]
async fn eight(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: &u8, code: u16) -> StatusCode {
    StatusCode::from_u16(code + [a, b, c, d, e, f, g, *h].into_iter().map(u16::from).sum::<u16>()).unwrap()
}

#[tokio::test]
async fn a_function_may_have_eight_contexts() {
    assert_eq!(codes(&eight::batch(1, 1, 1, 1, 1, 1, 1, &1, [200]).run().await.unwrap()), [208]);
    assert_eq!(codes(&eight::batch_shared(1, 1, 1, 1, 1, 1, 1, Arc::new(1), [200]).spawn().await.unwrap()), [208]);
}

mod renamed {
    pub(super) use ::multistatus as outcomes;
}

/// The crate has another name here.
#[renamed::outcomes::batch(crate = crate::signatures::renamed::outcomes, max_items = 1)]
#[cfg(not(any()))]
#[allow(clippy::needless_pass_by_value)]
#[inline]
async fn r#move(r#type: &str, item: String) -> StatusCode {
    if r#type == item { StatusCode::OK } else { StatusCode::CONFLICT }
}

/// The function is configured out, so its name is free.
#[batch]
#[cfg(any())]
async fn absent(item: NoSuchType) -> StatusCode {}

fn absent() {}

#[tokio::test]
async fn other_attributes_and_raw_names_are_kept() {
    absent();
    assert_eq!(codes(&r#move::batch("a", ["a".to_owned()]).run().await.unwrap()), [200]);
}

macro_rules! batches {
    ($($name:ident($context:ty) => $code:literal),*) => {$(
        #[batch(max_items = 1)]
        async fn $name(context: $context, item: u16) -> StatusCode {
            StatusCode::from_u16($code + context + item).unwrap()
        }
    )*};
}
batches!(first(&u16) => 200, second(&u16) => 400);

#[tokio::test]
async fn a_macro_may_declare_batches() {
    #[batch]
    async fn inner(item: u16) -> StatusCode {
        StatusCode::from_u16(item).unwrap()
    }
    assert_eq!(codes(&first::batch(&2, [1]).run().await.unwrap()), [203]);
    assert_eq!(codes(&second::batch_shared(Arc::new(2), [1]).spawn().await.unwrap()), [403]);
    assert_eq!(codes(&inner::batch([404]).run().await.unwrap()), [404]);
}
