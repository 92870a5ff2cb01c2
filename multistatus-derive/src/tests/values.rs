//! Mistakes in the value of a key.

use super::{in_list, in_variant, mistakes};

#[test]
fn forms() {
    // 56
    in_list("404, condition = «lock_token»", &["`condition` is a string literal; write `condition = \"...\"`"]);
    in_list("404, title = «1 + 1»", &["`title` is a string literal; write `title = \"...\"`"]);
    // 59
    in_variant("#[outcome(transparent «=» true)] A(X)", &["`transparent` takes no value; write just `transparent`"]);
    in_list("404, opaque«(yes)»", &["`opaque` takes no value; write just `opaque`"]);
    // 60
    in_list("404, «condition»", &["`condition` needs a value; write `condition = \"lock-token-submitted\"`"]);
    in_list("404, title «=»", &["`title` needs a value; write `title = \"...\"`"]);
    in_list("404, title«(\"a\")»", &["`title` takes no parentheses; write `title = \"...\"`"]);
    in_list("404, «title» \"a\"", &["`title` needs a value; write `title = \"...\"`"]);
    in_list("404, header «=» \"A\"", &["`header` takes parentheses; write `header(\"Location\", \"{path}\")`"]);
    in_list(
        "404, header«(\"A\" = secs)»",
        &["`header` takes two string literals; write `header(\"Location\", \"{path}\")`"],
    );
    in_list(
        "404, condition«(\"a\", \"b\", \"c\")»",
        &["`condition` takes two string literals; write `condition(\"urn:example\", \"name\")`"],
    );
    mistakes("#[outcome(bound «=» \"T: Copy\")] enum E {}", &["`bound` takes parentheses; write `bound(T: Display)`"]);
    mistakes("#[outcome(default = «{}»)] enum E {}", &["`default` is a status; write `default = 500`"]);
    mistakes(
        "#[outcome(default = «5000»)] enum E { A }",
        &["`5000` is not an HTTP status code; codes run from 100 to 999"],
    );
}

#[test]
fn retry() {
    in_list("404, retry = «true»", &["`retry` is `never`, `safe`, `if_idempotent` or `with_cause`"]);
    in_list("404, retry = «sfae»", &["`retry` is `never`, `safe`, `if_idempotent` or `with_cause`"]);
    in_list("404, retry = «saf»", &["`retry` has no value `saf`; did you mean `safe`?"]);
    in_list("404, retry = «if-idempotent»", &["`retry` has no value `if-idempotent`; did you mean `if_idempotent`?"]);
}

#[test]
fn conditions() {
    // 55, 56
    in_list(
        "404, condition = «\"D:no-conflict\"»",
        &["`D:no-conflict` is not an XML element name; leave the prefix out, the namespace is `DAV:`"],
    );
    in_list("404, condition = «\"\"»", &["`` is not an XML element name; write one such as `lock-token-submitted`"]);
    in_list(
        "423, condition = «\"lock_token_submited\"»",
        &["unknown condition `lock_token_submited`; did you mean `lock-token-submitted`?"],
    );
    in_list(
        "423, condition(\"DAV:\", «\"quota-not-exceded\"»)",
        &["unknown condition `quota-not-exceded`; did you mean `quota-not-exceeded`?"],
    );
    in_list(
        "423, condition(«\"dav:\"», \"quota-not-exceeded\")",
        &["the namespace of WebDAV is `DAV:`, in upper case and with the colon"],
    );
    in_list(
        "423, condition(«\"a b\"», \"x\")",
        &["`a b` is not an XML namespace; write a URI such as `urn:example:conditions`"],
    );
    in_list(
        "423, condition(\"urn:x\", \"a\"), condition(\"urn:x\", «\"a\"»)",
        &["condition `a` is given twice; keep one"],
    );
}

#[test]
fn crate_and_references() {
    // 57
    mistakes(
        "#[outcome(crate = «multistatus»)] enum E {}",
        &[
            "`crate` must be an absolute path; write `::multistatus` for a crate or `crate::multistatus` for a re-export in \
           this one",
        ],
    );
    mistakes("#[outcome(crate = «\"::a\"»)] enum E {}", &["`crate` is a path, not text; write `crate = ::a`"]);
    // 75
    for text in ["not a uri", "", "/a#b#c", "/ü", "/100%"] {
        let message = format!(
            "`{text}` is not a URI reference; write an absolute URI such as `https://example.com/problems/quota`"
        );
        in_list(&format!("404, type = «\"{text}\"»"), &[&message]);
        mistakes(&format!("#[outcome(type_base = «\"{text}\"»)] enum E {{}}"), &[&message]);
    }
}

#[test]
fn headers() {
    // 30
    in_list(
        "429, header(«\"Retry After\"», \"1\")",
        &["`Retry After` is not an HTTP header name; write one such as `ETag`"],
    );
    in_variant(
        "#[outcome(404)] A(#[outcome(header = «\"\"»)] u8)",
        &["`` is not an HTTP header name; write one such as `ETag`"],
    );
    in_list("429, header(\"A\", «\"a\\nb\"»)", &["`\\n` is not allowed in a header; remove it"]);
    // 31
    in_list("404, header(\"ETag\", \"a\"), header(«\"etag\"», \"b\")", &["header `etag` is given twice; keep one"]);
    in_variant(
        "#[outcome(429, header(«\"Retry-After\"», \"1\"))] A(#[outcome(retry_after)] u8)",
        &["header `Retry-After` is given twice; keep one"],
    );
}
