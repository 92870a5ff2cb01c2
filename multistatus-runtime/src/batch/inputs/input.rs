//! One input of a batch, and the sources that a batch takes inputs from.

use std::task::{Context, Poll};

use jsonptr::Pointer;

use super::FieldError;
use crate::{
    batch::{Fingerprint, NotRun, idempotency::ItemLease},
    key::Key,
    panic_guard::{drop_guarded, guard},
};

/// One input of a batch: an item or the reason why it cannot run, its key, and its dependencies.
///
/// ```
/// use multistatus::batch::Input;
///
/// let input = Input::new("second").keyed("b").depends_on(["a"]);
/// assert_eq!(input.key().unwrap().as_str(), "b");
/// ```
#[derive(Debug)]
pub struct Input<T> {
    pub(crate) key: Option<Key>,
    pub(crate) item: Result<T, NotRun>,
    /// In a box, since few inputs have such settings and all of them are moved.
    pub(crate) meta: Option<Box<InputMeta>>,
}

/// Settings that few inputs have.
#[derive(Debug, Default)]
pub(crate) struct InputMeta {
    /// The keys of the items that must succeed before this one starts.
    pub(crate) depends_on: Vec<Key>,
    /// The key under which the item runs once, across batches.
    pub(crate) idempotency_key: Option<Box<str>>,
    /// Tells the item from another one with the same key.
    pub(crate) fingerprint: Option<Fingerprint>,
    /// The right to run an item that must not run twice.
    pub(crate) lease: Option<ItemLease>,
}

impl<T> Input<T> {
    /// Returns an input that can run.
    #[inline]
    pub fn new(item: T) -> Self {
        Self { key: None, item: Ok(item), meta: None }
    }

    /// Returns an input that cannot run. It is reported, and the handler does not get it.
    pub fn refused(reason: NotRun) -> Self {
        Self { key: None, item: Err(reason), meta: None }
    }

    /// Sets the key of the input. Without one, the outcome's `href` names the item, or else its index.
    pub fn keyed(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the keys of the items that must succeed before this one starts.
    pub fn depends_on<K: Into<Key>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        let mut keys = keys.into_iter().map(Into::into).peekable();
        if keys.peek().is_some() {
            self.meta.get_or_insert_default().depends_on.extend(keys);
        }
        self
    }

    /// Sets what `value` returns for the item. An input that cannot run stays as it is, and one whose `value` panics cannot
    /// run.
    pub(crate) fn with<V>(mut self, value: impl FnOnce(&T) -> Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        let Ok(item) = &self.item else { return self };
        match guard("the key of an item", || value(item)) {
            Ok(Some(value)) => set(self, value),
            Ok(None) => self,
            Err(_) => {
                self.refuse(NotRun::Panicked);
                self
            }
        }
    }

    pub(crate) fn is_dependent(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| !meta.depends_on.is_empty())
    }

    /// Checks the item. If there are errors, the input cannot run. `array` is the pointer of the array that it was decoded
    /// from, if there is one, and `index` its position there.
    pub(crate) fn check<L: IntoIterator<Item = FieldError>>(
        &mut self,
        check: impl FnOnce(&T) -> L,
        array: Option<&Pointer>,
        index: usize,
    ) {
        let Ok(item) = &self.item else { return };
        let invalid = guard("the check of an item", || {
            let mut errors = check(item).into_iter().peekable();
            errors.peek()?;
            let pointer = array.map(|array| array.with_trailing_token(index)).unwrap_or_default();
            Some(NotRun::invalid(errors.map(|error| error.within(&pointer))))
        });
        if let Some(reason) = invalid.unwrap_or(Some(NotRun::Panicked)) {
            self.refuse(reason);
        }
    }

    /// Drops the item of an input that cannot run.
    pub(crate) fn refuse(&mut self, reason: NotRun) {
        drop_guarded(std::mem::replace(&mut self.item, Err(reason)));
    }

    /// Returns the key of the input.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Returns the item, or the reason why it cannot run.
    pub fn item(&self) -> Result<&T, &NotRun> {
        self.item.as_ref()
    }
}

impl<T> From<T> for Input<T> {
    #[inline]
    fn from(item: T) -> Self {
        Self::new(item)
    }
}

/// Anything that a batch can take its inputs from: an iterator of items, [`Inputs`](super::Inputs) or
/// [`InputStream`](super::InputStream).
pub trait IntoInputs {
    /// The item.
    type Item;
    /// The source of the inputs.
    type Source: InputSource<Item = Self::Item>;

    /// Returns the inputs in request order.
    fn into_inputs(self) -> Self::Source;
}

/// A source of inputs in request order, in memory or from a request that arrives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a source of inputs",
    label = "set the inputs with `.inputs(..)` first"
)]
pub trait InputSource {
    /// The item.
    type Item;

    /// Returns the next input; `None` after the last one.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<Self::Item>>>;

    /// Returns the minimum number of inputs that are left, and the maximum if that is known.
    fn size_hint(&self) -> (usize, Option<usize>);

    /// Returns true if the inputs arrive while the batch runs, so that they cannot be counted before the first one runs.
    fn arrives(&self) -> bool {
        false
    }

    /// Returns true if an input depends on another one. Then all of them are read before the first one runs.
    fn is_dependent(&self) -> bool {
        false
    }
}

impl<I: IntoIterator> IntoInputs for I {
    type Item = I::Item;
    type Source = Items<I::IntoIter>;

    fn into_inputs(self) -> Self::Source {
        Items(self.into_iter())
    }
}

/// The source of the items of an iterator.
#[derive(Clone, Debug)]
pub struct Items<I>(I);

impl<I: Iterator> InputSource for Items<I> {
    type Item = I::Item;

    #[inline]
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Option<Input<I::Item>>> {
        Poll::Ready(self.0.next().map(Input::new))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
