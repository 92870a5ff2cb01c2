//! Outcomes as gRPC statuses, and back.

use std::{collections::HashMap, fmt, time::Duration};

use multistatus::{
    Batch, FromItem, Inputs, Item, Key, MultiStatus, Outcome, Reader, Refused, Report, Retry, Settled, StatusCode,
    batch::{FieldError, NotRun},
    client::{NextAction, RetryPlan},
    grpc,
};
use proptest::prelude::*;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, RpcStatusExt, StatusExt};

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

#[test]
fn each_status_has_a_code() {
    for (code, statuses) in [
        (Code::Ok, &[200, 201, 202, 204, 299, 304][..]),
        (Code::InvalidArgument, &[400, 406, 411, 413, 414, 415, 417, 422, 431]),
        (Code::Unauthenticated, &[401, 407, 511]),
        (Code::PermissionDenied, &[403, 451]),
        (Code::NotFound, &[404, 410]),
        (Code::Unimplemented, &[405, 501, 505]),
        (Code::Unavailable, &[408, 425, 503]),
        (Code::AlreadyExists, &[409]),
        (Code::Aborted, &[424]),
        (Code::OutOfRange, &[416]),
        (Code::ResourceExhausted, &[429, 507]),
        (Code::Cancelled, &[499]),
        (Code::DeadlineExceeded, &[504]),
        (Code::FailedPrecondition, &[300, 301, 303, 307, 308, 402, 412, 418, 421, 423, 426, 428, 498]),
        (Code::Internal, &[500, 502, 506, 508, 510, 599]),
        (Code::Unknown, &[600, 999]),
        // An item cannot have these.
        (Code::Internal, &[100, 207]),
    ] {
        for &number in statuses {
            assert_eq!(grpc::code(&status(number)), code, "{number}");
            assert_eq!(grpc::status(&status(number)).code(), code, "{number}");
            assert_eq!(grpc::rpc_status(&status(number)).code, code as i32, "{number}");
        }
    }
}

/// The HTTP mappings of google/rpc/code.proto, and what a client does next with a status of a server that sends no details.
#[test]
fn each_code_has_a_status_and_an_action() {
    let retry = |class| NextAction::Retry { after: None, class };
    for (code, number, next) in [
        (Code::Ok, 200, NextAction::Done),
        (Code::Cancelled, 499, NextAction::GiveUp),
        (Code::Unknown, 500, retry(Retry::IfIdempotent)),
        (Code::InvalidArgument, 400, NextAction::Fix),
        (Code::DeadlineExceeded, 504, retry(Retry::IfIdempotent)),
        (Code::NotFound, 404, NextAction::GiveUp),
        (Code::AlreadyExists, 409, NextAction::Fix),
        (Code::PermissionDenied, 403, NextAction::GiveUp),
        (Code::ResourceExhausted, 429, retry(Retry::Safe)),
        (Code::FailedPrecondition, 400, NextAction::Fix),
        (Code::Aborted, 409, NextAction::Fix),
        (Code::OutOfRange, 400, NextAction::Fix),
        (Code::Unimplemented, 501, NextAction::GiveUp),
        (Code::Internal, 500, retry(Retry::IfIdempotent)),
        (Code::Unavailable, 503, retry(Retry::IfIdempotent)),
        (Code::DataLoss, 500, NextAction::GiveUp),
        (Code::Unauthenticated, 401, NextAction::Authenticate),
    ] {
        assert_eq!(grpc::http_status(code), status(number), "{code:?}");
        let item = Item::from(&Status::new(code, "a text"));
        assert_eq!((item.status(), item.description()), (status(number), "a text"), "{code:?}");
        assert_eq!(NextAction::of(&item), next, "{code:?}");
        let same = tonic_types::Status { code: code as i32, message: "a text".into(), details: Vec::new() };
        assert_eq!(Item::from(&same), item, "{code:?}");
    }
}

