//! Mistakes in the list itself: status, keys, places. The numbers are those of the catalogue of mistakes.

use super::{accepts, in_list, in_variant, mistakes};

const SECOND_SOURCE: &str =
    "the status is already given for this outcome; keep one of the code, `with`, `via` and the `code` field";
const NO_STATUS_BEFORE: &str = "expected a status before the description; write `#[outcome(404, \"...\")]`";

const EXPECTED_A_KEY: &str = "expected a key; a variant takes: `condition`, `header`, `opaque`, `other`, `retry`, \
                              `skip_parse`, `title`, `transparent`, `type`, `via` and `with`";

#[test]
fn no_status() {
    // 1
    in_variant(
        "«B» { path: String }",
        &["no status for `B`; add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`"],
    );
    mistakes("struct «S»;", &["no status for `S`; add `#[outcome(404)]` (or another code)"]);
    in_variant(
        "#[outcome(retry = safe)] «r#type»",
        &[
            "no status for `type`; add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`",
        ],
    );
    // 2
    in_variant("#[«outcome»] A", &["`#[outcome]` needs a status; write `#[outcome(404)]` or `#[outcome(NOT_FOUND)]`"]);
    // 3
    in_variant("#[outcome «=» 404] A", &["expected parentheses; write `#[outcome(404)]`"]);
    in_variant("#[outcome[«404»]] A", &["expected parentheses; write `#[outcome(404)]`"]);
    // 4
    in_variant(
        "«#[outcome()]» A",
        &["empty `#[outcome()]`; write a status such as `#[outcome(404)]`, or remove the attribute"],
    );
    mistakes(
        "«#[outcome()]» enum E {}",
        &[
            "empty `#[outcome()]` on an enum says nothing; write a setting such as `#[outcome(default = 500)]`, or remove \
           it",
        ],
    );
}

#[test]
fn numbers() {
    // 5
    in_list("«4040»", &["`4040` is not an HTTP status code; codes run from 100 to 999"]);
    in_list("«99»", &["`99` is not an HTTP status code; codes run from 100 to 999"]);
    in_list("«70000»", &["`70000` is not an HTTP status code; codes run from 100 to 999"]);
    in_list("«-404»", &["`-404` is not an HTTP status code; codes run from 100 to 999"]);
    // 6
    in_list("«102»", &["`102` is an interim (1xx) status; an item needs a final status, from 200 up"]);
    in_list("«EARLY_HINTS»", &["`EARLY_HINTS` is an interim (1xx) status; an item needs a final status, from 200 up"]);
    // 7
    for code in ["«207»", "«MULTI_STATUS»"] {
        in_list(
            code,
            &["an item cannot itself be `207 Multi-Status`; give the status this item would have had on its own"],
        );
    }
    // 8
    in_list("«\"404\"»", &["a status is a number, not text; write `404`"]);
    mistakes("#[outcome(default = «\"404\"»)] enum E { A }", &["a status is a number, not text; write `404`"]);
    // 9
    in_list("«\"not found\"»", &[NO_STATUS_BEFORE]);
    in_list("«\"x\"», 404", &[NO_STATUS_BEFORE]);
    // 10
    in_list("«404.0»", &["expected a status code such as `404` or `NOT_FOUND`"]);
    in_list("«'a'»", &["expected a status code such as `404` or `NOT_FOUND`"]);
    // 11
    in_list("«404u16»", &["a status has no type suffix; write `404`"]);
}

#[test]
fn names() {
    // 12, 13
    in_list("«NOT_FUOND»", &["unknown status name `NOT_FUOND`; did you mean `NOT_FOUND` (404)?"]);
    in_list("«Locked»", &["unknown status name `Locked`; did you mean `LOCKED` (423)?"]);
    // 14
    in_list("«not_found»", &["status names are upper case; write `NOT_FOUND`"]);
    // 15
    in_list(
        "«BURST_QUOTA»",
        &["unknown status name `BURST_QUOTA`; for a constant of your own write its path, such as `self::BURST_QUOTA`"],
    );
    in_list("«Self::QUOTA»", &["`Self` is not known here; write `E::QUOTA`"]);
    mistakes("#[outcome(default = «Self::A»)] enum E { A }", &["`Self` is not known here; write `E::A`"]);
}

