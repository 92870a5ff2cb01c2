//! Reports on items without a format.

use http::StatusCode;

use super::*;
use crate::{
    item::{FromItem, from_item::Unrecognized},
    outcome::Outcome,
    read::{Document, Truncation},
    summary::{Summary, Tally},
};

fn ending(verdict: Verdict) -> Ending {
    Ending { verdict, ..Report::<Item>::empty(None).ending }
}

fn item(key: &str, code: u16) -> Item {
    without_key(code).with_key(key)
}

fn without_key(code: u16) -> Item {
    Item::new(StatusCode::from_u16(code).unwrap())
}

fn at(index: usize, item: Item) -> Item {
    Item { index: Some(index), ..item }
}

fn report(items: impl IntoIterator<Item = Item>) -> Report<Item> {
    Report::new(Document { items: items.into_iter().collect(), ending: ending(Verdict::Complete) })
}

fn truncated(items: impl IntoIterator<Item = Item>) -> Report<Item> {
    let verdict = Verdict::Truncated { at: 9, by: Truncation::Input };
    Report::new(Document { items: items.into_iter().collect(), ending: ending(verdict) })
}

/// Index and status of each item.
fn order(report: &Report<Item>) -> Vec<(usize, u16)> {
    report.items().map(|entry| (entry.index().unwrap(), entry.status().as_u16())).collect()
}

fn missing(report: &Report<Item>) -> Vec<usize> {
    report.missing().iter().map(|missing| missing.index).collect()
}

