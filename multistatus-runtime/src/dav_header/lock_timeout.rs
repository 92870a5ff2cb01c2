//! `LockTimeout`: how long a lock lasts (RFC 4918 section 10.7).

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName};

use super::field::set;

/// The duration of a lock: one value of the field `Timeout`, and the content of `timeout` (RFC 4918 sections 10.7 and 14.29).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LockTimeout {
    /// A number of seconds.
    Seconds(u32),
    /// The lock does not time out.
    Infinite,
}

impl LockTimeout {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("timeout");

    /// Reads the values that the client asks for, the preferred one first.
    ///
    /// A server need not consider them, so a value that is not valid is ignored. A number of seconds that is too large is the
    /// largest one.
    pub fn parse(headers: &HeaderMap) -> Vec<Self> {
        let fields = headers.get_all(Self::NAME).iter().filter_map(|value| value.to_str().ok());
        fields.flat_map(|value| value.split(',')).filter_map(Self::from_text).collect()
    }

    /// Returns the duration to grant: the first one that the client asks for, or `most` if it asks for more or for nothing.
    ///
    /// ```
    /// use multistatus::{http::HeaderMap, webdav::header::LockTimeout};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("Timeout", "Infinite, Second-4100000000".parse().unwrap());
    /// assert_eq!(LockTimeout::granted(&headers, LockTimeout::Seconds(3600)), LockTimeout::Seconds(3600));
    /// ```
    pub fn granted(headers: &HeaderMap, most: Self) -> Self {
        Self::parse(headers).first().map_or(most, |asked| most.min(*asked))
    }

    /// Reads one value: `Second-` with a number, or `Infinite`. `None` if it is neither.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("infinite") {
            return Some(Self::Infinite);
        }
        let (unit, digits) = text.split_at_checked("Second-".len())?;
        let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        (is_number && unit.eq_ignore_ascii_case("Second-")).then(|| Self::Seconds(digits.parse().unwrap_or(u32::MAX)))
    }

    /// Returns the duration; `None` for a lock that does not time out.
    pub const fn duration(self) -> Option<Duration> {
        match self {
            Self::Seconds(seconds) => Some(Duration::from_secs(seconds as u64)),
            Self::Infinite => None,
        }
    }

    /// Sets the field to this one value.
    pub fn insert(self, headers: &mut HeaderMap) {
        set(headers, Self::NAME, &self.to_string());
    }
}

/// Writes the value of the field, and the content of `timeout`.
impl fmt::Display for LockTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => write!(f, "Second-{seconds}"),
            Self::Infinite => f.write_str("Infinite"),
        }
    }
}
