//! The rows, by what the client asks for.

mod batch;
mod refused;
mod single;
mod streamed;

use crate::row::Row;

/// Returns all rows. Each names orders of its own, so that rows can run at the same time: 1 to 9 exist at the start.
pub fn all() -> impl Iterator<Item = Row> {
    [single::ROWS, batch::ROWS, refused::ROWS, streamed::ROWS].into_iter().flatten().copied()
}
