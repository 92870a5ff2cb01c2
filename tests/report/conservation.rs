//! Every item that was read and every key that was sent appears in a report exactly once.

use multistatus::{Item, Report};
use proptest::prelude::*;

use super::status;

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["/a", "/a/", "/%61", "/b", "http://host/b", "c", "0", "1", "", "100%"])
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item =
        (prop::option::of(key()), prop::sample::select(vec![200_u16, 202, 301, 404, 503])).prop_map(|(key, code)| {
            let item = Item::from_outcome(&status(code));
            match key {
                Some(key) => item.with_key(key),
                None => item,
            }
        });
    prop::collection::vec(item, 0..8)
}

proptest! {
    #[test]
    fn each_item_and_each_key_appears_exactly_once(
        items in items(),
        keys in prop::collection::vec(key(), 0..6),
        failures_only: bool,
    ) {
        let report = Report::<Item>::from_items(items.clone()).for_keys(keys.iter().copied());
        let report = if failures_only { report.listing_failures() } else { report };

        let reported = report.items().chain(report.duplicates()).chain(report.unknown());
        let mut reported: Vec<_> = reported.map(|entry| format!("{:?}", entry.item())).collect();
        let mut expected: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
        reported.sort();
        expected.sort();
        prop_assert_eq!(reported, expected, "no item is lost or added");

        let answered = report.items().filter_map(|entry| entry.index());
        let missing = report.missing().iter().map(|missing| missing.index);
        let mut indices: Vec<_> = answered.chain(missing).chain(report.unlisted().map(|(index, _)| index)).collect();
        indices.sort_unstable();
        prop_assert_eq!(indices, (0..keys.len()).collect::<Vec<_>>(), "each key is answered, missing or unlisted");

        let groups = report.succeeded().count() + report.pending().count() + report.redirected().count();
        let failed = report.retryable().count() + report.permanent().count();
        prop_assert_eq!(report.failed().count(), failed);
        prop_assert_eq!(groups + failed, report.items().count());
        if report.into_result().is_ok() {
            prop_assert!(items.iter().all(|item| matches!(item.sent_status().map(|code| code.as_u16()), Some(200 | 202))));
        }
    }
}