/// Several codes have the same HTTP status, so an item keeps the code itself.
#[test]
fn a_code_without_details_comes_back() {
    for number in 1..17 {
        let code = Code::from_i32(number);
        let item = Item::from(&Status::new(code, ""));
        assert_eq!(grpc::code(&item), code);
        let stored: Item = serde_json::from_str(&serde_json::to_string(&item).unwrap()).unwrap();
        assert_eq!(grpc::code(&stored), code);
    }
    assert_eq!(Item::from(&Status::new(Code::DataLoss, "")).error_code(), Some("DATA_LOSS"));
    assert_eq!(Item::from(&Status::new(Code::Ok, "")).error_code(), None);
}

/// Two conflicts, which a code tells apart.
#[derive(Debug, PartialEq, Outcome, FromItem)]
enum Ship {
    #[outcome(409, "order {id} is shipped", code(grpc = "FAILED_PRECONDITION"))]
    Shipped { id: u32 },
    #[outcome(409, "order {id} is being packed", code(grpc = "ABORTED"))]
    Packing { id: u32 },
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn an_outcome_names_its_code() {
    let status = grpc::status(&Ship::Shipped { id: 7 });
    assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "order 7 is shipped"));
    assert_eq!(Item::from(&status).status(), StatusCode::CONFLICT);
    let failed = MultiStatus::from_outcomes([Ship::Shipped { id: 1 }, Ship::Packing { id: 2 }]).failed_requests();
    assert_eq!((failed[&0].code, failed[&1].code), (Code::FailedPrecondition as i32, Code::Aborted as i32));
    let read = |index: i32| Ship::from_item(Item::from(&failed[&index])).unwrap();
    assert_eq!((read(0), read(1)), (Ship::Shipped { id: 1 }, Ship::Packing { id: 2 }));
    let exists = Item::from(&Status::already_exists("order 7 exists"));
    assert!(matches!(Ship::from_item(exists).unwrap(), Ship::Other(_)));
}

/// An outcome whose code is not one of an error.
struct Contradiction(StatusCode, &'static str);

impl Outcome for Contradiction {
    fn status(&self) -> StatusCode {
        self.0
    }

    fn error_code(&self, _: &str) -> Option<&str> {
        Some(self.1)
    }
}

#[test]
fn a_code_does_not_contradict_the_status() {
    for name in ["OK", "Ok", "ok", "", "7"] {
        assert_eq!(grpc::code(&Contradiction(StatusCode::NOT_FOUND, name)), Code::NotFound, "{name}");
    }
    assert_eq!(grpc::code(&Contradiction(StatusCode::CREATED, "INTERNAL")), Code::Ok);
}

/// An outcome with a retry class of its own.
#[derive(Clone, Debug)]
struct Any {
    status: StatusCode,
    retry: Option<Retry>,
    wait: Option<Duration>,
}

impl Outcome for Any {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn retry(&self) -> Option<Retry> {
        self.retry
    }

    fn retry_after(&self) -> Option<Duration> {
        self.wait
    }
}

proptest! {
    #[test]
    fn a_client_knows_the_retry_class(
        number in 200..1000_u16,
        retry in proptest::option::of(prop_oneof![
            Just(Retry::Never), Just(Retry::Safe), Just(Retry::IfIdempotent), Just(Retry::WithCause),
        ]),
        wait in proptest::option::of((0..100_000_u64).prop_map(Duration::from_millis)),
    ) {
        let outcome = Any { status: status(number), retry, wait };
        let sent = grpc::status(&outcome);
        let next = NextAction::of(&Item::from_outcome(&outcome));
        match NextAction::of(&outcome) {
            // Everything that succeeded is `Ok`.
            NextAction::Done | NextAction::Pending { .. } => {
                prop_assert!(sent.code() == Code::Ok || number == 207, "{sent:?}");
            }
            _ => {
                prop_assert_eq!(NextAction::of(&Item::from(&sent)), next.clone());
                prop_assert_eq!(NextAction::of(&Item::from(&grpc::rpc_status(&outcome))), next.clone());
            }
        }
        // gRPC clients repeat these, whatever the details say.
        if [Code::Unavailable, Code::Aborted].contains(&sent.code()) {
            prop_assert!(next.is_retryable(), "{next:?}");
        }
    }
}

#[derive(Debug, Outcome)]
#[outcome(respond(grpc))]
enum Create {
    #[outcome(409, "order {id} exists", header("Location", "/orders/{id}"), header("Grpc-Status", "0"))]
    Exists { id: u32 },
    #[outcome(
        423,
        "locked by {owner}",
        type = "https://shop.example/problems/order-locked",
        title = "Locked order",
        condition = "lock-token-submitted"
    )]
    Locked {
        #[outcome(extension)]
        owner: String,
        #[outcome(extension)]
        since: u32,
        #[outcome(extension)]
        lines: Vec<u32>,
        #[outcome(condition_href)]
        root: Key,
        #[outcome(instance)]
        event: u32,
    },
    #[outcome(503, "no worker is free")]
    Busy(#[outcome(retry_after)] Duration),
    #[outcome(500, "cannot connect to {0}", opaque)]
    Database(String),
}

