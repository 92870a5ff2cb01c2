//! SCIM 2.0: bulk operations.

use multistatus::{
    Batch, MultiStatus, Outcome, Reader,
    batch::requests::{Operation, RequestFormat, Scim},
    dialect::{self, ScimOperation},
    http::{HeaderMap, Method},
    outcome::InContext,
};

use crate::{Change, body, changes};

/// The operation of a key: a POST for `a` and `d`, else a PUT.
fn operation(key: &str) -> ScimOperation {
    let is_post = matches!(key, "a" | "d");
    ScimOperation {
        method: if is_post { Method::POST } else { Method::PUT },
        bulk_id: is_post.then(|| key.into()),
        location: (!is_post).then(|| format!("https://example.com/orders/{key}").into()),
    }
}

#[test]
fn each_kind_of_outcome() {
    let outcomes = changes().map(|(key, outcome)| (key, InContext { context: operation(key), outcome }));
    let result: MultiStatus<_> = outcomes.into_iter().collect();
    let written = body(&result, &dialect::SCIM);
    assert_eq!(
        written,
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":["#,
            r#"{"method":"POST","bulkId":"a","location":"/orders/17","status":"201","response":{"id":17}},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/b","status":"204"},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/c","status":"404","#,
            r#""response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","#,
            r#""detail":"there is no order c"}},"#,
            r#"{"method":"POST","bulkId":"d","status":"409","#,
            r#""response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","#,
            r#""scimType":"uniqueness","detail":"order d already exists"}},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/e","status":"422","#,
            r#""response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"422","#,
            r#""detail":"the amount must be positive"}},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/f","status":"429","#,
            r#""response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429","#,
            r#""detail":"slow down"}},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/g","status":"424","#,
            r#""response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"424","#,
            r#""detail":"Failed Dependency"}}]}"#,
        )
    );
    let document = Reader::new().shape(dialect::SCIM).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete());
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [201, 204, 404, 409, 422, 429, 424]);
    assert_eq!(document.items[3].key().unwrap().as_str(), "d");
    assert_eq!(document.items[3].error_code(), Some("uniqueness"));
    assert_eq!(document.items[3].description(), "order d already exists");
    assert_eq!(document.items[1].key(), None);
}

#[tokio::test]
async fn from_the_request_to_the_response() {
    let request = br#"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [
        {"method": "POST", "path": "/orders", "bulkId": "x", "data": {"amount": 1}},
        {"method": "DELETE", "path": "/orders/c"},
        {"method": "PATCH", "path": "/orders/e", "data": {"amount": "much"}},
        {"method": "PUT", "path": "/orders/bulkId:y", "data": {"amount": 2}}
    ]}"#;
    #[derive(serde::Deserialize)]
    struct Amount {
        #[allow(dead_code)]
        amount: u32,
    }
    let request = Scim::at("https://example.com").decode::<Amount>(&HeaderMap::new(), request).unwrap();
    let handler = async |operation: Operation<Amount>| match operation.method {
        Method::POST => Change::Created { id: 17, order: crate::Order { id: 17 } },
        _ => Change::NotFound,
    };
    let result = request.run(|operations| Batch::new(handler).inputs(operations)).await.unwrap();
    assert_eq!(
        body(&result, &dialect::SCIM),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":["#,
            r#"{"method":"POST","bulkId":"x","location":"/orders/17","status":"201","response":{"id":17}},"#,
            r#"{"method":"DELETE","location":"https://example.com/orders/c","status":"404","response":{"#,
            r#""schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"there is no order c"}},"#,
            r#"{"method":"PATCH","location":"https://example.com/orders/e","status":"422","response":{"#,
            r#""schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"422","#,
            r#""detail":"/Operations/2/data/amount: invalid type: string \"much\", expected u32"}},"#,
            r#"{"method":"PUT","location":"https://example.com/orders/bulkId:y","status":"400","response":{"#,
            r#""schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidValue","#,
            r#""detail":"the item depends on y, which is not in the batch"}}]}"#,
        )
    );
}

#[test]
fn an_outcome_without_a_location_has_that_of_its_context_as_a_field() {
    struct Fields(Vec<String>);
    impl multistatus::outcome::HeaderVisitor for Fields {
        fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn std::fmt::Write) -> std::fmt::Result) {
            let mut text = String::new();
            value(&mut text).unwrap();
            self.0.push(format!("{name}: {text}"));
        }
    }
    let fields = |key: &str, outcome: Change| {
        let mut fields = Fields(Vec::new());
        InContext { context: operation(key), outcome }.headers(&mut fields);
        fields.0
    };
    let created = || Change::Created { id: 17, order: crate::Order { id: 17 } };
    assert_eq!(fields("b", created()), ["Location: /orders/17"]);
    assert_eq!(fields("b", Change::Updated), ["Location: https://example.com/orders/b"]);
    assert_eq!(fields("d", Change::Conflict), [""; 0]);
}
