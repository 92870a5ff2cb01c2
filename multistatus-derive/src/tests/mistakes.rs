//! Mistakes in the list itself: statuses, keys, targets. The numbers are those of `docs/diagnostics.md`.

use super::{accept, assert_errors, assert_list_errors, assert_variant_errors};

const SECOND_SOURCE: &str =
    "the status is already given for this outcome; keep one of the code, `with`, `via` and the `code` field";
const NO_STATUS_BEFORE: &str = "expected a status before the description; write `#[outcome(404, \"...\")]`";

const EXPECTED_A_KEY: &str = "expected a key; a variant takes: `code`, `condition`, `header`, `opaque`, `other`, `retry`, \
                              `retry_after`, `skip_parse`, `title`, `transparent`, `type`, `via` and `with`";

#[test]
fn no_status() {
    // 1
    assert_variant_errors(
        "«B» { path: String }",
        &["no status for `B`; add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`"],
    );
    assert_errors("struct «S»;", &["no status for `S`; add `#[outcome(404)]` (or another code)"]);
    assert_variant_errors(
        "#[outcome(retry = safe)] «r#type»",
        &[
            "no status for `type`; add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`",
        ],
    );
    assert_variant_errors("«A» = 404", &["no status for `A`: a discriminant is not one; add `#[outcome(404)]`"]);
    accept("enum E { #[outcome(404)] A = 7 }");
    // 2
    assert_variant_errors(
        "#[«outcome»] A",
        &["`#[outcome]` needs a status; write `#[outcome(404)]` or `#[outcome(NOT_FOUND)]`"],
    );
    assert_variant_errors("#[outcome(404)] #[«outcome»] A", &["`#[outcome]` without a list sets nothing; remove it"]);
    // 3
    assert_variant_errors("#[outcome «=» 404] A", &["expected parentheses; write `#[outcome(404)]`"]);
    assert_variant_errors("#[outcome[«404»]] A", &["expected parentheses; write `#[outcome(404)]`"]);
    // 4
    assert_variant_errors(
        "«#[outcome()]» A",
        &["empty `#[outcome()]`; write a status such as `#[outcome(404)]`, or remove the attribute"],
    );
    assert_errors(
        "«#[outcome()]» enum E {}",
        &[
            "empty `#[outcome()]` on an enum sets nothing; write a setting such as `#[outcome(default = 500)]`, or remove \
           it",
        ],
    );
}

#[test]
fn numbers() {
    // 5
    assert_list_errors("«4040»", &["`4040` is not an HTTP status code; codes run from 100 to 999"]);
    assert_list_errors("«99»", &["`99` is not an HTTP status code; codes run from 100 to 999"]);
    assert_list_errors("«70000»", &["`70000` is not an HTTP status code; codes run from 100 to 999"]);
    assert_list_errors("«-404»", &["`-404` is not an HTTP status code; codes run from 100 to 999"]);
    // 6
    assert_list_errors("«102»", &["`102` is an interim (1xx) status; an item needs a final status, from 200 up"]);
    assert_list_errors(
        "«EARLY_HINTS»",
        &["`EARLY_HINTS` is an interim (1xx) status; an item needs a final status, from 200 up"],
    );
    // 7
    for code in ["«207»", "«MULTI_STATUS»"] {
        assert_list_errors(
            code,
            &["an item cannot itself be `207 Multi-Status`; give the status this item would have had on its own"],
        );
    }
    // 8
    assert_list_errors("«\"404\"»", &["a status is a number, not text; write `404`"]);
    assert_errors("#[outcome(default = «\"404\"»)] enum E { A }", &["a status is a number, not text; write `404`"]);
    // 9
    assert_list_errors("«\"not found\"»", &[NO_STATUS_BEFORE]);
    assert_list_errors("«\"x\"», 404", &[NO_STATUS_BEFORE]);
    // 10
    assert_list_errors("«404.0»", &["expected a status code such as `404` or `NOT_FOUND`"]);
    assert_list_errors("«'a'»", &["expected a status code such as `404` or `NOT_FOUND`"]);
    // 11
    assert_list_errors("«404u16»", &["a status has no type suffix; write `404`"]);
}

