//! The namespace declarations that apply to an element.

use std::sync::Arc;

use crate::tokens::xml::XML;

/// The declarations of one element, and those of the elements around it. Elements without declarations share the scope of the
/// element around them, so that a document takes no more memory than its declarations.
#[derive(Debug)]
pub(super) struct Scope {
    outer: Option<Arc<Scope>>,
    /// Pairs of prefix and namespace. The prefix of the default namespace is empty.
    declarations: Vec<(String, String)>,
}

impl Scope {
    pub(super) fn new(outer: Option<Arc<Self>>, declarations: Vec<(String, String)>) -> Self {
        Self { outer, declarations }
    }

    pub(super) fn outer(&self) -> Option<&Self> {
        self.outer.as_deref()
    }

    /// Returns the declarations, the last one of the innermost element first.
    pub(super) fn declarations(&self) -> impl Iterator<Item = (&str, &str)> {
        let scopes = std::iter::successors(Some(self), |scope| scope.outer());
        scopes.flat_map(|scope| scope.declarations.iter().rev()).map(|(prefix, uri)| (&**prefix, &**uri))
    }

    /// Returns the declarations of the element itself.
    pub(super) fn own(&self) -> &[(String, String)] {
        &self.declarations
    }
}

/// Returns the namespace that a prefix has in a scope; empty if there is none.
pub(super) fn namespace<'s>(scope: Option<&'s Scope>, prefix: &str) -> &'s str {
    let declared = || scope?.declarations().find(|(declared, _)| *declared == prefix).map(|(_, uri)| uri);
    if prefix == "xml" { XML } else { declared().unwrap_or_default() }
}
