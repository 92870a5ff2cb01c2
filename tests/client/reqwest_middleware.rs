//! The client of `reqwest-middleware`, and its retry layer.

use std::time::Duration;

use multistatus::{
    Item, Report,
    client::{ClientError, ResponseExt},
};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};

use super::{batch, item, items_for, multistatus, quick, requests, response, serve};

/// Returns a client that repeats a request up to twice.
fn client() -> ClientWithMiddleware {
    let waits = (Duration::from_millis(1), Duration::from_millis(2));
    let policy = ExponentialBackoff::builder().retry_bounds(waits.0, waits.1).build_with_max_retries(2);
    ClientBuilder::new(reqwest::Client::new()).with(RetryTransientMiddleware::new_with_policy(policy)).build()
}

#[tokio::test]
async fn a_response_is_read_and_the_layer_does_not_see_its_items() {
    let (address, received) = serve(|_, _| multistatus(&[item("a", 503), item("b", 200)], 2)).await;
    let response = client().get(format!("http://{address}/")).send().await.unwrap();
    let report: Report<Item> = response.multistatus().await.unwrap();
    assert_eq!((report.succeeded().count(), report.retryable().count(), requests(&received).len()), (1, 1, 1));
}

#[tokio::test]
async fn a_batch_is_sent_and_the_plan_decides_for_each_item() {
    let (address, received) = serve(|number, body| match number {
        0 => response("503 Service Unavailable", ""),
        1 => multistatus(&[item("a", 201), item("b", 429)], 2),
        _ => multistatus(&items_for(body, 200), 1),
    })
    .await;
    let (client, url) = (client(), format!("http://{address}/items"));
    let bulk = batch(&["a", "b"]).retry(quick());
    let report: Report<Item> = bulk.send_with(|parts| client.post(&url).json(parts).send()).await.unwrap();
    assert_eq!(report.into_result().unwrap().len(), 2);
    let sent = requests(&received);
    assert_eq!(sent, ["[\"a\",\"b\"]", "[\"a\",\"b\"]", "[\"b\"]"], "the layer repeats the first, the plan the last");
}

#[tokio::test]
async fn items_may_have_been_applied_if_the_layer_fails() {
    let (address, received) = serve(|_, _| String::new()).await;
    let (client, url) = (client(), format!("http://{address}/items"));
    let bulk = batch(&["a"]).retry(quick());
    let error = bulk.send_with::<Item, _, _>(|parts| client.post(&url).json(parts).send()).await.unwrap_err();
    assert!(matches!(error.error, ClientError::Sender(_)), "{error}");
    assert!(error.report.missing()[0].sent);
    let source = std::error::Error::source(&error).and_then(std::error::Error::source);
    assert!(source.is_some_and(|source| source.is::<reqwest_middleware::Error>()));
    assert_eq!(requests(&received).len(), 3, "the layer sent it three times, the plan did not send it again");
}

#[tokio::test]
async fn items_were_not_sent_if_the_sender_returns_a_connection_error_of_reqwest() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/items", listener.local_addr().unwrap());
    drop(listener);
    let client = ClientBuilder::new(reqwest::Client::new()).build();
    let sent = batch(&["a"]).send_with::<Item, _, _>(|parts| {
        let request = client.post(&url).json(parts);
        async move {
            request.send().await.map_err(|error| match error {
                reqwest_middleware::Error::Reqwest(error) => Box::<dyn std::error::Error + Send + Sync>::from(error),
                error => error.into(),
            })
        }
    });
    let error = sent.await.unwrap_err();
    assert!(matches!(error.error, ClientError::Transport(_)), "{error}");
    assert!(!error.report.missing()[0].sent);
}