/// A generic type, with a bound that the conversion needs.
#[derive(Outcome)]
#[outcome(400, "{0} is not allowed", respond(grpc))]
struct NotAllowed<T>(T);

#[test]
fn an_outcome_is_a_status_behind_a_question_mark() {
    fn handler(outcome: Result<(), Create>) -> Result<(), Status> {
        outcome?;
        Err(NotAllowed(7))?
    }
    let status = handler(Err(Create::Exists { id: 7 })).unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::AlreadyExists, "order 7 exists"));
    assert_eq!(status.metadata().get("location").unwrap(), "/orders/7");
    assert!(status.metadata().get("grpc-status").is_none(), "{:?}", status.metadata());
    let info = status.get_details_error_info().expect("the cause");
    assert_eq!((&*info.reason, &*info.domain), ("CONFLICT", "iana.org"));
    assert_eq!(info.metadata, HashMap::from([("httpStatus".into(), "409".into())]));

    let item = Item::from(&status);
    assert_eq!((item.description(), item.location()), ("order 7 exists", Some("/orders/7")));

    let status = handler(Ok(())).unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::InvalidArgument, "7 is not allowed"));
}

#[test]
fn details_have_the_problem() {
    let locked =
        Create::Locked { owner: "ann".into(), since: 17, lines: vec![1, 2], root: "/orders/7".into(), event: 9 };
    let status = Status::from(locked);
    assert_eq!(status.code(), Code::FailedPrecondition);
    let info = status.get_details_error_info().expect("the cause");
    assert_eq!((&*info.reason, &*info.domain), ("ORDER_LOCKED", "shop.example"));
    let metadata = [
        ("httpStatus", "423"),
        ("type", "https://shop.example/problems/order-locked"),
        ("title", "Locked order"),
        ("instance", "9"),
        ("owner", "ann"),
        ("since", "17"),
        ("lines", "[1,2]"),
    ];
    assert_eq!(info.metadata, metadata.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    let violations = status.get_details_precondition_failure().expect("a condition").violations;
    let [violation] = violations.as_slice() else { panic!("{violations:?}") };
    assert_eq!((&*violation.r#type, &*violation.subject), ("{DAV:}lock-token-submitted", "/orders/7"));
    assert!(status.get_details_retry_info().is_none());
    assert_eq!(Item::from(&status).instance(), Some("9"));

    let busy = Status::from(Create::Busy(Duration::from_millis(1500)));
    assert_eq!((busy.code(), busy.message()), (Code::Unavailable, "no worker is free"));
    assert_eq!(busy.get_details_retry_info().unwrap().retry_delay, Some(Duration::from_millis(1500)));
}

#[test]
fn a_problem_type_without_a_host_has_no_domain() {
    for (problem_type, reason) in [("order-locked", "ORDER_LOCKED"), ("/p/a-b/", "A_B"), ("urn:shop:locked", "LOCKED")]
    {
        let item = serde_json::json!({"status": 423, "type": problem_type});
        let item: Item = serde_json::from_value(item).expect("an item");
        let info = grpc::status(&item).get_details_error_info().expect("the cause");
        assert_eq!((&*info.reason, &*info.domain), (reason, ""), "{problem_type}");
    }
}

#[test]
fn opaque_texts_are_not_sent() {
    let status = Status::from(Create::Database("db-3.internal".into()));
    assert_eq!((status.code(), status.message()), (Code::Internal, "Internal Server Error"));
    let sent = format!("{status:?} {:?} {}", status.get_error_details(), String::from_utf8_lossy(status.details()));
    assert!(!sent.contains("db-3"), "{sent}");
    let result = MultiStatus::from_outcomes([Create::Database("db-3.internal".into())]);
    assert!(!format!("{:?}", result.failed_requests()).contains("db-3"));
}

#[test]
fn errors_of_fields_are_a_bad_request() {
    let errors = [FieldError::new("/lines/3/quantity", "at least 1"), FieldError::new("", "no line")];
    let status = grpc::status(&NotRun::invalid(errors.clone()));
    assert_eq!(status.code(), Code::InvalidArgument);
    let violations = status.get_details_bad_request().expect("errors").field_violations;
    let violations: Vec<_> = violations.iter().map(|error| (&*error.field, &*error.description)).collect();
    assert_eq!(violations, [("lines[3].quantity", "at least 1"), ("", "no line")]);
    let info = status.get_details_error_info().expect("the cause");
    assert!(!info.metadata.contains_key("errors"), "{info:?}");

    let item = Item::from(&status);
    let read: Vec<FieldError> = serde_json::from_value(item.extensions()["errors"].clone()).expect("errors");
    assert_eq!((item.status().as_u16(), read), (422, errors.to_vec()));
}

#[test]
fn another_code_can_be_chosen() {
    let exists = Create::Exists { id: 7 };
    let status = grpc::status_with_code(&exists, Code::FailedPrecondition);
    assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "order 7 exists"));
    assert_eq!(Item::from(&status).status(), StatusCode::CONFLICT);
    let failed = MultiStatus::from_outcomes([exists]).failed_requests_with(|_| Code::OutOfRange);
    assert_eq!((failed[&0].code, &*failed[&0].message), (Code::OutOfRange as i32, "order 7 exists"));
    assert_eq!(Item::from(&failed[&0]).status(), StatusCode::CONFLICT);
}

#[test]
fn a_conflict_that_may_be_sent_again_is_aborted() {
    let wait = Some(Duration::from_secs(1));
    for (retry, wait, code) in [
        (None, None, Code::AlreadyExists),
        (Some(Retry::Never), wait, Code::AlreadyExists),
        (None, wait, Code::Aborted),
        (Some(Retry::IfIdempotent), None, Code::Aborted),
    ] {
        assert_eq!(grpc::code(&Any { status: StatusCode::CONFLICT, retry, wait }), code, "{retry:?} {wait:?}");
    }
    assert_eq!(grpc::code(&NotRun::Duplicate { first: 0 }), Code::AlreadyExists);
    assert_eq!(grpc::code(&NotRun::InFlight), Code::Aborted);
    let never = Any { status: StatusCode::SERVICE_UNAVAILABLE, retry: Some(Retry::Never), wait: None };
    assert_eq!(grpc::code(&never), Code::FailedPrecondition, "clients repeat what is unavailable");
}

/// An outcome whose text panics.
struct Panics;

impl Outcome for Panics {
    fn status(&self) -> StatusCode {
        StatusCode::CONFLICT
    }

    fn description<W: fmt::Write + ?Sized>(&self, _: &mut W) -> fmt::Result {
        panic!("the text of an outcome")
    }
}

#[test]
fn failed_requests_are_the_items_that_did_not_succeed() {
    let codes = [201, 404, 202, 301, 304, 503, 204].map(status);
    let failed = MultiStatus::from_outcomes(codes).failed_requests();
    let codes: HashMap<_, _> = failed.iter().map(|(index, status)| (*index, Code::from_i32(status.code))).collect();
    assert_eq!(
        codes,
        HashMap::from([(1, Code::NotFound), (3, Code::FailedPrecondition), (5, Code::Unavailable)]),
        "{failed:?}"
    );
    assert_eq!(failed[&1].message, "Not Found");
    assert_eq!(failed[&1].get_details_error_info().unwrap().reason, "NOT_FOUND");

    let mut result = MultiStatus::for_keys(["a", "b"]);
    result.set(1, Panics).unwrap();
    let failed = result.failed_requests();
    assert_eq!((failed[&0].code, &*failed[&0].message), (Code::Internal as i32, "not reported"));
    assert_eq!(failed[&1].code, Code::Internal as i32);
}

#[tokio::test]
async fn a_batch_lists_what_failed_and_its_client_plans_the_rest() -> Result<(), Refused> {
    let handler = async |id: u32| match id {
        3 => Err(Create::Busy(Duration::from_secs(2))),
        4 => Err(Create::Exists { id }),
        _ => Ok(()),
    };
    let inputs = || Inputs::new(0..6).checked_fields(|id| (*id == 5).then(|| FieldError::new("/id", "at most 4")));
    let result: MultiStatus<Settled<_>> = Batch::new(handler).inputs(inputs()).run().await?;
    let failed = result.failed_requests();
    let report = Report::<Item>::from_failed_requests(&failed).for_keys((0..6).map(|id| format!("order-{id}")));
    assert_eq!(report.to_string(), "6 items: 3 succeeded, 3 failed, 1 may be sent again");
    let retry: Vec<_> =
        report.retryable().map(|item| (item.key().unwrap().as_str(), item.next().to_string())).collect();
    assert_eq!(retry, [("order-3", "retry in 2s".to_owned())]);
    assert_eq!(report.at(5).unwrap().item().description(), "/id: at most 4");

    let mut plan = RetryPlan::new();
    let round = plan.next(&report).expect("an item to send again");
    assert_eq!(round.indices, [3]);

    let Err(refused) = Batch::new(handler).max_items(5).inputs(inputs()).run().await else { panic!("too many") };
    let status = Status::from(refused);
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.get_details_error_info().unwrap().metadata["max_items"], "5");
    Ok(())
}

