//! The output of the formats: a block of bytes with a position.

use std::io;

/// Overwrites the bytes of a block, one piece after another.
///
/// A piece that does not fit is dropped, and the position advances all the same. A caller that finds the output
/// [overflowed](Output::overflowed) writes the item again into a larger block; the position says how large.
///
/// The position is in a register as long as no pointer to the output leaves the function. Code that hands the output on,
/// to a visitor or to a function that is not inlined, hands on a [reborrow](Output::reborrow) instead and then
/// [resumes](Output::resume) at the position that was reached.
pub(crate) struct Output<'b> {
    bytes: &'b mut [u8],
    position: usize,
}

impl<'b> Output<'b> {
    #[inline]
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// The number of bytes written.
    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// True if a piece did not fit.
    #[inline]
    pub(crate) fn overflowed(&self) -> bool {
        self.position > self.bytes.len()
    }

    /// Appends a piece.
    #[inline]
    pub(crate) fn push(&mut self, piece: &[u8]) {
        let end = self.position + piece.len();
        if let Some(free) = self.bytes.get_mut(self.position..end) {
            free.copy_from_slice(piece);
        }
        self.position = end;
    }

    /// Appends a piece of text.
    #[inline]
    pub(crate) fn push_str(&mut self, piece: &str) {
        self.push(piece.as_bytes());
    }

    /// Appends the first `length` bytes. It copies all of them, because a copy of constant length needs no branch. So it
    /// overflows if the block has no room for all of them.
    #[inline]
    pub(crate) fn push_prefix<const N: usize>(&mut self, bytes: &[u8; N], length: usize) {
        if let Some(free) = self.bytes.get_mut(self.position..self.position + N) {
            free.copy_from_slice(bytes);
            self.position += length;
        } else {
            self.position += N;
        }
    }

    /// Takes back everything behind `position`, unless the output overflowed: it stays so.
    #[inline]
    pub(crate) fn truncate(&mut self, position: usize) {
        if !self.overflowed() {
            self.position = position;
        }
    }

    /// Replaces the byte at a position that is written.
    #[cfg(feature = "json")]
    #[inline]
    pub(crate) fn replace(&mut self, position: usize, byte: u8) {
        if let Some(written) = self.bytes.get_mut(position) {
            *written = byte;
        }
    }

    /// The bytes from `start` on; none if the output overflowed.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> &[u8] {
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// The same output under a position of its own.
    #[inline]
    pub(crate) fn reborrow(&mut self) -> Output<'_> {
        Output { bytes: self.bytes, position: self.position }
    }

    /// Continues where a reborrowed output ended.
    #[inline]
    pub(crate) fn resume(&mut self, position: usize) {
        self.position = position;
    }
}

impl io::Write for Output<'_> {
    #[inline]
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.push(piece);
        Ok(piece.len())
    }

    #[inline]
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Appends what `write` writes, which may be called again with more room. `size` is the first guess at what it takes.
#[cold]
#[inline(never)]
pub(crate) fn append(mut size: usize, out: &mut Vec<u8>, mut write: impl FnMut(&mut Output<'_>)) {
    let start = out.len();
    loop {
        out.resize(start + size, 0);
        let mut output = Output::new(&mut out[start..]);
        write(&mut output);
        let written = output.position();
        if written <= size {
            return out.truncate(start + written);
        }
        size = written.max(2 * size);
    }
}
