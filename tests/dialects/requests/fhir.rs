//! Bundles of FHIR.

use multistatus::batch::requests::Fhir;

use super::{decode, operations, refusal};

#[test]
fn each_entry_has_its_request_and_resource() {
    let body = r#"{"resourceType": "Bundle", "type": "batch", "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient"},
         "request": {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=1"}},
        {"resource": {"resourceType": "Patient", "id": "2"},
         "request": {"method": "PUT", "url": "Patient/2", "ifMatch": "W/\"3\""}},
        {"request": {"method": "DELETE", "url": "Patient/3"}}
    ]}"#;
    let request = decode(&Fhir, body).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"POST Patient if-none-exist=identifier=1 {"resourceType":"Patient"}"#,
            r#"PUT Patient/2 if-match=W/"3" {"id":"2","resourceType":"Patient"}"#,
            "DELETE Patient/3",
        ]
    );
    assert!(!request.is_atomic());
    let ids: Vec<_> = request.operations().map(|input| input.item().unwrap().id.as_deref()).collect();
    assert_eq!(ids, [Some("urn:uuid:1"), None, None]);
}

#[test]
fn a_transaction_is_atomic() {
    assert!(decode(&Fhir, r#"{"resourceType": "Bundle", "type": "transaction", "entry": []}"#).unwrap().is_atomic());
}

#[test]
fn an_entry_without_a_request_fails_alone() {
    let body = r#"{"resourceType": "Bundle", "type": "batch", "entry": [
        {"resource": {}}, {"request": {"method": "POST"}}, {"request": {"method": "GET", "url": "Patient"}}
    ]}"#;
    assert_eq!(
        operations(&decode(&Fhir, body).unwrap()),
        [
            "422 /entry/0/request: expected an object; the member is missing",
            "422 /entry/1/request/url: expected a string; the member is missing",
            "GET Patient",
        ]
    );
}

#[test]
fn another_resource_is_refused_with_all_of_its_errors() {
    assert_eq!(
        refusal(&Fhir, r#"{"resourceType": "Patient", "type": "searchset", "entry": []}"#),
        "400 /resourceType: expected `Bundle`; /type: expected `batch` or `transaction`"
    );
}