#[test]
fn items_are_in_request_order_by_key() {
    let report = report([item("c", 404), item("a", 200), item("b", 503)]).for_keys(["a", "b", "c"]);
    assert_eq!(order(&report), [(0, 200), (1, 503), (2, 404)]);
    assert_eq!(report.succeeded().count(), 1);
    assert_eq!(report.retryable().map(|entry| entry.key().unwrap().as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(report.permanent().map(|entry| entry.key().unwrap().as_str()).collect::<Vec<_>>(), ["c"]);
    assert_eq!(report.get("b").unwrap().index(), Some(1));
}

#[test]
fn hrefs_are_compared_in_their_normal_form() {
    let items = [item("https://example.com/dir/", 200), item("/a%2fb", 201), item("/%7euser", 204)];
    let report = report(items).for_keys(["/~user", "/a%2Fb", "/dir"]);
    assert_eq!(order(&report), [(0, 204), (1, 201), (2, 200)]);
    assert!(report.unknown().is_empty());
}

#[test]
fn an_exact_key_wins_over_another_spelling() {
    let report = report([item("/a/", 404), item("/a", 200)]).for_keys(["/a", "/a/"]);
    assert_eq!(order(&report), [(0, 200), (1, 404)]);
}

#[test]
fn a_raw_path_is_found_by_what_was_given() {
    let report = report([item("/100%25", 200)]).for_keys([Key::path("/100%25")]);
    assert_eq!(order(&report), [(0, 200)]);
}

#[test]
fn an_index_names_what_has_no_key() {
    let report = report([at(1, without_key(404)), at(0, item("0", 200))]).for_keys(["a", "b"]);
    assert_eq!(order(&report), [(0, 200), (1, 404)]);
    assert_eq!(report.at(1).unwrap().key().unwrap().as_str(), "b");
}

#[test]
fn an_item_with_an_unknown_key_does_not_match_by_index() {
    let report = report([at(0, item("z", 200))]).for_keys(["a"]);
    assert_eq!((report.unknown().len(), missing(&report)), (1, vec![0]));
    assert_eq!(
        report.into_result().unwrap_err().to_string(),
        "2 of 1 items did not succeed: a: missing, z: 200 OK (not asked for)"
    );
}

#[test]
fn positions_count_only_if_the_counts_agree() {
    let agreed = report([without_key(200), without_key(404)]).for_keys(["a", "b"]);
    assert_eq!(order(&agreed), [(0, 200), (1, 404)]);
    let short = report([without_key(200)]).for_keys(["a", "b"]);
    assert_eq!(short.discrepancies(), [Discrepancy::Count { asked: 2, answered: 1 }]);
    assert_eq!((short.succeeded().count(), missing(&short)), (0, vec![0, 1]));
    let one_named = report([without_key(200), item("b", 404)]).for_keys(["a", "b"]);
    assert_eq!((one_named.unknown().len(), missing(&one_named)), (1, vec![0]));
}

#[test]
fn the_same_key_twice_in_the_request_takes_two_answers() {
    let report = report([item("a", 200), item("a", 404)]).for_keys(["a", "a"]);
    assert_eq!(order(&report), [(0, 200), (1, 404)]);
    assert!(report.duplicates().is_empty());
}

#[test]
fn a_failure_takes_precedence_over_a_success() {
    let report = report([item("a", 204), item("a", 503)]).for_keys(["a"]);
    assert_eq!((report.failed().count(), report.duplicates().len()), (1, 1));
    let next = report.at(0).unwrap().next();
    assert_eq!(*next, NextAction::Retry { after: None, class: Retry::IfIdempotent }, "it may have been applied");
    let elsewhere = self::report([item("a", 204), item("a", 301), item("a", 202)]).for_keys(["a"]);
    assert_eq!((elsewhere.redirected().count(), elsewhere.duplicates().len()), (1, 2));
}

#[test]
fn without_request_keys_a_repeated_item_is_found_by_its_own_key() {
    let report = report([item("a", 200), item("b", 200), item("a", 200)]);
    assert_eq!((report.items().count(), report.duplicates().len()), (2, 1));
    assert!(report.check().is_ok(), "both answers are the same");
}

#[test]
fn one_item_counts_for_each_of_its_keys() {
    let mut both = item("/a", 404);
    both.other_keys = vec!["/b".into()];
    let report = report([both]).for_keys(["/a", "/b"]);
    assert_eq!(order(&report), [(0, 404), (1, 404)]);
}

#[test]
fn items_that_succeed_may_be_unlisted_if_only_failures_are_listed() {
    let listed = report([item("b", 423)]).for_keys(["a", "b"]).listing_failures();
    assert_eq!(listed.unlisted().map(|(index, key)| (index, key.as_str())).collect::<Vec<_>>(), [(0, "a")]);
    assert!(listed.missing().is_empty());
    assert_eq!(listed.to_string(), "2 items: 1 succeeded, 1 failed, 0 may be sent again");
    let truncated = truncated([item("b", 423)]).for_keys(["a", "b"]).listing_failures();
    assert_eq!(missing(&truncated), [0], "what is cut off may have been a failure");
}

#[test]
fn the_total_of_the_sender_is_checked() {
    let with_total = |total| {
        let mut document = Document { items: vec![item("a", 200)], ending: ending(Verdict::Complete) };
        document.ending.summary = Some(Summary { total, ..Tally::new().summary() });
        Report::<Item>::new(document)
    };
    assert!(with_total(1).check().is_ok());
    assert_eq!(with_total(2).discrepancies(), [Discrepancy::Total { expected: 1, total: 2 }]);
    let failure = with_total(1).for_keys(["a", "b"]).listing_failures().into_result().unwrap_err();
    let message = "0 of 2 items did not succeed; there are 2 items, and the summary counts 1";
    assert_eq!(failure.to_string(), message);
}

#[test]
fn the_items_of_a_truncated_body_are_unconfirmed() {
    let report = truncated([item("a", 200)]).for_keys(["a", "b"]);
    assert_eq!((report.succeeded().count(), report.unconfirmed().count(), missing(&report)), (0, 1, vec![1]));
    let failure = report.into_result().unwrap_err();
    assert_eq!(failure.failures[0].kind, FailureKind::Unconfirmed);
    assert!(failure.to_string().ends_with("truncated at byte 9: the document ends before its last element does"));
}

#[test]
fn the_result_has_the_outcomes_in_request_order_or_the_failures() {
    let codes = Report::<StatusCode>::new(Document {
        items: vec![item("b", 202), item("a", 201)],
        ending: ending(Verdict::Complete),
    });
    assert_eq!(codes.for_keys(["a", "b"]).into_result().unwrap(), [StatusCode::CREATED, StatusCode::ACCEPTED]);
    let failed = report([item("a", 404), item("b", 301), item("c", 500), item("d", 400), item("e", 799)]);
    let failure = failed.into_result().unwrap_err();
    let line = "5 of 5 items did not succeed: a: 404 Not Found, b: 301 Moved Permanently, \
                c: 500 Internal Server Error, and 2 more";
    assert_eq!(failure.to_string(), line);
    assert_eq!(failure.failures.len(), 5);
}

#[derive(Debug)]
struct Created;

impl Outcome for Created {
    fn status(&self) -> StatusCode {
        StatusCode::CREATED
    }

    fn retry(&self) -> Option<Retry> {
        Some(Retry::Safe)
    }
}

impl FromItem for Created {
    fn from_item(item: Item) -> Result<Self, Unrecognized> {
        if item.status() == 201 || item.status() == 409 { Ok(Self) } else { Err(Unrecognized::no_variant(item)) }
    }
}

#[test]
fn an_item_that_the_type_cannot_be_read_from_is_kept() {
    let document = Document { items: vec![item("a", 200)], ending: ending(Verdict::Complete) };
    let report = Report::<Created>::new(document);
    assert_eq!(report.items().next().unwrap().item().description(), "");
    assert!(report.items().next().unwrap().outcome().is_err());
    let failure = report.into_result().unwrap_err();
    assert!(matches!(failure.failures[0].kind, FailureKind::Unrecognized(_)));
}

#[test]
fn the_retry_class_of_the_type_and_classify_decide() {
    let document = Document { items: vec![item("a", 409), item("b", 404)], ending: ending(Verdict::Complete) };
    let report = Report::<Created>::new(document);
    assert_eq!(report.get("a").unwrap().next().name(), "retry");
    let report = report.classify(|item| (item.status() == 404).then_some(NextAction::Done));
    assert_eq!(report.succeeded().map(|entry| entry.key().unwrap().as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn a_later_answer_replaces_what_was_known() {
    let mut whole = report([item("a", 200), item("b", 503), item("c", 503)]).for_keys(["a", "b", "c", "d"]);
    let later = report([item("d", 204), item("b", 201)]).for_keys(["b", "c", "d"]);
    whole.update(&[1, 2, 3], later);
    assert_eq!(order(&whole), [(0, 200), (1, 201), (3, 204)]);
    assert_eq!(missing(&whole), [2], "the answer of the first round does not apply to the second");
    whole.update(&[2], report([item("c", 200)]).for_keys(["c"]));
    assert_eq!(whole.into_result().unwrap().len(), 4);
}

#[test]
fn a_truncated_body_does_not_matter_once_every_item_is_known() {
    let mut whole = truncated([item("a", 200)]).for_keys(["a", "b"]);
    whole.update(&[0, 1], report([item("a", 200), item("b", 200)]).for_keys(["a", "b"]));
    assert!(whole.verdict().is_complete() && whole.check().is_ok());
}

#[test]
fn a_total_that_is_too_large_is_kept_and_one_that_is_too_small_is_dropped() {
    let counted = |key: &str, total| {
        let mut document = Document { items: vec![item(key, 200)], ending: ending(Verdict::Complete) };
        document.ending.summary = Some(Summary { total, ..Tally::new().summary() });
        Report::<Item>::new(document).for_keys([key])
    };
    for (total, kept) in [(0, 0), (2, 1)] {
        let mut whole = truncated([]).for_keys(["a", "b"]);
        whole.update(&[0], counted("a", total));
        whole.update(&[1], counted("b", 1));
        assert_eq!(whole.discrepancies().len(), kept, "{total}");
        assert_eq!(whole.summary(), None, "the counts of one answer are none of the whole");
    }
}

#[test]
fn a_table_shows_every_item() {
    let slow = Item { retry_after: Some(Duration::from_secs(7)), description: "slow\ndown".into(), ..item("/b", 429) };
    let report = report([item("/a", 204), slow, item("/z", 200)]).for_keys(["/a", "/b", "/c"]);
    let table = "3 items: 1 succeeded, 1 failed, 1 may be sent again, 1 missing, 1 not asked for
#  key  status  next           description
0  /a   204     done
1  /b   429     retry in 7s    slow down
2  /c   -       missing
-  /z   200     not asked for";
    assert_eq!(format!("{report:#}"), table);
}
