//! Closes connections that make no progress: of a client that does not send its request, or does not read its response.

use std::{net::SocketAddr, pin::Pin, time::Duration};

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;

/// A listener whose connections end once they had to wait this long for their client.
pub(crate) struct IdleTimeout {
    pub(crate) listener: TcpListener,
    pub(crate) timeout: Duration,
}

impl Listener for IdleTimeout {
    type Io = Pin<Box<TimeoutStream<TcpStream>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (socket, address) = Listener::accept(&mut self.listener).await;
        let mut stream = TimeoutStream::new(socket);
        stream.set_read_timeout(Some(self.timeout));
        stream.set_write_timeout(Some(self.timeout));
        (Box::pin(stream), address)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
