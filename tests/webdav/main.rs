//! WebDAV: properties, requests, the rules of each method, locks.

mod client;
mod conditions;
mod derive;
mod document;
mod elements;
mod headers;
mod hygiene;
mod listed;
mod lock_properties;
mod locks;
mod method;
mod method_properties;
mod multiget;
mod propfind;
mod proppatch;
mod requests;
mod sync;
mod values;

/// Returns the body of a response as text.
async fn text(response: multistatus::Response) -> String {
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Returns the output of a future that is never pending.
fn now<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the future is pending"),
    }
}
