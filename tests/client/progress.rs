//! The progress of a batch, whatever the server does: the counts only grow, and each change is reported once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use multistatus::{
    Item, Report,
    client::{Bulk, BulkProgress},
};
use proptest::prelude::*;

use super::{concurrency::Server, item, multistatus, post, quick, response, truncated};

/// A batch, and a server that answers it.
#[derive(Clone, Debug)]
struct Scenario {
    items: usize,
    size: usize,
    concurrency: usize,
    attempts: usize,
    idempotent: bool,
    /// The requests that fail as a whole, in percent.
    failures: u8,
    /// True if a request may fail with an error that ends the batch.
    fatal: bool,
    seed: u64,
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let batch = (0_usize..14, 1_usize..6, 1_usize..6, 1_usize..5, any::<bool>());
    let server = (prop::sample::select(vec![0_u8, 30, 80]), prop::bool::weighted(0.2), any::<u64>());
    (batch, server).prop_map(|((items, size, concurrency, attempts, idempotent), (failures, fatal, seed))| Scenario {
        items,
        size,
        concurrency,
        attempts,
        idempotent,
        failures,
        fatal,
        seed,
    })
}

/// The number of requests with each id so far, and the ids that were confirmed as successes.
#[derive(Default)]
struct Seen {
    requests: HashMap<String, u64>,
    succeeded: HashSet<String>,
    repeated: HashSet<String>,
}

impl Scenario {
    /// Returns the answer to a request. The same items get the same answer at the same attempt, in whatever order they arrive.
    fn answer(&self, ids: &[String], seen: &mut Seen) -> (Duration, String) {
        let count = seen.requests.entry(ids[0].clone()).or_default();
        *count += 1;
        let first: u64 = ids[0].parse().expect("a number");
        let mut random = fastrand::Rng::with_seed(self.seed ^ (first << 32) ^ *count);
        let repeated = ids.iter().filter(|id| seen.succeeded.contains(*id)).cloned().collect::<Vec<_>>();
        seen.repeated.extend(repeated);
        let delay = Duration::from_millis(random.u64(0..4));
        if self.fatal && random.u8(0..10) == 0 {
            return (delay, response("401 Unauthorized", ""));
        }
        if random.u8(0..100) < self.failures {
            let answer = match random.u8(0..5) {
                0 => response("503 Service Unavailable", ""),
                1 => response("429 Too Many Requests\r\nRetry-After: 0", ""),
                2 => response("502 Bad Gateway", ""),
                3 => truncated(&format!("{},", item(&ids[0], 200))),
                _ => String::new(),
            };
            return (delay, answer);
        }
        let mut items = Vec::new();
        for id in ids {
            let status = [200, 201, 204, 202, 301, 404, 409, 424, 429, 500, 503][random.usize(0..11)];
            if status < 205 {
                seen.succeeded.insert(id.clone());
            }
            items.push(item(id, status));
        }
        (delay, multistatus(&items, items.len()))
    }
}

/// Sends the batch of a scenario. Returns the report, the progress, and true if no error ended the batch.
async fn send(scenario: &Scenario) -> (Report<Item>, Vec<BulkProgress>, bool) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let (script, log) = (scenario.clone(), seen.clone());
    let server = Server::start(move |ids| {
        let (delay, answer) = script.answer(&ids, &mut log.lock().unwrap());
        async move {
            tokio::time::sleep(delay).await;
            answer
        }
    })
    .await;
    let plan = quick().attempts(scenario.attempts);
    let plan = if scenario.idempotent { plan.idempotent() } else { plan };
    let progress = Arc::new(Mutex::new(Vec::new()));
    let log = progress.clone();
    let result = Bulk::new((0..scenario.items).map(|number| (number.to_string(), number.to_string())))
        .size(scenario.size)
        .concurrency(scenario.concurrency)
        .retry(plan)
        .progress(move |progress| log.lock().unwrap().push(progress))
        .send(post(server.address))
        .await;
    assert!(server.most() <= scenario.concurrency);
    assert_eq!(seen.lock().unwrap().repeated, HashSet::new(), "an item that succeeded was sent again");
    let ended =
        result.as_ref().is_err_and(|error| !matches!(error.error, multistatus::client::ClientError::Transport(_)));
    let progress = progress.lock().unwrap().clone();
    (result.unwrap_or_else(|error| *error.report), progress, !ended)
}

/// Checks that one progress may follow another.
fn check_step(before: &BulkProgress, after: &BulkProgress) {
    assert_ne!(before, after, "each change is reported once");
    assert!(before.succeeded <= after.succeeded && before.total == after.total, "{before}, {after}");
    if before.attempt == after.attempt {
        assert_eq!(before.sending, after.sending);
        assert!(before.answered <= after.answered && before.failed <= after.failed, "{before}, {after}");
    } else {
        assert_eq!((before.attempt + 1, after.answered), (after.attempt, 0));
        assert_eq!(before.answered, before.sending, "the next attempt starts when all requests ended: {before}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_counts_only_grow_and_end_with_those_of_the_report(scenario in scenario()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (report, progress, complete) = runtime.block_on(send(&scenario));

        progress.windows(2).for_each(|pair| check_step(&pair[0], &pair[1]));
        for step in &progress {
            prop_assert!(step.answered <= step.sending && step.succeeded + step.failed <= step.total, "{step}");
        }
        let first = progress.first().unwrap();
        prop_assert_eq!((first.attempt, first.sending, first.total), (1, scenario.items, scenario.items));
        prop_assert_eq!((first.answered, first.succeeded, first.failed), (0, 0, 0));
        let last = progress.last().unwrap();
        prop_assert_eq!((last.succeeded, last.failed), (report.succeeded().count(), report.failed().count()));
        prop_assert!(!complete || last.answered == last.sending, "{}", last);

        let answered: Vec<_> = report.items().map(|entry| entry.index().unwrap()).collect();
        prop_assert!(answered.is_sorted(), "{answered:?}");
        let missing = report.missing().iter().map(|missing| missing.index);
        let mut all: Vec<_> = answered.iter().copied().chain(missing).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..scenario.items).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn an_item_that_is_not_sent_again_after_all_counts_as_failed() {
    let (address, _) = super::serve(|number, body| match number {
        0 | 1 => multistatus(&super::items_for(body, 503), 1),
        _ => response("401 Unauthorized", ""),
    })
    .await;
    let progress = Arc::new(Mutex::new(Vec::new()));
    let log = progress.clone();
    let bulk = super::batch(&["a", "b"]).size(1).retry(quick().attempts(2));
    let bulk = bulk.progress(move |progress| log.lock().unwrap().push(progress.to_string()));
    let error = bulk.send::<Item>(post(address)).await.unwrap_err();
    assert_eq!(error.report.failed().count(), 2);
    let expected = [
        "attempt 1: 0 of 2; 0 of 2 succeeded, 0 failed",
        "attempt 1: 1 of 2; 0 of 2 succeeded, 0 failed",
        "attempt 1: 1 of 2; 0 of 2 succeeded, 1 failed",
        "attempt 1: 2 of 2; 0 of 2 succeeded, 1 failed",
        "attempt 1: 2 of 2; 0 of 2 succeeded, 2 failed",
        "attempt 2: 0 of 2; 0 of 2 succeeded, 0 failed",
        "attempt 2: 1 of 2; 0 of 2 succeeded, 1 failed",
        "attempt 2: 1 of 2; 0 of 2 succeeded, 2 failed",
    ];
    assert_eq!(*progress.lock().unwrap(), expected);
}
