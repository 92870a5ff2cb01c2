//! Servers that send too much, too slowly, or without an end.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use multistatus::{
    Item, Reader, Report, StatusCode,
    client::{BulkError, ClientError, Discrepancy, ResponseExt},
};

use super::{batch, item, post, quick};

const HEAD: &str = "HTTP/1.1 207 Multi-Status\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";

/// Starts a server that answers each request with `start`, `repeated` as often as `times` and with a pause before each, and
/// `end`. If `end` is `None`, it leaves the connection open.
fn serve(start: String, repeated: String, times: usize, pause: Duration, end: Option<&'static str>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for socket in listener.incoming() {
            let Ok(mut socket) = socket else { return };
            let _ = socket.read(&mut [0; 4096]);
            let mut answer = socket.write_all(start.as_bytes());
            for _ in 0..times {
                std::thread::sleep(pause);
                answer = answer.and_then(|()| socket.write_all(repeated.as_bytes()));
                if answer.is_err() {
                    break;
                }
            }
            match end {
                Some(end) => drop(socket.write_all(end.as_bytes())),
                None => open.push(socket),
            }
        }
    });
    address
}

/// Runs a future on this thread, and returns its result and the most memory that this thread had allocated, in bytes.
fn measured<T>(future: impl Future<Output = T>) -> (T, u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut result = None;
    let counted = allocation_counter::measure(|| result = Some(runtime.block_on(future)));
    (result.expect("it ran"), counted.bytes_max)
}

const COPIES: usize = 20_000;

/// Returns a server that answers with these items first, and then with copies of another one.
fn repeating(first: &[String], repeated: String) -> SocketAddr {
    let first: String = first.iter().map(|item| format!("{item},")).collect();
    let many = format!("{repeated},").repeat(100);
    let last: &'static str = r#"{"id":"d","status":503}]}"#;
    serve(format!("{HEAD}{{\"responses\":[{first}"), many, COPIES / 100, Duration::ZERO, Some(last))
}

#[test]
fn the_number_of_items_that_are_asked_for_limits_the_memory() {
    let keys = ["a", "b", "c", "d"];
    let first = [item("a", 200), item("b", 404)];
    let nameless = r#"{"status":200}"#.to_owned();
    for repeated in [item("b", 404), item("b", 200), item("z", 200), nameless, r#"{"id":"a","index":9}"#.into()] {
        let address = repeating(&first, repeated.clone());
        let whole = batch(&keys).size(4).send::<Item>(post(address));
        let (report, bytes) = measured(whole);
        let report = report.unwrap();
        check(&report, &repeated, bytes);
        let (report, bytes) = measured(async {
            let response = reqwest::get(format!("http://{address}/")).await.unwrap();
            response.multistatus_for_keys::<Item, _>(Reader::new(), keys).await.unwrap()
        });
        check(&report, &repeated, bytes);
    }
}

/// Checks a report on an answer of `COPIES` items that were not asked for.
fn check(report: &Report<Item>, repeated: &str, bytes: u64) {
    assert!(bytes < 4 << 20, "{bytes} bytes: {repeated}");
    assert_eq!((report.at(0).unwrap().status().as_u16(), report.at(1).unwrap().status().as_u16()), (200, 404));
    assert_eq!(report.at(3).unwrap().status(), 503, "an answer behind the copies is kept: {repeated}");
    assert_eq!(report.missing().iter().map(|missing| missing.index).collect::<Vec<_>>(), [2]);
    let kept = report.items().count() + report.duplicates().len() + report.unknown().len();
    let dropped = report.discrepancies().iter().find_map(|discrepancy| match discrepancy {
        Discrepancy::Surplus { items } => Some(*items),
        _ => None,
    });
    assert_eq!(kept + dropped.unwrap_or(0), COPIES + 3, "each item is kept or counted: {repeated}");
    assert!(kept < 120);
}

