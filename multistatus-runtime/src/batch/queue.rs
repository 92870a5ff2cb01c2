//! What is still to run: the inputs as they come, or all of them, in the order that their dependencies allow.

use std::task::{Context, Poll, Waker};

use super::{Input, InputSource, Refused, dependencies::Dependencies, options::Options};

/// The inputs that did not start yet.
pub(super) enum Queue<I, T> {
    /// As they come: it is known that they are not too many, or they still arrive.
    AsTheyCome(I),
    /// All of them, counted.
    Counted(std::vec::IntoIter<Input<T>>),
    /// All of them, each to wait for others.
    Dependent(Dependencies<T>),
    /// Nothing more is read.
    Closed,
}

/// An input to start.
pub(super) struct Next<T> {
    /// `None` where it has no place in the results yet.
    pub(super) index: Option<usize>,
    pub(super) input: Input<T>,
}

impl<I: InputSource<Item = T>, T> Queue<I, T> {
    /// Counts the inputs, unless they still arrive.
    pub(super) fn new(mut inputs: I, options: &Options) -> Result<Self, Refused> {
        let too_many = Refused::TooManyItems { max_items: options.max_items };
        if inputs.arrives() {
            return Ok(Self::AsTheyCome(inputs));
        }
        let ordered = inputs.is_dependent();
        match inputs.size_hint() {
            (least, _) if least > options.max_items => return Err(too_many),
            (least, Some(most)) if !ordered && most <= options.max_items && (least > 0 || options.allow_empty) => {
                return Ok(Self::AsTheyCome(inputs));
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
            _ if ordered => Ok(Self::Dependent(Dependencies::new(all))),
            _ => Ok(Self::Counted(all.into_iter())),
        }
    }

    /// The number of inputs, where it is known.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Self::AsTheyCome(inputs) => inputs.size_hint().1.filter(|most| inputs.size_hint().0 == *most),
            Self::Counted(inputs) => Some(inputs.len()),
            Self::Dependent(inputs) => Some(inputs.len()),
            Self::Closed => Some(0),
        }
    }

    /// The next input to start; `None` where all of them did. Pending where it waits: for the request, or for another item.
    #[inline]
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Next<T>>> {
        let input = match self {
            Self::AsTheyCome(inputs) => std::task::ready!(inputs.poll_next(context)),
            Self::Counted(inputs) => inputs.next(),
            Self::Dependent(inputs) => return inputs.poll_next(),
            Self::Closed => None,
        };
        Poll::Ready(input.map(|input| Next { index: None, input }))
    }
}
