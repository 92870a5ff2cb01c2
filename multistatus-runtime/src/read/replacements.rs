//! Replaces bytes and characters that XML does not allow, in the lenient mode.
//!
//! Each is replaced by U+FFFD in the buffer, so that no parser meets it. This file keeps where that was, because positions
//! are those in the body as it was sent.

#[cfg(feature = "xml")]
use crate::tokens::xml::{chars, references};

/// The character in place of what was replaced.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';

const LENGTH: i64 = REPLACEMENT.len_utf8() as i64;

/// The replacements in the buffer, in order.
#[derive(Debug, Default)]
pub(crate) struct Replacements {
    list: Vec<Replacement>,
    /// The number of bytes by which the body is longer than the text, before the buffer.
    shift: i64,
    /// The number of replacements in the list that are reported as defects.
    reported: usize,
    /// True once there was a replacement.
    any: bool,
}

#[derive(Clone, Copy, Debug)]
struct Replacement {
    /// The position of the replacement in the buffer.
    at: usize,
    /// The number of bytes that were replaced.
    #[cfg(feature = "xml")]
    length: usize,
    /// The number of bytes by which the body is longer than the text, up to and with this replacement.
    shift: i64,
}

impl Replacements {
    /// True if no replacement is in the buffer or was before it.
    #[inline]
    pub(crate) fn are_none(&self) -> bool {
        !self.any
    }

    /// Returns the distance of a position in the body from the same one in the text.
    pub(crate) fn shift(&self, at: usize) -> i64 {
        let before = self.list.partition_point(|replacement| replacement.at < at);
        before.checked_sub(1).and_then(|last| self.list.get(last)).map_or(self.shift, |last| last.shift)
    }

    /// Adds a replacement at the end of the buffer.
    pub(crate) fn push(&mut self, at: usize, length: usize) {
        self.any = true;
        let shift = self.list.last().map_or(self.shift, |last| last.shift) + length as i64 - LENGTH;
        self.list.push(Replacement {
            at,
            #[cfg(feature = "xml")]
            length,
            shift,
        });
    }

    /// Notes that the start of the buffer was dropped.
    pub(crate) fn drop_start(&mut self, length: usize) {
        if length == 0 {
            return;
        }
        self.shift = self.shift(length);
        let dropped = self.list.partition_point(|replacement| replacement.at < length);
        self.list.drain(..dropped);
        self.list.iter_mut().for_each(|replacement| replacement.at -= length);
        self.reported = self.reported.saturating_sub(dropped);
    }

    /// Returns the position of the next replacement before `end` that is not reported yet.
    pub(crate) fn report(&mut self, end: usize) -> Option<usize> {
        let next = self.list.get(self.reported).filter(|next| next.at < end)?;
        self.reported += 1;
        Some(next.at)
    }

    /// Returns the text from `from` on with replacements for each character, and each reference to a character, that XML
    /// does not allow; `None` if there is none.
    #[cfg(feature = "xml")]
    #[cold]
    pub(crate) fn replace(&mut self, text: &str, from: usize) -> Option<String> {
        let (repaired, found) = repaired(text.get(from..).unwrap_or_default());
        if found.is_empty() {
            return None;
        }
        // Those that were in this part already have moved.
        let first = self.list.partition_point(|replacement| replacement.at < from);
        let mut known = self.list.split_off(first).into_iter().map(|known| (known.at, known.length, 0)).peekable();
        let mut found = found.into_iter().map(|(at, length)| (from + at, length, LENGTH - length as i64)).peekable();
        let mut growth = 0;
        loop {
            let next = match (known.peek(), found.peek()) {
                (Some(first), Some(second)) if first.0 < second.0 => known.next(),
                (_, Some(_)) => found.next(),
                _ => known.next(),
            };
            let Some((at, length, grows)) = next else { return Some(repaired) };
            self.push(at.saturating_add_signed(growth as isize), length);
            growth += grows;
        }
    }
}