#[test]
fn names() {
    // 12, 13
    assert_list_errors("«NOT_FUOND»", &["unknown status name `NOT_FUOND`; did you mean `NOT_FOUND` (404)?"]);
    assert_list_errors("«Locked»", &["unknown status name `Locked`; did you mean `LOCKED` (423)?"]);
    // 14
    assert_list_errors("«not_found»", &["status names are upper case; write `NOT_FOUND`"]);
    // 15
    assert_list_errors(
        "«BURST_QUOTA»",
        &["unknown status name `BURST_QUOTA`; for a constant of your own write its path, such as `self::BURST_QUOTA`"],
    );
    assert_list_errors("«Self::QUOTA»", &["`Self` is not known here; write `E::QUOTA`"]);
    assert_errors("#[outcome(default = «Self::A»)] enum E { A }", &["`Self` is not known here; write `E::A`"]);
}

#[test]
fn unknown_keys() {
    // 20, 21, 22
    assert_list_errors("404, «heder»(\"ETag\", \"{e}\")", &["unknown key `heder`; did you mean `header`?"]);
    assert_list_errors(
        "404, «message» = \"gone\"",
        &["unknown key `message`; write the text itself right after the status"],
    );
    assert_list_errors(
        "404, «description» = \"gone\"",
        &["unknown key `description`; write the text itself right after the status"],
    );
    assert_list_errors(
        "404, «colour» = \"red\"",
        &[
            "unknown key `colour`; a variant takes: `code`, `condition`, `header`, `opaque`, `other`, `retry`, `retry_after`, \
           `skip_parse`, `title`, `transparent`, `type`, `via` and `with`",
        ],
    );
    assert_list_errors("404, «retryable»", &["unknown key `retryable`; did you mean `retry`?"]);
    assert_list_errors("404, «problem» = \"/x\"", &["unknown key `problem`; did you mean `type`?"]);
    assert_variant_errors(
        "#[outcome(404)] A { #[outcome(«url»)] u: u8 }",
        &["unknown key `url`; did you mean `href`?"],
    );
    assert_variant_errors(
        "#[outcome(404)] A { #[outcome(«status_code»)] u: u16 }",
        &["unknown key `status_code`; did you mean `code`?"],
    );
    assert_errors("#[outcome(«defualt» = 500)] enum E {}", &["unknown key `defualt`; did you mean `default`?"]);
    // 23
    assert_list_errors(
        "«4040», «descripton» = \"x\", retry = «\"yes\"», condition = «\"no such\"»",
        &[
            "`4040` is not an HTTP status code; codes run from 100 to 999",
            "unknown key `descripton`; write the text itself right after the status",
            "`retry` is `never`, `safe`, `if_idempotent` or `with_cause`",
            "`no such` is not an XML element name; write one such as `lock-token-submitted`",
        ],
    );
}

#[test]
fn reserved_keys() {
    assert_errors("#[outcome(«remote» = a::B)] enum E {}", &["`remote` is not supported yet"]);
}

#[test]
fn given_twice() {
    // 24
    assert_list_errors("404, «409»", &["a second status; an outcome has exactly one"]);
    assert_variant_errors("#[outcome(404)] #[outcome(«410»)] A", &["a second status; an outcome has exactly one"]);
    // 25
    assert_list_errors("404, \"a\", «\"b\"»", &["a second description; keep one"]);
    assert_list_errors("404, title = \"a\", «title» = \"b\"", &["`title` is given twice; keep one"]);
    // 26, 76
    assert_variant_errors(
        "#[outcome(404)] A { #[outcome(href)] from: String, #[outcome(«href»)] to: String }",
        &["a second `href` field; `from` is already the href"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(instance)] u8, #[outcome(«instance»)] u8)",
        &["a second `instance` field; `0` is already the instance"],
    );
    assert_variant_errors(
        "A(#[outcome(code)] u16, #[outcome(«code»)] u16)",
        &["a second `code` field; the status comes from exactly one field"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(body)] u16, #[outcome(«body»)] u16)",
        &["a second `body` field; `0` is already the body"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(retry_after)] u16, #[outcome(«retry_after»)] u16)",
        &["a second `retry_after` field; `0` is already the retry_after"],
    );
}

