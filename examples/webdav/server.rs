//! `Server`: the state that requests share, and the router by method.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::State,
    serve::ListenerExt,
};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header::ALLOW, request::Parts};
use multistatus::webdav::{
    LockTable,
    header::{Depth, Destination, IfHeader, authority},
    respond_one,
};
use tokio::{net::TcpListener, task::spawn_blocking};

use super::{
    failure::Failure,
    methods::{self, METHODS},
    path::ResourcePath,
    resource::Resource,
    store::Store,
};

/// The state that requests share.
pub(crate) struct Server {
    pub(crate) store: Arc<dyn Store>,
    /// True if a PROPFIND may have an infinite depth.
    pub(crate) infinity: bool,
    /// Held by a request while it changes resources or locks, so that what it has checked stays true.
    changes: Mutex<()>,
    pub(super) locks: Mutex<LockTable>,
    /// Distinguishes the sync tokens of this run from those of others.
    pub(crate) run: String,
}

/// A request for a resource.
pub(crate) struct Call {
    pub(crate) server: Arc<Server>,
    pub(crate) path: ResourcePath,
    pub(crate) head: Parts,
    /// The field `If`, with the tokens of locks that the client submits.
    pub(crate) submitted: Option<IfHeader>,
}

impl Server {
    /// Creates a server.
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        let start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let run = format!("{:x}", start.as_micros());
        Self { store, infinity: true, changes: Mutex::default(), locks: Mutex::default(), run }
    }

    /// Sets if a PROPFIND may have an infinite depth. By default it may.
    pub(crate) fn infinity(mut self, infinity: bool) -> Self {
        self.infinity = infinity;
        self
    }

    /// Serves until `interrupted` is ready. WebDAV has methods that routers do not know, so one handler takes all.
    pub(crate) async fn serve(
        self,
        listener: TcpListener,
        interrupted: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        // A response in several writes does not wait for the client to confirm each of them.
        let listener = listener.tap_io(|connection| _ = connection.set_nodelay(true));
        let router: Router = Router::new().fallback(handle).with_state(Arc::new(self));
        axum::serve(listener, router).with_graceful_shutdown(interrupted).await
    }
}

async fn handle(State(server): State<Arc<Server>>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let answered = match Call::new(server, head) {
        Ok(call) => answer(call, body).await,
        Err(failure) => Err(failure),
    };
    let mut response = answered.unwrap_or_else(|failure| respond_one(&failure).map(Body::new));
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(METHODS));
    }
    response
}

async fn answer(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    match call.head.method.as_str() {
        "OPTIONS" => Ok(methods::read::options()),
        "GET" | "HEAD" => methods::read::get(call).await,
        "PUT" => methods::write::put(call, body).await,
        "MKCOL" => methods::write::mkcol(call, body).await,
        "DELETE" => methods::tree::delete(call).await,
        "COPY" | "MOVE" => methods::tree::transfer(call).await,
        "LOCK" => methods::lock::lock(call, body).await,
        "UNLOCK" => methods::lock::unlock(call).await,
        "REPORT" => methods::report::report(call, body).await,
        "PROPPATCH" => methods::properties::proppatch(call, body).await,
        "PROPFIND" => methods::properties::propfind(call, body).await,
        _ => Err(Failure::NotAllowed("a method that the server does not know")),
    }
}

impl Call {
    fn new(server: Arc<Server>, head: Parts) -> Result<Self, Failure> {
        let path = ResourcePath::parse(head.uri.path())?;
        let submitted = IfHeader::parse(&head.headers)?;
        Ok(Self { server, path, head, submitted })
    }

    /// Runs code that may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        self,
        run: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<(Self, T), Failure> {
        blocking(move || {
            self.check_if()?;
            let done = run(&self)?;
            Ok((self, done))
        })
        .await
    }

    /// Runs code that changes resources or locks. Requests that do so run one after another.
    pub(crate) async fn change<T: Send + 'static>(
        self,
        run: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        blocking(move || {
            let server = Arc::clone(&self.server);
            let _held = server.changes.lock().unwrap_or_else(PoisonError::into_inner);
            self.check_if()?;
            run(&self)
        })
        .await
    }

    /// Returns the properties of a resource, or `None` if there is none.
    pub(crate) fn existing(&self, path: &ResourcePath) -> Result<Option<Resource>, Failure> {
        match self.server.store.resource(path) {
            Ok(resource) => Ok(Some(resource)),
            Err(Failure::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Returns the properties of the resource of the request.
    pub(crate) fn resource(&self) -> Result<Resource, Failure> {
        self.server.store.resource(&self.path)
    }

    /// Returns the depth of the request.
    pub(crate) fn depth(&self) -> Result<Depth, Failure> {
        Ok(Depth::of_request(&self.head.method, self.headers())?)
    }

    /// Returns the destination of a COPY or MOVE.
    pub(crate) fn destination(&self) -> Result<ResourcePath, Failure> {
        let destination = Destination::require("COPY or MOVE", self.headers())?;
        ResourcePath::of(destination.path_on(self.authority())?)
    }

    /// Returns the host and port that the request was sent to.
    pub(crate) fn authority(&self) -> Option<&str> {
        authority(&self.head.uri, self.headers())
    }

    /// Reads the body of a request that is XML.
    pub(crate) async fn body(&self, body: Body) -> Result<Bytes, Failure> {
        const LIMIT: usize = 1024 * 1024;
        to_bytes(body, LIMIT).await.map_err(|_| Failure::TooLarge)
    }

    /// Returns the header fields.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }
}

/// Runs code that may block, on a thread for it.
pub(crate) async fn blocking<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    spawn_blocking(run).await.unwrap_or(Err(Failure::Internal))
}
