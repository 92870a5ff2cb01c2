//! Requests that run at the same time.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use multistatus::{Item, Report, client::ClientError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Barrier, watch},
    time::{sleep, timeout},
};

use super::{batch, item, items_for, multistatus, post, quick, request_body, response};

/// A server that handles each connection in a task of its own, and counts its requests.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: std::net::SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    running: AtomicUsize,
    most: AtomicUsize,
    left: AtomicUsize,
    started: Mutex<Vec<(Vec<String>, Instant)>>,
}

impl Server {
    /// Starts a server that answers each request with the bytes that `answer` returns for its ids.
    pub(crate) async fn start<F>(answer: impl Fn(Vec<String>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = String> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let server = Self { address: listener.local_addr().expect("an address"), counts: Arc::default() };
        let (counts, answer) = (server.counts.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (counts, answer) = (counts.clone(), answer.clone());
                tokio::spawn(async move { counts.handle(socket, &*answer).await });
            }
        });
        server
    }

    /// Returns the greatest number of requests that ran at the same time.
    pub(crate) fn most(&self) -> usize {
        self.counts.most.load(SeqCst)
    }

    /// Returns the ids of each request, in the order in which they started.
    pub(crate) fn started(&self) -> Vec<Vec<String>> {
        self.counts.started.lock().unwrap().iter().map(|(ids, _)| ids.clone()).collect()
    }

    /// Returns the time of the last request with this id.
    fn time_of(&self, id: &str) -> Instant {
        let started = self.counts.started.lock().unwrap();
        started.iter().rfind(|(ids, _)| ids.iter().any(|other| other == id)).expect("a request").1
    }
}

impl Counts {
    async fn handle<F: Future<Output = String>>(&self, mut socket: TcpStream, answer: impl Fn(Vec<String>) -> F) {
        let Some(body) = request_body(&mut socket).await else { return };
        let ids: Vec<String> = serde_json::from_str(&body).expect("an array of ids");
        self.started.lock().unwrap().push((ids.clone(), Instant::now()));
        self.most.fetch_max(self.running.fetch_add(1, SeqCst) + 1, SeqCst);
        let mut end = [0];
        tokio::select! {
            answer = answer(ids) => {
                self.running.fetch_sub(1, SeqCst);
                let _ = write_in_pieces(&mut socket, &answer).await;
            }
            _ = socket.read(&mut end) => {
                self.running.fetch_sub(1, SeqCst);
                self.left.fetch_add(1, SeqCst);
            }
        }
    }
}

