//! The exact bytes of the seven kinds of outcome in each convention that needs no context.

use std::time::Duration;

use multistatus::{MultiStatus, Outcome, dialect, format::Format, outcome::InContext};

use crate::{Change, body, changes};

fn result() -> MultiStatus<Change> {
    changes().into_iter().collect()
}

/// Puts each outcome into the context that `context` makes of its position.
fn in_context<C>(context: impl Fn(usize) -> C) -> MultiStatus<InContext<C, Change>>
where
    InContext<C, Change>: Outcome,
{
    let pairs = changes().into_iter().enumerate();
    pairs.map(|(index, (key, outcome))| (key, InContext { context: context(index), outcome })).collect()
}

/// Checks the body, whose items begin with `lines[0]` and end with the last line.
fn check<O: Outcome>(result: &MultiStatus<O>, format: &impl Format<O>, lines: &[&str]) {
    assert_eq!(body(result, format), lines.concat());
}

#[test]
fn graph() {
    let lines = [
        r#"{"responses":["#,
        r#"{"id":"a","status":201,"headers":{"Location":"/orders/17","Content-Type":"application/json"},"body":{"id":17}},"#,
        r#"{"id":"b","status":204},"#,
        r#"{"id":"c","status":404,"headers":{"Content-Type":"application/json"},"#,
        r#""body":{"error":{"code":"NotFound","message":"there is no order c"}}},"#,
        r#"{"id":"d","status":409,"headers":{"Content-Type":"application/json"},"#,
        r#""body":{"error":{"code":"Conflict","message":"order d already exists"}}},"#,
        r#"{"id":"e","status":422,"headers":{"Content-Type":"application/json"},"#,
        r#""body":{"error":{"code":"UnprocessableContent","message":"the amount must be positive"}}},"#,
        r#"{"id":"f","status":429,"headers":{"Retry-After":"7","Content-Type":"application/json"},"#,
        r#""body":{"error":{"code":"TooManyRequests","message":"slow down"}}},"#,
        r#"{"id":"g","status":424,"headers":{"Content-Type":"application/json"},"#,
        r#""body":{"error":{"code":"FailedDependency","message":"Failed Dependency"}}}]}"#,
    ];
    check(&result(), &dialect::GRAPH, &lines);
}

#[test]
fn odata_has_lower_case_header_names_and_groups() {
    let group = |index| dialect::AtomicityGroup((index == 0).then(|| "g1".into()));
    let written = body(&in_context(group), &dialect::ODATA);
    let first = concat!(
        r#"{"responses":[{"id":"a","atomicityGroup":"g1","status":201,"#,
        r#""headers":{"location":"/orders/17","content-type":"application/json"},"body":{"id":17}},"#,
        r#"{"id":"b","status":204},"#,
    );
    assert!(written.starts_with(first), "{written}");
    let throttled = concat!(
        r#"{"id":"f","status":429,"headers":{"retry-after":"7","content-type":"application/json"},"#,
        r#""body":{"error":{"code":"TooManyRequests","message":"slow down"}}},"#,
    );
    assert!(written.contains(throttled), "{written}");
}

#[test]
fn kinto_has_paths_and_numbers_of_errors() {
    let request = |index| dialect::KintoRequest { path: format!("/v1/orders/{index}").into() };
    let lines = [
        r#"{"responses":["#,
        r#"{"status":201,"path":"/v1/orders/0","headers":{"Location":"/orders/17","Content-Type":"application/json"},"body":{"id":17}},"#,
        r#"{"status":204,"path":"/v1/orders/1"},"#,
        r#"{"status":404,"path":"/v1/orders/2","headers":{"Content-Type":"application/json"},"#,
        r#""body":{"code":404,"error":"Not Found","errno":110,"message":"there is no order c"}},"#,
        r#"{"status":409,"path":"/v1/orders/3","headers":{"Content-Type":"application/json"},"#,
        r#""body":{"code":409,"error":"Conflict","errno":122,"message":"order d already exists"}},"#,
        r#"{"status":422,"path":"/v1/orders/4","headers":{"Content-Type":"application/json"},"#,
        r#""body":{"code":422,"error":"Unprocessable Content","errno":109,"message":"the amount must be positive"}},"#,
        r#"{"status":429,"path":"/v1/orders/5","headers":{"Retry-After":"7","Content-Type":"application/json"},"#,
        r#""body":{"code":429,"error":"Too Many Requests","errno":117,"message":"slow down"}},"#,
        r#"{"status":424,"path":"/v1/orders/6","headers":{"Content-Type":"application/json"},"#,
        r#""body":{"code":424,"error":"Failed Dependency","errno":107,"message":"Failed Dependency"}}]}"#,
    ];
    check(&in_context(request), &dialect::KINTO, &lines);
}

