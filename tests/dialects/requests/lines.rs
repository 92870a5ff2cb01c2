//! Requests in JSON Lines: OpenAI and Typesense.

use multistatus::batch::requests::{OpenAi, Typesense};

use super::{decode, operations, refusal};

#[test]
fn each_line_of_openai_is_a_request() {
    let body = concat!(
        r#"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}"#,
        "\n",
        "{\"custom_id\":\n",
        r#"{"method":"POST","url":"/v1/chat/completions"}"#,
    );
    assert_eq!(
        operations(&decode(&OpenAi, body).unwrap()),
        [
            r#"a: POST /v1/chat/completions {"model":"m"}"#,
            "400 not valid JSON: line 2, column 14: the line ends before its value does",
            ": 422 /custom_id: expected a string; the member is missing",
        ]
    );
}

#[test]
fn ids_of_openai_are_distinct() {
    let line = "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/\"}\n";
    assert_eq!(
        refusal(&OpenAi, &line.repeat(2)),
        "400 the operations 0 and 1 have the same id `a`; each needs an id of its own"
    );
}

#[test]
fn each_line_of_typesense_is_a_document() {
    let body = "{\"id\":\"1\",\"n\":1}\n\n{\"n\":2}\nnull\n";
    let import = |action| operations(&decode(&Typesense::action(action).unwrap(), body).unwrap());
    assert_eq!(
        import("create"),
        [r#"1: POST 1 {"id":"1","n":1}"#, r#"POST  {"n":2}"#, "422 expected an object, found null"]
    );
    assert_eq!(import("upsert")[1], r#"PUT  {"n":2}"#);
    assert_eq!(import("emplace")[1], r#"PATCH  {"n":2}"#);
    assert_eq!(import("update")[1], r#"PATCH  if-match=* {"n":2}"#);
    assert!(Typesense::action("drop").is_none());
}
