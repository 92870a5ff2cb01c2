//! The `_bulk` API of Elasticsearch and OpenSearch.

use multistatus::{batch::requests::Elastic, dialect::ElasticVerb};

use super::{decode, operations, refusal};

#[test]
fn each_action_has_its_method_and_its_source() {
    let body = concat!(
        r#"{"index":{"_index":"orders","_id":"1","routing":"a b","if_seq_no":3}}"#,
        "\n",
        r#"{"n":1}"#,
        "\n",
        r#"{"index":{}}"#,
        "\n",
        r#"{"n":2}"#,
        "\n",
        r#"{"create":{"_id":"x/y"}}"#,
        "\n",
        r#"{"n":3}"#,
        "\n",
        r#"{"update":{"_id":4}}"#,
        "\n",
        r#"{"doc":{"n":4}}"#,
        "\n",
        r#"{"update":{"_id":"5"}}"#,
        "\r\n",
        r#"{"doc":{"n":5},"doc_as_upsert":true}"#,
        "\n",
        r#"{"delete":{"_id":"6"}}"#,
        "\n",
    );
    let request = decode(&Elastic::index("log"), body).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"1: PUT /orders/1?routing=a%20b&if_seq_no=3 {"n":1}"#,
            r#"POST /log {"n":2}"#,
            r#"x/y: POST /log/x%2Fy {"n":3}"#,
            r#"4: PATCH /log/4 if-match=* {"n":4}"#,
            r#"5: PATCH /log/5 {"n":5}"#,
            "6: DELETE /log/6",
        ]
    );
    let verbs: Vec<ElasticVerb> = request.contexts().map(|action| action.verb).collect();
    assert_eq!(verbs[..3], [ElasticVerb::Index, ElasticVerb::Index, ElasticVerb::Create]);
    assert_eq!(&*request.contexts().next().unwrap().index, "orders");
}

#[test]
fn a_source_that_is_not_valid_fails_alone() {
    let body = "{\"index\":{\"_id\":\"1\"}}\n{\"n\":}\n{\"index\":{\"_id\":\"2\"}}\n[]\n{\"delete\":{\"_id\":\"3\"}}\n";
    assert_eq!(
        operations(&decode(&Elastic::index("log"), body).unwrap()),
        [
            "1: 400 not valid JSON: line 2, column 6: expected a value, found '}'",
            "2: 422 expected an object, found an array",
            "3: DELETE /log/3",
        ]
    );
}

#[test]
fn a_line_that_is_not_an_action_refuses_the_request() {
    let refused = |body: &str| refusal(&Elastic::new(), body);
    assert_eq!(
        refused("{\"upsert\":{\"_id\":\"1\"}}\n{}\n"),
        "400 Malformed action/metadata line [1], expected field [create], [delete], [index] or [update] but found \
         [upsert]"
    );
    assert_eq!(
        refused("{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{}\n{\"index\":{},\"delete\":{}}\n{}\n"),
        "400 Malformed action/metadata line [3], expected an object with one action"
    );
    assert_eq!(
        refused("{\"delete\":{\"_index\":\"a\",\"_id\":\"1\",\"colour\":1}}\n"),
        "400 Action/metadata line [1] contains an unknown parameter [colour]"
    );
    assert_eq!(
        refused("{\"index\":{\"_id\":\"1\"}}\n{}\n"),
        "400 Malformed action/metadata line [1], expected the member `_index`, because the path names no index"
    );
    assert_eq!(
        refused("{\"delete\":{\"_index\":\"a\"}}\n"),
        "400 Malformed action/metadata line [1], expected the member `_id`"
    );
    assert_eq!(
        refused("{\"index\":{\"_index\":\"a\",\"_id\":{}}}\n{}\n"),
        "400 Malformed action/metadata line [1], /index/_id: expected a string or an integer, found an object"
    );
    assert_eq!(
        refused("{\"index\":{\"_index\":\"a\"}}\n"),
        "400 Malformed action/metadata line [1], expected the line of its source behind it, found the end of the request"
    );
    assert_eq!(refused("[1]\n"), "400 Malformed action/metadata line [1], expected an object with one action");
    assert_eq!(
        refused("{\"index\"\n"),
        "400 Malformed action/metadata line [1], not valid JSON: line 1, column 9: the line ends before its value does"
    );
    assert_eq!(
        refused("{\"delete\":{\"_index\":\"a\",\"_id\":\"1\"}}"),
        "400 The bulk request must be terminated by a newline [\\n]"
    );
    assert_eq!(refused(""), "400 the batch is empty; it takes at least one item");
    assert_eq!(refused("\n\n"), "400 the batch is empty; it takes at least one item");
}
