//! The inputs of a batch as a stream: the first run before the last has arrived.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use jsonptr::{Pointer, PointerBuf};

use super::{FieldError, Input, InputSource, IntoInputs, list::to_keys};
use crate::key::Key;

type BoxStream<T> = Pin<Box<dyn Stream<Item = Input<T>> + Send>>;

/// The inputs of a batch as a stream, such as those of a request body that arrives.
///
/// They may have keys, and each may be checked before it runs.
///
/// ```
/// use multistatus::{Batch, StatusCode, batch::{InputStream, JsonInputs}};
///
/// # async fn example(body: multistatus::Body) -> Result<(), multistatus::Refused> {
/// let paths: InputStream<String> = JsonInputs::lines().stream(body);
/// let paths = paths.checked(|path| if path.is_empty() { Err("expected a path that is not empty") } else { Ok(()) });
/// let result = Batch::new(async |path: String| StatusCode::NO_CONTENT).inputs(paths).run().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "inputs do nothing until a batch runs them"]
pub struct InputStream<T> {
    inputs: BoxStream<T>,
    /// The pointer of the array in the body that they are decoded from.
    array: Option<PointerBuf>,
}

impl<T> InputStream<T> {
    /// Returns the inputs that a stream yields.
    ///
    /// ```
    /// use multistatus::batch::{Input, InputStream};
    ///
    /// # fn example(orders: impl futures_core::Stream<Item = Input<u32>> + Send + 'static) {
    /// let inputs = InputStream::from_stream(orders);
    /// # }
    /// ```
    pub fn from_stream(inputs: impl Stream<Item = Input<T>> + Send + 'static) -> Self {
        Self { inputs: Box::pin(inputs), array: None }
    }

    /// Returns the inputs of a stream that decodes the array with this pointer.
    #[cfg(feature = "json")]
    pub(crate) fn of_array(inputs: impl Stream<Item = Input<T>> + Send + 'static, array: Option<PointerBuf>) -> Self {
        Self { inputs: Box::pin(inputs), array }
    }
}

impl<T: 'static> InputStream<T> {
    /// Gives each item the key that `key` returns.
    pub fn keyed<K: Into<Key>>(self, mut key: impl FnMut(&T) -> K + Send + 'static) -> Self {
        self.replaced(move |input| input.with(|item| Some::<Key>(key(item).into()), Input::keyed))
    }

    /// Checks each item before it runs. One with an error is a 422 with its message, and the others run.
    pub fn checked<E: fmt::Display>(self, mut check: impl FnMut(&T) -> Result<(), E> + Send + 'static) -> Self {
        self.checked_fields(move |item| check(item).err().map(|error| FieldError::new("", error.to_string())))
    }

    /// Checks the fields of each item before it runs. One with errors is a 422 that lists them, and the others run.
    pub fn checked_fields<L>(self, mut check: impl FnMut(&T) -> L + Send + 'static) -> Self
    where
        L: IntoIterator<Item = FieldError>,
    {
        self.each(move |array, index, mut input| {
            input.check(&mut check, array, index);
            input
        })
    }

    /// Sets the keys of the items that must succeed before an item starts. A batch cannot order items that have not
    /// arrived: an item that depends on another one is a 400, and the others run.
    pub fn depends_on<K: Into<Key>, L: IntoIterator<Item = K>>(
        self,
        mut keys: impl FnMut(&T) -> L + Send + 'static,
    ) -> Self {
        self.replaced(move |input| input.with(|item| Some(to_keys(keys(item))), Input::depends_on))
    }

    pub(crate) fn enumerated(self, mut change: impl FnMut(usize, &mut Input<T>) + Send + 'static) -> Self {
        self.each(move |_, index, mut input| {
            change(index, &mut input);
            input
        })
    }

    pub(crate) fn replaced(self, mut change: impl FnMut(Input<T>) -> Input<T> + Send + 'static) -> Self {
        self.each(move |_, _, input| change(input))
    }

    fn each(self, change: impl FnMut(Option<&Pointer>, usize, Input<T>) -> Input<T> + Send + 'static) -> Self {
        let array = self.array.clone();
        Self { inputs: Box::pin(Each { inputs: self, index: 0, change }), array }
    }
}

impl<T> Stream for InputStream<T> {
    type Item = Input<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        self.inputs.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inputs.size_hint()
    }
}

impl<T> InputSource for InputStream<T> {
    type Item = T;

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        self.inputs.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inputs.size_hint()
    }

    fn arrives(&self) -> bool {
        true
    }
}

impl<T> IntoInputs for InputStream<T> {
    type Item = T;
    type Source = Self;

    fn into_inputs(self) -> Self {
        self
    }
}

impl<T> fmt::Debug for InputStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputStream").field("size_hint", &self.inputs.size_hint()).finish_non_exhaustive()
    }
}

/// A stream that changes each input.
struct Each<T, F> {
    inputs: InputStream<T>,
    index: usize,
    change: F,
}

/// Nothing in it is pinned.
impl<T, F> Unpin for Each<T, F> {}

impl<T, F: FnMut(Option<&Pointer>, usize, Input<T>) -> Input<T>> Stream for Each<T, F> {
    type Item = Input<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        let Self { inputs, index, change } = &mut *self;
        let polled = inputs.inputs.as_mut().poll_next(context);
        polled.map(|input| {
            input.map(|input| {
                let position = *index;
                *index += 1;
                change(inputs.array.as_deref(), position, input)
            })
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inputs.inputs.size_hint()
    }
}
