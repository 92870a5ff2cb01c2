//! What tells a repeated request from another one under the same key. It hashes bytes, and knows nothing of requests.

use std::fmt;

/// A fingerprint of what was asked: a repeated input has the same one, another input has not.
///
/// It is FNV-1a of 128 bits: the same in every process and every version, since a store outlives them. It guards a caller
/// from its own mistakes, not from forgery.
///
/// ```
/// use multistatus::Fingerprint;
///
/// let fingerprint = Fingerprint::of(r#"{"sku":"pen"}"#);
/// assert_ne!(fingerprint, Fingerprint::of(r#"{"sku":"ink"}"#));
/// assert_eq!(fingerprint, Fingerprint::from_bytes(fingerprint.to_bytes()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(bytes.as_ref());
        hasher.finish()
    }

    /// The bytes to store.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The fingerprint that was stored.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// Hexadecimal.
impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({:032x})", u128::from_be_bytes(self.0))
    }
}

/// Takes the bytes piece by piece.
pub(super) struct Hasher(u128);

impl Hasher {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    pub(super) const fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(Self::PRIME);
        }
    }

    /// A part that may be missing: two lists of parts are never the same bytes by chance.
    pub(super) fn part(&mut self, part: Option<&[u8]>) {
        match part {
            None => self.write(&[0]),
            Some(bytes) => {
                self.write(&[1]);
                self.write(&(bytes.len() as u64).to_le_bytes());
                self.write(bytes);
            }
        }
    }

    pub(super) fn finish(self) -> Fingerprint {
        Fingerprint(self.0.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of the algorithm's authors: what is stored today is compared with what is computed in years.
    #[test]
    fn a_fingerprint_is_fnv_1a() {
        let of = |text: &str| u128::from_be_bytes(Fingerprint::of(text).to_bytes());
        assert_eq!(of(""), 0x6c62272e07bb014262b821756295c58d);
        assert_eq!(of("a"), 0xd228cb696f1a8caf78912b704e4a8964);
        assert_eq!(of("foobar"), 0x343e1662793c64bf6f0d3597ba446f18);
    }

    #[test]
    fn parts_do_not_run_together() {
        let of = |parts: &[Option<&str>]| {
            let mut hasher = Hasher::new();
            parts.iter().for_each(|part| hasher.part(part.map(str::as_bytes)));
            hasher.finish()
        };
        assert_ne!(of(&[Some("ab"), Some("c")]), of(&[Some("a"), Some("bc")]));
        assert_ne!(of(&[Some(""), None]), of(&[None, Some("")]));
        assert_ne!(of(&[None]), of(&[None, None]));
    }
}
