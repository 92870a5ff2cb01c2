//! A client that wants one batch done, however often it has to send it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use super::AnyError;
use crate::client;

/// How often a batch is sent before something must be wrong.
const ATTEMPTS: usize = 200;

/// One batch, under its own key.
pub(super) struct Customer {
    address: SocketAddr,
    request: String,
    items: usize,
}

/// How it went.
pub(super) struct Visit {
    pub(super) took: Duration,
    pub(super) left: usize,
    pub(super) repeated: usize,
}

/// The name of an order.
pub(super) fn id(batch: &str, item: usize) -> String {
    format!("{batch}-{item}")
}

impl Customer {
    pub(super) fn new(address: SocketAddr, batch: String, items: usize) -> Self {
        let orders: Vec<_> =
            (0..items).map(|item| json!({"id": id(&batch, item), "sku": "pen", "quantity": 1})).collect();
        let fields = ["Content-Type: application/json", &format!("Idempotency-Key: \"{batch}\"")];
        let request = client::request("POST /orders:batch", &fields, &json!(orders).to_string());
        Self { address, request, items }
    }

    /// Sends the batch until each order of it was answered with 201.
    pub(super) async fn order(self) -> Result<Visit, AnyError> {
        let start = Instant::now();
        let left = usize::from(fastrand::bool());
        if left > 0 {
            self.leave().await?;
        }
        for attempt in 0..ATTEMPTS {
            let answer = client::send(self.address, &self.request).await?;
            let statuses = answer.statuses();
            if answer.status() == Some(207) && statuses.len() == self.items && statuses.iter().all(|s| *s == 201) {
                return Ok(Visit { took: start.elapsed(), left, repeated: attempt + left });
            }
            let again = |status: &u64| [201, 409, 424, 503, 504].contains(status);
            let whole = [Some(207), Some(409), Some(503)].contains(&answer.status());
            if !whole || !statuses.iter().all(again) {
                return Err(format!("{}\n\n{:.300}", answer.head, answer.body).into());
            }
            sleep(Duration::from_millis(100)).await;
        }
        Err(format!("{ATTEMPTS} attempts were not enough").into())
    }

    /// Goes away while the request is sent, while it runs, or in the middle of the response.
    async fn leave(&self) -> Result<(), AnyError> {
        let mut socket = TcpStream::connect(self.address).await?;
        let request = self.request.as_bytes();
        match fastrand::u8(0..3) {
            0 => socket.write_all(&request[..fastrand::usize(..request.len())]).await?,
            1 => {
                socket.write_all(request).await?;
                sleep(Duration::from_millis(fastrand::u64(0..500))).await;
            }
            _ => {
                socket.write_all(request).await?;
                let mut some = [0; 1024];
                let _read = socket.read(&mut some).await?;
            }
        }
        Ok(())
    }
}
