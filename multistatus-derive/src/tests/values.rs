//! Mistakes in the value of a key. The numbers are those of `docs/diagnostics.md`.

use super::{accept, assert_errors, assert_list_errors, assert_variant_errors};

#[test]
fn forms() {
    // 56
    assert_list_errors(
        "404, condition = «lock_token»",
        &["`condition` is a string literal; write `condition = \"...\"`"],
    );
    assert_list_errors("404, title = «1 + 1»", &["`title` is a string literal; write `title = \"...\"`"]);
    // 59
    assert_variant_errors(
        "#[outcome(transparent «=» true)] A(X)",
        &["`transparent` takes no value; write just `transparent`"],
    );
    assert_list_errors("404, opaque«(yes)»", &["`opaque` takes no value; write just `opaque`"]);
    // 60
    assert_list_errors(
        "404, «condition»",
        &["`condition` needs a value; write `condition = \"lock-token-submitted\"`"],
    );
    assert_list_errors("404, title «=»", &["`title` needs a value; write `title = \"...\"`"]);
    assert_list_errors("404, title«(\"a b\")»", &["`title` takes no parentheses; write `title = \"a b\"`"]);
    assert_list_errors("404, title«()»", &["`title` takes no parentheses; write `title = \"...\"`"]);
    assert_variant_errors("#[outcome(via«(a::Map)»)] A(X)", &["`via` takes no parentheses; write `via = a::Map`"]);
    assert_list_errors("404, title«:» \"a\"", &["expected `=`, found `:`; write `title = \"...\"`"]);
    // 59
    assert_list_errors(
        "404, «opaque» = false",
        &["`opaque` takes no value, and is off unless it is written; remove it"],
    );
    assert_errors(
        "#[outcome(bound«(T)»)] enum E<T> {}",
        &["`bound` takes the predicates of a `where` clause; write `bound(T: Display)`"],
    );
    assert_list_errors("404, «title» \"a\"", &["`title` needs a value; write `title = \"...\"`"]);
    assert_list_errors(
        "404, header «=» \"A\"",
        &["`header` takes parentheses; write `header(\"Location\", \"{path}\")`"],
    );
    assert_list_errors("404, header «=» \"X-A: b\"", &["`header` takes parentheses; write `header(\"X-A\", \"b\")`"]);
    assert_list_errors(
        "404, header«(\"A\" = secs)»",
        &["`header` takes two string literals; write `header(\"Location\", \"{path}\")`"],
    );
    assert_list_errors(
        "423, condition«(\"name-allowed\")»",
        &["`condition` takes two string literals; write `condition = \"name-allowed\"`"],
    );
    assert_list_errors(
        "423, condition«(name_allowed)»",
        &["`condition` takes two string literals; write `condition = \"name-allowed\"`"],
    );
    assert_list_errors(
        "404, header«(\"X-A: b\")»",
        &["`header` takes two string literals; write `header(\"X-A\", \"b\")`"],
    );
    assert_list_errors(
        "404, header«(\"X-A\", tag)»",
        &["`header` takes two string literals; write `header(\"X-A\", \"{tag}\")`"],
    );
    assert_list_errors(
        "404, condition«(\"a\", \"b\", \"c\")»",
        &["`condition` takes two string literals; write `condition(\"urn:example\", \"name\")`"],
    );
    assert_errors(
        "#[outcome(bound «=» \"T: Copy\")] enum E {}",
        &["`bound` takes parentheses; write `bound(T: Display)`"],
    );
    assert_errors("#[outcome(default = «{}»)] enum E {}", &["`default` is a status; write `default = 500`"]);
    assert_errors(
        "#[outcome(default = «5000»)] enum E { A }",
        &["`5000` is not an HTTP status code; codes run from 100 to 999"],
    );
}

#[test]
fn retry() {
    assert_list_errors("404, retry = «true»", &["`retry` is `never`, `safe`, `if_idempotent` or `with_cause`"]);
    assert_list_errors("404, retry = «sfae»", &["`retry` is `never`, `safe`, `if_idempotent` or `with_cause`"]);
    assert_list_errors("404, retry = «saf»", &["`retry` has no value `saf`; did you mean `safe`?"]);
    assert_list_errors(
        "404, retry = «if-idempotent»",
        &["`retry` has no value `if-idempotent`; did you mean `if_idempotent`?"],
    );
}

#[test]
fn conditions() {
    // 55, 56
    assert_list_errors(
        "404, condition = «\"D:no-conflict\"»",
        &["`D:no-conflict` is not an XML element name; leave the prefix out, the namespace is `DAV:`"],
    );
    assert_list_errors(
        "404, condition = «\"{DAV:}name-allowed\"»",
        &["`{DAV:}name-allowed` is not an XML element name; write `condition = \"name-allowed\"`"],
    );
    assert_list_errors(
        "404, condition = «\"{urn:x}own\"»",
        &["`{urn:x}own` is not an XML element name; write `condition(\"urn:x\", \"own\")`"],
    );
    assert_list_errors(
        "404, condition = «\"\"»",
        &["`` is not an XML element name; write one such as `lock-token-submitted`"],
    );
    assert_list_errors(
        "423, condition = «\"lock_token_submited\"»",
        &["unknown condition `lock_token_submited`; did you mean `lock-token-submitted`?"],
    );
    assert_list_errors(
        "423, condition(\"DAV:\", «\"quota-not-exceded\"»)",
        &["unknown condition `quota-not-exceded`; did you mean `quota-not-exceeded`?"],
    );
    assert_list_errors(
        "403, condition(\"urn:ietf:params:xml:ns:caldav\", «\"valid-calender-data\"»)",
        &["unknown condition `valid-calender-data`; did you mean `valid-calendar-data`?"],
    );
    assert_list_errors(
        "409, condition = «\"must_be_checkedin\"»",
        &["unknown condition `must_be_checkedin`; did you mean `must-be-checked-in`?"],
    );
    assert_list_errors(
        "423, condition(«\"dav:\"», \"quota-not-exceeded\")",
        &["the namespace of WebDAV is `DAV:`, in upper case and with the colon"],
    );
    assert_list_errors(
        "423, condition(«\"a b\"», \"x\")",
        &["`a b` is not an XML namespace; write a URI such as `urn:example:conditions`"],
    );
    assert_list_errors(
        "423, condition(\"urn:x\", \"a\"), condition(\"urn:x\", «\"a\"»)",
        &["condition `a` is given twice; keep one"],
    );
}

