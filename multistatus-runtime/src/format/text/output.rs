//! Where a writer puts its pieces: a `Vec` that grows, or the room that is left in a block.

#[cfg(feature = "json")]
use std::io;

/// Takes the pieces of a body.
pub(crate) trait Sink {
    /// Appends a piece.
    fn push(&mut self, piece: &[u8]);

    /// Appends the first of these bytes. All are copied, since a copy whose length is known takes no branch; where the room
    /// for that is not there, the sink may take none.
    fn push_cut<const N: usize>(&mut self, bytes: &[u8; N], length: usize);

    /// How many bytes there are.
    fn len(&self) -> usize;

    /// Takes back what was appended since there were `len` bytes.
    fn truncate(&mut self, len: usize);

    /// What was appended since there were `start` bytes.
    fn since(&self, start: usize) -> &[u8];

    /// What [`lend`](Sink::lend) gives.
    type Lent<'l>: Sink
    where
        Self: 'l;

    /// Lends the sink to code that may not be inlined: only what it writes itself has a position in memory then.
    fn lend<R>(&mut self, write: impl FnOnce(&mut Self::Lent<'_>) -> R) -> R;
}

#[inline]
pub(crate) fn push<S: Sink>(out: &mut S, fragment: &str) {
    out.push(fragment.as_bytes());
}

impl Sink for Vec<u8> {
    #[inline]
    fn push(&mut self, piece: &[u8]) {
        self.extend_from_slice(piece);
    }

    #[inline]
    fn push_cut<const N: usize>(&mut self, bytes: &[u8; N], length: usize) {
        let mark = self.len();
        self.extend_from_slice(bytes);
        self.truncate(mark + length);
    }

    #[inline]
    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.truncate(len);
    }

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

/// Takes what serde_json writes.
#[cfg(feature = "json")]
pub(crate) struct Written<'a, S>(pub(crate) &'a mut S);

#[cfg(feature = "json")]
impl<S: Sink> io::Write for Written<'_, S> {
    #[inline]
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.0.push(json);
        Ok(json.len())
    }

    #[inline]
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
