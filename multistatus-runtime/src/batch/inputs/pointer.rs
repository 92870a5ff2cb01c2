//! JSON pointers (RFC 6901).

use std::fmt::{self, Write};

/// The pointer of a value; empty for the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// Appends the name of a member, or the number of an element.
    pub(crate) fn push(&mut self, token: impl fmt::Display) {
        self.0.push('/');
        // A name and a number never fail to be written, and neither does a string to be written to.
        let _ = write!(EscapedToken(&mut self.0), "{token}");
    }

    /// Returns the pointer of a member or an element of the value.
    pub(crate) fn then(&self, token: impl fmt::Display) -> Self {
        let mut pointer = self.clone();
        pointer.push(token);
        pointer
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

/// Escapes `~` and `/` (RFC 6901 section 3).
struct EscapedToken<'a>(&'a mut String);

impl Write for EscapedToken<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(character),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tilde_and_slash_are_escaped() {
        let pointer = Pointer::default().then("a/b").then(3).then("m~n").then("");
        assert_eq!(pointer.as_str(), "/a~1b/3/m~0n/");
    }
}