/// Returns the text with replacements, and the position and the length of each part that was replaced.
///
/// In comments, CDATA sections and processing instructions, `&` begins no reference (XML 1.0 section 2.4).
#[cfg(feature = "xml")]
fn repaired(text: &str) -> (String, Vec<(usize, usize)>) {
    const SECTIONS: [(&str, &str); 3] = [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")];
    let (mut out, mut found) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    // The end of the section that the position is in.
    let mut section = 0;
    while let Some(length) = rest.find(|character| matches!(character, '<' | '&') || !chars::is_char(character)) {
        let (plain, behind) = rest.split_at(length);
        out.push_str(plain);
        let at = text.len() - behind.len();
        let markup = at >= section && behind.starts_with('<');
        if let Some((open, close)) = SECTIONS.iter().find(|(open, _)| markup && behind.starts_with(open)) {
            let inside = behind.get(open.len()..).and_then(|inside| inside.find(close));
            section = inside.map_or(text.len(), |inside| at + open.len() + inside);
        }
        let replaced = match behind.chars().next() {
            Some('&') if at >= section => forbidden_reference(behind),
            Some(character) if !chars::is_char(character) => Some(character.len_utf8()),
            _ => None,
        };
        match replaced {
            Some(length) => {
                out.push(REPLACEMENT);
                found.push((at, length));
                rest = behind.get(length..).unwrap_or_default();
            }
            None => {
                out.push_str(behind.get(..1).unwrap_or_default());
                rest = behind.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    (out, found)
}

/// True if the text ends in what may be the start of a reference to a number.
#[cfg(feature = "xml")]
pub(crate) fn ends_in_reference(text: &str) -> bool {
    let before = text.trim_end_matches(|character: char| character.is_ascii_alphanumeric());
    before.ends_with("&#") || text.ends_with('&')
}

/// Returns the length of the reference at the start of the text, if it is one to a character that XML does not allow.
#[cfg(feature = "xml")]
fn forbidden_reference(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let end = name.find(|character: char| character != '#' && !character.is_ascii_alphanumeric())?;
    let name = name.get(..end).filter(|name| references::is_forbidden(name))?;
    text.get(1 + end..)?.starts_with(';').then_some(name.len() + "&;".len())
}

#[cfg(all(test, feature = "xml"))]
mod tests {
    use super::*;

    /// Returns the text after a replacement, and the positions in the body of each `|` in it.
    fn replaced(text: &str, from: usize) -> (String, Vec<i64>) {
        let mut replacements = Replacements::default();
        let rest = replacements.replace(text, from);
        let text = rest.map_or_else(|| text.to_owned(), |rest| text[..from].to_owned() + &rest);
        let marks = text.match_indices('|').map(|(at, _)| at as i64 + replacements.shift(at)).collect();
        (text, marks)
    }

    #[test]
    fn positions_are_those_of_the_body() {
        let text = "|a\u{1}|\u{FFFF}|&#x1A;|&#55296;|&amp;&#0;|";
        let expected: Vec<i64> = text.match_indices('|').map(|(at, _)| at as i64).collect();
        assert_eq!(replaced(text, 0), ("|a\u{FFFD}|\u{FFFD}|\u{FFFD}|\u{FFFD}|&amp;\u{FFFD}|".to_owned(), expected));
    }

    #[test]
    fn references_are_replaced_only_where_they_are_some() {
        for text in ["<![CDATA[&#0;]]>", "<!--&#0;-->", "<?p &#0;?>", "&#0", "&#x;", "&#;", "&#xG;", "&#65;", "&nbsp;"]
        {
            assert_eq!(replaced(text, 0).0, text);
        }
        assert_eq!(replaced("<![CDATA[\u{2}]]>&#2;<!--\u{3}", 0).0, "<![CDATA[\u{FFFD}]]>\u{FFFD}<!--\u{FFFD}");
        assert_eq!(replaced("<a b='&#2;'/>", 0).0, "<a b='\u{FFFD}'/>");
        assert_eq!(replaced("\u{1}\u{1}", 1).0, "\u{1}\u{FFFD}");
    }

    #[test]
    fn more_text_may_follow_and_its_start_may_be_dropped() {
        let mut replacements = Replacements::default();
        let text = replacements.replace("\u{1}a", 0).unwrap() + "&#1;b\u{2}c";
        let text = replacements.replace(&text, 0).unwrap();
        assert_eq!(replacements.replace(&text, 0), None);
        assert_eq!(text, "\u{FFFD}a\u{FFFD}b\u{FFFD}c");
        let at = |replacements: &Replacements, at: usize| at as i64 + replacements.shift(at);
        assert_eq!([0, 3, 4, 7, 8, 11].map(|position| at(&replacements, position)), [0, 1, 2, 6, 7, 8]);
        assert_eq!(std::iter::from_fn(|| replacements.report(7)).collect::<Vec<_>>(), [0, 4]);
        replacements.drop_start(4);
        assert_eq!([0, 3, 4, 7].map(|position| at(&replacements, position) + 4), [2, 6, 7, 8]);
        assert_eq!(std::iter::from_fn(|| replacements.report(9)).collect::<Vec<_>>(), [4]);
    }
}
