//! What a batch is given: items, each with its key where it has one, each valid or not.

use std::fmt;

use super::NotRun;
use crate::Key;

/// One input of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Input<T> {
    /// What names the item; where it is `None`, the outcome's `href` does, or else its index.
    pub key: Option<Key>,
    /// The item, or why it cannot run.
    pub item: Result<T, NotRun>,
}

impl<T> From<T> for Input<T> {
    fn from(item: T) -> Self {
        Self { key: None, item: Ok(item) }
    }
}

/// What a batch can take its inputs from: whatever iterates over items, or [`Inputs`].
pub trait IntoInputs {
    /// The item.
    type Item;
    /// Gives the inputs, one after another.
    type Iter: Iterator<Item = Input<Self::Item>>;

    /// The inputs in request order.
    fn into_inputs(self) -> Self::Iter;
}

impl<I: IntoIterator> IntoInputs for I {
    type Item = I::Item;
    type Iter = std::iter::Map<I::IntoIter, fn(I::Item) -> Input<I::Item>>;

    fn into_inputs(self) -> Self::Iter {
        self.into_iter().map(Input::from)
    }
}

/// Inputs with keys, and with a check of each.
///
/// ```
/// use multistatus::{Batch, Inputs, Key, StatusCode};
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let inputs = Inputs::new(["a.txt", "", "c.txt"])
///     .keyed(|path| Key::path(*path))
///     .checked(|path| if path.is_empty() { Err("a path, which is not empty") } else { Ok(()) });
/// let result = Batch::new(async |_path: &str| StatusCode::NO_CONTENT).inputs(inputs).run().await?;
/// assert_eq!(result.get(1).unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "inputs do nothing until a batch runs them"]
pub struct Inputs<T> {
    inputs: Vec<Input<T>>,
}

impl<T> Inputs<T> {
    /// One input for each item, without keys.
    pub fn new(items: impl IntoIterator<Item = T>) -> Self {
        items.into_iter().map(Input::from).collect()
    }

    /// Names each item by what `key` says of it.
    pub fn keyed<K: Into<Key>>(mut self, mut key: impl FnMut(&T) -> K) -> Self {
        for input in &mut self.inputs {
            if let Ok(item) = &input.item {
                input.key = Some(key(item).into());
            }
        }
        self
    }

    /// Looks at each item before anything runs. One that `check` finds wrong is a 422 with what it says, and the others
    /// run.
    pub fn checked<E: fmt::Display>(mut self, mut check: impl FnMut(&T) -> Result<(), E>) -> Self {
        for input in &mut self.inputs {
            if let Ok(item) = &input.item
                && let Err(error) = check(item)
            {
                input.item = Err(NotRun::Invalid { detail: error.to_string() });
            }
        }
        self
    }

    /// The number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }
}

impl<T> FromIterator<Input<T>> for Inputs<T> {
    fn from_iter<I: IntoIterator<Item = Input<T>>>(inputs: I) -> Self {
        Self { inputs: inputs.into_iter().collect() }
    }
}

impl<T> IntoInputs for Inputs<T> {
    type Item = T;
    type Iter = std::vec::IntoIter<Input<T>>;

    fn into_inputs(self) -> Self::Iter {
        self.inputs.into_iter()
    }
}
