//! How far a batch is, for whoever watches.

use std::sync::{Arc, Mutex};

use multistatus::{Batch, StatusCode};

#[tokio::test]
async fn an_observer_sees_each_item_settle() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    let _ = Batch::new(async |code: u16| StatusCode::from_u16(code).unwrap())
        .concurrency(1)
        .progress(move |progress| sees.lock().unwrap().push((progress.settled, progress.failed, progress.total)))
        .inputs([200, 404, 200])
        .run()
        .await
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [(1, 0, Some(3)), (2, 1, Some(3)), (3, 1, Some(3))]);
}
