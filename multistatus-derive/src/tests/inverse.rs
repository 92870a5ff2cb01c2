//! Mistakes that only `#[derive(FromItem)]` makes of a type. The numbers are those of the catalogue of mistakes.

use super::{accepts, in_variant, inverts, not_inverted};

const OTHER: &str = "#[outcome(other)] Other(multistatus::Item)";

/// The mistakes of variants beside one that takes what is unknown.
#[track_caller]
fn in_variants(marked: &str, expected: &[&str]) {
    not_inverted(&format!("enum E {{ {marked}, {OTHER} }}"), expected);
}

#[test]
fn variants_that_a_client_cannot_tell_apart() {
    // 70
    in_variants(
        "#[outcome(404)] A, #[outcome(NOT_FOUND)] «B»",
        &[
            "a client cannot tell `B` from `A`: both are 404 with no condition and no type; add `condition = \"...\"` or \
           `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    in_variants(
        "#[outcome(423, condition = \"grant-only\", type = \"/t\")] A, #[outcome(423, type = \"/t\", condition = \
         \"grant-only\")] «B»",
        &["a client cannot tell `B` from `A`: both are 423 with the condition `grant-only` and the type `/t`; add \
           `condition = \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    in_variants(
        "#[outcome(409, condition = \"grant-only\", condition = \"no-invert\")] A, #[outcome(409, condition = \
         \"no-invert\", condition = \"grant-only\")] «B»",
        &["a client cannot tell `B` from `A`: both are 409 with the same conditions and no type; add `condition = \
           \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    in_variants(
        "#[outcome(204)] A, #[outcome(204)] «B»",
        &[
            "a client cannot tell `B` from `A`: both are 204, and only a status tells successes apart; give one another \
           status, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    in_variants(
        "#[outcome(409, type = \"/a\")] A(#[outcome(body)] u8), #[outcome(409, type = \"/b\")] «B»(#[outcome(body)] u8)",
        &[
            "a client cannot tell `B` from `A`: both are 409, and a `body` replaces condition and type; give one another \
           status, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    in_variants(
        "#[outcome(self::X)] A, #[outcome(self::X)] «B»",
        &["a client cannot tell `B` from `A`: both are `self::X` with no condition and no type; add `condition = \
           \"...\"` or `type = \"...\"`, or mark one `#[outcome(skip_parse)]`"],
    );
    not_inverted(
        "#[outcome(default = 500)] enum E { A, «B», #[outcome(500, type = \"about:blank\")] «C», #[outcome(other)] \
         Other(Item) }",
        &[
            "a client cannot tell `B` from `A`: both are 500 with no condition and no type; add `condition = \"...\"` or \
             `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
            "a client cannot tell `C` from `A`: both are 500 with no condition and no type; add `condition = \"...\"` or \
             `type = \"...\"`, or mark one `#[outcome(skip_parse)]`",
        ],
    );
    not_inverted(
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
        inverts(&format!("enum E {{ {different}, {OTHER} }}"));
    }
    inverts(&format!("#[outcome(default = 500, type_base = \"/p/\")] enum E {{ A, B, {OTHER} }}"));
}

#[test]
fn constants_are_compared_by_rustc() {
    let tokens = inverts(&format!("enum E {{ #[outcome(404)] A, #[outcome(self::GONE)] B, {OTHER} }}"));
    assert!(tokens.contains("__p :: apart (__p :: status (404) , __STATUS0 , \"a client cannot tell `B` from `A`"));
    let typed = inverts(&format!("enum E {{ #[outcome(404)] A, #[outcome(self::GONE, type = \"/t\")] B, {OTHER} }}"));
    assert!(!typed.contains("__p :: apart"));
}

#[test]
fn what_is_unknown_has_one_place() {
    // 71
    let nobody = "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`";
    not_inverted("enum «E» { #[outcome(404)] A }", &[nobody]);
    not_inverted("enum «E» {}", &[nobody]);
    not_inverted("enum «E» { #[outcome(404, skip_parse)] A }", &[nobody]);
    not_inverted("enum «E» { #[outcome(404)] A, #[outcome(transparent)] B(B) }", &[nobody]);
    inverts("enum E { #[outcome(404)] A, B(#[outcome(code)] u16) }");
    inverts("#[outcome(404)] struct S;");
    // 72
    not_inverted(
        "enum E { #[outcome(other)] Other(Item), #[outcome(«other»)] B(Item) }",
        &["`Other` already takes unknown outcomes"],
    );
    let field = "`other` needs one field to keep the item in; write `Other(Box<multistatus::Item>)`";
    not_inverted("enum E { #[outcome(«other»)] B }", &[field]);
    in_variant("#[outcome(«other»)] B", &[field]);
    in_variant(
        "#[outcome(«other»)] B(Item, u8)",
        &["`other` needs exactly one field to keep the item in, and there are 2"],
    );
    not_inverted(
        "enum E { #[outcome(skip_parse, «other»)] B(Item) }",
        &["`other` takes every item that no variant matches, so it cannot be skipped; keep one of the two"],
    );
    not_inverted(
        "enum E { A(#[outcome(code)] u16), #[outcome(«other»)] B(Item) }",
        &["`other` never gets an item: `A` takes every status; remove one of the two"],
    );
}

#[test]
fn other_takes_everything_from_its_item() {
    accepts("enum E { #[outcome(other)] Other(Item) }");
    accepts("#[outcome(other)] struct Any(Item);");
    inverts("#[outcome(other)] struct Any(Item);");
    in_variant(
        "#[outcome(«404», «\"gone\"», other, «title» = \"t\")] B(Item)",
        &[
            "this status is never used: `other` takes the status of the item that it keeps; keep one of the two",
            "a description is never used here: `other` takes it from the item that it keeps",
            "`title` is never used: `other` takes it from the item that it keeps",
        ],
    );
    in_variant(
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
    in_variants("#[outcome(with = pick)] «Computed»", &[&format!("`with` {cure}")]);
    in_variants("#[outcome(via = Map)] «Io»(Error)", &[&format!("`via` {cure}")]);
    not_inverted("#[outcome(with = pick)] struct «S»;", &["`with` cannot be reversed; give a fixed status"]);
    not_inverted(
        &format!("#[outcome(map = «Self::soften»)] enum E {{ #[outcome(404)] A, {OTHER} }}"),
        &[
            "`map` cannot be reversed: the status that is sent may be another one; remove it, or derive `FromItem` on an \
           enum without it",
        ],
    );
    in_variants(
        "#[outcome(transparent, «opaque»)] A(X)",
        &["`opaque` hides the inner outcome from the client; add `#[outcome(skip_parse)]` or give a fixed \
           status"],
    );
    for skipped in ["with = pick, skip_parse", "skip_parse, via = Map", "transparent, opaque, skip_parse"] {
        inverts(&format!("enum E {{ #[outcome({skipped})] A(X), {OTHER} }}"));
    }
}

#[test]
fn fields_that_do_not_travel() {
    in_variants(
        "#[outcome(404)] A { «owner»: String }",
        &["`owner` is not sent; give the field a role such as `#[outcome(extension = \"...\")]`, or write \
           `#[outcome(default)]` on it"],
    );
    in_variants(
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
    in_variants("#[outcome(404, \"{a} of {b}\")] A { «a»: u8, «r#b»: u8 }", &[&text("a"), &text("b")]);
    in_variants("#[outcome(404, \"{a} is {a}\")] A { «a»: u8 }", &[&text("a")]);
    in_variants("#[outcome(404, \"{a:?}\")] A { «a»: u8 }", &[&text("a")]);
    in_variants(
        "#[outcome(500, \"{a}\", opaque)] A { «a»: u8 }",
        &["`opaque` hides `a` from the client; write `#[outcome(default)]` on the field"],
    );
    let replaced = |name: &str| {
        format!(
            "`{name}` is not sent: the `body` of a failure replaces its problem; write `#[outcome(default)]` on the \
             field"
        )
    };
    in_variants(
        "#[outcome(409, \"{a}\")] A { «a»: u8, #[outcome(extension)] «b»: u8, #[outcome(body)] c: u8 }",
        &[&replaced("a"), &replaced("b")],
    );
    for travels in [
        "#[outcome(404, \"a {{}} {0}!\")] A(u8)",
        "#[outcome(404, header(\"X\", \"<{0}>\"))] A(u8)",
        "#[outcome(404, \"{0} {1}\")] A(#[outcome(extension = \"x\")] u8, #[outcome(default)] u8)",
        "#[outcome(200, \"{0}\")] A(u8, #[outcome(body)] u8)",
        "#[outcome(500, \"{0}\", opaque)] A(#[outcome(default)] u8, #[outcome(href)] u8)",
    ] {
        inverts(&format!("enum E {{ {travels}, {OTHER} }}"));
    }
}

#[test]
fn mistakes_of_both_derives_and_its_own_come_at_once() {
    not_inverted(
        "enum «E» { #[outcome(«4040»)] A, #[outcome(with = pick)] «B», #[outcome(404)] C(«u8») }",
        &[
            "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`",
            "`4040` is not an HTTP status code; codes run from 100 to 999",
            "`with` cannot be reversed; add `#[outcome(skip_parse)]` or give a fixed status",
            "`0` is not sent; give the field a role such as `#[outcome(extension = \"...\")]`, or write \
             `#[outcome(default)]` on it",
        ],
    );
    // What could not be read may have been the key that is missing.
    not_inverted("enum E { #[outcome(«othr»)] A(Item) }", &["unknown key `othr`; did you mean `other`?"]);
    not_inverted(
        "«union» E { a: u8 }",
        &["`FromItem` cannot be derived for a union; use an enum with one variant per outcome"],
    );
    not_inverted(
        "enum E { #[outcome(404, «skip_prase»)] A, #[outcome(other)] Other(#[outcome(«defualt»)] Item) }",
        &["unknown key `skip_prase`; did you mean `skip_parse`?", "unknown key `defualt`; did you mean `default`?"],
    );
    not_inverted(
        "#[outcome(404, «skip_parse»)] struct S;",
        &["`skip_parse` does not go on a struct; it goes on a variant"],
    );
}
