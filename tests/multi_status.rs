//! `MultiStatus`: items in request order, each with exactly one outcome, their summary, and the status of the whole.

use http_body_util::BodyExt;
use multistatus::{
    Item, Key, MultiStatus, Outcome, Overall, Reader, Report, Retry, StatusCode, Streamed, Summary, batch::Input,
    outcome::SetError,
};

/// Returns the key and the status of each item.
fn statuses<O: Outcome>(result: &MultiStatus<O>) -> Vec<(Option<String>, u16)> {
    let key = |entry: &multistatus::format::Entry<'_, O>| entry.key().map(|key| key.text().into_owned());
    result.iter().map(|entry| (key(&entry), entry.status().as_u16())).collect()
}

fn keyed(key: &str, status: u16) -> (Option<String>, u16) {
    (Some(key.to_owned()), status)
}

#[test]
fn items_keep_the_order_in_which_they_are_added() {
    let mut result: MultiStatus<StatusCode> = [("a", StatusCode::OK)].into_iter().collect();
    result.push(String::from("b"), StatusCode::GONE);
    result.extend([(Key::path("c d"), StatusCode::ACCEPTED)]);
    result.push_outcome(StatusCode::CREATED);
    assert_eq!(statuses(&result), [keyed("a", 200), keyed("b", 410), keyed("c d", 202), (None, 201)]);
    assert_eq!((result.len(), result.is_empty()), (4, false));
}

#[test]
fn numbers_and_uuids_are_keys() {
    let uuid = uuid::Uuid::from_u128(7);
    let mut result: MultiStatus<StatusCode> = [(17, StatusCode::OK), (-1, StatusCode::GONE)].into_iter().collect();
    result.push(u64::MAX, StatusCode::CREATED);
    result.push(uuid, StatusCode::ACCEPTED);
    let given = ["17", "-1", "18446744073709551615", "00000000-0000-0000-0000-000000000007"];
    assert_eq!(
        statuses(&result),
        [keyed(given[0], 200), keyed(given[1], 410), keyed(given[2], 201), keyed(given[3], 202)]
    );
    let document = Reader::new().read(&result.encode(&multistatus::Json).unwrap());
    let report =
        Report::<Item>::new(document).for_keys([Key::from(17), (-1).into(), u64::MAX.into(), uuid.into(), 18.into()]);
    assert_eq!(report.missing().iter().map(|missing| missing.key.as_str()).collect::<Vec<_>>(), ["18"]);
}

/// Every function that takes a key takes every type of key.
#[tokio::test]
async fn every_entrance_takes_every_type_of_key() {
    macro_rules! check {
        ($key:expr, $expected:expr) => {{
            let (key, expected) = (|| $key, $expected);
            let pairs = || [(key(), StatusCode::OK)];
            let mut pushed = MultiStatus::new();
            pushed.push(key(), StatusCode::OK);
            let mut extended = MultiStatus::new();
            extended.extend(pairs());
            for result in [pushed, extended, pairs().into_iter().collect(), MultiStatus::for_keys([key()])] {
                assert_eq!(result.get(0).unwrap().key().unwrap().text(), expected);
            }
            let streamed = Streamed::iter(pairs()).respond_with(multistatus::Json).into_body();
            let body = streamed.collect().await.unwrap().to_bytes();
            let report = Report::<StatusCode>::new(Reader::new().read(&body)).for_keys([key()]);
            assert_eq!(report.get(key()).unwrap().key().unwrap().as_str(), expected);
            assert!(report.into_result().is_ok(), "{expected}");
            assert_eq!(Item::of(key(), &StatusCode::OK).with_key(key()).key().unwrap().as_str(), expected);
            assert_eq!(Input::new(()).keyed(key()).depends_on([key()]).key().unwrap().as_str(), expected);
            let inputs = multistatus::Inputs::new([()]).keyed(|()| key()).depends_on(|()| [key()]);
            assert_eq!(inputs.len(), 1);
            let _bulk = multistatus::client::Bulk::new([(key(), ())]);
        }};
    }

    check!("a", "a");
    check!(String::from("a"), "a");
    check!(Box::<str>::from("a"), "a");
    check!(std::sync::Arc::<str>::from("a"), "a");
    check!(std::borrow::Cow::Borrowed("a"), "a");
    check!(Key::from("a"), "a");
    check!(7_u8, "7");
    check!(7_u16, "7");
    check!(7_u32, "7");
    check!(7_u64, "7");
    check!(u128::MAX, "340282366920938463463374607431768211455");
    check!(7_usize, "7");
    check!(-7_i8, "-7");
    check!(-7_i16, "-7");
    check!(-7, "-7");
    check!(-7_i64, "-7");
    check!(-7_i128, "-7");
    check!(-7_isize, "-7");
    check!(uuid::Uuid::from_u128(7), "00000000-0000-0000-0000-000000000007");
}

