//! `Depth`: how far down a collection a method applies (RFC 4918 section 10.2).

use std::fmt;

use http::{HeaderMap, HeaderName, Method};

use super::{
    HeaderError,
    field::{set, single},
};

/// The field `Depth`: the levels of a collection to which a method applies (RFC 4918 section 10.2).
///
/// ```
/// use multistatus::{
///     http::{HeaderMap, Method},
///     webdav::header::Depth,
/// };
///
/// let mut headers = HeaderMap::new();
/// let propfind = Method::from_bytes(b"PROPFIND").unwrap();
/// assert_eq!(Depth::of_request(&propfind, &headers)?, Depth::Infinity);
///
/// Depth::One.insert(&mut headers);
/// assert_eq!(Depth::of_request(&propfind, &headers)?, Depth::One);
/// # Ok::<(), multistatus::webdav::header::HeaderError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Depth {
    /// `0`: the resource itself.
    Zero,
    /// `1`: the resource and its members.
    One,
    /// `infinity`: the resource and everything below it.
    Infinity,
}

const FIELD: &str = "Depth";

impl Depth {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("depth");

    /// Reads the field; `None` if there is none. `1,noroot` is `1`: see [`DavPreferences`](super::DavPreferences).
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not `0`, `1` or `infinity`, or if there are two different ones.
    pub fn parse(headers: &HeaderMap) -> Result<Option<Self>, HeaderError> {
        let Some(value) = single(headers, &Self::NAME, FIELD)? else { return Ok(None) };
        match without_noroot(value) {
            "0" => Ok(Some(Self::Zero)),
            "1" => Ok(Some(Self::One)),
            word if word.eq_ignore_ascii_case("infinity") => Ok(Some(Self::Infinity)),
            _ => Err(HeaderError::invalid(FIELD, "`0`, `1` or `infinity`", value)),
        }
    }

    /// Reads the depth of a request: the field, or else the default of the method.
    ///
    /// The default is infinity for the methods of RFC 4918, and 0 for `REPORT` (RFC 3253 section 3.6) and all others.
    /// `COPY`, `LOCK` and `MKCOL` do not take every depth. `DELETE` and `MOVE` of a collection take infinity only: see
    /// [`require`](Self::require).
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse), and if the method does not take the depth.
    pub fn of_request(method: &Method, headers: &HeaderMap) -> Result<Self, HeaderError> {
        let given = Self::parse(headers)?;
        match method.as_str() {
            "PROPFIND" | "DELETE" | "MOVE" => Ok(given.unwrap_or(Self::Infinity)),
            "COPY" | "LOCK" => given.unwrap_or(Self::Infinity).require(&[Self::Zero, Self::Infinity]),
            _ => Ok(given.unwrap_or(Self::Zero)),
        }
    }

    /// Returns the depth if it is one of these.
    ///
    /// ```
    /// use multistatus::webdav::header::Depth;
    ///
    /// let error = Depth::One.require(&[Depth::Infinity]).unwrap_err();
    /// assert_eq!(error.to_string(), "the header field Depth is not valid: expected `infinity`, found `1`");
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error that lists the depths that are allowed.
    pub fn require(self, allowed: &[Self]) -> Result<Self, HeaderError> {
        if allowed.contains(&self) {
            return Ok(self);
        }
        let has = |depth| allowed.contains(&depth);
        let expected = match (has(Self::Zero), has(Self::One), has(Self::Infinity)) {
            (true, false, false) => "`0`",
            (false, true, false) => "`1`",
            (true, true, false) => "`0` or `1`",
            (true, false, true) => "`0` or `infinity`",
            (false, true, true) => "`1` or `infinity`",
            _ => "`infinity`",
        };
        Err(HeaderError::invalid(FIELD, expected, self.as_str()))
    }

    /// Returns the value of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::One => "1",
            Self::Infinity => "infinity",
        }
    }

    /// Sets the field.
    pub fn insert(self, headers: &mut HeaderMap) {
        set(headers, Self::NAME, self.as_str());
    }
}

/// True if a client leaves out the resource itself by the depth: `1,noroot` (RFC 8144 appendix A).
pub(super) fn has_noroot(headers: &HeaderMap) -> bool {
    let value = headers.get(Depth::NAME).and_then(|value| value.to_str().ok());
    value.map(str::trim).is_some_and(|value| without_noroot(value) != value)
}

/// Returns the depth of `1,noroot` or `infinity,noroot`.
fn without_noroot(value: &str) -> &str {
    match value.split_once(',') {
        Some((depth, word)) if word.trim().eq_ignore_ascii_case("noroot") && depth.trim() != "0" => depth.trim(),
        _ => value,
    }
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