#[test]
fn a_report_lists_what_failed() {
    let body = r#"{"responses": [{"id": "a", "index": 0, "status": 201}, {"id": "c", "index": 2, "status": 404,
        "body": {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such order"}}],
        "summary": {"total": 3, "succeeded": 1, "failed": 1, "retryable": 0, "complete": true}}"#;
    let keys = ["a", "b", "c"];
    let failed = Report::<Item>::new(Reader::new().read(body.as_bytes())).for_keys(keys).failed_requests();
    let texts: HashMap<_, _> = failed.iter().map(|(index, status)| (*index, &*status.message)).collect();
    let missing = "the response does not have this item; it may have been applied";
    assert_eq!(texts, HashMap::from([(1, missing), (2, "no such order")]));
    assert_eq!(failed[&1].code, Code::Internal as i32);

    // A response that is cut off leaves the rest unknown.
    let cut = Report::<Item>::new(Reader::new().read(&body.as_bytes()[..70])).for_keys(keys).failed_requests();
    assert!(cut.contains_key(&1) && cut.contains_key(&2), "{cut:?}");
}

#[test]
fn hostile_statuses_are_read() {
    let lies = |members: &[(&str, &str)]| {
        let members: HashMap<String, String> = members.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let details = ErrorDetails::with_error_info("REASON", "example.com", members);
        Item::from(&Status::with_error_details(Code::PermissionDenied, "no", details))
    };
    // A code that failed is no success, whatever the metadata say.
    for text in ["200", "304", "0", "-1", "4040", "x", ""] {
        let item = lies(&[("httpStatus", text)]);
        assert_eq!(item.status(), StatusCode::FORBIDDEN, "{text}");
        assert_eq!(
            (&item.extensions()["reason"], &item.extensions()["domain"]),
            (&"REASON".into(), &"example.com".into())
        );
    }
    assert_eq!(lies(&[("httpStatus", "423"), ("retryClass", "always")]).retry(), None);
    let garbage = Status::with_details(Code::Unavailable, "x", vec![0xff; 40].into());
    assert_eq!(Item::from(&garbage).status(), StatusCode::SERVICE_UNAVAILABLE);

    let failed = HashMap::from([(-1, tonic_types::Status { code: 99, ..Default::default() })]);
    let report = Report::<Item>::from_failed_requests(&failed).for_keys(["a"]);
    assert_eq!((report.unknown().len(), report.succeeded().count()), (1, 0), "{report:#}");
}
