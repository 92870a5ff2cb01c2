//! The inputs that have not started.

use std::task::{Context, Poll, Waker, ready};

use super::dependencies::Dependencies;
use crate::batch::{
    inputs::{Input, InputSource},
    options::Options,
    refused::Refused,
};

pub(crate) enum Pending<I, T> {
    /// Read one at a time. Their number is within the limit, or they still arrive.
    Streaming(I),
    /// All of them, counted.
    Counted(std::vec::IntoIter<Input<T>>),
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
    pub(crate) fn new(mut inputs: I, options: &Options) -> Result<Self, Refused> {
        let too_many = Refused::TooManyItems { max_items: options.max_items };
        if inputs.arrives() {
            return Ok(Self::Streaming(inputs));
        }
        let is_dependent = inputs.is_dependent();
        match inputs.size_hint() {
            (least, _) if least > options.max_items => return Err(too_many),
            (least, Some(most)) if !is_dependent && most <= options.max_items && (least > 0 || options.allow_empty) => {
                return Ok(Self::Streaming(inputs));
            }
            _ => {}
        }
        let mut context = Context::from_waker(Waker::noop());
        let next = || match inputs.poll_next(&mut context) {
            Poll::Ready(input) => input,
            Poll::Pending => None,
        };
        let all: Vec<_> = std::iter::from_fn(next).take(options.max_items.saturating_add(1)).collect();
        match all.len() {
            0 if !options.allow_empty => Err(Refused::Empty),
            count if count > options.max_items => Err(too_many),
            _ if is_dependent => Ok(Self::Dependent(Dependencies::new(all))),
            _ => Ok(Self::Counted(all.into_iter())),
        }
    }

    /// Returns the number of inputs, if it is known.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Self::Streaming(inputs) => match inputs.size_hint() {
                (least, Some(most)) if least == most => Some(most),
                _ => None,
            },
            Self::Counted(inputs) => Some(inputs.len()),
            Self::Dependent(inputs) => Some(inputs.len()),
            Self::Closed => Some(0),
        }
    }

    /// Returns the next input to start; `None` after the last one. Pending if it has to wait for the request or another
    /// item.
    #[inline]
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Next<T>>> {
        let input = match self {
            Self::Streaming(inputs) => ready!(inputs.poll_next(context)),
            Self::Counted(inputs) => inputs.next(),
            Self::Dependent(inputs) => {
                let next = ready!(inputs.poll_next());
                return Poll::Ready(next.map(|(index, input)| Next { index: Some(index), input }));
            }
            Self::Closed => None,
        };
        Poll::Ready(input.map(|input| Next { index: None, input }))
    }
}
