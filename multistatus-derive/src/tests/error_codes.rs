//! Error codes of dialects: `code(scim = "uniqueness")`. The numbers are those of `docs/diagnostics.md`.

use super::{
    accept, accept_from_item, assert_errors, assert_from_item_errors, assert_list_errors, assert_variant_errors,
};
use crate::outcome::codes;

#[test]
fn dialects() {
    // 162
    for (written, meant) in [
        ("scmi", "scim"),
        ("SCIM", "scim"),
        ("scimm", "scim"),
        ("S3", "s3"),
        ("s4", "s3"),
        ("elasticsearch", "elastic"),
        ("opensearch", "elastic"),
        ("odata4", "odata"),
        ("jsonrpc", "json_rpc"),
        ("JsonApi", "json_api"),
        ("salesfroce", "salesforce"),
        ("event_bridge", "eventbridge"),
    ] {
        assert_list_errors(
            &format!("409, code(«{written}» = \"E17\")"),
            &[&format!(
                "unknown dialect `{written}`; did you mean `{meant}`? for a dialect of your own write `\"{written}\" = \
                 \"...\"`"
            )],
        );
        accept(&format!("enum E {{ #[outcome(409, code(\"{written}\" = \"E17\"))] A }}"));
    }
    for own in ["acme", "graphql", "r#type", "crm", "aws", "billing_v2"] {
        accept(&format!("enum E {{ #[outcome(409, code({own} = \"E17\"))] A }}"));
    }
    assert_list_errors("409, code(«\"\"» = \"x\")", &["a dialect has a key; write one such as `\"acme\" = \"...\"`"]);
}

#[test]
fn every_known_dialect_takes_a_code() {
    for key in codes::keys() {
        let code = match key {
            "scim" => "\"uniqueness\"",
            "fhir" => "\"duplicate\"",
            "grpc" => "\"ALREADY_EXISTS\"",
            "json_rpc" | "kinto" => "110",
            _ => "\"SomeCode\"",
        };
        let expansion = accept(&format!("enum E {{ #[outcome(409, code({key} = {code}))] A }}"));
        assert!(expansion.contains(&format!("\"{key}\" , \"{}\"", code.trim_matches('"'))), "{expansion}");
    }
}

#[test]
fn closed_vocabularies() {
    // 163
    for (written, message) in [
        ("scim = «\"uniquness\"»", "`scim` has no code `uniquness`; did you mean `uniqueness`?"),
        ("scim = «\"invalid_value\"»", "`scim` has no code `invalid_value`; did you mean `invalidValue`?"),
        ("\"scim\" = «\"UNIQUENESS\"»", "`scim` has no code `UNIQUENESS`; did you mean `uniqueness`?"),
        ("scim = «\"uniquenessViolated\"»", "`scim` has no code `uniquenessViolated`; did you mean `uniqueness`?"),
        (
            "scim = «409»",
            "`scim` has no code `409`; write `invalidFilter`, `tooMany`, `uniqueness`, `mutability`, `invalidSyntax`, \
             `invalidPath`, `noTarget`, `invalidValue`, `invalidVers` or `sensitive`",
        ),
        ("fhir = «\"notFound\"»", "`fhir` has no code `notFound`; did you mean `not-found`?"),
        ("grpc = «\"not_found\"»", "`grpc` has no code `not_found`; did you mean `NOT_FOUND`?"),
        ("json_rpc = «\"E17\"»", "`json_rpc` is an integer; write `json_rpc = -32001`"),
        ("kinto = «\"ERRNO\"»", "`kinto` is an integer; write `kinto = 110`"),
        ("json_rpc = «\"+5\"»", "`json_rpc` is an integer; write `json_rpc = -32001`"),
        ("json_rpc = «\"007\"»", "`json_rpc` is an integer; write `json_rpc = -32001`"),
        ("json_rpc = «\"\"»", "`json_rpc` is an integer; write `json_rpc = -32001`"),
    ] {
        assert_list_errors(&format!("409, code({written})"), &[message]);
    }
    for reserved in ["-32768", "-32604", "-32599", "-32100", "\"-32500\""] {
        let code = reserved.trim_matches('"');
        assert_list_errors(
            &format!("409, code(json_rpc = «{reserved}»)"),
            &[&format!(
                "`{code}` is reserved by JSON-RPC; write a code from `-32099` to `-32000`, or one outside of `-32768` \
                 to `-32000`"
            )],
        );
    }
    for allowed in
        ["-32700", "-32600", "-32601", "-32602", "-32603", "-32099", "-32000", "-32769", "-31999", "17", "\"17\""]
    {
        accept(&format!("enum E {{ #[outcome(409, code(json_rpc = {allowed}))] A }}"));
    }
}