#[test]
fn unknown_keys() {
    // 20, 21, 22
    in_list("404, «heder»(\"ETag\", \"{e}\")", &["unknown key `heder`; did you mean `header`?"]);
    in_list("404, «message» = \"gone\"", &["unknown key `message`; write the text itself right after the status"]);
    in_list(
        "404, «description» = \"gone\"",
        &["unknown key `description`; write the text itself right after the status"],
    );
    in_list(
        "404, «colour» = \"red\"",
        &["unknown key `colour`; a variant takes: `condition`, `header`, `opaque`, `other`, `retry`, `skip_parse`, \
           `title`, `transparent`, `type`, `via` and `with`"],
    );
    in_list("404, «retryable»", &["unknown key `retryable`; did you mean `retry`?"]);
    in_list("404, «problem» = \"/x\"", &["unknown key `problem`; did you mean `type`?"]);
    in_variant("#[outcome(404)] A { #[outcome(«url»)] u: u8 }", &["unknown key `url`; did you mean `href`?"]);
    in_variant(
        "#[outcome(404)] A { #[outcome(«status_code»)] u: u16 }",
        &["unknown key `status_code`; did you mean `code`?"],
    );
    mistakes("#[outcome(«defualt» = 500)] enum E {}", &["unknown key `defualt`; did you mean `default`?"]);
    // 23
    in_list(
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
    mistakes("#[outcome(«remote» = a::B)] enum E {}", &["`remote` is not supported yet"]);
}

#[test]
fn given_twice() {
    // 24
    in_list("404, «409»", &["a second status; an outcome has exactly one"]);
    in_variant("#[outcome(404)] #[outcome(«410»)] A", &["a second status; an outcome has exactly one"]);
    // 25
    in_list("404, \"a\", «\"b\"»", &["a second description; keep one"]);
    in_list("404, title = \"a\", «title» = \"b\"", &["`title` is given twice; keep one"]);
    // 26, 76
    in_variant(
        "#[outcome(404)] A { #[outcome(href)] from: String, #[outcome(«href»)] to: String }",
        &["a second `href` field; `from` is already the href"],
    );
    in_variant(
        "A(#[outcome(code)] u16, #[outcome(«code»)] u16)",
        &["a second `code` field; the status comes from exactly one field"],
    );
    in_variant(
        "#[outcome(404)] A(#[outcome(body)] u16, #[outcome(«body»)] u16)",
        &["a second `body` field; `0` is already the body"],
    );
    in_variant(
        "#[outcome(404)] A(#[outcome(retry_after)] u16, #[outcome(«retry_after»)] u16)",
        &["a second `retry_after` field; `0` is already the retry_after"],
    );
}

#[test]
fn places() {
    // 27
    in_variant("#[outcome(404, «href»)] A { path: String }", &["`href` does not go on a variant; it goes on a field"]);
    // 33
    in_variant(
        "#[outcome(404)] A { #[outcome(«404»)] path: String }",
        &[
            "a status belongs on the variant, not on a field; to take the status from this field write `#[outcome(code)]`",
        ],
    );
    // 34
    mistakes(
        "#[outcome(«500»)] enum E {}",
        &["a status belongs on each variant; for a fallback write `#[outcome(default = 500)]`"],
    );
    mistakes(
        "#[outcome(«NOT_FOUND»)] enum E {}",
        &["a status belongs on each variant; for a fallback write `#[outcome(default = NOT_FOUND)]`"],
    );
    mistakes(
        "#[outcome(«\"text\"»)] enum E {}",
        &["a description belongs on each variant; to take it from `Display` write `display`"],
    );
    in_variant(
        "#[outcome(404)] A(#[outcome(«\"text\"»)] u8)",
        &["a description belongs on the variant, not on a field"],
    );
    // 35
    in_list("«default» = 500", &["`default` does not go on a variant; it goes on an enum or a struct"]);
    mistakes(
        "#[outcome(«retry» = safe)] enum E {}",
        &["`retry` does not go on an enum; it goes on a variant or a struct"],
    );
    in_variant(
        "#[outcome(404)] A(#[outcome(«with» = pick)] u8)",
        &["`with` does not go on a field; it goes on a variant or a struct"],
    );
    // 36
    mistakes(
        "«union» U { a: u8 }",
        &["`Outcome` cannot be derived for a union; use an enum with one variant per outcome"],
    );
    // 63
    in_variant(
        "#[outcome(404)] A { #[«outcome»] path: String }",
        &["`#[outcome]` on a field says nothing; write what the field is: `#[outcome(href)]`, `#[outcome(code)]` or \
           `#[outcome(header = \"...\")]`"],
    );
}

#[test]
fn transparent() {
    let unused = |key: &str| format!("`{key}` is never used: `transparent` takes it from the inner outcome");
    // 37, 38
    in_list(
        "«transparent»",
        &["`transparent` takes its outcome from a field, but there is none; write a status instead"],
    );
    in_variant(
        "#[outcome(«transparent»)] B(X, Y)",
        &["`transparent` needs exactly one field, and there are 2; write a status, or move the extra fields into the \
           inner type"],
    );
    // 39
    in_variant(
        "#[outcome(«404», transparent)] A(X)",
        &["this status is never used: `transparent` takes the status of the inner outcome; keep one of the two"],
    );
    // 40
    in_variant(
        "#[outcome(transparent, «\"x\"»)] A(X)",
        &["a description is never used here: `transparent` takes it from the inner outcome"],
    );
    in_variant("#[outcome(transparent, «title» = \"x\")] A(X)", &[&unused("title")]);
    in_variant("#[outcome(transparent)] A(#[outcome(«href»)] X)", &[&unused("href")]);
    in_variant("#[outcome(transparent)] A(#[outcome(«condition_href»)] X)", &[&unused("condition_href")]);
}

#[test]
fn sources() {
    // 43
    in_list("404, «with» = pick", &[SECOND_SOURCE]);
    in_variant("#[outcome(404)] A(#[outcome(«code»)] u16)", &[SECOND_SOURCE]);
    in_variant("#[outcome(via = Map, «with» = pick)] A(u16)", &[SECOND_SOURCE]);
    // 44
    in_list("with = «\"a::pick\"»", &["`with` is a path, not text; write `with = a::pick`"]);
    in_list("via = «\"a pick\"»", &["`via` is a path, not text; write `via = Mapping`"]);
    in_list("with = «404»", &["`with` is a path; write `with = pick`"]);
    in_list("«via» = Map", &["`via` maps the value of a field, but there is none; write a status instead"]);
    in_variant(
        "#[outcome(«via» = Map)] A(#[outcome(href)] u8)",
        &["`via` maps the field without a role, and every field has one; leave one without"],
    );
    in_variant(
        "#[outcome(«via» = Map)] A(u8, u8)",
        &[
            "`via` maps the only field without a role, and there are 2; give the others a role, or use `with`, which sees \
           all of them",
        ],
    );
}

#[test]
fn the_description_has_its_place() {
    in_list(
        "404, retry = safe, «\"text\"»",
        &["the description comes right after the status; write `#[outcome(404, \"...\")]`"],
    );
    mistakes(
        "#[outcome(default = 500)] enum E { #[outcome(opaque, «\"text\"»)] A }",
        &["the description comes first; write it before the keys"],
    );
    accepts("#[outcome(default = 500)] enum E { #[outcome(\"text\", opaque)] A }");
    accepts("enum E { #[outcome(\"text\", opaque)] A(#[outcome(code)] u16), #[outcome(with = f, \"text\")] B }");
    accepts("enum E { #[outcome(404)] #[outcome(\"text\")] A }");
}

#[test]
fn a_success_explains_no_failure() {
    // 66
    in_list("204, «retry» = safe", &["`retry` has no effect on a success (`204`); remove it"]);
    // 67
    in_list(
        "201, «condition» = \"quota-not-exceeded\"",
        &["`condition` explains a failure, and `201` is a success; remove it or change the status"],
    );
    in_list(
        "SEE_OTHER, «type» = \"/x\", «title» = \"x\"",
        &[
            "`type` explains a failure, and `303` is a redirection; remove it or change the status",
            "`title` explains a failure, and `303` is a redirection; remove it or change the status",
        ],
    );
    in_variant(
        "#[outcome(200)] A { #[outcome(«extension»)] used: u8 }",
        &["`extension` explains a failure, and `200` is a success; remove it or change the status"],
    );
    // 68
    accepts("enum E { #[outcome(204, \"moved away\")] A }");
    accepts("#[outcome(map = f)] enum E { #[outcome(204, retry = safe)] A }");
}

#[test]
fn commas() {
    // 58
    in_list("404 «retry» = safe", &["missing `,` before this"]);
    in_list("404 «\"text\"», title = \"x\"", &["missing `,` before this"]);
    in_list("404, opaque «title» = \"x\"", &["missing `,` before this"]);
    in_list("404, retry = safe «title» = \"x\"", &["missing `,` before this"]);
    in_list("404, «,» opaque", &[EXPECTED_A_KEY]);
    in_list("404, «{}», «heder»", &[EXPECTED_A_KEY, "unknown key `heder`; did you mean `header`?"]);
    in_list("404«;» \"text\"", &["expected `,`, found `;`"]);
    accepts("enum E { #[outcome(404, \"text\", retry = safe,)] A }");
}

/// A mistake in one element gives one error, over all of the element that is wrong.
#[test]
fn one_error_for_each_element() {
    let status = "a status is a number, a name or a path, not an expression; make it a constant and write its path";
    for expression in
        ["404 + 1", "404 as u16", "404 | 410", "NOT_FOUND + 1", "self::BASE + 4", "self::status()", "-404 * 2"]
    {
        in_list(&format!("«{expression}»"), &[status]);
        in_list(&format!("«{expression}», «heder»"), &[status, "unknown key `heder`; did you mean `header`?"]);
    }
    in_list("with = «pick()»", &["`with` is a path; write `with = pick`"]);
    in_list("404, title = «\"a\" + \"b\"»", &["`title` is a string literal; write `title = \"...\"`"]);
    in_list("404, «safe»", &["`safe` is a value of `retry`; write `retry = safe`"]);
    mistakes("#[outcome(default = «500 + 1»)] enum E {}", &["`default` is a status; write `default = 500`"]);
    accepts("enum E { #[outcome(via = Map::<A, B>, opaque)] A(u8), #[outcome(with = pick::<A, B>, opaque)] B(u8) }");
}

#[test]
fn everything_is_said_at_once() {
    mistakes(
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
