//! PROPFIND and PROPPATCH.

use std::sync::Arc;

use axum::body::Body;
use http::Response;
use multistatus::{
    Streamed,
    webdav::{PropertyQuery, PropertyXml},
};

use crate::{
    failure::Failure,
    listing::{Listing, Walk},
    resource::Resource,
    server::Call,
};

/// Lists the properties of a resource and of its members.
pub(crate) async fn propfind(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    let _body = call.body(body).await?;
    let query = PropertyQuery::default();
    let depth = call.headers().get("depth").map_or("infinity", |depth| depth.to_str().unwrap_or(""));
    let (zero, infinite) = (depth == "0", depth == "infinity");
    let (_, walk) = call
        .blocking(move |call| {
            let store = &call.server.store;
            let resource = store.resource(&call.path)?;
            let has_members = resource.is_collection && !zero;
            let walk = Walk::new(Arc::clone(store), call.path.clone(), resource);
            Ok(if has_members { walk.members(store.members(&call.path)?, infinite) } else { walk })
        })
        .await?;
    let format = PropertyXml::<Resource>::new(&query);
    Ok(Streamed::try_stream(Listing::new(walk)).respond_with(format).map(Body::new))
}
