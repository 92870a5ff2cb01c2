//! The progress that a batch reports to its observer.

use std::sync::{Arc, Mutex};

use multistatus::{Batch, StatusCode};

#[tokio::test]
async fn the_observer_is_called_for_each_settled_item() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let recorder = Arc::clone(&seen);
    let _ = Batch::new(async |code: u16| StatusCode::from_u16(code).unwrap())
        .concurrency(1)
        .progress(move |progress| recorder.lock().unwrap().push((progress.settled, progress.failed, progress.total)))
        .inputs([200, 404, 200])
        .run()
        .await
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [(1, 0, Some(3)), (2, 1, Some(3)), (3, 1, Some(3))]);
}
