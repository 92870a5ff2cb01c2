//! Spans for generated code, so that rustc puts its carets on the user's tokens.

use proc_macro2::Span;
use syn::Path;

/// The position of a user's token, with the hygiene of the macro.
pub(crate) fn located_at(at: Span) -> Span {
    Span::call_site().located_at(at)
}

/// The span of the first segment of a path.
pub(crate) fn first(path: &Path) -> Span {
    path.segments.first().map_or_else(Span::call_site, |segment| segment.ident.span())
}

/// The span of the last segment of a path.
pub(crate) fn last(path: &Path) -> Span {
    path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
}
