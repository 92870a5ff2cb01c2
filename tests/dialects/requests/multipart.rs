//! Requests in `multipart/mixed`, `DeleteObjects` of S3 and `PublishBatch` of SNS.

use http_body_util::BodyExt;
use multistatus::{
    Batch, MultiStatus, Negotiate, Refused, StatusCode,
    batch::requests::{Operation, RequestFormat, S3Delete, SnsPublish},
    dialect::{self, DynamoDb, DynamoDbWrite},
    format::Format,
    http::HeaderMap,
    outcome::InContext,
};
use serde_json::Value;

use super::{decode, fields, operations, refusal};

const GOOGLE: &str = concat!(
    "--b\r\nContent-Type: application/http\r\nContent-ID: <u + 1>\r\n\r\n",
    "POST /orders?alt=json HTTP/1.1\r\nContent-Type: application/json\r\nIf-Match: \"v1\"\r\n\r\n{\"id\":17}\r\n",
    "--b\r\nContent-Type: application/http\r\nContent-ID: <u + 2>\r\n\r\nDELETE /orders/1\r\n\r\n\r\n",
    "--b\r\nContent-Type: application/http\r\nContent-ID: <u + 3>\r\n\r\nnonsense\r\n\r\n\r\n",
    "--b--",
);

#[test]
fn each_part_is_an_operation() {
    let request = decode(&dialect::GOOGLE, GOOGLE).unwrap();
    let expected = [
        r#"u + 1: POST /orders?alt=json content-type=application/json if-match="v1" {"id":17}"#,
        "u + 2: DELETE /orders/1",
        "u + 3: 422 expected a request line, such as `DELETE /orders/17 HTTP/1.1`",
    ];
    assert_eq!(operations(&request), expected);
}

#[tokio::test]
async fn a_multipart_request_has_a_multipart_response() {
    let headers = fields([("content-type", "multipart/mixed; boundary=\"b\"")]);
    let request = dialect::GOOGLE.decode::<Value>(&headers, GOOGLE.as_bytes()).unwrap();
    let result = request
        .run(|operations| {
            let handler = async |operation: Operation<Value>| match operation.body {
                Some(_) => StatusCode::CREATED,
                None => StatusCode::NO_CONTENT,
            };
            Batch::new(handler).inputs(operations)
        })
        .await
        .unwrap();
    let body = String::from_utf8(result.encode(&dialect::GOOGLE).unwrap()).unwrap();
    assert!(body.contains("Content-ID: <response-u + 1>\r\n\r\nHTTP/1.1 201 Created\r\n"), "{body}");
    assert!(body.contains("Content-ID: <response-u + 3>\r\n\r\nHTTP/1.1 422 Unprocessable Content\r\n"), "{body}");
}

fn change_set(inner: &str, behind: &str) -> String {
    format!("--b\nContent-Type: multipart/mixed; boundary=c\n\n{inner}--c--\n{behind}--b--\n")
}

#[test]
fn a_change_set_is_atomic() {
    let one = "--c\nContent-Type: application/http\nContent-ID: 1\n\nPOST /orders HTTP/1.1\n\n{}\n";
    let two = "--c\nContent-Type: application/http\nContent-ID: 2\n\nPOST $1/lines HTTP/1.1\n\n{}\n";
    let alone = "--b\nContent-Type: application/http\n\nGET /a HTTP/1.1\n\n\n";
    let request = decode(&dialect::ODATA_4_0, &change_set(&(one.to_owned() + two), "")).unwrap();
    assert!(request.is_atomic());
    assert_eq!(operations(&request), ["1: POST /orders {}", "2: POST $1/lines {}"]);
    assert!(!decode(&dialect::ODATA_4_0, &change_set(one, alone)).unwrap().is_atomic());
    assert_eq!(
        refusal(&dialect::ODATA_4_0, &change_set(&(one.to_owned() + two), alone)),
        "400 byte 0: expected one change set, or change sets of one operation each: a batch is atomic as a whole"
    );
    let nested = "--c\nContent-Type: multipart/mixed; boundary=d\n\n--d--\n";
    assert_eq!(
        refusal(&dialect::ODATA_4_0, &change_set(nested, "")),
        "400 byte 51: expected a request in a change set, found another set of parts"
    );
}

#[test]
fn a_multipart_request_may_be_refused() {
    for (body, expected) in [
        ("", "400 byte 0: expected a multipart body with a boundary in its content type"),
        ("--b--", "400 the batch is empty; it takes at least one item"),
        ("--b\n\nGET / HTTP/1.1\n\n", "400 byte 21: the body ends before its last boundary"),
        ("--b\nx\n\nGET /\n--b--", "400 byte 4: expected a header field"),
    ] {
        assert_eq!(refusal(&dialect::AZURE_BLOB, body), expected, "{body}");
    }
    let part = |id: usize| format!("--b\nContent-ID: {id}\n\nDELETE /a HTTP/1.1\n\n\n");
    let parts = |ids: &mut dyn Iterator<Item = usize>| ids.map(part).collect::<String>() + "--b--";
    assert_eq!(
        refusal(&dialect::AZURE_BLOB, &parts(&mut [7, 7].into_iter())),
        "400 the operations 0 and 1 have the same id `7`; each needs an id of its own"
    );
    assert_eq!(
        refusal(&dialect::AZURE_BLOB, &parts(&mut (0..257))),
        "413 a batch takes at most 256 items; send the rest in another batch"
    );
}

