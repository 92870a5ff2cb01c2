//! Skips a value of any depth and checks its grammar. It stops at any byte, and goes on there once more bytes are known.

use super::nesting::{Expects, Nesting};
use super::{Cursor, JsonError};

impl Cursor<'_> {
    /// Skips what is left of a value. If the text ends first, the position and `nesting` say where to go on.
    pub(super) fn skip(&mut self, nesting: &mut Nesting) -> Result<(), JsonError> {
        loop {
            match nesting.expects {
                Expects::Value => match self.next()? {
                    first @ (b'{' | b'[') => {
                        if nesting.open >= self.depth {
                            return Err(JsonError::TooDeep { at: self.at });
                        }
                        self.at += 1;
                        nesting.push(first == b'{');
                    }
                    b'"' => {
                        self.at += 1;
                        nesting.expects = Expects::String { name: false };
                    }
                    first => {
                        self.scalar(first)?;
                        nesting.expects = Expects::Separator;
                    }
                },
                Expects::First => {
                    if self.take(if nesting.in_object() { b'}' } else { b']' })? {
                        nesting.pop();
                    } else {
                        nesting.expect_next();
                    }
                }
                Expects::Name => {
                    if self.next()? != b'"' {
                        return Err(self.unexpected("the name of a member, in quotes"));
                    }
                    self.at += 1;
                    nesting.expects = Expects::String { name: true };
                }
                Expects::String { name } => {
                    self.rest_of_string()?;
                    nesting.expects = if name { Expects::Colon } else { Expects::Separator };
                }
                Expects::Colon => {
                    self.expect(b':', "`:` after the name of a member")?;
                    nesting.expects = Expects::Value;
                }
                Expects::Separator if nesting.open == 0 => return Ok(()),
                Expects::Separator => {
                    let (end, expected) = match nesting.in_object() {
                        true => (b'}', "`,` or `}` after a member"),
                        false => (b']', "`,` or `]` after an element"),
                    };
                    match self.more(end, expected)? {
                        true => nesting.expect_next(),
                        false => nesting.pop(),
                    }
                }
            }
        }
    }
}

/// Finds the end of one value while its bytes arrive. It looks at each byte once.
#[cfg(feature = "batch")]
#[derive(Debug, Default)]
pub(crate) struct ValueScanner {
    /// The number of bytes of the value that are checked.
    checked: usize,
    nesting: Nesting,
}

#[cfg(feature = "batch")]
impl ValueScanner {
    /// Moves the cursor, which is at the start of the value, behind its end. If the text ends first, the next call, with
    /// more text behind the same start, goes on where this one stopped.
    pub(crate) fn end(&mut self, cursor: &mut Cursor<'_>, start: usize) -> Result<usize, JsonError> {
        cursor.at = start + self.checked;
        let skipped = cursor.skip(&mut self.nesting);
        self.checked = cursor.at - start;
        skipped.map(|()| cursor.at)
    }

    /// The number of bytes of the value that are checked. A number or a word at the end of the text is none of them.
    pub(crate) fn checked(&self) -> usize {
        self.checked
    }
}

#[cfg(all(test, feature = "batch"))]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_in_the_same_place_wherever_it_is_cut() {
        let deep = format!("{}{},", "[{\"a\":".repeat(200), "[]".to_owned() + &"}]".repeat(200));
        for (bytes, end) in [
            (r#"{"a":[1,"]}\""],"b":{}} ,"#, Ok(23)),
            (r#""a\\" ,"#, Ok(5)),
            (r#""\ud800","#, Ok(8)),
            ("[[],{ }]]", Ok(8)),
            ("12,", Ok(2)),
            ("true]", Ok(4)),
            (deep.as_str(), Ok(deep.len() - 1)),
            (",", Err(JsonError::Unexpected { at: 0, expected: "a value" })),
            ("[1}", Err(JsonError::Unexpected { at: 2, expected: "`,` or `]` after an element" })),
            ("12", Err(JsonError::Incomplete)),
            ("\"\\\"", Err(JsonError::Incomplete)),
            ("[[]", Err(JsonError::Incomplete)),
        ] {
            for cut in 0..=bytes.len() {
                let mut scanner = ValueScanner::default();
                let mut end_in = |bytes| scanner.end(&mut Cursor::of_grammar(bytes, 0, false), 0);
                let found = match end_in(&bytes.as_bytes()[..cut]) {
                    Err(JsonError::Incomplete) => end_in(bytes.as_bytes()),
                    found => found,
                };
                assert_eq!(found, end, "{bytes} cut at {cut}");
            }
        }
        assert_eq!(ValueScanner::default().end(&mut Cursor::of_grammar(b"12", 0, true), 0), Ok(2));
    }
}
