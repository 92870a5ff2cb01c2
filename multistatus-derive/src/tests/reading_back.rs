//! Mistakes that only `#[derive(FromItem)]` reports. The numbers are those of `docs/diagnostics.md`.

use super::{accept, accept_from_item, assert_from_item_errors, assert_variant_errors};

const OTHER: &str = "#[outcome(other)] Other(multistatus::Item)";

/// Checks the errors of variants in an enum that has an `other` variant.
#[track_caller]
fn assert_read_back_errors(marked: &str, expected: &[&str]) {
    assert_from_item_errors(&format!("enum E {{ {marked}, {OTHER} }}"), expected);
}

#[test]
fn variants_that_a_client_cannot_tell_apart() {
    // 70
    assert_read_back_errors(
        "#[outcome(404)] A, #[outcome(NOT_FOUND)] «B»",
        &[
            "a client cannot tell `B` from `A`: both are 404 with no condition and no type; add `condition = \"...\"` or \
           `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    assert_read_back_errors(
        "#[outcome(423, condition = \"grant-only\", type = \"/t\")] A, #[outcome(423, type = \"/t\", condition = \
         \"grant-only\")] «B»",
        &["a client cannot tell `B` from `A`: both are 423 with the condition `grant-only` and the type `/t`; add \
           `condition = \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    assert_read_back_errors(
        "#[outcome(409, condition = \"grant-only\", condition = \"no-invert\")] A, #[outcome(409, condition = \
         \"no-invert\", condition = \"grant-only\")] «B»",
        &["a client cannot tell `B` from `A`: both are 409 with the same conditions and no type; add `condition = \
           \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    assert_read_back_errors(
        "#[outcome(204)] A, #[outcome(204)] «B»",
        &[
            "a client cannot tell `B` from `A`: both are 204, and only a status tells successes apart; give one another \
           status, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    assert_read_back_errors(
        "#[outcome(409, type = \"/a\")] A(#[outcome(body)] u8), #[outcome(409, type = \"/b\")] «B»(#[outcome(body)] u8)",
        &[
            "a client cannot tell `B` from `A`: both are 409, and a `body` replaces condition and type; give one another \
           status, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    assert_read_back_errors(
        "#[outcome(self::X)] A, #[outcome(self::X)] «B»",
        &["a client cannot tell `B` from `A`: both are `self::X` with no condition and no type; add `condition = \
           \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    assert_from_item_errors(
        "#[outcome(default = 500)] enum E { A, «B», #[outcome(500, type = \"about:blank\")] «C», #[outcome(other)] \
         Other(Item) }",
        &[
            "a client cannot tell `B` from `A`: both are 500 with no condition and no type; add `condition = \"...\"` or \
             `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
            "a client cannot tell `C` from `A`: both are 500 with no condition and no type; add `condition = \"...\"` or \
             `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    assert_from_item_errors(
        "enum E { A(#[outcome(code)] u16), «B»(#[outcome(code)] u16) }",
        &["a client cannot tell `B` from `A`: both are of any status with no condition and no type; add `condition = \
           \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    for different in [
        "#[outcome(404)] A, #[outcome(410)] B",
        "#[outcome(404)] A, #[outcome(404, type = \"/t\")] B, #[outcome(404, condition = \"grant-only\")] C",
        "#[outcome(404)] A, #[outcome(404, skip_parse)] B",
        "#[outcome(404)] A, #[outcome(condition = \"grant-only\")] B(#[outcome(code)] u16)",
    ] {
        accept_from_item(&format!("enum E {{ {different}, {OTHER} }}"));
    }
    accept_from_item(&format!("#[outcome(default = 500, type_base = \"/p/\")] enum E {{ A, B, {OTHER} }}"));
}

#[test]
fn constants_are_compared_by_rustc() {
    let tokens = accept_from_item(&format!("enum E {{ #[outcome(404)] A, #[outcome(self::GONE)] B, {OTHER} }}"));
    assert!(tokens.contains("__p :: apart (__p :: status (404) , __STATUS0 , \"a client cannot tell `B` from `A`"));
    let typed =
        accept_from_item(&format!("enum E {{ #[outcome(404)] A, #[outcome(self::GONE, type = \"/t\")] B, {OTHER} }}"));
    assert!(!typed.contains("__p :: apart"));
}

#[test]
fn exactly_one_variant_takes_unknown_outcomes() {
    // 71
    let missing =
        "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`";
    assert_from_item_errors("enum «E» { #[outcome(404)] A }", &[missing]);
    assert_from_item_errors("enum «E» {}", &[missing]);
    assert_from_item_errors("enum «E» { #[outcome(404, skip_parse)] A }", &[missing]);
    assert_from_item_errors("enum «E» { #[outcome(404)] A, #[outcome(transparent)] B(B) }", &[missing]);
    accept_from_item("enum E { #[outcome(404)] A, B(#[outcome(code)] u16) }");
    accept_from_item("#[outcome(404)] struct S;");
    // 72
    assert_from_item_errors(
        "enum E { #[outcome(other)] Other(Item), #[outcome(«other»)] B(Item) }",
        &["`Other` already takes unknown outcomes"],
    );
    let field = "`other` needs one field to keep the item in; write `Other(Box<multistatus::Item>)`";
    assert_from_item_errors("enum E { #[outcome(«other»)] B }", &[field]);
    assert_variant_errors("#[outcome(«other»)] B", &[field]);
    assert_variant_errors(
        "#[outcome(«other»)] B(Item, u8)",
        &["`other` needs exactly one field to keep the item in, and there are 2"],
    );
    assert_from_item_errors(
        "enum E { #[outcome(skip_parse, «other»)] B(Item) }",
        &["`other` takes every item that no variant matches, so it cannot be skipped; keep one of the two"],
    );
    assert_from_item_errors(
        "enum E { A(#[outcome(code)] u16), #[outcome(«other»)] B(Item) }",
        &["`other` never gets an item: `A` takes every status; remove one of the two"],
    );
}

#[test]
fn other_takes_everything_from_its_item() {
    accept("enum E { #[outcome(other)] Other(Item) }");
    accept("#[outcome(other)] struct Any(Item);");
    accept_from_item("#[outcome(other)] struct Any(Item);");
    assert_variant_errors(
        "#[outcome(«404», «\"gone\"», other, «title» = \"t\")] B(Item)",
        &[
            "this status is never used: `other` takes the status of the item that it keeps; keep one of the two",
            "a description is never used here: `other` takes it from the item that it keeps",
            "`title` is never used: `other` takes it from the item that it keeps",
        ],
    );
    assert_variant_errors(
        "#[outcome(other, «transparent»)] B(#[outcome(«default»)] Item)",
        &[
            "`transparent` is never used: `other` takes it from the item that it keeps",
            "`default` is never used: `other` takes it from the item that it keeps",
        ],
    );
}

#[test]
fn statuses_that_are_computed() {
    // 73
    let cure = "cannot be reversed; add `#[outcome(skip_parse)]` or give a fixed status";
    assert_read_back_errors("#[outcome(with = pick)] «Computed»", &[&format!("`with` {cure}")]);
    assert_read_back_errors("#[outcome(via = Map)] «Io»(Error)", &[&format!("`via` {cure}")]);
    assert_from_item_errors("#[outcome(with = pick)] struct «S»;", &["`with` cannot be reversed; give a fixed status"]);
    assert_from_item_errors(
        &format!("#[outcome(map = «Self::soften»)] enum E {{ #[outcome(404)] A, {OTHER} }}"),
        &[
            "`map` cannot be reversed: the status that is sent may be another one; remove it, or derive `FromItem` on an \
           enum without it",
        ],
    );
    assert_read_back_errors(
        "#[outcome(transparent, «opaque»)] A(X)",
        &["`opaque` hides the inner outcome from the client; add `#[outcome(skip_parse)]` or give a fixed \
           status"],
    );
    for skipped in ["with = pick, skip_parse", "skip_parse, via = Map", "transparent, opaque, skip_parse"] {
        accept_from_item(&format!("enum E {{ #[outcome({skipped})] A(X), {OTHER} }}"));
    }
}

#[test]
fn fields_that_are_not_sent() {
    assert_read_back_errors(
        "#[outcome(404)] A { «owner»: String }",
        &["`owner` is not sent; give the field a role such as `#[outcome(extension = \"...\")]`, or write \
           `#[outcome(default)]` on it"],
    );
    assert_read_back_errors(
        "#[outcome(201)] A(«Vec<u8>»)",
        &["`0` is not sent; give the field a role such as `#[outcome(header = \"...\")]`, or write \
           `#[outcome(default)]` on it"],
    );
    let text = |name: &str| {
        format!(
            "`{name}` cannot be separated from the rest of the text; give the field a role such as `#[outcome(extension = \
             \"...\")]`, or write `#[outcome(default)]` on it"
        )
    };
    assert_read_back_errors("#[outcome(404, \"{a} of {b}\")] A { «a»: u8, «r#b»: u8 }", &[&text("a"), &text("b")]);
    assert_read_back_errors("#[outcome(404, \"{a} is {a}\")] A { «a»: u8 }", &[&text("a")]);
    assert_read_back_errors("#[outcome(404, \"{a:?} {a}\")] A { «a»: u8 }", &[&text("a")]);
    assert_read_back_errors(
        "#[outcome(404, \"{a:?}\")] A { «a»: u8 }",
        &["`{a:?}` cannot be read back with `FromStr`; write `{a}`, or give the field a role such as \
           `#[outcome(extension = \"...\")]`"],
    );
    // A header is sent even if the problem is not.
    for hidden in ["opaque, header(\"X\", \"{a:x}\")", "opaque, header(\"X\", \"{a:05}\"), header(\"Y\", \"{b}\")"] {
        let spec = if hidden.contains(":x") { "x" } else { "05" };
        let message = format!(
            "`{{a:{spec}}}` cannot be read back with `FromStr`; write `{{a}}`, or give the field a role such as \
             `#[outcome(extension = \"...\")]`"
        );
        let variant = format!("#[outcome(500, {hidden})] A {{ «a»: u8, #[outcome(default)] b: u8 }}");
        assert_read_back_errors(&variant, &[&message]);
    }
    assert_read_back_errors(
        "#[outcome(500, \"{a}\", opaque)] A { «a»: u8 }",
        &["`opaque` hides `a` from the client; write `#[outcome(default)]` on the field"],
    );
    let replaced = |name: &str| {
        format!(
            "`{name}` is not sent: the `body` of a failure replaces its problem; write `#[outcome(default)]` on the \
             field"
        )
    };
    assert_read_back_errors(
        "#[outcome(409, \"{a}\")] A { «a»: u8, #[outcome(extension)] «b»: u8, #[outcome(body)] c: u8 }",
        &[&replaced("a"), &replaced("b")],
    );
    for sent in [
        "#[outcome(404, \"a {{}} {0}!\")] A(u8)",
        "#[outcome(404, header(\"X\", \"<{0}>\"))] A(u8)",
        "#[outcome(404, \"{0} {1}\")] A(#[outcome(extension = \"x\")] u8, #[outcome(default)] u8)",
        "#[outcome(200, \"{0}\")] A(u8, #[outcome(body)] u8)",
        "#[outcome(500, \"{0}\", opaque)] A(#[outcome(default)] u8, #[outcome(href)] u8)",
    ] {
        accept_from_item(&format!("enum E {{ {sent}, {OTHER} }}"));
    }
}

#[test]
fn mistakes_of_both_derives_are_reported_at_once() {
    assert_from_item_errors(
        "enum «E» { #[outcome(«4040»)] A, #[outcome(with = pick)] «B», #[outcome(404)] C(«u8») }",
        &[
            "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`",
            "`4040` is not an HTTP status code; codes run from 100 to 999",
            "`with` cannot be reversed; add `#[outcome(skip_parse)]` or give a fixed status",
            "`0` is not sent; give the field a role such as `#[outcome(extension = \"...\")]`, or write \
             `#[outcome(default)]` on it",
        ],
    );
    // The key that could not be read may be the one that is missing.
    assert_from_item_errors("enum E { #[outcome(«othr»)] A(Item) }", &["unknown key `othr`; did you mean `other`?"]);
    assert_from_item_errors(
        "«union» E { a: u8 }",
        &["`FromItem` cannot be derived for a union; use an enum with one variant per outcome"],
    );
    assert_from_item_errors(
        "enum E { #[outcome(404, «skip_prase»)] A, #[outcome(other)] Other(#[outcome(«defualt»)] Item) }",
        &["unknown key `skip_prase`; did you mean `skip_parse`?", "unknown key `defualt`; did you mean `default`?"],
    );
    assert_from_item_errors(
        "#[outcome(404, «skip_parse»)] struct S;",
        &["`skip_parse` does not go on a struct; it goes on a variant"],
    );
}

#[test]
fn a_field_that_borrows_cannot_be_read_back() {
    // 127
    let message = "what is read back is owned; write an owned type, such as `String` for `&str`";
    for ty in ["«&'static str»", "Option<«&'static [u8]»>"] {
        for role in ["extension", "body"] {
            assert_from_item_errors(
                &format!(
                    "enum E {{ #[outcome(404)] A {{ #[outcome({role})] a: {ty} }}, #[outcome(other)] Other(Item) }}"
                ),
                &[message],
            );
        }
    }
}
