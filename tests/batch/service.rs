//! A tower service as the handler: its layers apply to each item.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use multistatus::{Batch, Outcome, StatusCode};
use tower::{BoxError, ServiceBuilder, service_fn};

use crate::codes;

/// The outcome of an item that a layer ends.
#[derive(Debug, Outcome)]
enum Layered {
    #[outcome(504, "it took too long")]
    TooLong,
    #[outcome(500, opaque)]
    Broken,
}

impl From<BoxError> for Layered {
    fn from(error: BoxError) -> Self {
        if error.is::<tower::timeout::error::Elapsed>() { Self::TooLong } else { Self::Broken }
    }
}

#[tokio::test(start_paused = true)]
async fn the_layers_of_a_service_apply_to_each_item() {
    let (running, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let observed_peak = Arc::clone(&peak);
    let service =
        ServiceBuilder::new().map_err(Layered::from).concurrency_limit(2).timeout(Duration::from_secs(5)).service(
            service_fn(move |seconds: u64| {
                let (running, peak) = (Arc::clone(&running), Arc::clone(&peak));
                async move {
                    peak.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                    running.fetch_sub(1, SeqCst);
                    Ok::<_, Infallible>(StatusCode::OK)
                }
            }),
        );
    let result = Batch::service(service.clone()).inputs([1, 9, 1, 1]).run().await.unwrap();
    assert_eq!(codes(&result), [200, 504, 200, 200]);
    assert_eq!(observed_peak.load(SeqCst), 2, "the limit of the service applies, not that of the batch");
    let spawned = Batch::service(service).inputs([1, 1, 9, 1]).spawn().await.unwrap();
    assert_eq!(codes(&spawned), [200, 200, 504, 200]);
}