#[test]
fn objects_are_deleted() {
    let body = "<?xml version='1.0'?><Delete xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>\
        <Object><Key>a &amp; b.txt</Key><VersionId>v1</VersionId><ETag>\"e\"</ETag></Object>\
        <Object><Key><![CDATA[<c>]]></Key></Object><Quiet>true</Quiet></Delete>";
    let request = decode(&S3Delete, body).unwrap();
    assert_eq!(operations(&request), [r#"a & b.txt: DELETE a & b.txt if-match="e""#, "<c>: DELETE <c>"]);
    let contexts: Vec<_> = request.contexts().map(|object| (object.version_id.as_deref(), object.is_quiet)).collect();
    assert_eq!(contexts, [(Some("v1"), true), (None, true)]);
    let object = "<Object><Key>a</Key></Object>";
    for (body, expected) in [
        ("<Delete/>".to_owned(), "400 the batch is empty; it takes at least one item"),
        ("<Delete>".to_owned(), "400 byte 8: the document ends before its last element does"),
        ("<Remove/>".to_owned(), "400 byte 0: expected one element `Delete`, found `Remove`"),
        ("<Delete><Object/></Delete>".to_owned(), "400 byte 17: expected a `Key` that is not empty in `Object`"),
        (format!("<Delete>{object}<Quiet>yes</Quiet></Delete>"), "400 byte 47: expected `true` or `false` in `Quiet`"),
        (format!("<Delete>{object}</Delete>x"), "400 byte 46: expected the end of the document, found text"),
        (
            format!("<Delete>{}</Delete>", object.repeat(1001)),
            "413 a batch takes at most 1000 items; send the rest in another batch",
        ),
        ("<!DOCTYPE a><Delete/>".to_owned(), "400 byte 0: it has a document type declaration, which is not supported"),
    ] {
        assert_eq!(refusal(&S3Delete, &body), expected, "{body}");
    }
}

#[test]
fn messages_are_published() {
    let body = "Action=PublishBatch&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3At&\
        PublishBatchRequestEntries.member.1.Id=a&PublishBatchRequestEntries.member.1.Message=x+y%26z&\
        PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name=n&\
        PublishBatchRequestEntries.member.2.Id=b";
    let request = decode(&SnsPublish, body).unwrap();
    let expected = [
        r#"a: POST arn:aws:sns:t {"Id":"a","Message":"x y&z","MessageAttributes":{"entry":{"1":{"Name":"n"}}}}"#,
        r#"b: POST arn:aws:sns:t {"Id":"b"}"#,
    ];
    assert_eq!(operations(&request), expected);
    let entry = |number: usize, rest: &str| format!("TopicArn=t&PublishBatchRequestEntries.member.{number}{rest}");
    for (body, expected) in [
        ("", "400 /TopicArn: expected the topic; the parameter is missing"),
        ("TopicArn=t", "400 the batch is empty; it takes at least one item"),
        ("Action=Publish", "400 /Action: expected `PublishBatch`, found `Publish`"),
        (
            &entry(1, ".Message=a"),
            "400 /PublishBatchRequestEntries.member.1.Id: expected an id; the parameter is missing",
        ),
        (
            &(entry(1, ".Id=a&") + &entry(2, ".Id=a")),
            "400 the operations 0 and 1 have the same id `a`; each needs an id of its own",
        ),
        (&entry(1, "=a"), "400 /PublishBatchRequestEntries.member.1: expected a number and a name"),
        (
            &entry(1, &format!(".{}=a", ["a"; 17].join("."))),
            &format!(
                "400 /PublishBatchRequestEntries.member.1.{}: expected a name with fewer dots",
                ["a"; 17].join(".")
            ),
        ),
    ] {
        assert_eq!(refusal(&SnsPublish, body), *expected, "{body}");
    }
    let many: String = (0..11).map(|number| entry(number, &format!(".Id={number}&"))).collect();
    assert_eq!(refusal(&SnsPublish, &many), "413 a batch takes at most 10 items; send the rest in another batch");
    assert!(SnsPublish.decode::<Value>(&HeaderMap::new(), b"\xff").is_err());
}

async fn refused<O: multistatus::Outcome + Send + 'static>(
    format: impl Format<O> + Send + Sync + 'static,
) -> (String, String) {
    let answer: Result<MultiStatus<O>, Refused> = Err(Refused::Empty);
    let response = Negotiate::default().respond_with(format, answer);
    assert_eq!(response.status(), 400);
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (content_type, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_refusal_is_the_error_of_the_convention() {
    let message = "the batch is empty; it takes at least one item";
    let json = "application/json".to_owned();
    let google = format!(r#"{{"error":{{"code":400,"message":"{message}","status":"INVALID_ARGUMENT"}}}}"#);
    assert_eq!(refused::<StatusCode>(dialect::GOOGLE).await, (json.clone(), google));
    let odata = format!(r#"{{"error":{{"code":"BadRequest","message":"{message}"}}}}"#);
    assert_eq!(refused::<StatusCode>(dialect::ODATA_4_0).await, (json, odata));
    assert_eq!(refused::<StatusCode>(dialect::AZURE_BLOB).await.0, "application/problem+json");
    let dynamo = format!(r#"{{"__type":"ValidationException","message":"{message}"}}"#);
    let content_type = "application/x-amz-json-1.0".to_owned();
    assert_eq!(refused::<InContext<DynamoDbWrite, StatusCode>>(DynamoDb).await, (content_type, dynamo));
}
