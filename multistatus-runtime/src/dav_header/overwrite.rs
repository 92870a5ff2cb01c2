//! `Overwrite`: what COPY and MOVE do if the destination exists (RFC 4918 section 10.6).

use http::{HeaderMap, HeaderName};

use super::{
    HeaderError,
    field::{set, single},
};

/// The field `Overwrite`: what `COPY` and `MOVE` do if the destination exists (RFC 4918 section 10.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overwrite {
    /// `T`, and the default: the destination is replaced.
    #[default]
    Replace,
    /// `F`: the method fails with 412.
    Fail,
}

const FIELD: &str = "Overwrite";

impl Overwrite {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("overwrite");

    /// Reads the field.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not `T` or `F`, or if there are two different ones.
    pub fn parse(headers: &HeaderMap) -> Result<Self, HeaderError> {
        match single(headers, &Self::NAME, FIELD)? {
            None | Some("T" | "t") => Ok(Self::Replace),
            Some("F" | "f") => Ok(Self::Fail),
            Some(value) => Err(HeaderError::invalid(FIELD, "`T` or `F`", value)),
        }
    }

    /// Returns the value of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replace => "T",
            Self::Fail => "F",
        }
    }

    /// Sets the field.
    pub fn insert(self, headers: &mut HeaderMap) {
        set(headers, Self::NAME, self.as_str());
    }
}
