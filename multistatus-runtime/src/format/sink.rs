//! Where a writer puts its pieces: a `Vec` that grows, or the room that is left in a block.

/// Takes the pieces of a body.
pub(crate) trait Sink {
    /// Appends a piece.
    fn push(&mut self, piece: &[u8]);

    /// How many bytes there are.
    fn len(&self) -> usize;

    /// Takes back what was appended since there were `len` bytes.
    fn truncate(&mut self, len: usize);

    /// What was appended since there were `start` bytes.
    #[cfg(feature = "xml")]
    fn since(&self, start: usize) -> &[u8];

    /// What [`lend`](Sink::lend) gives.
    type Lent<'l>: Sink
    where
        Self: 'l;

    /// Lends the sink to code that may not be inlined: only what it writes itself has a position in memory then.
    fn lend<R>(&mut self, write: impl FnOnce(&mut Self::Lent<'_>) -> R) -> R;
}

impl Sink for Vec<u8> {
    #[inline]
    fn push(&mut self, piece: &[u8]) {
        self.extend_from_slice(piece);
    }

    #[inline]
    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.truncate(len);
    }

    #[cfg(feature = "xml")]
    #[inline]
    fn since(&self, start: usize) -> &[u8] {
        self.get(start..).unwrap_or_default()
    }

    type Lent<'l> = Self;

    #[inline(always)]
    fn lend<R>(&mut self, write: impl FnOnce(&mut Self) -> R) -> R {
        write(self)
    }
}
