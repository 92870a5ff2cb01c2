//! Functions under `#[batch]` in modules and in functions, with the lints of a strict crate.
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub, unused, nonstandard_style, missing_debug_implementations, warnings)]

use std::sync::Arc;

use multistatus::{StatusCode, batch};

mod inner {
    use super::*;

    /// Documented.
    #[batch(max_items = 3)]
    pub(super) async fn shared(limit: &u16, code: u16) -> StatusCode {
        if code < *limit { StatusCode::OK } else { StatusCode::CONFLICT }
    }

    #[batch]
    pub(in crate::inner) async fn not_batched(code: u16) -> StatusCode {
        if code == 0 { StatusCode::OK } else { StatusCode::CONFLICT }
    }

    pub(super) async fn call() -> StatusCode {
        not_batched(0).await
    }
}

/// Documented.
#[batch]
pub async fn public(_item: ()) -> StatusCode {
    StatusCode::OK
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    #[batch(mode = stop_after(1))]
    async fn local(#[allow(unused_variables)] item: u8) -> StatusCode {
        StatusCode::NOT_FOUND
    }
    assert_eq!(inner::shared::batch(&2, [1, 3]).run().await.unwrap().summary().succeeded, 1);
    assert_eq!(inner::shared::batch_shared(Arc::new(2), [1, 3]).spawn().await.unwrap().summary().succeeded, 1);
    assert_eq!(inner::call().await, StatusCode::OK);
    assert_eq!(local::batch([1, 3]).concurrency(1).run().await.unwrap().summary().failed, 2);
}
