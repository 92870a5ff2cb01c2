//! Markup that is the same in each response of a body, once its prefix is known. It is compared in a few steps, whatever
//! its length.

use wide::u8x16;

use crate::outcome::DAV;

/// The tags of `DAV:` as a body spells them.
pub(crate) struct CanonicalTags {
    /// `<D:`, or `<` with a default namespace.
    pub(crate) open: TagPrefix,
    pub(crate) close: TagPrefix,
    pub(crate) delimiters: Option<Delimiters>,
    /// The namespace declaration that an element needs outside of the document.
    pub(crate) declaration: String,
}

/// The markup around the href and the status of a response that has nothing else, and no white space.
pub(crate) struct Delimiters {
    /// Before the href.
    pub(crate) before: Delimiter,
    /// Between the href and the code.
    pub(crate) between: Delimiter,
    /// Behind the status line.
    pub(crate) behind: Delimiter,
}

impl Delimiters {
    fn of(prefix: &str) -> Option<Self> {
        Some(Self {
            before: Delimiter::of(&["<", prefix, "response><", prefix, "href>"])?,
            between: Delimiter::of(&["</", prefix, "href><", prefix, "status>", VERSION])?,
            behind: Delimiter::of(&["</", prefix, "status></", prefix, "response>"])?,
        })
    }
}

/// Start of a status line.
pub(crate) const VERSION: &str = "HTTP/1.1 ";

impl CanonicalTags {
    /// Returns the tags for a root of this qualified name, which is in `DAV:`.
    pub(crate) fn of(root: &str) -> Option<Self> {
        let prefix = root.strip_suffix("multistatus").unwrap_or_default();
        let declaration = match prefix.strip_suffix(':') {
            Some(prefix) => format!(" xmlns:{prefix}=\"{DAV}\""),
            None => format!(" xmlns=\"{DAV}\""),
        };
        let (open, close) = (TagPrefix::of(&["<", prefix])?, TagPrefix::of(&["</", prefix])?);
        Some(Self { open, close, delimiters: Delimiters::of(prefix), declaration })
    }
}

/// The start of a tag: at most eight bytes, compared as one number.
#[derive(Clone, Copy)]
pub(crate) struct TagPrefix {
    bytes: u64,
    mask: u64,
    length: usize,
}

impl TagPrefix {
    /// Returns `None` if the prefix is too long.
    pub(crate) fn of(pieces: &[&str]) -> Option<Self> {
        let (bytes, length) = concatenated(pieces)?;
        Some(Self { bytes: u64::from_le_bytes(bytes), mask: u64::MAX >> (64 - 8 * length), length })
    }

    /// Returns the rest behind it, if `rest` begins with it.
    #[inline(always)]
    pub(crate) fn strip(self, rest: &[u8]) -> Option<&[u8]> {
        let next = u64::from_le_bytes(*rest.first_chunk()?);
        if next & self.mask == self.bytes { rest.get(self.length..) } else { None }
    }
}

/// The markup between two texts: at most 32 bytes, compared as two blocks.
pub(crate) struct Delimiter {
    bytes: [u8; 32],
    /// A bit for each byte that counts.
    mask: u32,
    length: usize,
}

impl Delimiter {
    /// Returns `None` if the prefix is too long.
    pub(crate) fn of(pieces: &[&str]) -> Option<Self> {
        let (bytes, length) = concatenated(pieces)?;
        Some(Self { bytes, mask: u32::MAX >> (32 - length), length })
    }

    /// Returns the rest behind it, if `rest` begins with it.
    #[inline(always)]
    pub(crate) fn strip<'t>(&self, rest: &'t [u8]) -> Option<&'t [u8]> {
        let [first, second] = blocks(rest.first_chunk()?);
        let own = blocks(&self.bytes);
        let equal = first.simd_eq(own[0]).to_bitmask() | second.simd_eq(own[1]).to_bitmask() << 16;
        if equal & self.mask == self.mask { rest.get(self.length..) } else { None }
    }
}

#[inline(always)]
fn blocks(bytes: &[u8; 32]) -> [u8x16; 2] {
    // Not by `map` of an array, which is not always inlined.
    let block = |half: Option<&[u8; 16]>| u8x16::new(half.copied().unwrap_or_default());
    [block(bytes.first_chunk()), block(bytes.last_chunk())]
}

/// Joins the pieces, and returns them with their length, which is at least one; `None` if they are too long.
fn concatenated<const LENGTH: usize>(pieces: &[&str]) -> Option<([u8; LENGTH], usize)> {
    let (mut bytes, mut length) = ([0; LENGTH], 0);
    for piece in pieces {
        let end = length + piece.len();
        bytes.get_mut(length..end)?.copy_from_slice(piece.as_bytes());
        length = end;
    }
    (length > 0).then_some((bytes, length))
}