/// Writes an answer so that a long one arrives in pieces.
async fn write_in_pieces(socket: &mut TcpStream, answer: &str) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    for piece in answer.as_bytes().chunks(200) {
        socket.write_all(piece).await?;
        sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// Returns a multi-status with this status for each id.
pub(crate) fn all(ids: &[String], status: u16) -> String {
    let items = items_for(&serde_json::to_string(ids).unwrap(), status);
    multistatus(&items, items.len())
}

fn statuses(report: &Report<Item>) -> Vec<(usize, u16)> {
    report.items().map(|entry| (entry.index().unwrap(), entry.status().as_u16())).collect()
}

/// Returns the index and `sent` of each missing item.
fn missing(report: &Report<Item>) -> Vec<(usize, bool)> {
    report.missing().iter().map(|missing| (missing.index, missing.sent)).collect()
}

const KEYS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

#[tokio::test]
async fn as_many_requests_run_at_the_same_time_as_are_allowed() {
    let three = Arc::new(Barrier::new(3));
    let server = Server::start(move |ids| {
        let three = three.clone();
        async move {
            three.wait().await;
            all(&ids, 200)
        }
    })
    .await;
    let bulk = batch(&KEYS).size(1).concurrency(3);
    let sent = timeout(Duration::from_secs(30), bulk.send::<Item>(post(server.address)));
    let report = sent.await.expect("three requests run at the same time").unwrap();
    assert_eq!((server.most(), server.started().len()), (3, 9));
    assert_eq!(report.into_result().unwrap().len(), 9);
}

#[tokio::test]
async fn one_request_runs_at_a_time_without_a_setting_and_with_zero() {
    for bulk in [batch(&KEYS), batch(&KEYS).concurrency(0)] {
        let server = Server::start(async |ids| {
            sleep(Duration::from_millis(5)).await;
            all(&ids, 200)
        })
        .await;
        let report = bulk.send::<Item>(post(server.address)).await.unwrap();
        assert_eq!((server.most(), server.started().len(), report.succeeded().count()), (1, 5, 9));
    }
}

#[tokio::test]
async fn the_report_is_in_request_order_if_the_last_request_is_answered_first() {
    let answered = Arc::new(watch::Sender::new(0));
    let server = Server::start(move |ids| {
        let answered = answered.clone();
        async move {
            let before = KEYS.len() - 1 - KEYS.iter().position(|key| *key == ids[0]).unwrap();
            answered.subscribe().wait_for(|answered| *answered == before).await.unwrap();
            // The next response starts after this one was received.
            tokio::spawn(async move {
                sleep(Duration::from_millis(10)).await;
                answered.send_modify(|answered| *answered += 1);
            });
            all(&ids, 200 + before as u16 % 2)
        }
    })
    .await;
    let bulk = batch(&KEYS).size(1).concurrency(9);
    let report = bulk.send::<Item>(post(server.address)).await.unwrap();
    assert_eq!(statuses(&report), (0..9).map(|index| (index, 200 + (index % 2) as u16)).collect::<Vec<_>>());
}

#[tokio::test]
async fn no_request_starts_until_the_retry_after_of_a_refused_one_is_over() {
    let refused = Arc::new(Mutex::new(None));
    let log = refused.clone();
    let server = Server::start(move |ids| {
        let log = log.clone();
        async move {
            if ids[0] == "b" && log.lock().unwrap().is_none() {
                *log.lock().unwrap() = Some(Instant::now());
                return response("429 Too Many Requests\r\nRetry-After: 1", "");
            }
            if ids[0] == "a" {
                sleep(Duration::from_millis(300)).await;
            }
            all(&ids, 200)
        }
    })
    .await;
    let bulk = batch(&KEYS[..5]).size(1).concurrency(2).retry(quick());
    let report = bulk.send::<Item>(post(server.address)).await.unwrap();
    assert_eq!(report.into_result().unwrap().len(), 5, "the request that ran at the same time was answered");
    let started: Vec<_> = server.started().concat();
    assert_eq!((started[5..].join(""), started.len()), ("b".into(), 6), "the refused item is sent again at the end");
    let refused = refused.lock().unwrap().unwrap();
    for id in ["c", "d", "e"] {
        let waited = server.time_of(id) - refused;
        assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(10), "{id}: {waited:?}");
    }
}

