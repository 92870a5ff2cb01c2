//! Random batches under random keys, compared with a model of the outcome store.

use std::{
    cell::RefCell,
    collections::HashMap,
    future::pending,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use multistatus::{
    Batch, Inputs, Refused, StatusCode,
    batch::{Fingerprint, Idempotency, IdempotencyKey, MemoryOutcomeStore},
    http::{HeaderMap, HeaderValue},
};
use proptest::prelude::*;

use super::{FIELD, headers};
use crate::codes;

/// The model of one key: its items, and the status codes that are kept, by index.
#[derive(Clone, Default)]
struct Known {
    items: Vec<&'static str>,
    kept: HashMap<usize, u16>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_quoted_key_is_read_back(key in "[ -~]{1,255}") {
        let sent = headers(&key.replace('\\', r"\\").replace('"', "\\\""));
        prop_assert_eq!(IdempotencyKey::from_headers(&sent).unwrap().unwrap(), IdempotencyKey::new(key).unwrap());
    }

    #[test]
    fn no_field_value_causes_a_panic(field in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(field) = HeaderValue::from_bytes(&field)
            && let Ok(Some(key)) = IdempotencyKey::from_headers(&HeaderMap::from_iter([(FIELD, field)]))
        {
            prop_assert_eq!(IdempotencyKey::new(key.as_str()).unwrap(), key);
        }
    }

    /// Sends batches in any order under three keys.
    #[test]
    fn every_item_completes_once_for_each_key(
        batches in prop::collection::vec(
            (
                prop::sample::select(vec!["k", "l", "m"]),
                prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..4),
                prop::collection::vec(prop::sample::select(vec![0, 1, 200, 201, 404, 409, 429, 500, 503]), 4),
                any::<bool>(),
            ),
            1..12,
        ),
    ) {
        std::panic::set_hook(Box::new(|_| {}));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let idempotency = Idempotency::new(MemoryOutcomeStore::default());
        let mut model = HashMap::<&str, Known>::new();
        for (key, items, script, dropped) in batches {
            let key_of_batch = IdempotencyKey::new(key).unwrap();
            let ran = RefCell::new(Vec::new());
            let sent = runtime.block_on(async {
                let indexed = Inputs::new(items.iter().copied().enumerate()).fingerprinted(|(_, item)| Fingerprint::of(item));
                let inputs = idempotency.begin_keyed(Some(&key_of_batch), indexed).await?;
                let handler = async |(index, _): (usize, &str)| {
                    ran.borrow_mut().push(index);
                    match script[index] {
                        0 => panic!("as the script says"),
                        1 => pending().await,
                        code => StatusCode::from_u16(code).unwrap(),
                    }
                };
                let mut run = Batch::new(handler).item_timeout(Duration::from_secs(1)).inputs(inputs).run();
                if dropped {
                    // One poll completes the items that are ready.
                    let _polled = pin!(&mut run).poll(&mut Context::from_waker(Waker::noop()));
                    return Ok(None);
                }
                run.await.map(Some)
            });
            let fresh = Known { items: items.clone(), ..Known::default() };
            let known = model.entry(key).or_insert(fresh);
            if known.items != items {
                prop_assert_eq!(sent.unwrap_err(), Refused::KeyReused);
                prop_assert!(ran.borrow().is_empty());
                continue;
            }
            let mut expected = Vec::new();
            let mut runs = Vec::new();
            for (index, code) in script.into_iter().enumerate().take(items.len()) {
                if let Some(kept) = known.kept.get(&index) {
                    expected.push(*kept);
                    continue;
                }
                runs.push(index);
                expected.push(match code { 0 => 500, 1 => 504, code => code });
                if [200, 201, 404, 409].contains(&code) {
                    known.kept.insert(index, code);
                }
            }
            prop_assert_eq!(ran.into_inner(), runs);
            if let Some(result) = sent.unwrap() {
                prop_assert_eq!(codes(&result), expected);
            }
            if items.is_empty() {
                // No item ran, so the key is still free.
                model.remove(key);
            }
        }
    }
}