#[test]
fn the_bytes_of_items_that_were_not_asked_for_are_limited() {
    let large = format!(r#"{{"id":"z","status":404,"body":"{}"}}"#, "x".repeat(1 << 20));
    let many = format!("{large},");
    let last = r#"{"id":"a","status":200}]}"#;
    let address = serve(format!("{HEAD}{{\"responses\":["), many, 60, Duration::ZERO, Some(last));
    let (report, bytes) = measured(batch(&["a"]).send::<Item>(post(address)));
    let report = report.unwrap();
    assert!(bytes < 30 << 20, "{bytes} bytes");
    assert_eq!((report.succeeded().count(), report.missing().len()), (1, 0));
    assert!(report.check().is_err());
}

#[test]
fn a_failure_is_not_dropped_behind_copies_of_a_success() {
    let copies = std::iter::repeat_n(Item::of("a", &StatusCode::OK), 1000);
    let items = copies.chain([Item::of("a", &StatusCode::NOT_FOUND), Item::of("a", &StatusCode::OK)]);
    let report = Report::<Item>::from_items(items).for_keys(["a"]);
    assert_eq!(report.at(0).unwrap().status(), 404);
    assert!(report.duplicates().len() < 110);
    let dropped = 1002 - 1 - report.duplicates().len();
    assert_eq!(report.discrepancies(), [Discrepancy::Surplus { items: dropped }]);
    let line =
        format!("1 of 1 items did not succeed: a: 404 Not Found; {dropped} more items came back than the report has");
    assert_eq!(report.into_result().unwrap_err().to_string(), line);
}

#[test]
fn as_many_items_as_keys_are_kept() {
    let keys = || (0..5_000).map(|number| format!("/{number}"));
    let report = Report::<StatusCode>::from_items(keys().map(|key| Item::of(key, &StatusCode::OK))).for_keys(keys());
    assert_eq!(report.into_result().unwrap().len(), 5_000);
    let positions = std::iter::repeat_with(|| Item::new(StatusCode::OK)).take(5_000);
    assert!(Report::<StatusCode>::from_items(positions).for_keys(keys()).check().is_ok());
}

const LIMIT: Duration = Duration::from_millis(700);

/// Sends two requests to this server. Returns the result, which must come soon after the time limit.
async fn send_within(address: SocketAddr) -> Result<Report<Item>, BulkError<Item>> {
    let start = Instant::now();
    let result = batch(&["a", "b", "c"]).retry(quick().idempotent().within(LIMIT)).send(post(address)).await;
    assert!(start.elapsed() >= LIMIT && start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    result
}

#[tokio::test]
async fn a_response_that_never_starts_ends_with_the_time_limit() {
    let interim = || "HTTP/1.1 102 Processing\r\n\r\n".to_owned();
    let pause = Duration::from_millis(5);
    for address in [
        serve(String::new(), String::new(), 0, pause, None),
        serve(interim(), interim(), usize::MAX, pause, None),
        serve(HEAD.trim_end().into(), "\r\nX-Field: x".into(), 50, Duration::from_millis(50), None),
        serve(HEAD.into(), String::new(), 0, pause, None),
    ] {
        let error = send_within(address).await.unwrap_err();
        assert!(matches!(error.error, ClientError::TimedOut { within: LIMIT }), "{error}");
        let sent: Vec<_> = error.report.missing().iter().map(|missing| missing.sent).collect();
        assert_eq!(sent, [true, true, false], "the first request may have been applied, the second one was not sent");
    }
}

#[tokio::test]
async fn a_body_that_stalls_or_never_ends_ends_with_the_time_limit() {
    let start = || format!("{HEAD}{{\"responses\":[{},{}", item("a", 200), item("b", 200));
    for address in [
        serve(start(), String::new(), 0, Duration::ZERO, None),
        serve(start(), " ".into(), usize::MAX, Duration::from_millis(20), None),
        serve(start(), " ".repeat(100), usize::MAX, Duration::from_micros(50), None),
    ] {
        let error = send_within(address).await.unwrap_err();
        assert!(matches!(error.error, ClientError::TimedOut { .. }), "{error}");
        assert_eq!(error.report.succeeded().count(), 0, "the items of a body without an end are unconfirmed");
        assert!(error.report.missing().iter().any(|missing| missing.index == 2 && !missing.sent));
    }
}

#[tokio::test]
async fn a_huge_retry_after_does_not_lead_to_an_immediate_repetition() {
    for value in ["99999999999999999999", "18446744073709551615", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let (address, received) =
            super::serve(move |_, _| super::response(&format!("503 Service Unavailable\r\nRetry-After: {value}"), ""))
                .await;
        let report: Report<Item> = batch(&["a"]).retry(quick()).send(post(address)).await.unwrap();
        assert_eq!((super::requests(&received).len(), report.retryable().count()), (1, 1), "{value}");
        let inside = format!(r#"{{"id":"a","status":429,"headers":{{"Retry-After":"{value}"}}}}"#);
        let (address, received) = super::serve(move |_, _| super::multistatus(std::slice::from_ref(&inside), 1)).await;
        let report: Report<Item> = batch(&["a"]).retry(quick()).send(post(address)).await.unwrap();
        assert_eq!((super::requests(&received).len(), report.retryable().count()), (1, 1), "{value}");
    }
}

#[tokio::test]
async fn a_huge_retry_after_ends_a_batch_without_a_time_limit() {
    let head = "503 Service Unavailable\r\nRetry-After: 18446744073709551615";
    let (address, received) = super::serve(move |_, _| super::response(head, "")).await;
    let plan = quick().attempts(1).within(Duration::MAX);
    let report: Report<Item> = batch(&["a", "b", "c"]).retry(plan).send(post(address)).await.unwrap();
    assert_eq!((super::requests(&received).len(), report.retryable().count(), report.missing().len()), (1, 2, 1));
}
