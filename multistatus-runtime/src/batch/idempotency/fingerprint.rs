//! Fingerprints: hashes that tell a repeated request from another one with the same key.

use std::{fmt, hash::Hasher as _};

use siphasher::sip128::{Hasher128, SipHasher13};

/// The fingerprint of an input. A repeated input has the same one; a different input has another.
///
/// It is SipHash-1-3 of 128 bits with the key 0: the same in every process and version, because a store outlives them. It
/// protects a caller from its own mistakes, not from forgery.
///
/// ```
/// use multistatus::batch::Fingerprint;
///
/// let fingerprint = Fingerprint::of(r#"{"sku":"pen"}"#);
/// assert_ne!(fingerprint, Fingerprint::of(r#"{"sku":"ink"}"#));
/// assert_eq!(fingerprint, Fingerprint::from_bytes(fingerprint.to_bytes()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Returns the fingerprint of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        let mut hasher = FingerprintHasher::new();
        hasher.write(bytes.as_ref());
        hasher.finish()
    }

    /// Returns the bytes to store.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Creates a fingerprint from stored bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// Writes the fingerprint in hexadecimal.
impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({:032x})", u128::from_be_bytes(self.0))
    }
}

/// Hashes bytes piece by piece.
pub(crate) struct FingerprintHasher(SipHasher13);

impl FingerprintHasher {
    pub(crate) fn new() -> Self {
        Self(SipHasher13::new())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// Adds a part that may be absent. Different lists of parts give different bytes.
    pub(crate) fn part(&mut self, part: Option<&[u8]>) {
        match part {
            None => self.write(&[0]),
            Some(bytes) => {
                self.write(&[1]);
                self.write(&(bytes.len() as u64).to_le_bytes());
                self.write(bytes);
            }
        }
    }

    pub(crate) fn finish(self) -> Fingerprint {
        Fingerprint(self.0.finish128().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stored fingerprint is compared with later ones. The values come from another implementation.
    #[test]
    fn a_fingerprint_never_changes() {
        let of = |text: &str| format!("{:?}", Fingerprint::of(text));
        assert_eq!(of(""), "Fingerprint(0db4d9615d9334210333fb31d05e1cb9)");
        assert_eq!(of("a"), "Fingerprint(47f6fb72e8b5103708043755c271cd5f)");
        assert_eq!(of("{\"sku\":\"tea\",\"quantity\":2}"), "Fingerprint(b973f6b0851149d9cbb39f6216ebdb72)");
    }

    #[test]
    fn parts_do_not_run_together() {
        let of = |parts: &[Option<&str>]| {
            let mut hasher = FingerprintHasher::new();
            parts.iter().for_each(|part| hasher.part(part.map(str::as_bytes)));
            hasher.finish()
        };
        assert_ne!(of(&[Some("ab"), Some("c")]), of(&[Some("a"), Some("bc")]));
        assert_ne!(of(&[Some(""), None]), of(&[None, Some("")]));
        assert_ne!(of(&[None]), of(&[None, None]));
    }
}
