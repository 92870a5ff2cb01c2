//! PROPFIND and PROPPATCH.
//!
//! ```console
//! $ curl -X PUT localhost:8082/a.txt --data 'by Ada'
//! $ curl -X PROPPATCH localhost:8082/a.txt --data '<propertyupdate xmlns="DAV:"><set><prop>
//!     <color xmlns="urn:x">red</color></prop></set></propertyupdate>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:"><D:response><D:href>/a.txt</D:href><D:propstat><D:prop><X:color xmlns:X="urn:x"/></D:prop>
//! <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>
//! $ curl -X PROPPATCH localhost:8082/a.txt --data '<propertyupdate xmlns="DAV:"><set><prop>
//!     <color xmlns="urn:x">blue</color><getetag>1</getetag></prop></set></propertyupdate>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:"><D:response><D:href>/a.txt</D:href><D:propstat><D:prop><X:color xmlns:X="urn:x"/></D:prop>
//! <D:status>HTTP/1.1 424 Failed Dependency</D:status></D:propstat><D:propstat><D:prop><D:getetag/></D:prop>
//! <D:status>HTTP/1.1 403 Forbidden</D:status><D:error><D:cannot-modify-protected-property/></D:error></D:propstat>
//! </D:response></D:multistatus>
//! $ curl -X PROPFIND localhost:8082/a.txt --data '<propfind xmlns="DAV:"><prop>
//!     <getcontentlength/><color xmlns="urn:x"/><size xmlns="urn:x"/></prop></propfind>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:" xmlns:A="urn:x"><D:response><D:href>/a.txt</D:href><D:propstat>
//! <D:prop><D:getcontentlength>6</D:getcontentlength><color xmlns="urn:x">red</color></D:prop>
//! <D:status>HTTP/1.1 200 OK</D:status></D:propstat>
//! <D:propstat><D:prop><A:size/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response></D:multistatus>
//! ```

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
    let depth = call.depth()?;
    let mut preferences = DavPreferences::parse(call.headers());
    preferences.noroot &= depth != Depth::Zero;
    if depth == Depth::Infinity && !call.server.infinity {
        return Err(RequestError::InfiniteDepth.into());
    }
    let (call, walk) = call
        .blocking(move |call| {
            let store = &call.server.store;
            let resource = call.resource()?;
            let has_members = resource.is_collection() && depth != Depth::Zero;
            let walk =
                Walk::new(Arc::clone(&call.server), call.path.clone(), resource).without_root(preferences.noroot);
            Ok(if has_members { walk.members(store.members(&call.path)?, depth) } else { walk })
        })
        .await?;
    let format =
        PropertyXml::<Arc<Resource>>::new(&propfind.query).preferences(preferences).request_uri(call.path.href(false));
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
