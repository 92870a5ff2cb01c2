//! JSON pointers (RFC 6901): the place of a value in a document.

use std::fmt::{self, Write};

/// The place of a value; empty for the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pointer(String);

impl Pointer {
    /// The place of the member `name` of what stands here, or of the element of that number.
    pub(super) fn push(&mut self, token: impl fmt::Display) {
        self.0.push('/');
        // Nothing that is pushed fails to display itself, and text takes whatever is written.
        let _ = write!(Escaped(&mut self.0), "{token}");
    }

    /// The place of a member or an element of what stands here.
    pub(super) fn then(&self, token: impl fmt::Display) -> Self {
        let mut pointer = self.clone();
        pointer.push(token);
        pointer
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

/// RFC 6901 section 3: `~` and `/` mean something.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
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
    fn what_means_something_is_escaped() {
        let pointer = Pointer::default().then("a/b").then(3).then("m~n").then("");
        assert_eq!(pointer.as_str(), "/a~1b/3/m~0n/");
    }
}
