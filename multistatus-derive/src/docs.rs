//! The doc comment of an item.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Returns the doc comment, with its lines trimmed and joined.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => doc_line(&pair.value),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn doc_line(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => {
            Some(line.value().lines().map(str::trim).collect::<Vec<_>>().join("\n"))
        }
        // A line that comes from a `macro_rules!` fragment.
        Expr::Group(group) => doc_line(&group.expr),
        _ => None,
    }
}
