//! The retry layer of tower, with the policy that the documentation of the module `client` shows.

use std::sync::Arc;

use multistatus::{
    Item, Reader, Report,
    client::{ClientError, ResponseExt, RetryPlan},
};
use serde_json::{Value, json};
use tower::{
    ServiceExt,
    retry::{Policy, Retry},
};

use super::{item, multistatus, requests, response, serve};

/// A request for some of the orders of a batch.
#[derive(Clone)]
struct Request {
    orders: Arc<[(String, Value)]>,
    indices: Vec<usize>,
}

impl Request {
    fn new(orders: impl IntoIterator<Item = (String, Value)>) -> Self {
        let orders: Arc<[_]> = orders.into_iter().collect();
        Self { indices: (0..orders.len()).collect(), orders }
    }

    /// Returns the keys and the orders to send.
    fn parts(&self) -> (Vec<&str>, Vec<&Value>) {
        self.indices.iter().map(|index| (&*self.orders[*index].0, &self.orders[*index].1)).unzip()
    }
}

/// Sends the request, and reads its response.
async fn send(client: reqwest::Client, url: String, request: Request) -> Result<Report<Item>, ClientError> {
    let (keys, orders) = request.parts();
    let body = serde_json::to_vec(&orders).unwrap_or_default();
    let response = client.post(url).header("content-type", "application/json").body(body).send().await?;
    response.multistatus_for_keys(Reader::new(), keys).await
}

/// Sends the items of a batch again that may be.
#[derive(Default)]
struct RetryItems {
    plan: RetryPlan,
    /// The report on everything that was sent.
    report: Option<Report<Item>>,
}

impl Clone for RetryItems {
    /// Returns a new policy: the layer clones it for each batch.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Policy<Request, Report<Item>, ClientError> for RetryItems {
    type Future = tokio::time::Sleep;

    fn retry(&mut self, request: &mut Request, result: &mut Result<Report<Item>, ClientError>) -> Option<Self::Future> {
        let latest = match result {
            Ok(report) => report.clone(),
            // A failure of the whole request is one of each item.
            Err(ClientError::Failed { item }) => {
                let (keys, _) = request.parts();
                Report::from_items(keys.iter().map(|key| (**item).clone().with_key(*key))).for_keys(keys)
            }
            Err(_) => return None,
        };
        let report = match self.report.take() {
            Some(mut report) => {
                report.update(&request.indices, latest);
                report
            }
            None => latest,
        };
        let round = self.plan.next(&report);
        *result = Ok(report.clone());
        self.report = Some(report);
        let round = round?;
        request.indices = round.indices;
        Some(tokio::time::sleep(round.wait))
    }

    fn clone_request(&mut self, request: &Request) -> Option<Request> {
        Some(request.clone())
    }
}

/// Returns the items of an answer to a request, which is an array of numbers, with a status for each number.
fn items(body: &str, status: impl Fn(u64) -> u16) -> Vec<String> {
    let numbers: Vec<u64> = serde_json::from_str(body).expect("an array of numbers");
    numbers.iter().map(|number| item(&format!("order-{number}"), status(*number))).collect()
}

/// Sends the orders 1 to `count` with the retry layer, and returns its result and the bodies of the requests.
async fn send_orders(
    count: u64,
    answer: impl Fn(usize, &str) -> String + Send + Sync + 'static,
) -> (Result<Report<Item>, ClientError>, Vec<String>) {
    let (address, received) = serve(answer).await;
    let client = reqwest::Client::new();
    let service = tower::service_fn(move |request| send(client.clone(), format!("http://{address}/orders"), request));
    let orders = (1..=count).map(|number| (format!("order-{number}"), json!(number)));
    let result = Retry::new(RetryItems::default(), service).oneshot(Request::new(orders)).await;
    (result, requests(&received))
}

#[tokio::test]
async fn the_layer_sends_only_items_that_may_be_sent_again() {
    let (result, requests) = send_orders(4, |number, body| {
        let items = items(body, |order| match (order, number) {
            (1, 0) => 201,
            (2, 0) => 503,
            (3, 0) => 429,
            (4, 0) => 422,
            (2, 1) => 503,
            _ => 200,
        });
        multistatus(&items, items.len())
    })
    .await;
    assert_eq!(requests, ["[1,2,3,4]", "[2,3]", "[2]"]);
    let report = result.unwrap();
    let statuses: Vec<_> = report.items().map(|entry| entry.status().as_u16()).collect();
    assert_eq!(statuses, [201, 200, 200, 422], "the report has all items, in the order of the first request");
    assert_eq!(report.to_string(), "4 items: 3 succeeded, 1 failed, 0 may be sent again");
}

#[tokio::test]
async fn a_request_that_is_refused_as_a_whole_is_sent_again() {
    let (result, requests) = send_orders(2, |number, body| match number {
        1 => response("503 Service Unavailable\r\nRetry-After: 1", ""),
        _ => multistatus(&items(body, |order| if order == 2 && number == 0 { 503 } else { 200 }), body.len() / 2),
    })
    .await;
    assert_eq!(requests, ["[1,2]", "[2]", "[2]"]);
    assert_eq!(result.unwrap().into_result().unwrap().len(), 2);
}

#[tokio::test]
async fn a_lost_connection_is_an_error_and_nothing_is_sent_again() {
    let (result, requests) = send_orders(2, |_, _| String::new()).await;
    assert!(matches!(result, Err(ClientError::Transport(_))));
    assert_eq!(requests.len(), 1);
}

#[test]
fn the_policy_is_the_documented_one() {
    let part = |text: &'static str, end: &str| {
        let (_, text) = text.split_once("struct Request {").expect("the start");
        text.split_once(end).expect("the end").0
    };
    let documented = include_str!("../../multistatus-runtime/src/client/retry_layers.md");
    assert_eq!(part(include_str!("tower_retry.rs"), "/// Returns the items of an answer"), part(documented, "# async"));
}
