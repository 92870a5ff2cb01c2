//! The inputs that have not started.

use std::task::{Context, Poll, Waker, ready};

use super::dependencies::Dependencies;
use crate::{
    batch::{
        inputs::{Gathered, Input, InputSource},
        options::Options,
        refused::Refused,
        settled::NotRun,
    },
    panic_guard::{drop_each, drop_guarded, guard},
};

pub(crate) enum Pending<I, T> {
    /// Read one at a time. Their number is within the limit, or they still arrive.
    Streaming(I),
    /// All of them, counted.
    Counted(Gathered<T>),
    /// All of them; each starts once those that it depends on have succeeded.
    Dependent(Dependencies<T>),
    /// No further input is read.
    Closed,
}

/// An input to start.
pub(crate) struct Next<T> {
    /// `None` if it has not been admitted.
    pub(crate) index: Option<usize>,
    pub(crate) input: Input<T>,
}

impl<I: InputSource<Item = T>, T> Pending<I, T> {
    /// Counts the inputs, unless they still arrive. Returns an error if there are too many, or none if that is refused.
    pub(crate) fn new(inputs: I, options: &Options) -> Result<Self, Refused> {
        let too_many = Refused::TooManyItems { max_items: options.max_items };
        if inputs.arrives() {
            return Ok(Self::Streaming(inputs));
        }
        let is_dependent = inputs.is_dependent();
        match size_hint(&inputs) {
            (least, _) if least > options.max_items => {
                drop_guarded(inputs);
                return Err(too_many);
            }
            (least, Some(most)) if !is_dependent && most <= options.max_items && (least > 0 || options.allow_empty) => {
                return Ok(Self::Streaming(inputs));
            }
            _ => {}
        }
        let all = read_all(Self::Streaming(inputs), options.max_items);
        match all.len() {
            0 if !options.allow_empty => Err(Refused::Empty),
            count if count > options.max_items => {
                drop_each(all.into_iter());
                Err(too_many)
            }
            _ if is_dependent => Ok(Self::Dependent(Dependencies::new(all))),
            _ => Ok(Self::Counted(Gathered::new(all))),
        }
    }

    /// True if inputs still arrive.
    pub(crate) fn arrives(&self) -> bool {
        matches!(self, Self::Streaming(inputs) if inputs.arrives())
    }

    /// Returns the number of inputs, if it is known.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Self::Streaming(inputs) => match size_hint(inputs) {
                (least, Some(most)) if least == most => Some(most),
                _ => None,
            },
            Self::Counted(inputs) => inputs.size_hint().1,
            Self::Dependent(inputs) => Some(inputs.len()),
            Self::Closed => Some(0),
        }
    }

    /// Returns the next input to start; `None` after the last one. Pending if it has to wait for the request or another
    /// item.
    #[inline]
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Next<T>>> {
        let input = match self {
            Self::Streaming(inputs) => match guard(SOURCE, || inputs.poll_next(context)) {
                Ok(input) => ready!(input),
                Err(_) => Some(self.fail()),
            },
            Self::Counted(inputs) => ready!(inputs.poll_next(context)),
            Self::Dependent(inputs) => {
                let next = ready!(inputs.poll_next());
                return Poll::Ready(next.map(|(index, input)| Next { index: Some(index), input }));
            }
            Self::Closed => None,
        };
        Poll::Ready(input.map(|input| Next { index: None, input }))
    }
}

impl<I, T> Pending<I, T> {
    /// Reads no further input.
    pub(crate) fn close(&mut self) {
        drop_guarded(std::mem::replace(self, Self::Closed));
    }

    /// Reads no further input, because the source panicked. Returns the input that reports it.
    #[cold]
    pub(crate) fn fail(&mut self) -> Input<T> {
        self.close();
        Input::refused(NotRun::SourceFailed)
    }
}

/// The source of the inputs, as the log names it.
const SOURCE: &str = "the source of the inputs";

/// Returns the number of inputs that a source announces: nothing if it panics.
fn size_hint<I: InputSource>(inputs: &I) -> (usize, Option<usize>) {
    guard(SOURCE, || inputs.size_hint()).unwrap_or((0, None))
}

/// Reads all inputs that do not have to wait, or one more than the limit.
fn read_all<I: InputSource<Item = T>, T>(mut inputs: Pending<I, T>, max_items: usize) -> Vec<Input<T>> {
    let mut context = Context::from_waker(Waker::noop());
    let mut all = Vec::new();
    while all.len() <= max_items
        && let Poll::Ready(Some(Next { input, .. })) = inputs.poll_next(&mut context)
    {
        all.push(input);
    }
    inputs.close();
    all
}