#[test]
fn zalando() {
    let lines = [
        r#"{"items":["#,
        r#"{"id":"a","status":"201"},"#,
        r#"{"id":"b","status":"204"},"#,
        r#"{"id":"c","status":"404","description":"there is no order c"},"#,
        r#"{"id":"d","status":"409","description":"order d already exists"},"#,
        r#"{"id":"e","status":"422","description":"the amount must be positive"},"#,
        r#"{"id":"f","status":"429","description":"slow down"},"#,
        r#"{"id":"g","status":"424"}]}"#,
    ];
    check(&result(), &dialect::ZALANDO, &lines);
}

#[test]
fn nakadi() {
    let lines = [
        "[",
        r#"{"eid":"a","publishing_status":"submitted","step":"publishing"},"#,
        r#"{"eid":"b","publishing_status":"submitted","step":"publishing"},"#,
        r#"{"eid":"c","publishing_status":"failed","detail":"there is no order c"},"#,
        r#"{"eid":"d","publishing_status":"failed","detail":"order d already exists"},"#,
        r#"{"eid":"e","publishing_status":"failed","detail":"the amount must be positive"},"#,
        r#"{"eid":"f","publishing_status":"failed","detail":"slow down"},"#,
        r#"{"eid":"g","publishing_status":"aborted"}]"#,
    ];
    check(&result(), &dialect::NAKADI, &lines);
}

#[test]
fn typesense_has_no_line_feed_at_the_end() {
    let lines = [
        "{\"success\":true}\n",
        "{\"success\":true}\n",
        "{\"success\":false,\"code\":404,\"error\":\"there is no order c\"}\n",
        "{\"success\":false,\"code\":409,\"error\":\"order d already exists\"}\n",
        "{\"success\":false,\"code\":422,\"error\":\"the amount must be positive\"}\n",
        "{\"success\":false,\"code\":429,\"error\":\"slow down\"}\n",
        "{\"success\":false,\"code\":424,\"error\":\"Failed Dependency\"}",
    ];
    check(&result(), &dialect::TYPESENSE, &lines);
}

#[test]
fn bigquery_lists_failures_by_index() {
    let lines = [
        r#"{"kind":"bigquery#tableDataInsertAllResponse","insertErrors":["#,
        r#"{"index":2,"errors":[{"reason":"notFound","location":"","message":"there is no order c"}]},"#,
        r#"{"index":3,"errors":[{"reason":"duplicate","location":"","message":"order d already exists"}]},"#,
        r#"{"index":4,"errors":[{"reason":"invalid","location":"","message":"the amount must be positive"}]},"#,
        r#"{"index":5,"errors":[{"reason":"rateLimitExceeded","location":"","message":"slow down"}]},"#,
        r#"{"index":6,"errors":[{"reason":"stopped","location":"","message":"Failed Dependency"}]}]}"#,
    ];
    check(&result(), &dialect::BIGQUERY, &lines);
}

#[test]
fn openai_lines() {
    let lines = [
        "{\"custom_id\":\"a\",\"response\":{\"status_code\":201,\"body\":{\"id\":17}},\"error\":null}\n",
        "{\"custom_id\":\"b\",\"response\":{\"status_code\":204},\"error\":null}\n",
        "{\"custom_id\":\"c\",\"response\":{\"status_code\":404,\"body\":{\"error\":{\"message\":\"there is no order c\",",
        "\"code\":\"not_found\"}}},\"error\":null}\n",
        "{\"custom_id\":\"d\",\"response\":{\"status_code\":409,\"body\":{\"error\":{\"message\":\"order d already exists\",",
        "\"code\":\"invalid_request_error\"}}},\"error\":null}\n",
        "{\"custom_id\":\"e\",\"response\":{\"status_code\":422,\"body\":{\"error\":{\"message\":\"the amount must be positive\",",
        "\"code\":\"invalid_request_error\"}}},\"error\":null}\n",
        "{\"custom_id\":\"f\",\"response\":{\"status_code\":429,\"body\":{\"error\":{\"message\":\"slow down\",",
        "\"code\":\"rate_limit_exceeded\"}}},\"error\":null}\n",
        "{\"custom_id\":\"g\",\"response\":{\"status_code\":424,\"body\":{\"error\":{\"message\":\"Failed Dependency\",",
        "\"code\":\"invalid_request_error\"}}},\"error\":null}\n",
    ];
    check(&result(), &dialect::OPENAI_BATCH, &lines);
}