#[test]
fn crate_and_references() {
    // 57
    assert_errors(
        "#[outcome(crate = «multistatus»)] enum E {}",
        &[
            "`crate` must be an absolute path; write `::multistatus` for a crate or `crate::multistatus` for a re-export in \
           this one",
        ],
    );
    for text in ["a", "::a"] {
        assert_errors(
            &format!("#[outcome(crate = «\"{text}\"»)] enum E {{}}"),
            &["`crate` is a path, not text; write `crate = ::a`"],
        );
    }
    // 75
    for text in ["not a uri", "", "/a#b#c", "/ü", "/100%"] {
        let message = format!(
            "`{text}` is not a URI reference; write an absolute URI such as `https://example.com/problems/quota`"
        );
        assert_list_errors(&format!("404, type = «\"{text}\"»"), &[&message]);
        assert_errors(&format!("#[outcome(type_base = «\"{text}\"»)] enum E {{}}"), &[&message]);
    }
}

#[test]
fn headers() {
    // 30
    assert_list_errors(
        "429, header(«\"Retry After\"», \"1\")",
        &["`Retry After` is not an HTTP header name; write one such as `ETag`"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(header = «\"\"»)] u8)",
        &["`` is not an HTTP header name; write one such as `ETag`"],
    );
    assert_list_errors("429, header(\"A\", «\"a\\nb\"»)", &["`\\n` is not allowed in a header; remove it"]);
    // 31
    assert_list_errors(
        "404, header(\"ETag\", \"a\"), header(«\"etag\"», \"b\")",
        &["header `etag` is given twice; keep one"],
    );
    for header in [
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Proxy-Connection",
        "transfer-encoding",
    ] {
        // 116
        let message = format!("`{header}` is about the message that carries all items, not about one item; remove it");
        assert_list_errors(&format!("404, header(«\"{header}\"», \"x\")"), &[&message]);
        assert_variant_errors(&format!("#[outcome(404)] A(#[outcome(header = «\"{header}\"»)] String)"), &[&message]);
    }
}

#[test]
fn retry_after() {
    // 117
    for (value, written) in [
        ("5", "`retry_after = \"5s\"`"),
        ("{seconds}", "`#[outcome(retry_after)]` on the field"),
        ("soon", "`retry_after = \"5s\"`"),
    ] {
        for header in ["Retry-After", "retry-after"] {
            assert_variant_errors(
                &format!("#[outcome(429, header(«\"{header}\"», \"{value}\"))] A {{ seconds: u8 }}"),
                &[&format!("`{header}` has a key of its own; write {written}")],
            );
        }
    }
    assert_variant_errors(
        "#[outcome(429)] A(#[outcome(header = «\"Retry-After\"»)] u8)",
        &["`Retry-After` has a key of its own; write `#[outcome(retry_after)]`"],
    );
    // 118
    assert_variant_errors(
        "#[outcome(429, retry_after = \"5s\")] A(#[outcome(«retry_after»)] u8)",
        &["the time to wait is already given by `retry_after` on the variant; keep one"],
    );
    assert_list_errors(
        "429, retry_after = \"5s\", «retry_after» = \"6s\"",
        &["`retry_after` is given twice; keep one"],
    );
    assert_variant_errors(
        "#[outcome(transparent, «retry_after» = \"5s\")] A(X)",
        &["`retry_after` is never used: `transparent` takes it from the inner outcome"],
    );
    assert_list_errors("429, retry_after = «5»", &["`retry_after` needs a unit; write `retry_after = \"5s\"`"]);
    assert_list_errors("429, «delay» = \"5s\"", &["unknown key `delay`; did you mean `retry_after`?"]);
    for (value, duration) in [("\"1500ms\"", "Duration :: from_millis (1500)"), ("self::WAIT", "Some (self :: WAIT)")] {
        let tokens = accept(&format!("enum E {{ #[outcome(429, retry_after = {value})] A }}"));
        assert!(tokens.contains(duration), "{tokens}");
        assert!(tokens.contains("\"Retry-After\""), "{tokens}");
    }
}

#[test]
fn type_bases() {
    // 119
    for (base, end) in [
        ("https://example.com/problems", "/"),
        ("/problems", "/"),
        ("problems", "/"),
        ("urn:example", ":"),
        ("https://example.com/p?a", "/"),
    ] {
        let message =
            format!("the name of the variant follows `type_base` at once; write `type_base = \"{base}{end}\"`");
        assert_errors(&format!("#[outcome(type_base = «\"{base}\"»)] enum E {{ #[outcome(404)] A }}"), &[&message]);
        assert_errors(&format!("#[outcome(404, type_base = «\"{base}\"»)] struct S;"), &[&message]);
    }
    for base in ["https://example.com/problems/", "/p#", "urn:example:", "https://example.com/p?a="] {
        accept(&format!("#[outcome(type_base = \"{base}\")] enum E {{ #[outcome(404)] A }}"));
    }
}
