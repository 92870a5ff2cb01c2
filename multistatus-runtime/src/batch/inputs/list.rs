//! The inputs of a batch in memory: their keys, their dependencies, and the checks of each.

use std::{
    fmt,
    task::{Context, Poll},
};

use jsonptr::PointerBuf;

use super::{FieldError, Input, InputSource, IntoInputs};
use crate::{key::Key, panic_guard::drop_each};

/// The inputs of a batch, in memory.
///
/// They may have keys and dependencies, and each may be checked before anything runs.
///
/// ```
/// use multistatus::{Batch, Inputs, Key, StatusCode};
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let inputs = Inputs::new(["a.txt", "", "c.txt"])
///     .keyed(|path| Key::path(*path))
///     .checked(|path| if path.is_empty() { Err("expected a path that is not empty") } else { Ok(()) });
/// let result = Batch::new(async |_path: &str| StatusCode::NO_CONTENT).inputs(inputs).run().await?;
/// assert_eq!(result.get(1).unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "inputs do nothing until a batch runs them"]
pub struct Inputs<T> {
    inputs: Vec<Input<T>>,
    /// The pointer of the array in the body that they were decoded from.
    array: Option<PointerBuf>,
}

impl<T> Inputs<T> {
    /// Returns one input for each item, without keys.
    pub fn new(items: impl IntoIterator<Item = T>) -> Self {
        items.into_iter().map(Input::new).collect()
    }

    /// Gives each item the key that `key` returns.
    pub fn keyed<K: Into<Key>>(self, mut key: impl FnMut(&T) -> K) -> Self {
        self.replaced(|input| input.with(|item| Some::<Key>(key(item).into()), Input::keyed))
    }

    /// Sets the keys of the items that must succeed before an item starts. An item that depends on a failed item is a 424;
    /// one that depends on itself, or on a key that is not in the batch, is a 400.
    ///
    /// ```
    /// use multistatus::{Batch, Inputs, Outcome, StatusCode};
    ///
    /// # async fn example() -> Result<(), multistatus::Refused> {
    /// let inputs = Inputs::new([("folder", ""), ("file", "folder"), ("lost", "nowhere")])
    ///     .keyed(|(name, _)| *name)
    ///     .depends_on(|(_, parent)| Some(*parent).filter(|parent| !parent.is_empty()));
    /// let result = Batch::new(async |_: (&str, &str)| StatusCode::CREATED).inputs(inputs).run().await?;
    /// assert_eq!(result.get(2).unwrap().status(), StatusCode::BAD_REQUEST);
    /// # Ok(())
    /// # }
    /// ```
    pub fn depends_on<K: Into<Key>, L: IntoIterator<Item = K>>(self, mut keys: impl FnMut(&T) -> L) -> Self {
        self.replaced(|input| input.with(|item| Some(to_keys(keys(item))), Input::depends_on))
    }

    /// Checks each item before anything runs. One with an error is a 422 with its message, and the others run.
    pub fn checked<E: fmt::Display>(self, mut check: impl FnMut(&T) -> Result<(), E>) -> Self {
        self.checked_fields(|item| check(item).err().map(|error| FieldError::new("", error.to_string())))
    }

    /// Checks the fields of each item before anything runs. One with errors is a 422 that lists them, and the others run.
    ///
    /// ```
    /// use multistatus::{Inputs, Outcome, batch::FieldError};
    ///
    /// struct Order { quantity: u32 }
    ///
    /// let inputs = Inputs::new([Order { quantity: 1 }, Order { quantity: 0 }])
    ///     .checked_fields(|order| (order.quantity == 0).then(|| FieldError::new("/quantity", "at least 1")));
    /// let reasons: Vec<_> = inputs.iter().filter_map(|input| input.item().err()).collect();
    /// assert_eq!(reasons[0].status(), 422);
    /// ```
    pub fn checked_fields<L: IntoIterator<Item = FieldError>>(mut self, mut check: impl FnMut(&T) -> L) -> Self {
        for (index, input) in self.inputs.iter_mut().enumerate() {
            input.check(&mut check, self.array.as_deref(), index);
        }
        self
    }

    /// Returns inputs that were decoded from the array with this pointer.
    #[cfg(feature = "json")]
    pub(crate) fn of_array(inputs: Vec<Input<T>>, array: Option<PointerBuf>) -> Self {
        Self { inputs, array }
    }

    /// Returns the number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Returns true if there are no inputs.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Returns an iterator over the inputs in request order.
    pub fn iter(&self) -> std::slice::Iter<'_, Input<T>> {
        self.inputs.iter()
    }

    pub(crate) fn enumerated(mut self, mut change: impl FnMut(usize, &mut Input<T>)) -> Self {
        self.inputs.iter_mut().enumerate().for_each(|(index, input)| change(index, input));
        self
    }

    pub(crate) fn replaced(self, change: impl FnMut(Input<T>) -> Input<T>) -> Self {
        Self { inputs: self.inputs.into_iter().map(change).collect(), array: self.array }
    }
}

/// Converts the keys of dependencies.
pub(super) fn to_keys<K: Into<Key>>(keys: impl IntoIterator<Item = K>) -> Vec<Key> {
    keys.into_iter().map(Into::into).collect()
}

impl<'a, T> IntoIterator for &'a Inputs<T> {
    type Item = &'a Input<T>;
    type IntoIter = std::slice::Iter<'a, Input<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<Input<T>> for Inputs<T> {
    fn from_iter<I: IntoIterator<Item = Input<T>>>(inputs: I) -> Self {
        Self { inputs: inputs.into_iter().collect(), array: None }
    }
}

impl<T> IntoInputs for Inputs<T> {
    type Item = T;
    type Source = Gathered<T>;

    fn into_inputs(self) -> Gathered<T> {
        Gathered::new(self.inputs)
    }
}

/// The source of inputs in memory.
#[derive(Debug)]
pub struct Gathered<T>(std::vec::IntoIter<Input<T>>);

impl<T> Gathered<T> {
    pub(crate) fn new(inputs: Vec<Input<T>>) -> Self {
        Self(inputs.into_iter())
    }
}

/// Inputs that did not start are dropped one by one, also if they panic.
impl<T> Drop for Gathered<T> {
    fn drop(&mut self) {
        drop_each(self.0.by_ref());
    }
}

impl<T> InputSource for Gathered<T> {
    type Item = T;

    #[inline]
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        Poll::Ready(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }

    fn is_dependent(&self) -> bool {
        self.0.as_slice().iter().any(Input::is_dependent)
    }
}
