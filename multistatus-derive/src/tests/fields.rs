//! Mistakes in the roles of fields. The numbers are those of `docs/diagnostics.md`.

use super::{accept, assert_variant_errors};

#[test]
fn extensions() {
    // 77
    for name in ["type", "title", "status", "detail", "instance", "conditions"] {
        let message = format!("`{name}` is a member of every problem object; choose another extension name");
        assert_variant_errors(
            &format!("#[outcome(507)] A {{ #[outcome(extension = «\"{name}\"»)] x: u8 }}"),
            &[&message],
        );
    }
    assert_variant_errors(
        "#[outcome(507)] A { #[outcome(«extension»)] r#type: u8 }",
        &["`type` is a member of every problem object; choose another extension name"],
    );
    assert_variant_errors(
        "#[outcome(507)] A(#[outcome(«extension»)] u8)",
        &["a field without a name does not name its member; write `extension = \"limit\"`"],
    );
    assert_variant_errors(
        "#[outcome(507)] A(#[outcome(extension = «\"\"»)] u8)",
        &["an extension member needs a name; write `extension = \"limit\"`"],
    );
    // 78
    assert_variant_errors(
        "#[outcome(507)] A { #[outcome(extension)] used: u8, #[outcome(«extension» = \"used\")] limit: u8 }",
        &["two fields are sent as `used`; rename one with `extension = \"...\"`"],
    );
}

#[test]
fn condition_hrefs() {
    assert_variant_errors(
        "#[outcome(423)] A(#[outcome(«condition_href»)] String)",
        &["`condition_href` belongs to a condition, and there is none; add `condition = \"...\"` to the variant"],
    );
    assert_variant_errors(
        "#[outcome(423, condition = \"grant-only\", condition = \"no-invert\")] A(#[outcome(«condition_href»)] String)",
        &["the conditions here are `grant-only` and `no-invert`; say whose href this is: `condition_href = \
           \"grant-only\"`"],
    );
    assert_variant_errors(
        "#[outcome(423, condition = \"grant-only\")] A(#[outcome(condition_href = «\"grant-olny\"»)] String)",
        &["no condition `grant-olny` here; did you mean `grant-only`?"],
    );
    assert_variant_errors(
        "#[outcome(423, condition = \"grant-only\")] A(#[outcome(condition_href = «\"x\"»)] String)",
        &["no condition `x` here; write `grant-only`"],
    );
    assert_variant_errors(
        "#[outcome(423, condition = \"grant-only\")]
         A(#[outcome(condition_href)] String, #[outcome(«condition_href» = \"grant-only\")] String)",
        &["a second href for `grant-only`; keep one"],
    );
    accept(
        "enum E { #[outcome(423, condition = \"grant-only\", condition(\"urn:x\", \"own\"))]
         A(#[outcome(condition_href = \"grant-only\", condition_href = \"own\")] String) }",
    );
}
