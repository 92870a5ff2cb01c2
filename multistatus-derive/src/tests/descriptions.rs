//! Mistakes in a text template. The numbers are those of `docs/diagnostics.md`.

use super::{accept, assert_list_errors, assert_variant_errors};

#[test]
fn placeholders() {
    // 29
    assert_variant_errors(
        "#[outcome(429, header(\"RateLimit-Reset\", «\"{secnds}\"»))] A { seconds: u8 }",
        &["no field `secnds` here; did you mean `{seconds}`?"],
    );
    // 48
    assert_variant_errors(
        "#[outcome(404, «\"no {pth}\"»)] A { path: String }",
        &["no field `pth` here; did you mean `{path}`?"],
    );
    assert_variant_errors(
        "#[outcome(404, «\"no {colour}\"»)] A { path: String, id: u8 }",
        &["no field `colour` here; the fields are `path` and `id`"],
    );
    assert_variant_errors(
        "#[outcome(404, «\"no {colour}\"»)] A { path: String }",
        &["no field `colour` here; the only field is `path`"],
    );
    assert_variant_errors("#[outcome(404, «\"{2}\"»)] A(u8, u8)", &["no field `2` here; the fields are `0` and `1`"]);
    // 49
    assert_variant_errors(
        "#[outcome(404, «\"no {}\"»)] A { path: String }",
        &["name the field in `{}`; for example `{path}`"],
    );
    assert_variant_errors("#[outcome(404, «\"no {:?}\"»)] A(u8)", &["name the field in `{:?}`; for example `{0:?}`"]);
    // 51
    assert_variant_errors(
        "#[outcome(404, «\"no {path.len()}\"»)] A { path: String }",
        &["only a field name is allowed in `{path.len()}`; compute the value where the outcome is built, or give the \
           type a `Display`"],
    );
    // 52
    assert_list_errors("404, «\"no {x}\"»", &["`{x}`: there are no fields here; write `{{x}}` for literal braces"]);
    // 54
    assert_variant_errors(
        "#[outcome(404, «\"{r#type}\"»)] A { r#type: u8 }",
        &["write `{type}`; the `r#` is left out in a text"],
    );
}

#[test]
fn braces() {
    // 50
    assert_variant_errors(
        "#[outcome(404, «\"no {path\"»)] A { path: String }",
        &["unmatched `{` in the text; write `{{` for a literal brace"],
    );
    assert_list_errors("404, «\"no }\"»", &["unmatched `}` in the text; write `}}` for a literal brace"]);
    assert_variant_errors(
        "#[outcome(404, «\"{path:{width}}\"»)] A { path: String, width: usize }",
        &["unmatched `{` in the text; write `{{` for a literal brace"],
    );
    let tokens = accept("enum E { #[outcome(404, \"{{x}} {{{0}}}\")] A(u8) }");
    assert!(tokens.contains("\"{x} {\"") && tokens.contains("\"}\""), "{tokens}");
}

#[test]
fn formats() {
    for spec in ["?", "#?", ">8", "*^8", "+", "#x", "08.3", ".2", "e", "p", "02x?", "-<5o", "#010b"] {
        let tokens = accept(&format!("enum E {{ #[outcome(404, \"{{0:{spec}}}\")] A(u8) }}"));
        assert!(tokens.contains(&format!("\"{{0:{spec}}}\"")), "{tokens}");
    }
    for spec in ["q", ">width$", ".*", "??", "8 "] {
        let message = format!("unknown format `{spec}` in `{{x:{spec}}}`; write one such as `?`, `>8` or `.2`");
        assert_variant_errors(&format!("#[outcome(404, «\"{{x:{spec}}}\"»)] A {{ x: u8 }}"), &[&message]);
    }
}

#[test]
fn each_mistake_of_one_text() {
    let text = "«\"{a} {b}\"»";
    let marked = format!("enum E {{ #[outcome(404, {text})] A }}");
    let (source, _) = super::split_marks(&marked);
    let error = super::Derive::Outcome.try_expand(&syn::parse_str(&source).unwrap()).err().unwrap();
    assert_eq!(error.into_iter().count(), 2);
}

/// A text with arguments gives one error, at the first of them.
#[test]
fn format_arguments() {
    // 104
    let message = "a text takes no arguments; name a field in it, such as `{path}` or `{0}`";
    for argument in ["0", ".0.len()", "self.0", "path", "path.len()", "\"x\""] {
        assert_list_errors(&format!("404, \"no {{}}\", «{argument}»"), &[message]);
        assert_list_errors(&format!("404, \"{{:?}} of {{}}\", «{argument}», {argument}, retry = safe"), &[message]);
    }
    assert_list_errors("404, \"no {length}\", «length = path.len()»", &[message]);
    assert_list_errors("404, \"no {{}}\", «409»", &["a second status; an outcome has exactly one"]);
    assert_list_errors(
        "404, «\"no {}\"», «heder»",
        &["name the field in `{}`; for example `{path}`", "unknown key `heder`; did you mean `header`?"],
    );
}
