//! Responses whose parts do not agree: indices with keys, and items with the status of the whole.

use multistatus::{
    Item, Reader, Report, StatusCode,
    client::{Discrepancy, RetryPlan},
};

use super::status;

fn reader(code: u16) -> Reader {
    Reader::new().status(status(code))
}

/// Returns the report on a JSON body with these items.
fn json(reader: &Reader, items: &str) -> Report<Item> {
    Report::new(reader.read(format!("{{\"responses\":[{items}]}}").as_bytes()))
}

/// Returns the indices of the items that are matched, the number of those that are not, and the indices that are missing.
fn matched(report: &Report<Item>) -> (Vec<usize>, usize, Vec<usize>) {
    let matched = report.items().filter_map(|item| item.index()).collect();
    (matched, report.unknown().len(), report.missing().iter().map(|missing| missing.index).collect())
}

#[test]
fn an_index_that_does_not_name_its_item_is_reported() {
    for (items, found, contradictions) in [
        // The index is that of another key.
        (r#"{"id":"a","index":1,"status":200},{"id":"b","index":0,"status":200}"#, (vec![], 2, vec![0, 1]), 2),
        (r#"{"id":"a","index":0,"status":200},{"id":"b","index":0,"status":200}"#, (vec![0], 1, vec![1]), 1),
        // The index cannot be read.
        (r#"{"index":1.0,"status":200},{"index":-1,"status":200}"#, (vec![], 2, vec![0, 1]), 2),
        (r#"{"status":200},{"index":{},"status":200}"#, (vec![], 2, vec![0, 1]), 1),
        (r#"{"id":"a","index":-1,"status":200},{"id":"b","status":200}"#, (vec![1], 1, vec![0]), 1),
        // The index is out of range.
        (r#"{"index":0,"status":200},{"index":2,"status":200}"#, (vec![0], 1, vec![1]), 1),
        (r#"{"id":"a","index":7,"status":200},{"id":"b","index":1,"status":200}"#, (vec![1], 1, vec![0]), 1),
        (r#"{"index":0,"status":200},{"index":99999999999999999999,"status":200}"#, (vec![0], 1, vec![1]), 1),
        // The id cannot be read, or there is none.
        (r#"{"id":"a","status":200},{"status":200}"#, (vec![0], 1, vec![1]), 0),
        (r#"{"id":{},"status":200},{"id":true,"status":200}"#, (vec![], 2, vec![0, 1]), 2),
        (r#"{"id":"a","id":"b","status":200},{"id":"b","status":200}"#, (vec![1], 1, vec![0]), 1),
        (r#"{"index":0,"index":1,"status":200},{"index":1,"status":200}"#, (vec![1], 1, vec![0]), 1),
        (r#"{"id":"z","index":0,"status":200},{"id":"b","index":1,"status":200}"#, (vec![1], 1, vec![0]), 0),
    ] {
        let report = json(&Reader::new(), items).for_keys(["a", "b"]);
        assert_eq!(matched(&report), found, "{items}");
        let expected = Discrepancy::Name { items: contradictions };
        assert_eq!(report.discrepancies().contains(&expected), contradictions > 0, "{items}");
        assert!(report.check().is_err(), "{items}");
        let mut plan = RetryPlan::new().seed(1);
        assert_eq!(plan.next(&report), None, "an item that is not matched may have been applied: {items}");
        let failures = json(&Reader::new(), items).for_keys(["a", "b"]).listing_failures();
        let unnamed = failures.unknown().iter().any(|item| item.item().key().is_none());
        assert!(!(unnamed || contradictions > 0) || failures.unlisted().count() == 0, "{items}");
    }
}

#[test]
fn an_index_may_replace_a_key_and_stand_beside_it() {
    for items in [
        r#"{"id":"b","index":1,"status":200},{"id":"a","index":0,"status":200}"#,
        r#"{"index":1,"status":200},{"index":0,"status":200}"#,
        r#"{"id":"1","index":1,"status":200},{"id":"0","index":0,"status":200}"#,
        r#"{"id":"","index":1,"status":200},{"id":"a","index":0,"status":200}"#,
        r#"{"status":200},{"status":200}"#,
    ] {
        let report = json(&Reader::new(), items).for_keys(["a", "b"]);
        assert!(report.check().is_ok(), "{items}: {report:#}");
    }
}

#[test]
fn the_index_decides_between_equal_keys() {
    let items = r#"{"id":"a","index":1,"status":404},{"id":"a","index":0,"status":200}"#;
    let report = json(&Reader::new(), items).for_keys(["a", "a"]);
    assert_eq!(report.items().map(|item| item.status().as_u16()).collect::<Vec<_>>(), [200, 404]);
}

#[test]
fn items_that_succeed_in_a_response_that_failed_are_a_discrepancy() {
    let mixed = r#"{"id":"a","status":200},{"id":"b","status":404}"#;
    let good = r#"{"id":"a","status":200},{"id":"b","status":204}"#;
    let bad = r#"{"id":"a","status":503},{"id":"b","status":404}"#;
    for (code, items, succeeded) in [
        (200, good, 0),
        (207, good, 0),
        (207, mixed, 0),
        (200, bad, 0),
        (500, bad, 0),
        (404, bad, 0),
        (404, good, 2),
        (424, good, 2),
        (500, good, 2),
        (503, good, 2),
        (302, good, 2),
        (500, mixed, 1),
        (400, mixed, 1),
    ] {
        for report in [json(&reader(code), items), json(&reader(code), items).for_keys(["a", "b"])] {
            let expected = Discrepancy::Status { status: status(code), succeeded };
            let found: Vec<_> = report.discrepancies().iter().collect();
            assert_eq!(found, Vec::from_iter((succeeded > 0).then_some(&expected)), "{code} {items}");
            assert_eq!(report.check().is_ok(), items == good && code < 300, "{code} {items}");
        }
    }
    let failure = json(&reader(503), good).into_result().unwrap_err();
    let line =
        "0 of 2 items did not succeed; the status of the whole is 503 Service Unavailable, and 2 items succeeded";
    assert_eq!(failure.to_string(), line);
}

#[test]
fn a_summary_with_more_failures_than_items_failed_is_a_discrepancy() {
    let report = |items: &str, failed: usize| {
        let summary =
            format!(r#""summary":{{"total":2,"succeeded":0,"failed":{failed},"retryable":0,"complete":true}}"#);
        Report::<Item>::new(Reader::new().read(format!("{{\"responses\":[{items}],{summary}}}").as_bytes()))
    };
    let good = r#"{"id":"a","index":0,"status":200},{"id":"b","index":1,"status":200}"#;
    let mixed = r#"{"id":"a","index":0,"status":200},{"id":"b","index":1,"status":404}"#;
    let unlisted = r#"{"id":"b","index":1,"status":404}"#;
    for (items, failed, listed) in
        [(good, 0, 0), (good, 2, 0), (mixed, 1, 1), (mixed, 2, 1), (mixed, 0, 1), (unlisted, 1, 1), (unlisted, 2, 1)]
    {
        let report = report(items, failed).for_keys(["a", "b"]).listing_failures();
        let expected: &[_] = if failed > listed { &[Discrepancy::Failed { listed, failed }] } else { &[] };
        assert_eq!(report.discrepancies(), expected, "{items} {failed}");
        let absent = usize::from(items == unlisted);
        let known = if failed > listed { (0, absent) } else { (absent, 0) };
        assert_eq!((report.unlisted().count(), report.missing().len()), known, "{items} {failed}");
    }
    let line = "0 of 2 items did not succeed; 0 items failed, and the sender counts 2";
    assert_eq!(report(good, 2).into_result().unwrap_err().to_string(), line);
}

#[test]
fn items_that_succeed_in_a_response_that_failed_are_not_sent_again() {
    let report = json(&reader(503), r#"{"id":"a","status":200},{"id":"b","status":503}"#).for_keys(["a", "b", "c"]);
    assert_eq!(RetryPlan::new().next(&report).unwrap().indices, [1]);
    assert_eq!(RetryPlan::new().idempotent().next(&report).unwrap().indices, [1, 2]);
    let mut report = report;
    report
        .update(&[1, 2], Report::from_items(["b", "c"].map(|key| Item::of(key, &StatusCode::OK))).for_keys(["b", "c"]));
    assert_eq!(report.missing().len() + report.failed().count(), 0);
    assert!(report.check().is_err(), "it is still unknown whether the first item was applied");
}

#[test]
fn what_a_failed_response_does_not_list_did_not_succeed() {
    let body = r#"<multistatus xmlns="DAV:"><response><href>/a/b</href><status>HTTP/1.1 423 Locked</status></response></multistatus>"#;
    let report =
        |code| Report::<Item>::new(reader(code).read(body.as_bytes())).for_keys(["/a", "/a/b"]).listing_failures();
    assert_eq!((report(207).unlisted().count(), report(207).missing().len()), (1, 0));
    assert_eq!((report(424).unlisted().count(), report(424).missing().len()), (0, 1));
}

#[test]
fn keys_that_repeat_take_linear_time() {
    const COUNT: usize = 50_000;
    let item = Item::of("/a", &StatusCode::OK);
    let spelled = Item::of("https://example.com/%61/", &StatusCode::OK);
    for (asked, item) in [("/a", &item), ("/a", &spelled)] {
        let items = std::iter::repeat_n(item.clone(), COUNT);
        let report = Report::<StatusCode>::from_items(items).for_keys(std::iter::repeat_n(asked, COUNT));
        assert_eq!(report.into_result().unwrap().len(), COUNT);
    }
}