#[test]
fn keys_on_another_target() {
    // 27
    assert_variant_errors(
        "#[outcome(404, «href»)] A { path: String }",
        &["`href` does not go on a variant; it goes on a field"],
    );
    // 33
    assert_variant_errors(
        "#[outcome(404)] A { #[outcome(«404»)] path: String }",
        &[
            "a status belongs on the variant or struct, not on a field; to take the status from this field write `#[outcome(code)]`",
        ],
    );
    // 34
    assert_errors(
        "#[outcome(«500»)] enum E {}",
        &["a status belongs on each variant; for a fallback write `#[outcome(default = 500)]`"],
    );
    assert_errors(
        "#[outcome(«NOT_FOUND»)] enum E {}",
        &["a status belongs on each variant; for a fallback write `#[outcome(default = NOT_FOUND)]`"],
    );
    assert_errors(
        "#[outcome(«\"text\"»)] enum E {}",
        &["a description belongs on each variant; to take it from `Display` write `display`"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(«\"text\"»)] u8)",
        &["a description belongs on the variant, not on a field"],
    );
    // 35
    assert_list_errors("«default» = 500", &["`default` does not go on a variant; it goes on an enum or a struct"]);
    assert_errors(
        "#[outcome(«retry» = safe)] enum E {}",
        &["`retry` does not go on an enum; it goes on a variant or a struct"],
    );
    assert_variant_errors(
        "#[outcome(404)] A(#[outcome(«with» = pick)] u8)",
        &["`with` does not go on a field; it goes on a variant or a struct"],
    );
    // 36
    assert_errors(
        "«union» U { a: u8 }",
        &["`Outcome` cannot be derived for a union; use an enum with one variant per outcome"],
    );
    // 63
    assert_variant_errors(
        "#[outcome(404)] A { #[«outcome»] path: String }",
        &[
            "`#[outcome]` on a field sets nothing; write the role of the field: `#[outcome(href)]`, `#[outcome(code)]` or \
           `#[outcome(header = \"...\")]`",
        ],
    );
}

#[test]
fn transparent() {
    let unused = |key: &str| format!("`{key}` is never used: `transparent` takes it from the inner outcome");
    // 37, 38
    assert_list_errors(
        "«transparent»",
        &["`transparent` takes its outcome from a field, but there is none; write a status instead"],
    );
    assert_variant_errors(
        "#[outcome(«transparent»)] B(X, Y)",
        &["`transparent` needs exactly one field, and there are 2; write a status, or move the extra fields into the \
           inner type"],
    );
    // 39
    assert_variant_errors(
        "#[outcome(«404», transparent)] A(X)",
        &["this status is never used: `transparent` takes the status of the inner outcome; keep one of the two"],
    );
    // 40
    assert_variant_errors(
        "#[outcome(transparent, «\"x\"»)] A(X)",
        &["a description is never used here: `transparent` takes it from the inner outcome"],
    );
    assert_variant_errors("#[outcome(transparent, «title» = \"x\")] A(X)", &[&unused("title")]);
    assert_variant_errors("#[outcome(transparent)] A(#[outcome(«href»)] X)", &[&unused("href")]);
    assert_variant_errors("#[outcome(transparent)] A(#[outcome(«condition_href»)] X)", &[&unused("condition_href")]);
}

#[test]
fn sources() {
    // 43
    assert_list_errors("404, «with» = pick", &[SECOND_SOURCE]);
    assert_variant_errors("#[outcome(404)] A(#[outcome(«code»)] u16)", &[SECOND_SOURCE]);
    assert_variant_errors("#[outcome(via = Map, «with» = pick)] A(u16)", &[SECOND_SOURCE]);
    assert_errors(
        "#[outcome(404, «default» = 500)] struct S;",
        &["`default` is never used: the status is `404`; remove it"],
    );
    for key in ["with", "via"] {
        let message = format!("`default` is never used: the status comes from `{key}`; remove it");
        assert_errors(&format!("#[outcome({key} = a::b, «default» = 500)] struct S(u8);"), &[&message]);
    }
    accept("#[outcome(default = 500)] struct S(#[outcome(code)] u16);");
    // 44
    assert_list_errors("with = «\"a::pick\"»", &["`with` is a path, not text; write `with = a::pick`"]);
    assert_list_errors("via = «\"a pick\"»", &["`via` is a path, not text; write `via = Mapping`"]);
    assert_list_errors("with = «404»", &["`with` is a path; write `with = pick`"]);
    assert_list_errors("«via» = Map", &["`via` maps the value of a field, but there is none; write a status instead"]);
    assert_variant_errors(
        "#[outcome(«via» = Map)] A(#[outcome(href)] u8)",
        &["`via` maps the field without a role, and every field has one; leave one without"],
    );
    assert_variant_errors(
        "#[outcome(«via» = Map)] A(u8, u8)",
        &[
            "`via` maps the only field without a role, and there are 2; give the others a role, or use `with`, which sees \
           all of them",
        ],
    );
}

#[test]
fn the_description_has_a_fixed_position() {
    assert_list_errors(
        "404, retry = safe, «\"text\"»",
        &["the description comes right after the status; write `#[outcome(404, \"...\")]`"],
    );
    assert_errors(
        "#[outcome(default = 500)] enum E { #[outcome(opaque, «\"text\"»)] A }",
        &["the description comes first; write it before the keys"],
    );
    accept("#[outcome(default = 500)] enum E { #[outcome(\"text\", opaque)] A }");
    accept("enum E { #[outcome(\"text\", opaque)] A(#[outcome(code)] u16), #[outcome(with = f, \"text\")] B }");
    accept("enum E { #[outcome(404)] #[outcome(\"text\")] A }");
}

#[test]
fn a_success_does_not_explain_a_failure() {
    // 66
    assert_list_errors("204, «retry» = safe", &["`retry` has no effect on a success (`204`); remove it"]);
    // 67
    assert_list_errors(
        "201, «condition» = \"quota-not-exceeded\"",
        &["`condition` explains a failure, and `201` is a success; remove it or change the status"],
    );
    assert_list_errors(
        "SEE_OTHER, «type» = \"/x\", «title» = \"x\"",
        &[
            "`type` explains a failure, and `303` is a redirection; remove it or change the status",
            "`title` explains a failure, and `303` is a redirection; remove it or change the status",
        ],
    );
    assert_variant_errors(
        "#[outcome(200)] A { #[outcome(«extension»)] used: u8 }",
        &["`extension` explains a failure, and `200` is a success; remove it or change the status"],
    );
    // 120
    for status in [204, 205, 304] {
        let message = format!("a `{status}` never has a body; remove `body`, or write another status such as `200`");
        assert_variant_errors(&format!("#[outcome({status})] A(#[outcome(«body»)] u8)"), &[&message]);
        assert_errors(&format!("#[outcome({status})] struct S(#[outcome(«body»)] u8);"), &[&message]);
        assert_errors(&format!("#[outcome(default = {status})] enum E {{ A(#[outcome(«body»)] u8) }}"), &[&message]);
        accept(&format!("#[outcome(map = f)] enum E {{ #[outcome({status})] A(#[outcome(body)] u8) }}"));
    }
    assert_errors(
        "#[outcome(default = 204)] enum E { #[outcome(«retry» = safe)] A }",
        &["`retry` has no effect on a success (`204`); remove it"],
    );
    // 68
    accept("enum E { #[outcome(204, \"moved away\")] A }");
    accept("#[outcome(map = f)] enum E { #[outcome(204, retry = safe)] A }");
}

#[test]
fn commas() {
    // 58
    assert_list_errors("404 «retry» = safe", &["missing `,` before this"]);
    assert_list_errors("404 «\"text\"», title = \"x\"", &["missing `,` before this"]);
    assert_list_errors("404, opaque «title» = \"x\"", &["missing `,` before this"]);
    assert_list_errors("404, retry = safe «title» = \"x\"", &["missing `,` before this"]);
    assert_list_errors("404, «,» opaque", &[EXPECTED_A_KEY]);
    assert_list_errors("404, «{}», «heder»", &[EXPECTED_A_KEY, "unknown key `heder`; did you mean `header`?"]);
    assert_list_errors("404«;» \"text\"", &["expected `,`, found `;`"]);
    accept("enum E { #[outcome(404, \"text\", retry = safe,)] A }");
}

/// A mistake in one element gives one error, over all of the element that is wrong.
#[test]
fn one_error_for_each_element() {
    let status = "a status is a number, a name or a path, not an expression; make it a constant and write its path";
    for expression in
        ["404 + 1", "404 as u16", "404 | 410", "NOT_FOUND + 1", "self::BASE + 4", "self::status() + 1", "-404 * 2"]
    {
        assert_list_errors(&format!("«{expression}»"), &[status]);
        assert_list_errors(
            &format!("«{expression}», «heder»"),
            &[status, "unknown key `heder`; did you mean `header`?"],
        );
    }
    assert_list_errors("«404 + 1», \"text\", retry = safe", &[status]);
    assert_list_errors("«(404)»", &["a status has no parentheses; write `404`"]);
    assert_list_errors("«{404}»", &["a status has no braces; write `404`"]);
    let status_or_key = EXPECTED_A_KEY.replace("a key", "a status such as `404`, or a key");
    assert_list_errors("«(404, 410)»", &[&status_or_key]);
    assert_list_errors("with = «pick()»", &["`with` is a path, not a call; write `with = pick`"]);
    assert_list_errors("404, title = «\"a\" + b»", &["`title` is a string literal; write `title = \"...\"`"]);
    assert_list_errors("404, «safe»", &["`safe` is a value of `retry`; write `retry = safe`"]);
    assert_errors("#[outcome(default = «500 + 1»)] enum E {}", &["`default` is a status; write `default = 500`"]);
    accept("enum E { #[outcome(via = Map::<A, B>, opaque)] A(u8), #[outcome(with = pick::<A, B>, opaque)] B(u8) }");
}

/// A text that another derive makes `Display` of is sent with `display`, or hidden.
#[test]
fn a_text_for_display_that_is_not_sent() {
    // 121
    let message = "a client does not get this text; write `#[outcome(display)]` on the enum to send it, or \
                   `#[outcome(opaque)]` on the variant to hide it";
    for (marked, plain) in [
        ("#[«error»(\"gone {0}\")]", "#[error(\"gone {0}\")]"),
        ("#[«error»(transparent)]", "#[error(transparent)]"),
        ("#[«display»(\"gone\")]", "#[display(\"gone\")]"),
        ("#[«snafu»(display(\"gone\"))]", "#[snafu(display(\"gone\"))]"),
    ] {
        // Once for the type.
        assert_errors(
            &format!(
                "enum E {{ #[outcome(404, \"x\")] {plain} X(u8), #[outcome(404)] {marked} A(u8), #[outcome(405)] {plain} B(u8) }}"
            ),
            &[message],
        );
        for list in ["404, \"text\"", "404, opaque", "transparent", "other", "via = Map"] {
            accept(&format!("enum E {{ #[outcome({list})] {plain} A(u8) }}"));
        }
        accept(&format!("#[outcome(display)] enum E {{ #[outcome(404)] {plain} A(u8) }}"));
    }
    assert_errors(
        "#[«error»(\"gone\")] #[outcome(404)] struct S;",
        &["a client does not get this text; write `#[outcome(display)]` on the struct to send it, or \
           `#[outcome(opaque)]` on it to hide it"],
    );
    accept("enum E { #[snafu(context(false))] #[outcome(404)] A(u8) }");
}

/// A habit from another crate names what to write here, with the value of the author.
#[test]
fn habits() {
    // 108
    for key in ["status", "code", "status_code", "http_status", "http_code"] {
        for (value, written) in
            [("404", "404"), ("\"404\"", "404"), ("NOT_FOUND", "NOT_FOUND"), ("StatusCode::GONE", "StatusCode::GONE")]
        {
            let message = format!("a status has no key; write `{written}`");
            assert_list_errors(&format!("«{key} = {value}», \"text\", retry = safe"), &[&message]);
            assert_list_errors(&format!("«{key}({value})»"), &[&message]);
            assert_errors(&format!("#[outcome(«{key} = {value}»)] struct S;"), &[&message]);
            let message =
                format!("a status belongs on each variant; for a fallback write `#[outcome(default = {written})]`");
            assert_errors(&format!("#[outcome(«{key} = {value}»)] enum E {{ A }}"), &[&message]);
        }
        for separator in [":", "=>"] {
            assert_list_errors(&format!("«{key} {separator} 404»"), &["a status has no key; write `404`"]);
        }
        assert_variant_errors(
            &format!("#[outcome[«{key} = 404»]] A"),
            &["expected parentheses; write `#[outcome(404)]`"],
        );
        assert_list_errors(&format!("404, «{key} = 410»"), &["a second status; an outcome has exactly one"]);
        assert_list_errors(
            &format!("«{key}()»"),
            &[&format!("a status is not a call; for a function write `with = {key}`")],
        );
    }
    assert_variant_errors("#[outcome(«code»)] A(u16)", &["`code` does not go on a variant; it goes on a field"]);
    // 109
    for (part, names) in [
        ("TOO_MANY", "`TOO_MANY_REQUESTS` (429)"),
        ("SERVER_ERROR", "`INTERNAL_SERVER_ERROR` (500)"),
        ("UNPROCESSABLE", "`UNPROCESSABLE_CONTENT` (422)"),
        ("UNAVAILABLE", "`UNAVAILABLE_FOR_LEGAL_REASONS` (451) or `SERVICE_UNAVAILABLE` (503)"),
        ("InternalError", "`INTERNAL_SERVER_ERROR` (500)"),
        ("SC_CONFLICT", "`CONFLICT` (409)"),
        ("StatusNotFound", "`NOT_FOUND` (404)"),
        ("HTTP_404", "`404`"),
    ] {
        assert_list_errors(&format!("«{part}»"), &[&format!("unknown status name `{part}`; did you mean {names}?")]);
    }
    // 123
    for (word, message) in [
        ("json", "unknown key `json`; did you mean `body` on a field?"),
        ("id = \"{0}\"", "unknown key `id`; did you mean `href` on a field?"),
        ("extensions(a = 1)", "unknown key `extensions`; did you mean `extension` on a field?"),
        ("internal", "unknown key `internal`; did you mean `opaque`?"),
        ("skip", "unknown key `skip`; did you mean `skip_parse`?"),
    ] {
        let (name, rest) = word.split_at(word.find([' ', '(']).unwrap_or(word.len()));
        assert_list_errors(&format!("404, «{name}»{rest}"), &[message]);
    }
    assert_list_errors(
        "«default»",
        &["`default` goes on the enum, as `default = 500`; to keep unknown items in this variant write `other`"],
    );
    for key in ["remote"] {
        let message = format!("`{key}` is not supported yet");
        for rest in ["", " = x", "(x)"] {
            assert_list_errors(&format!("404, «{key}»{rest}"), &[&message]);
            assert_errors(&format!("#[outcome(«{key}»{rest})] enum E {{}}"), &[&message]);
            assert_errors(&format!("#[outcome(404)] struct S(#[outcome(«{key}»{rest})] u8);"), &[&message]);
        }
    }
    // 124
    for (element, header) in [
        ("content_type = \"text/csv\"", "header(\"Content-Type\", \"text/csv\")"),
        ("location(\"/x\")", "header(\"Location\", \"/x\")"),
    ] {
        let word = element.split([' ', '(']).next().unwrap();
        assert_list_errors(&format!("404, «{element}»"), &[&format!("unknown key `{word}`; write `{header}`")]);
    }
    assert_list_errors(
        "404, «location» = 5",
        &["unknown key `location`; a variant takes: `code`, `condition`, `header`, \
        `opaque`, `other`, `retry`, `retry_after`, `skip_parse`, `title`, `transparent`, `type`, `via` and `with`"],
    );
    assert_list_errors("«NOT-FOUND»", &["a status name has underscores; write `NOT_FOUND`"]);
    for separator in ["=", ":", "=>"] {
        assert_list_errors(
            &format!("201, header«(\"Location\" {separator} \"/a\")»"),
            &["`header` takes two string literals; write `header(\"Location\", \"/a\")`"],
        );
    }
    assert_variant_errors("#[outcome(«fallback»)] A(Item)", &["unknown key `fallback`; did you mean `other`?"]);
    // 110, 111, 112, 114
    assert_list_errors("«pick(0)»", &["a status is not a call; for a function write `with = pick`"]);
    assert_list_errors("«Some(404)»", &["a status is a number, a name or a path, not a call; write `404`"]);
    assert_list_errors("404, «TEXT»", &["a description is a string literal, not a constant; write the text itself"]);
    for text in ["format!(\"a\")", "include_str!(\"a.txt\")", "env!(\"A\")"] {
        assert_list_errors(
            &format!("404, «{text}», retry = safe"),
            &["macros are not expanded in an attribute; write the description as a string literal"],
        );
    }
    assert_list_errors(
        "404, «display = \"gone\"»",
        &["unknown key `display`; write the text itself right after the status: `\"gone\"`"],
    );
    // 113
    assert_list_errors("«404 Not Found», retry = safe", &["a status is its number or its name; write `404`"]);
    // 58
    assert_list_errors("404, \"a\" «+» b", &["expected `,`, found `+`"]);
    for (separator, caret) in [("=", "«=»"), (":", "«:»"), ("=>", "«=>»"), (";", "«;»")] {
        let message = format!("expected `,`, found `{separator}`");
        assert_list_errors(&format!("404 {caret} \"text\""), &[&message]);
        assert_list_errors(&format!("404, retry = safe {caret} \"text\""), &[&message]);
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    assert_errors(
        "#[outcome(«defualt» = 500)] enum E {
            #[outcome(«4040», «heder»(\"a\", \"b\"))] A { #[outcome(«hrf»)] path: String },
            #[outcome(404, «\"{pth}\"»)] B { path: String },
            #[outcome(404)] C(#[outcome(header = \"A\")] u8, #[outcome(header = «\"a\"»)] u8),
        }",
        &[
            "unknown key `defualt`; did you mean `default`?",
            "`4040` is not an HTTP status code; codes run from 100 to 999",
            "unknown key `heder`; did you mean `header`?",
            "unknown key `hrf`; did you mean `href`?",
            "no field `pth` here; did you mean `{path}`?",
            "header `a` is given twice; keep one",
        ],
    );
}
