//! URI references in XML: the text of `href`, and the `Location` field as an element.

use std::{fmt, marker::PhantomData};

use super::fragments::Fragments;
use crate::{
    format::text::{escape::EscapeWriter, output::Output},
    key::{KeyRef, percent_encoding},
    outcome::{HeaderVisitor, header},
    text::xml::XmlText,
};

/// Writes a URI reference. A key knows if it holds an ampersand, the one character of a URI that XML must escape.
// A call would cost an eighth of an item.
#[inline(always)]
pub(crate) fn reference(key: KeyRef<'_>, out: &mut Output<'_>) {
    match key.plain() {
        Some(plain) => out.push_str(plain),
        None => {
            let end = encoded(key, out.reborrow());
            out.resume(end);
        }
    }
}

#[cold]
#[inline(never)]
fn encoded(key: KeyRef<'_>, mut out: Output<'_>) -> usize {
    // Writing into an output cannot fail.
    let _ = key.write_encoded(&mut EscapeWriter::<XmlText>::new(&mut out));
    out.position()
}

/// Writes the field `Location` as the element of RFC 4918 section 14.9. No other field has an element.
pub(crate) struct LocationElement<'b, F> {
    pub(crate) out: Output<'b>,
    pub(crate) fragments: PhantomData<F>,
}

impl<F: Fragments> HeaderVisitor for LocationElement<'_, F> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        if !name.eq_ignore_ascii_case("location") {
            return;
        }
        let out = &mut self.out;
        let mark = out.position();
        out.push_str(F::LOCATION[0]);
        let start = out.position();
        let written = value(&mut Unescaped(out)).is_ok();
        if !written || !header::is_value(out.since(start)) {
            out.truncate(mark);
            return header::log_dropped(name);
        }
        // A percent sign and its digits may come in two pieces, so the value is encoded once it is complete.
        let text = std::str::from_utf8(out.since(start)).unwrap_or_default();
        if !percent_encoding::is_reference(text) || text.contains('&') {
            let text = text.to_owned();
            out.truncate(start);
            // Writing into an output cannot fail.
            let _ = KeyRef::from(&*text).write_encoded(&mut EscapeWriter::<XmlText>::new(out));
        }
        out.push_str(F::LOCATION[1]);
    }
}

/// Takes text as it is.
struct Unescaped<'a, 'b>(&'a mut Output<'b>);

impl fmt::Write for Unescaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        Ok(())
    }
}