#[test]
fn words_that_are_no_errors_are_not_codes() {
    for (dialect, code) in [("fhir", "success"), ("fhir", "informational"), ("grpc", "OK")] {
        let source = format!("enum E {{ #[outcome(409, code({dialect} = \"{code}\"))] A }}");
        let error = crate::outcome::try_expand(&syn::parse_str(&source).unwrap()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{code}` of `{dialect}` is not an error; write `")), "{error}");
    }
}

#[test]
fn texts() {
    // 164
    assert_list_errors("404, code(graph = «\"\"»)", &["the code for `graph` is empty; write one, or remove `graph`"]);
    assert_list_errors("404, code(scim = «\"\"»)", &["the code for `scim` is empty; write one, or remove `scim`"]);
    assert_list_errors("404, code(s3 = «17»)", &["`s3` is text; write `s3 = \"17\"`"]);
    assert_list_errors("404, code(s3 = «-17»)", &["`s3` is text; write `s3 = \"-17\"`"]);
    accept("enum E { #[outcome(404, code(acme = 17, \"my api\" = -1, kinto = 110))] A }");
    assert_list_errors("404, code(s3 = «NoSuchKey»)", &["`s3` is text; write `s3 = \"NoSuchKey\"`"]);
    assert_list_errors("404, code(s3 = «\"No\\nSuch\"»)", &["`\\n` is not allowed in an error code; remove it"]);
    assert_list_errors("404, code(s3 = «codes::MISSING»)", &["`s3` is a string literal; write `s3 = \"...\"`"]);
    assert_list_errors(
        "404, code(s3 = «concat!(\"No\", \"Key\")»)",
        &["`s3` is a string literal: macros are not expanded in an attribute; write `s3 = \"...\"`"],
    );
    assert_list_errors("404, code(s3 = «b\"NoSuchKey\"»)", &["`s3` is text; write `s3 = \"NoSuchKey\"`"]);
}

#[test]
fn assignments() {
    // 165
    let twice = "the code for `scim` is given twice; keep one";
    assert_list_errors("409, code(scim = \"uniqueness\", «scim» = \"uniqueness\")", &[twice]);
    assert_list_errors("409, code(scim = \"uniqueness\"), code(«\"scim\"» = \"mutability\")", &[twice]);
    assert_variant_errors(
        "#[outcome(409, code(scim = \"uniqueness\"))] #[outcome(code(«scim» = \"mutability\"))] A",
        &[twice],
    );
    // 166
    assert_list_errors("409, code(scim «:» \"uniqueness\")", &["expected `=`, found `:`; write `scim = \"...\"`"]);
    assert_list_errors("409, code(scim «=>» \"uniqueness\")", &["expected `=`, found `=>`; write `scim = \"...\"`"]);
    assert_list_errors("409, code(scim «=»)", &["`scim` needs a text; write `scim = \"...\"`"]);
    assert_list_errors("409, code(scim = \"uniqueness\", «graph»)", &["`graph` needs a text; write `graph = \"...\"`"]);
    assert_list_errors(
        "409, code(scim = \"uniqueness\", «\"taken\"»)",
        &["a text without its name; write `name = \"taken\"`"],
    );
    assert_list_errors(
        "409, code(scim = \"uniqueness\", «404»)",
        &["expected a name and a text; write `code(name = \"...\")`"],
    );
    assert_list_errors("409, code(scim = \"uniqueness\" «graph» = \"taken\")", &["missing `,` before this"]);
    assert_list_errors("409, code(scim = \"unique\" «\"ness\"»)", &["missing `,` before this"]);
    let with_key = "an error code belongs to a dialect; write `code(scim = \"uniqueness\")` with the key of yours, or mark a \
                    field with `#[outcome(extension)]` to send `code` as a member of the problem";
    assert_list_errors("409, «code = \"uniqueness\"»", &[with_key]);
    assert_list_errors("409, «code(\"uniqueness\")»", &[with_key]);
    // The first word after the status decides.
    assert_list_errors("«code = 404»", &["a status has no key; write `404`"]);
    accept("enum E { #[outcome(409, code(scim = \"uniqueness\",),)] A }");
}

#[test]
fn codes_that_are_never_sent() {
    // 167
    assert_list_errors(
        "204, «code»(scim = \"uniqueness\")",
        &["`code` explains a failure, and `204` is a success; remove it or change the status"],
    );
    assert_list_errors(
        "304, «code»(scim = \"uniqueness\")",
        &["`code` explains a failure, and `304` is a redirection; remove it or change the status"],
    );
    assert_errors(
        "#[outcome(default = 200)] enum E { #[outcome(«code»(s3 = \"AccessDenied\"))] A }",
        &["`code` explains a failure, and `200` is a success; remove it or change the status"],
    );
    assert_variant_errors(
        "#[outcome(transparent, «code»(scim = \"uniqueness\"))] A(Inner)",
        &["`code` is never used: `transparent` takes it from the inner outcome"],
    );
    assert_variant_errors(
        "#[outcome(other, «code»(scim = \"uniqueness\"))] A(multistatus::Item)",
        &["`code` is never used: `other` takes it from the item that it keeps"],
    );
    accept("#[outcome(map = f)] enum E { #[outcome(204, code(scim = \"uniqueness\"))] A }");
    accept(
        "enum E { #[outcome(with = f, code(scim = \"uniqueness\"))] A, #[outcome(500, opaque, code(s3 = \"x\"))] B }",
    );
}

#[test]
fn other_targets() {
    // 168
    assert_errors(
        "#[outcome(«code(scim = \"uniqueness\")»)] enum E { #[outcome(409)] A }",
        &["an error code belongs on each variant, not on the enum"],
    );
    assert_variant_errors(
        "#[outcome(409)] A(#[outcome(«code(scim = \"uniqueness\")»)] u16)",
        &["an error code belongs on the variant or struct, not on a field; on a field, `code` marks the status"],
    );
    accept("#[outcome(409, code(scim = \"uniqueness\"))] struct S;");
    accept("enum E { #[outcome(code(scim = \"uniqueness\"))] A(#[outcome(code)] u16) }");
}

#[test]
fn equal_codes_are_one_arm() {
    let expansion = accept(
        "enum E { #[outcome(409, code(s3 = \"x\"))] A, #[outcome(412, code(s3 = \"x\"))] B, #[outcome(404)] C }",
    );
    let method = expansion.split("fn error_code").nth(1).unwrap();
    assert!(method.contains("Self :: A { .. } | Self :: B { .. } =>"), "{method}");
}

/// The variants of an enum that also has an `other` variant.
fn with_other(variants: &str) -> String {
    format!("enum E {{ {variants}, #[outcome(other)] Other(multistatus::Item) }}")
}

#[test]
fn codes_of_the_same_dialects_tell_variants_apart() {
    // 70
    for codes in [
        ["code(scim = \"uniqueness\")", "code(scim = \"mutability\")"],
        ["code(scim = \"uniqueness\", acme = \"1\")", "code(acme = \"2\"), code(scim = \"mutability\")"],
    ] {
        let [first, second] = codes;
        let variants = format!("#[outcome(409, {first})] A, #[outcome(409, {second})] B");
        let expansion = accept_from_item(&with_other(&variants));
        assert_eq!(expansion.matches("has_codes").count(), 2, "{expansion}");
        assert_eq!(expansion.matches(", true)").count(), 2, "{expansion}");
    }
    // A constant may be the same status.
    let expansion = accept_from_item(&with_other(
        "#[outcome(409, code(s3 = \"x\"))] A, #[outcome(crate::CLASH, code(s3 = \"y\"))] B",
    ));
    assert_eq!(expansion.matches(", true)").count(), 2, "{expansion}");
    assert!(!expansion.contains("apart"), "{expansion}");
    // The status tells these apart, so that an item without a code is read as well.
    let expansion =
        accept_from_item(&with_other("#[outcome(409, code(s3 = \"x\"))] A, #[outcome(412, code(s3 = \"y\"))] B"));
    assert_eq!(expansion.matches(", false)").count(), 2, "{expansion}");
}

#[test]
fn codes_that_do_not_tell_variants_apart() {
    let same = "a client cannot tell `B` from `A`: both are 409 with no condition and no type; add `condition = \"...\"` or \
                `type = \"...\"`, or give each another `code` in the same dialects, or mark one `#[outcome(skip_parse)]`";
    for codes in [
        ["code(scim = \"uniqueness\")", "code(scim = \"uniqueness\")"],
        ["code(scim = \"uniqueness\")", "retry = safe"],
        ["retry = safe", "code(scim = \"uniqueness\")"],
        // In SCIM, `B` has the code of its status, which is `uniqueness`.
        ["code(scim = \"uniqueness\")", "code(graph = \"nameTaken\")"],
        ["code(scim = \"uniqueness\", graph = \"nameTaken\")", "code(scim = \"mutability\")"],
        ["code(scim = \"uniqueness\", graph = \"nameTaken\")", "code(scim = \"mutability\", graph = \"nameTaken\")"],
    ] {
        let [first, second] = codes;
        let variants = format!("#[outcome(409, {first})] A, #[outcome(409, {second})] «B»");
        assert_from_item_errors(&with_other(&variants), &[same]);
    }
    // A body replaces the error, and with it the code.
    assert_from_item_errors(
        &with_other(
            "#[outcome(409, code(s3 = \"x\"))] A(#[outcome(body)] u8), #[outcome(409, code(s3 = \"y\"))] \
             «B»(#[outcome(body)] u8)",
        ),
        &[
            "a client cannot tell `B` from `A`: both are 409, and a `body` replaces condition and type; give one another \
           status, or mark one `#[outcome(skip_parse)]`",
        ],
    );
}
