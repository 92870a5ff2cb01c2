//! One input of a batch, and where a batch takes them from.

use std::task::{Context, Poll};

use super::{FieldError, Fingerprint, NotRun, idempotency::ItemLease, pointer::Pointer};
use crate::key::Key;

/// One input of a batch: an item, or why it cannot run, and what is known of it before it does.
///
/// ```
/// use multistatus::batch::Input;
///
/// let input = Input::new("second").keyed("b").depends_on(["a"]);
/// assert_eq!(input.key().unwrap().as_str(), "b");
/// ```
#[derive(Debug)]
pub struct Input<T> {
    pub(super) key: Option<Key>,
    pub(super) item: Result<T, NotRun>,
    /// Boxed, since few inputs have any and all of them are moved.
    pub(super) meta: Option<Box<InputMeta>>,
}

/// The properties that few inputs have.
#[derive(Debug, Default)]
pub(super) struct InputMeta {
    /// The keys of the items that must succeed before this one starts.
    pub(super) depends_on: Vec<Key>,
    /// By which the item is done once, in whatever batch it comes.
    pub(super) idempotency_key: Option<Box<str>>,
    /// What tells the item from another one under the same key.
    pub(super) fingerprint: Option<Fingerprint>,
    /// The right to run, where the item must not run twice.
    pub(super) lease: Option<ItemLease>,
}

impl<T> Input<T> {
    /// An input that can run.
    #[inline]
    pub fn new(item: T) -> Self {
        Self { key: None, item: Ok(item), meta: None }
    }

    /// An input that cannot: it is reported, and no handler sees it.
    pub fn refused(reason: NotRun) -> Self {
        Self { key: None, item: Err(reason), meta: None }
    }

    /// Names the input. Without a key, the outcome's `href` does, or else its index.
    pub fn keyed(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The items, by their keys, that must succeed before this one starts.
    pub fn depends_on<K: Into<Key>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        let mut keys = keys.into_iter().map(Into::into).peekable();
        if keys.peek().is_some() {
            self.meta.get_or_insert_default().depends_on.extend(keys);
        }
        self
    }

    pub(super) fn is_dependent(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| !meta.depends_on.is_empty())
    }

    /// Makes the input one that cannot run if `check` finds errors. It is the element of that number in `array`, where
    /// that is known.
    pub(super) fn check<L: IntoIterator<Item = FieldError>>(
        &mut self,
        check: impl FnOnce(&T) -> L,
        array: Option<&Pointer>,
        index: usize,
    ) {
        let Ok(item) = &self.item else { return };
        let mut errors = check(item).into_iter().peekable();
        if errors.peek().is_some() {
            let place = array.map(|array| array.then(index)).unwrap_or_default();
            self.item = Err(NotRun::invalid(errors.map(|error| error.within(&place))));
        }
    }

    /// What names the input.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The item, or why it cannot run.
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

/// What a batch can take its inputs from: whatever iterates over items, [`Inputs`](super::Inputs), or a stream of them.
pub trait IntoInputs {
    /// The item.
    type Item;
    /// Gives the inputs, one after another.
    type Source: InputSource<Item = Self::Item>;

    /// The inputs in request order.
    fn into_inputs(self) -> Self::Source;
}

/// Gives inputs in request order: those that are there already, or those of a request that still arrives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a source of inputs",
    label = "set the inputs with `.inputs(..)` first"
)]
pub trait InputSource {
    /// The item.
    type Item;

    /// The next input; `None` after the last one.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<Self::Item>>>;

    /// The least number of inputs that are left, and the most where it is known.
    fn size_hint(&self) -> (usize, Option<usize>);

    /// Whether the inputs still arrive. They cannot be counted before the first one runs.
    fn arrives(&self) -> bool {
        false
    }

    /// Whether any input depends on another one. Then all of them are read before the first one runs.
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

/// The inputs of an iterator over items.
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