#[test]
fn anthropic_lines() {
    let failed = |key: &str, code: &str, message: &str| {
        format!(
            "{{\"custom_id\":\"{key}\",\"result\":{{\"type\":\"errored\",\"error\":{{\"type\":\"error\",\
             \"error\":{{\"type\":\"{code}\",\"message\":\"{message}\"}}}}}}}}\n"
        )
    };
    let lines = [
        "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":{\"id\":17}}}\n",
        "{\"custom_id\":\"b\",\"result\":{\"type\":\"succeeded\"}}\n",
        &failed("c", "not_found_error", "there is no order c"),
        &failed("d", "invalid_request_error", "order d already exists"),
        &failed("e", "invalid_request_error", "the amount must be positive"),
        &failed("f", "rate_limit_error", "slow down"),
        &failed("g", "invalid_request_error", "Failed Dependency"),
    ];
    check(&result(), &dialect::ANTHROPIC_BATCH, &lines);
}

/// The next two are split into lists, so that they are written differently from all others.
#[test]
fn sqs_has_a_list_of_successes_and_one_of_failures() {
    let lines = [
        r#"{"Successful":["#,
        r#"{"Id":"a","id":17},"#,
        r#"{"Id":"b"}],"Failed":["#,
        r#"{"Id":"c","SenderFault":true,"Code":"ReceiptHandleIsInvalid","Message":"there is no order c"},"#,
        r#"{"Id":"d","SenderFault":true,"Code":"InvalidParameterValue","Message":"order d already exists"},"#,
        r#"{"Id":"e","SenderFault":true,"Code":"InvalidMessageContents","Message":"the amount must be positive"},"#,
        r#"{"Id":"f","SenderFault":true,"Code":"RequestThrottled","Message":"slow down"},"#,
        r#"{"Id":"g","SenderFault":true,"Code":"FailedDependency","Message":"Failed Dependency"}]}"#,
    ];
    check(&result(), &dialect::SQS, &lines);
    check(&MultiStatus::<Change>::new(), &dialect::SQS, &[r#"{"Successful":[],"Failed":[]}"#]);
}

#[test]
fn lists_of_a_stream_are_whole_wherever_its_chunks_end() {
    let changes = || (0..3_000).map(|number| changes()[number % 7].clone());
    let pairs = changes().enumerate().map(|(index, (_, change))| (index.to_string(), change));
    let whole: MultiStatus<Change> = pairs.clone().collect();
    let response = multistatus::Streamed::iter(pairs).respond_with(dialect::SQS);
    let streamed = futures_of(response);
    assert_eq!(streamed, body(&whole, &dialect::SQS));
}

/// Returns the bytes of a response as text.
fn futures_of(response: multistatus::Response) -> String {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let (mut body, mut bytes) = (Box::pin(response.into_body()), Vec::new());
    while let std::task::Poll::Ready(Some(Ok(frame))) = http_body::Body::poll_frame(body.as_mut(), &mut context) {
        bytes.extend_from_slice(frame.data_ref().expect("a frame of data"));
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_redirection_is_a_failure_if_a_convention_cannot_tell_it_from_a_success() {
    let moved = MultiStatus::from_outcomes([multistatus::StatusCode::FOUND]);
    assert_eq!(
        body(&moved, &dialect::SQS),
        concat!(
            r#"{"Successful":[],"Failed":[{"Id":"0","SenderFault":false,"#,
            r#""Code":"InvalidParameterValue","Message":"Found"}]}"#,
        ),
    );
    assert_eq!(body(&moved, &dialect::ZALANDO), r#"{"items":[{"id":"0","status":"302"}]}"#);
}

#[test]
fn a_failure_of_any_status_has_an_error_code() {
    let result = MultiStatus::from_outcomes([600, 999].map(|code| multistatus::StatusCode::from_u16(code).unwrap()));
    let written = body(&result, &dialect::KINESIS);
    assert_eq!(written.matches(r#""ErrorCode":"InternalFailure""#).count(), 2, "{written}");
}

#[test]
fn the_time_to_wait_is_a_number_of_the_unit_of_the_shape() {
    let throttled = MultiStatus::from_outcomes([Change::Throttled(Duration::from_micros(1_500_001))]);
    let seconds = multistatus::read::JsonShape::root().status("s").retry_after_seconds("wait");
    let millis = multistatus::read::JsonShape::root().status("s").retry_after_millis("wait");
    assert_eq!(body(&throttled, &seconds), r#"[{"s":429,"wait":2}]"#);
    assert_eq!(body(&throttled, &millis), r#"[{"s":429,"wait":1501}]"#);
}