#[tokio::test]
async fn a_retry_after_beyond_the_time_limit_does_not_delay_running_requests() {
    let server = Server::start(async |ids| match &*ids[0] {
        "a" => {
            sleep(Duration::from_millis(200)).await;
            all(&ids, 200)
        }
        _ => response("503 Service Unavailable\r\nRetry-After: 3600", ""),
    })
    .await;
    let start = Instant::now();
    let bulk = batch(&KEYS).size(1).concurrency(2).retry(quick());
    let report = bulk.send::<Item>(post(server.address)).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(statuses(&report), [(0, 200), (1, 503)]);
    assert_eq!(missing(&report), (2..9).map(|index| (index, false)).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_error_that_ends_the_batch_keeps_the_answers_to_running_requests() {
    let (refused, _) = watch::channel(false);
    let server = Server::start(move |ids| {
        let refused = refused.clone();
        async move {
            match &*ids[0] {
                "b" => {
                    refused.send_replace(true);
                    response("401 Unauthorized", "")
                }
                _ => {
                    refused.subscribe().wait_for(|refused| *refused).await.unwrap();
                    sleep(Duration::from_millis(200)).await;
                    all(&ids, 201)
                }
            }
        }
    })
    .await;
    let bulk = batch(&KEYS[..5]).size(1).concurrency(3).retry(quick());
    let error = bulk.send::<Item>(post(server.address)).await.unwrap_err();
    assert!(matches!(error.error, ClientError::Failed { .. }), "{error}");
    assert_eq!(statuses(&error.report), [(0, 201), (1, 401), (2, 201)]);
    assert_eq!(missing(&error.report), [(3, false), (4, false)]);
    assert_eq!(server.started().len(), 3);
}

#[tokio::test]
async fn a_lost_connection_affects_the_items_of_its_request_only() {
    let server =
        Server::start(async |ids| if ids.contains(&"c".into()) { String::new() } else { all(&ids, 200) }).await;
    let bulk = || batch(&KEYS).concurrency(3);
    let error = bulk().retry(quick()).send::<Item>(post(server.address)).await.unwrap_err();
    assert!(matches!(error.error, ClientError::Transport(_)), "{error}");
    assert_eq!(missing(&error.report), [(2, true), (3, true)], "they may have been applied, and are not sent again");
    assert_eq!((error.report.succeeded().count(), server.started().len()), (7, 5));

    let lost = AtomicUsize::new(0);
    let server = Server::start(move |ids| {
        let lost = ids.contains(&"c".into()) && lost.fetch_add(1, SeqCst) == 0;
        async move { if lost { String::new() } else { all(&ids, 200) } }
    })
    .await;
    let report = bulk().retry(quick().idempotent()).send::<Item>(post(server.address)).await.unwrap();
    assert_eq!(report.into_result().unwrap().len(), 9);
    assert_eq!(server.started().last().unwrap(), &["c", "d"]);
}

#[tokio::test]
async fn items_are_sent_again_at_the_same_time_too() {
    let (first, three) = (AtomicUsize::new(0), Arc::new(Barrier::new(3)));
    let server = Server::start(move |ids| {
        let (first, three) = (first.fetch_add(1, SeqCst) < 9, three.clone());
        async move {
            if !first {
                three.wait().await;
            }
            all(&ids, if first { 503 } else { 200 })
        }
    })
    .await;
    let bulk = batch(&KEYS).size(1).concurrency(3).retry(quick());
    let sent = timeout(Duration::from_secs(30), bulk.send::<Item>(post(server.address)));
    let report = sent.await.expect("three requests run at the same time").unwrap();
    assert_eq!((server.most(), server.started().len(), report.succeeded().count()), (3, 18, 9));
}

#[tokio::test]
async fn the_time_limit_ends_all_running_requests() {
    const LIMIT: Duration = Duration::from_millis(1500);
    let server = Server::start(async |ids| match &*ids[0] {
        "a" | "c" => std::future::pending().await,
        _ => all(&ids, 200),
    })
    .await;
    for (concurrency, succeeded, never_sent) in [(3, 7, 0), (2, 1, 6)] {
        let start = Instant::now();
        let bulk = batch(&KEYS).size(1).concurrency(concurrency).retry(quick().idempotent().within(LIMIT));
        let error = bulk.send::<Item>(post(server.address)).await.unwrap_err();
        assert!(start.elapsed() >= LIMIT && start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
        assert!(matches!(error.error, ClientError::TimedOut { within: LIMIT }), "{error}");
        assert_eq!(error.report.succeeded().count(), succeeded);
        let lost: Vec<_> = missing(&error.report).into_iter().filter(|(_, sent)| *sent).collect();
        assert_eq!(lost, [(0, true), (2, true)]);
        assert_eq!(error.report.missing().len() - lost.len(), never_sent);
    }
}

#[tokio::test]
async fn dropping_the_future_cancels_all_running_requests() {
    let server = Server::start(async |_| std::future::pending().await).await;
    let sending = tokio::spawn(batch(&KEYS).size(1).concurrency(4).send::<Item>(post(server.address)));
    let wait_until = async |reached: &dyn Fn(&Counts) -> bool| {
        for _ in 0..3000 {
            if reached(&server.counts) {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("{} requests run, {} were cancelled", server.most(), server.counts.left.load(SeqCst));
    };
    wait_until(&|counts| counts.running.load(SeqCst) == 4).await;
    sending.abort();
    wait_until(&|counts| counts.left.load(SeqCst) == 4).await;
    assert_eq!(server.started().len(), 4);
}

/// A body that never ends and is always ready.
struct Endless;

impl http_body::Body for Endless {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        Poll::Ready(Some(Ok(http_body::Frame::data(bytes::Bytes::from_static(b" ")))))
    }
}

#[tokio::test]
async fn a_body_that_is_always_ready_does_not_delay_other_requests() {
    let bulk = batch(&KEYS[..3]).size(1).concurrency(3).retry(quick().within(Duration::from_millis(500)));
    let report: Report<Item> = bulk
        .send_with(|parts| {
            let body = match parts[0].index {
                0 => reqwest::Body::wrap(Endless),
                index => format!("{{\"responses\":[{}]}}", item(KEYS[index], 200)).into(),
            };
            let response = http::Response::builder().status(207).header("content-type", "application/json").body(body);
            async move { response.map(reqwest::Response::from) }
        })
        .await
        .unwrap_or_else(|error| *error.report);
    assert_eq!((statuses(&report), missing(&report)), (vec![(1, 200), (2, 200)], vec![(0, true)]));
}
