//! The element `error` of a response: the failed conditions (RFC 4918 section 16).

use std::marker::PhantomData;

use super::{fragments::Fragments, raw_xml, reference::reference};
use crate::{
    format::text::output::Output,
    key::KeyRef,
    outcome::{Condition, ConditionVisitor},
};

/// Writes each condition as an element with its hrefs.
pub(crate) struct ConditionElements<'k, 'b, F> {
    /// True if the element around the conditions is open: there was a condition.
    begun: bool,
    /// The key of the item, for a condition that requires an href and has none.
    own: Option<KeyRef<'k>>,
    out: Output<'b>,
    fragments: PhantomData<F>,
}

impl<'k, 'b, F: Fragments> ConditionElements<'k, 'b, F> {
    pub(crate) fn new(own: Option<KeyRef<'k>>, out: Output<'b>) -> Self {
        Self { begun: false, own, out, fragments: PhantomData }
    }

    /// Returns true if `error` is open, and the position that was reached.
    pub(crate) fn finish(self) -> (bool, usize) {
        (self.begun, self.out.position())
    }

    fn begin(&mut self) {
        if !self.begun {
            self.out.push_str(F::ERROR[0]);
            self.begun = true;
        }
    }
}

impl<F: Fragments> ConditionVisitor for ConditionElements<'_, '_, F> {
    #[inline(always)]
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        self.begin();
        let out = &mut self.out;
        // Elements of other namespaces take another prefix, so that the `href` inside keeps its namespace in both ways of
        // naming.
        let [open, close] = if condition.in_dav() { F::ELEMENT } else { ["<X:", "</X:"] };
        out.push_str(open);
        out.push_str(condition.name());
        if !condition.in_dav() {
            out.push_str(" xmlns:X=\"");
            // Needs no escape: a `Condition` refuses such namespaces.
            out.push_str(condition.namespace());
            out.push_str("\"");
        }
        let own = condition.own_href(self.own, hrefs);
        if hrefs.is_empty() && own.is_none() {
            return out.push_str("/>");
        }
        out.push_str(">");
        for href in own.iter().chain(hrefs) {
            out.push_str(F::HREF[0]);
            reference(*href, out);
            out.push_str(F::HREF[1]);
        }
        out.push_str(close);
        out.push_str(condition.name());
        out.push_str(">");
    }

    #[cold]
    #[inline(never)]
    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        if !raw_xml::is_content(content) {
            return self.condition(condition, hrefs);
        }
        self.begin();
        let out = &mut self.out;
        for piece in ["<X:", condition.name(), " xmlns:X=\"", condition.namespace(), "\"", F::FOREIGN_CONTENT, ">"] {
            out.push_str(piece);
        }
        for href in condition.own_href(self.own, hrefs).iter().chain(hrefs) {
            out.push_str("<D:href>");
            reference(*href, out);
            out.push_str("</D:href>");
        }
        for piece in [content, "</X:", condition.name(), ">"] {
            out.push_str(piece);
        }
    }
}
