//! PROPFIND and PROPPATCH.

use std::sync::Arc;

use axum::body::Body;
use http::Response;
use multistatus::{
    Streamed,
    webdav::{
        PropertyFailure, PropertyXml,
        header::{DavPreferences, Depth},
        request::{Propfind, Proppatch, RequestError},
    },
};

use crate::{
    conditions::check_write,
    failure::Failure,
    listing::{Listing, Walk},
    resource::Resource,
    server::Call,
};

/// Lists the properties of a resource and of its members.
pub(crate) async fn propfind(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    let propfind = Propfind::parse(call.headers(), &call.body(body).await?)?;
    let preferences = DavPreferences::parse(call.headers());
    let depth = call.depth()?;
    if depth == Depth::Infinity && !call.server.infinity {
        return Err(RequestError::InfiniteDepth.into());
    }
    let (call, walk) = call
        .blocking(move |call| {
            let store = &call.server.store;
            let resource = call.resource()?;
            let has_members = resource.is_collection() && depth != Depth::Zero;
            let walk = Walk::new(Arc::clone(&call.server), call.path.clone(), resource);
            Ok(match has_members {
                true => walk.members(store.members(&call.path)?, depth).without_root(preferences.noroot),
                false => walk,
            })
        })
        .await?;
    let format = PropertyXml::<Resource>::new(&propfind.query)
        .preferences(preferences)
        .request_uri(call.path.href(false));
    Ok(Streamed::try_stream(Listing::new(walk)).respond_with(format).map(Body::new))
}

/// Changes dead properties, all that the request names or none.
pub(crate) async fn proppatch(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    let request = Proppatch::parse(call.headers(), &call.body(body).await?)?;
    let preferences = DavPreferences::parse(call.headers());
    call.change(move |call| {
        let resource = call.resource()?;
        check_write(call.headers(), Some(&resource))?;
        call.check_lock()?;
        let href = call.path.href(resource.is_collection());
        let outcome = match request.draft(resource) {
            Err(outcome) => outcome,
            Ok(draft) => match call.server.store.set_dead(&call.path, &draft.resource().stored()) {
                Ok(()) => draft.saved(),
                Err(failure) => draft.failed(&PropertyFailure::of(&failure)),
            },
        };
        Ok(outcome.respond(href, preferences).map(Body::new))
    })
    .await
}
