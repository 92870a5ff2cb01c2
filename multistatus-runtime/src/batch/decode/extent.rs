//! Where a value of JSON ends, found while its bytes arrive. Its grammar is for serde_json: what ends here may be none.

use crate::read::tokens::json::string::plain;

/// How far a value was looked through.
#[derive(Debug, Default)]
pub(super) struct Extent {
    scanned: usize,
    /// How many arrays and objects are open.
    open: usize,
    /// Whether a string is.
    within_string: bool,
}

impl Extent {
    /// Where the value ends that begins with these bytes; `None` where that takes more of them, which then begin with
    /// these. A value of no length is none.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        while let Some(byte) = bytes.get(self.scanned).copied() {
            if self.within_string {
                self.string(bytes)?;
                if !self.within_string && self.open == 0 {
                    return Some(self.scanned);
                }
                continue;
            }
            match (byte, self.open, self.scanned) {
                (b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r', 0, _) => return Some(self.scanned),
                // A number or a word ends where something else begins.
                (b'"' | b'[' | b'{', 0, 1..) => return Some(self.scanned),
                (b'"', ..) => self.within_string = true,
                (b'[' | b'{', ..) => self.open += 1,
                (b']' | b'}', ..) => {
                    self.open -= 1;
                    if self.open == 0 {
                        return Some(self.scanned + 1);
                    }
                }
                _ => {}
            }
            self.scanned += 1;
        }
        None
    }

    /// Goes on in a string, up to its end or its next escape; `None` where that takes more bytes.
    fn string(&mut self, bytes: &[u8]) -> Option<()> {
        self.scanned = plain(bytes, self.scanned);
        match bytes.get(self.scanned)? {
            b'"' => self.within_string = false,
            b'\\' => {
                bytes.get(self.scanned + 1)?;
                self.scanned += 1;
            }
            _ => {}
        }
        self.scanned += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_it_does_however_it_is_cut() {
        for (bytes, end) in [
            (r#"{"a":[1,"]}\""],"b":{}} ,"#, Some(23)),
            (r#""a\\" ,"#, Some(5)),
            ("[[],{}]]", Some(7)),
            ("12,", Some(2)),
            ("true]", Some(4)),
            ("1\"a\"", Some(1)),
            (",", Some(0)),
            ("12", None),
            ("\"\\\"", None),
            ("[[]", None),
        ] {
            for cut in 0..=bytes.len() {
                let mut extent = Extent::default();
                let first = extent.end(&bytes.as_bytes()[..cut]);
                let found = first.or_else(|| extent.end(bytes.as_bytes()));
                assert_eq!(found, end, "{bytes} cut at {cut}");
            }
        }
    }
}
