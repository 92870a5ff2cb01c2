//! A function under `#[batch]` in a module that denies many lints.

#![deny(warnings, nonstandard_style, unused, missing_docs, missing_debug_implementations)]
#![deny(unused_qualifications, unreachable_pub, single_use_lifetimes, trivial_casts, trivial_numeric_casts)]
#![deny(unused_results, unused_lifetimes, elided_lifetimes_in_paths, let_underscore_drop)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]

use std::{borrow::Cow, sync::Arc};

use multistatus::{StatusCode, batch};

use crate::codes;

/// Has contexts of every kind, and a key of every kind.
#[batch(
    max_items = 3,
    refuse_empty,
    deadline = "1m",
    mode = stop_after(2),
    on_duplicate = share,
    buffer = 2,
    crate = ::multistatus
)]
#[expect(clippy::redundant_pub_crate, reason = "the lint is about the function as the user wrote it")]
pub(crate) async fn linted<T: Sync + PartialEq<u16>>(
    first: &T,
    second: &[Cow<'_, str>],
    third: Arc<u16>,
    code: u16,
) -> StatusCode {
    tokio::task::yield_now().await;
    let known = *first == code || *third == code || second.iter().any(|known| *known == code.to_string());
    if known { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

#[tokio::test]
async fn no_lint_warns_of_a_batch() {
    let (first, second) = (1, [Cow::from("2")]);
    let result = linted::batch(&first, &second, Arc::new(3), [1, 2, 4]).run().await.unwrap();
    assert_eq!(codes(&result), [200, 200, 404]);
    let result = linted::batch_shared(Arc::new(first), second.into(), Arc::new(3), [3]).spawn().await.unwrap();
    assert_eq!(codes(&result), [200]);
}
