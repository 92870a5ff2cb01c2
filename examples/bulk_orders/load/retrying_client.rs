//! A client that sends one batch until each of its orders is created, and may disconnect once on the way.

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

/// Number of requests after which a client gives up.
const MAX_ATTEMPTS: usize = 200;

/// A client with one batch, which it sends under its own idempotency key.
pub(super) struct RetryingClient {
    address: SocketAddr,
    request: String,
    items: usize,
}

/// Measurements of one client.
pub(super) struct Measurement {
    pub(super) elapsed: Duration,
    pub(super) disconnects: usize,
    pub(super) retries: usize,
}

/// Returns the id of an order.
pub(super) fn order_id(batch: &str, item: usize) -> String {
    format!("{batch}-{item}")
}

impl RetryingClient {
    pub(super) fn new(address: SocketAddr, batch: String, items: usize) -> Self {
        let orders: Vec<_> =
            (0..items).map(|item| json!({"id": order_id(&batch, item), "sku": "pen", "quantity": 1})).collect();
        let fields = ["Content-Type: application/json", &format!("Idempotency-Key: \"{batch}\"")];
        let request = client::request("POST /orders:batch", &fields, &json!(orders).to_string());
        Self { address, request, items }
    }

    /// Sends the batch until every order has the status 201.
    ///
    /// # Errors
    ///
    /// Returns an error if a status is unexpected, or if too many requests are needed.
    pub(super) async fn run(self) -> Result<Measurement, AnyError> {
        let start = Instant::now();
        let disconnects = usize::from(fastrand::bool());
        if disconnects > 0 {
            self.disconnect_early().await?;
        }
        for attempt in 0..MAX_ATTEMPTS {
            let response = client::send(self.address, &self.request).await?;
            let statuses = response.statuses();
            if response.status() == Some(207) && statuses.len() == self.items && statuses.iter().all(|s| *s == 201) {
                return Ok(Measurement { elapsed: start.elapsed(), disconnects, retries: attempt + disconnects });
            }
            let is_expected = |status: &u64| [201, 409, 424, 503, 504].contains(status);
            let may_retry = [Some(207), Some(409), Some(503)].contains(&response.status());
            if !may_retry || !statuses.iter().all(is_expected) {
                return Err(format!("{}\n\n{:.300}", response.head, response.body).into());
            }
            sleep(Duration::from_millis(100)).await;
        }
        Err(format!("the batch is not complete after {MAX_ATTEMPTS} requests").into())
    }

    /// Closes the connection while the request is sent, while the batch runs, or during the response.
    async fn disconnect_early(&self) -> Result<(), AnyError> {
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
                let mut start = [0; 1024];
                let _read = socket.read(&mut start).await?;
            }
        }
        Ok(())
    }
}