#[test]
fn a_given_key_replaces_the_href_of_the_outcome() {
    #[derive(Outcome)]
    #[outcome(200)]
    struct Read(#[outcome(href)] Option<&'static str>);

    let mut result = MultiStatus::from_outcomes([Read(Some("own")), Read(None)]);
    result.push("given", Read(Some("own")));
    assert_eq!(statuses(&result), [keyed("own", 200), (None, 200), keyed("given", 200)]);
}

#[test]
fn an_item_that_is_never_set_is_reported_as_500() {
    let mut result = MultiStatus::for_keys(["a", "b", "c"]);
    result.set(2, StatusCode::OK).unwrap();
    result.set(0, StatusCode::NOT_FOUND).unwrap();
    assert_eq!(result.set(0, StatusCode::OK), Err(SetError::AlreadySet { index: 0 }));
    assert_eq!(result.set(3, StatusCode::OK), Err(SetError::NoSuchItem { index: 3, total: 3 }));
    assert_eq!(statuses(&result), [keyed("a", 404), keyed("b", 500), keyed("c", 200)]);
    assert!(result.get(1).unwrap().outcome().is_none());
    assert_eq!(result.summary().failed, 2);
    assert_eq!(SetError::NoSuchItem { index: 3, total: 3 }.to_string(), "there is no item 3: the batch has 3");
}

#[test]
fn map_changes_only_the_outcomes() {
    let mut result = MultiStatus::for_keys(["a", "b"]).overall(Overall::SuccessIs(StatusCode::OK));
    result.set(1, 201_u16).unwrap();
    let result = result.map(|code| StatusCode::from_u16(code).unwrap());
    assert_eq!(statuses(&result), [keyed("a", 500), keyed("b", 201)]);
    assert_eq!(result.status(), 207);
}

#[test]
fn the_summary_counts_items_by_status_class() {
    let result = MultiStatus::from_outcomes(
        [200, 204, 301, 400, 423, 429, 500, 507, 599, 102].map(|code| StatusCode::from_u16(code).unwrap()),
    );
    let Summary { total, succeeded, failed, retryable, complete, .. } = result.summary();
    assert_eq!(
        (total, succeeded, failed, retryable, complete),
        (10, 2, 7, 3, true),
        "the interim status 102 is counted as a 500"
    );
    assert_eq!(result.summary().to_string(), "10 items: 2 succeeded, 7 failed, 3 may be sent again");
}

#[test]
fn the_summary_uses_the_retry_class_of_each_outcome() {
    #[derive(Outcome)]
    enum Own {
        #[outcome(503, retry = never)]
        Never,
        #[outcome(423, retry = with_cause)]
        WithCause,
        #[outcome(409)]
        Waits(#[outcome(retry_after)] u8),
        #[outcome(404)]
        Plain,
    }
    let result = MultiStatus::from_outcomes([Own::Never, Own::WithCause, Own::Waits(3), Own::Plain]);
    assert_eq!(result.summary().retryable, 2);
    assert_eq!(Own::WithCause.retry(), Some(Retry::WithCause));
}

#[test]
fn the_policy_decides_the_status_of_the_whole() {
    let whole = |overall, codes: &[u16]| {
        let statuses = codes.iter().map(|&code| StatusCode::from_u16(code).unwrap());
        MultiStatus::from_outcomes(statuses).overall(overall).status().as_u16()
    };
    let (good, mixed, bad): (&[u16], &[u16], &[u16]) = (&[200, 201], &[200, 404], &[404, 500]);
    let all_failed = Overall::AllFailedIs(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!([good, mixed, bad, &[]].map(|codes| whole(Overall::Always207, codes)), [207; 4]);
    assert_eq!(
        [good, mixed, bad, &[]].map(|codes| whole(Overall::SuccessIs(StatusCode::OK), codes)),
        [200, 207, 207, 200]
    );
    assert_eq!([good, mixed, bad, &[]].map(|codes| whole(all_failed, codes)), [207, 207, 422, 207]);
    let all_failed_is_200 = Overall::AllFailedIs(StatusCode::OK);
    assert_eq!(whole(all_failed_is_200, bad), 207, "a policy cannot hide failures behind a success");
    let custom = Overall::By(|summary| if summary.failed > 1 { StatusCode::BAD_GATEWAY } else { StatusCode::ACCEPTED });
    assert_eq!([good, mixed, bad].map(|codes| whole(custom, codes)), [202, 202, 502]);
    assert_eq!(whole(Overall::By(|_| StatusCode::CONTINUE), good), 500);
}

#[test]
fn duplicates_are_found_by_the_encoded_key() {
    let result: MultiStatus<_> =
        ["/a b", "/b", "/a%20b", "/a b"].map(|key| (key, StatusCode::OK)).into_iter().collect();
    let pairs: Vec<_> = result.duplicates().iter().map(|duplicate| (duplicate.first, duplicate.second)).collect();
    assert_eq!(pairs, [(0, 2), (0, 3)]);
    let result: MultiStatus<_> = ["/u@e", "/u%40e", "/u%2Fe"].map(|key| (key, StatusCode::OK)).into_iter().collect();
    assert_eq!(result.duplicates().len(), 1, "the first two are the same resource");
}

#[test]
fn a_result_of_outcomes_is_an_outcome() {
    #[derive(Outcome)]
    #[outcome(404, "no {0}")]
    struct Missing(u8);

    let results: [Result<StatusCode, Box<Missing>>; 2] = [Ok(StatusCode::OK), Err(Box::new(Missing(7)))];
    let result = MultiStatus::from_outcomes(&results);
    assert_eq!(statuses(&result), [(None, 200), (None, 404)]);
    let mut text = String::new();
    results[1].description(&mut text).unwrap();
    assert_eq!(text, "no 7");
    let [ok, err] = <Result<StatusCode, Missing> as Outcome>::OUTCOMES else {
        panic!("one entry for each variant of `Result`")
    };
    assert_eq!((ok.name, err.name, err.inner()[0].name), ("Ok", "Err", "Missing"));
}

#[test]
fn an_item_and_a_borrowed_item_answer_the_same_names() {
    let body = r#"{"responses":[{"id":"a","index":3,"status":429,"headers":{"X-A":"1","Retry-After":"7"},
        "body":{"type":"urn:x","title":"T","status":429,"detail":"slow down","left":2,
        "conditions":[{"name":"{DAV:}lock-token-submitted","hrefs":["/a"]}]}}]}"#;
    let reader = Reader::new();
    let mut reading = reader.whole(body.as_bytes());
    let borrowed = reading.next_item().unwrap();
    let owned = borrowed.to_item();
    assert_eq!(borrowed.key(), owned.key().map(Key::as_str));
    assert!(borrowed.keys().eq(owned.keys().map(Key::as_str)));
    assert_eq!((borrowed.index(), borrowed.status()), (owned.index(), owned.status()));
    assert_eq!((borrowed.sent_status(), borrowed.description()), (owned.sent_status(), owned.description()));
    assert_eq!((borrowed.language(), borrowed.location()), (owned.language(), owned.location()));
    assert!(borrowed.headers().eq(owned.headers()), "neither has Retry-After");
    assert_eq!((borrowed.header("x-a"), borrowed.header("retry-after")), (Some("1"), None));
    assert_eq!((owned.header("x-a"), owned.header("retry-after")), (Some("1"), None));
    assert_eq!(borrowed.conditions(), owned.conditions());
    assert_eq!((borrowed.problem_type(), borrowed.title()), (owned.problem_type(), owned.title()));
    let texts = owned.extensions().iter().map(|(name, value)| (name.clone(), value.to_string()));
    assert!(borrowed.extensions().map(|(name, value)| (name.to_owned(), value.to_owned())).eq(texts));
    assert_eq!((borrowed.body(), owned.body()), (None, None));
    assert_eq!((borrowed.retry(), borrowed.retry_after()), (owned.retry(), owned.retry_after()));
    assert_eq!((borrowed.propstats(), borrowed.elements()), (owned.propstats().to_vec(), owned.elements().to_vec()));
    assert_eq!(borrowed.defects(), owned.defects());
}
