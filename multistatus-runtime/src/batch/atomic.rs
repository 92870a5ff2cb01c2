//! The transaction of a batch whose items take effect together or not at all.

use std::{fmt, sync::Arc};

/// A transaction in which a batch runs, so that its items take effect together or not at all.
///
/// [`Batch::atomic`](crate::Batch::atomic) takes it. A batch that is dropped before its end calls neither
/// [`commit`](Self::commit) nor [`rollback`](Self::rollback), for example when a client goes away or the process ends.
/// Changes that were not committed by then must not take effect.
///
/// ```
/// use std::{convert::Infallible, sync::Mutex};
/// use multistatus::batch::Atomic;
///
/// /// The names that were added, and those that are stored.
/// #[derive(Default)]
/// struct Names { added: Mutex<Vec<String>>, kept: Mutex<Vec<String>> }
///
/// impl Atomic for Names {
///     type Error = Infallible;
///
///     async fn begin(&self) -> Result<(), Infallible> {
///         self.added.lock().unwrap().clear();
///         Ok(())
///     }
///
///     async fn commit(&self) -> Result<(), Infallible> {
///         self.kept.lock().unwrap().append(&mut self.added.lock().unwrap());
///         Ok(())
///     }
///
///     async fn rollback(&self) -> Result<(), Infallible> {
///         self.added.lock().unwrap().clear();
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a transaction",
    label = "does not implement `Atomic`",
    note = "with `mode = atomic`, the first context begins, commits and rolls back the batch; implement `Atomic` for it"
)]
pub trait Atomic {
    /// The error of a step. It is logged, and never sent to a client.
    type Error: fmt::Display;

    /// Begins the transaction. Called before the first item starts.
    fn begin(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Commits the transaction. Called after the last item if none failed.
    fn commit(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Rolls the transaction back. Called after the last item if any failed.
    fn rollback(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

impl<A: Atomic + ?Sized> Atomic for &A {
    type Error = A::Error;

    fn begin(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::begin(self)
    }

    fn commit(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::commit(self)
    }

    fn rollback(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::rollback(self)
    }
}

impl<A: Atomic + ?Sized> Atomic for Arc<A> {
    type Error = A::Error;

    fn begin(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::begin(self)
    }

    fn commit(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::commit(self)
    }

    fn rollback(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::rollback(self)
    }
}
