//! Catches panics of the code of users: handlers, outcomes, stores, sources of items, and destructors of their values.
//!
//! One input that panics must not cost the outcomes of the others, so all such code runs in a [`guard`].

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};
#[cfg(feature = "batch")]
use std::{
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// The reason why guarded code did not return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unwound {
    /// It panicked. The message of the panic was logged.
    Panicked,
    /// The task that it waited for was aborted.
    #[cfg(feature = "batch")]
    Aborted,
}

#[cfg(feature = "batch")]
impl Unwound {
    /// Leaves the guarded code for this reason, without a panic message.
    #[cold]
    pub(crate) fn resume(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

/// Runs code of the user, which `code` names in the log. Returns an error if it panics.
///
/// A value that it was about to change may be half changed. After an error, a caller only drops such a value, unless it
/// knows that it is consistent.
#[inline]
pub(crate) fn guard<R>(code: &'static str, run: impl FnOnce() -> R) -> Result<R, Unwound> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| caught(code, payload))
}

/// Does the same as [`guard`] for code whose panic the caller logs.
pub(crate) fn guard_unlogged<R>(run: impl FnOnce() -> R) -> Result<R, Unwound> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        discard(catch_unwind(AssertUnwindSafe(|| drop(payload))));
        Unwound::Panicked
    })
}

/// Leaks the payload of a second panic: its destructor may panic again, and so may that of the next payload.
fn discard(second: Result<(), Box<dyn Any + Send>>) {
    if let Err(payload) = second {
        mem::forget(payload);
    }
}

/// Logs a panic and drops its payload. Neither can panic again: a subscriber and a payload are code of the user, too.
#[cold]
#[inline(never)]
pub(crate) fn caught(code: &'static str, payload: Box<dyn Any + Send>) -> Unwound {
    let payload = match payload.downcast::<Unwound>() {
        Ok(reason) => return *reason,
        Err(payload) => payload,
    };
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    discard(catch_unwind(|| tracing::error!(panic = text.unwrap_or("no text"), "{code} panicked")));
    discard(catch_unwind(AssertUnwindSafe(|| drop(payload))));
    Unwound::Panicked
}

/// Appends what `write` writes, or nothing if it panics.
#[cold]
pub(crate) fn append_guarded(code: &'static str, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let end = out.len();
    if guard(code, || write(out)).is_err() {
        out.truncate(end);
    }
}

/// Drops a value of the user. Returns false if its destructor panics.
#[inline]
pub(crate) fn drop_guarded<T>(value: T) -> bool {
    !mem::needs_drop::<T>() || guard("the destructor of a value", || drop(value)).is_ok()
}

/// Drops values of the user one after another, also if destructors panic: two panics at once would end the process.
pub(crate) fn drop_each<T>(mut values: impl Iterator<Item = T>) {
    while guard("the destructor of a value", || values.by_ref().for_each(drop)).is_err() {}
}

/// A value of the user whose destructor is guarded.
#[cfg(feature = "batch")]
#[derive(Debug)]
pub(crate) struct DropGuarded<T>(Option<T>);

#[cfg(feature = "batch")]
impl<T> DropGuarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
    }

    pub(crate) const fn empty() -> Self {
        Self(None)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut()
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// Takes the value; `None` if it was taken or dropped before.
    pub(crate) fn take(&mut self) -> Option<T> {
        self.0.take()
    }

    /// Drops the value. Returns false if its destructor panics.
    pub(crate) fn clear(&mut self) -> bool {
        drop_guarded(self.0.take())
    }
}

#[cfg(feature = "batch")]
impl<T> Drop for DropGuarded<T> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A future of the user. Its output is an error if the future panics.
#[cfg(feature = "batch")]
pub(crate) struct GuardedFuture<F> {
    code: &'static str,
    future: DropGuarded<F>,
}

#[cfg(feature = "batch")]
impl<F> GuardedFuture<F> {
    pub(crate) fn new(code: &'static str, future: F) -> Self {
        Self { code, future: DropGuarded::new(future) }
    }
}

#[cfg(feature = "batch")]
impl<F: Future + Unpin> Future for GuardedFuture<F> {
    type Output = Result<F::Output, Unwound>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let code = self.code;
        let Some(future) = self.future.get_mut() else { return Poll::Ready(Err(Unwound::Panicked)) };
        let polled = guard(code, || Pin::new(future).poll(context));
        if matches!(polled, Ok(Poll::Pending)) {
            return Poll::Pending;
        }
        // The output counts, also if the future panics when it is dropped: what it did is done.
        self.future.clear();
        match polled {
            Ok(polled) => polled.map(Ok),
            Err(unwound) => Poll::Ready(Err(unwound)),
        }
    }
}

/// Replaces a stored waker by that of `context`. If it cannot be cloned, it is woken at once, so that no wake is lost.
#[cfg(feature = "batch")]
pub(crate) fn store_waker(stored: &mut Option<Waker>, context: &Context<'_>) {
    let waker = guard("a waker", || context.waker().clone());
    if waker.is_err() {
        wake(context.waker());
    }
    drop_guarded(mem::replace(stored, waker.ok()));
}

/// Wakes a task.
#[cfg(feature = "batch")]
pub(crate) fn wake(waker: &Waker) {
    // A waker that panics has nothing left that could be woken.
    let _logged = guard("a waker", || waker.wake_by_ref());
}
