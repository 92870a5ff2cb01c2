//! Writes failed conditions (RFC 4918 section 16) as objects: `{"name":"{DAV:}...","hrefs":["..."],"content":"..."}`.

use crate::{
    format::text::{
        escape::{EscapeWriter, escape},
        output::Output,
    },
    key::KeyRef,
    outcome::{Condition, ConditionVisitor},
    text::json::JsonString,
};

/// Writes conditions as the elements of an array.
pub(crate) struct ConditionObjects<'k, 'b> {
    /// The position of the first element.
    start: usize,
    /// The key of the item, for a condition that requires an href and has none.
    own: Option<KeyRef<'k>>,
    out: Output<'b>,
}

impl<'k, 'b> ConditionObjects<'k, 'b> {
    #[inline]
    pub(crate) fn new(own: Option<KeyRef<'k>>, out: Output<'b>) -> Self {
        Self { start: out.position(), own, out }
    }

    /// Returns true if there was a condition, and the position that was reached.
    #[inline]
    pub(crate) fn finish(self) -> (bool, usize) {
        (self.out.position() > self.start, self.out.position())
    }

    #[inline]
    fn object(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: Option<&str>) {
        let out = &mut self.out;
        out.push_str(if out.position() > self.start { ",{\"name\":\"{" } else { "{\"name\":\"{" });
        escape::<JsonString>(condition.namespace(), out);
        out.push_str("}");
        out.push_str(condition.name());
        out.push_str("\"");
        let own = condition.own_href(self.own, hrefs);
        for (position, href) in own.iter().chain(hrefs).enumerate() {
            out.push_str(if position == 0 { ",\"hrefs\":[\"" } else { ",\"" });
            // Writing into an output cannot fail.
            let _ = href.write_encoded(&mut EscapeWriter::<JsonString>::new(out));
            out.push_str("\"");
        }
        if own.is_some() || !hrefs.is_empty() {
            out.push_str("]");
        }
        if let Some(content) = content {
            out.push_str(",\"content\":\"");
            escape::<JsonString>(content, out);
            out.push_str("\"");
        }
        out.push_str("}");
    }
}

impl ConditionVisitor for ConditionObjects<'_, '_> {
    #[inline]
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        self.object(condition, hrefs, None);
    }

    #[cold]
    #[inline(never)]
    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        self.object(condition, hrefs, Some(content));
    }
}
