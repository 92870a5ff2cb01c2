//! REPORT: multiget of CalDAV and CardDAV, and sync-collection.
//!
//! ```console
//! $ curl -X PUT localhost:8082/1.ics --data 'BEGIN:VCALENDAR'
//! $ curl -X REPORT localhost:8082/ --data '<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:">
//!     <prop><getcontenttype/></prop><href>/1.ics</href><href>/2.ics</href></C:calendar-multiget>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:"><D:response><D:href>/1.ics</D:href><D:propstat>
//! <D:prop><D:getcontenttype>text/calendar</D:getcontenttype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
//! </D:response><D:response><D:href>/2.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response></D:multistatus>
//! $ curl -X REPORT localhost:8082/ -H 'Depth: 0' --data '<sync-collection xmlns="DAV:"><sync-token/>
//!     <sync-level>1</sync-level><prop><getcontenttype/></prop></sync-collection>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:multistatus xmlns:D="DAV:"><D:response><D:href>/1.ics</D:href><D:propstat>
//! <D:prop><D:getcontenttype>text/calendar</D:getcontenttype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
//! </D:response><D:sync-token>sync:...</D:sync-token></D:multistatus>
//! ```

use std::sync::Arc;

use axum::body::Body;
use http::Response;
use multistatus::{
    Streamed,
    webdav::{
        Multiget, PropertyQuery, PropertyXml, ResourceOutcome, SyncCollection, SyncError,
        header::DavPreferences,
        request::{ReportRequest, SyncLevel},
    },
};

use crate::{failure::Failure, listing::Listing, path::ResourcePath, resource::Resource, server::Call};

/// Answers a report.
pub(crate) async fn report(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    match ReportRequest::parse(call.headers(), &call.body(body).await?)? {
        ReportRequest::Multiget { query, hrefs, .. } => Ok(multiget(&call, &query, Multiget::new(hrefs))),
        ReportRequest::SyncCollection { token, level, limit, query, .. } => {
            let (_, response) = call.blocking(move |call| sync(call, token, level, limit, &query)).await?;
            Ok(response)
        }
        _ => Err(Failure::UnknownReport),
    }
}

fn format(call: &Call, query: &PropertyQuery) -> PropertyXml<Arc<Resource>> {
    let mut preferences = DavPreferences::parse(call.headers());
    // A report has no Request-URI to leave out.
    preferences.noroot = false;
    PropertyXml::new(query).preferences(preferences)
}

/// Sends the properties of the resources that the request names.
fn multiget(call: &Call, query: &PropertyQuery, request: Multiget) -> Response<Body> {
    let server = Arc::clone(&call.server);
    let resources = request.into_hrefs().into_iter().map(move |href| {
        let found = ResourcePath::of(&href).and_then(|path| server.described(&path));
        let failed = |failure| ResourceOutcome::Failed(Box::new(failure));
        (href, found.map_or_else(failed, ResourceOutcome::Properties))
    });
    Streamed::try_stream(Listing::new(resources)).respond_with(format(call, query)).map(Body::new)
}

/// Sends what changed in a collection since a token.
fn sync(
    call: &Call,
    token: Option<String>,
    level: SyncLevel,
    limit: Option<u64>,
    query: &PropertyQuery,
) -> Result<Response<Body>, Failure> {
    if !call.resource()?.is_collection() {
        return Err(Failure::UnknownReport);
    }
    let token_of = |number: u64| format!("sync:{}-{number}", call.server.run);
    let since = match &token {
        None => 0,
        Some(token) => {
            let number =
                token.strip_prefix(&token_of(0)[..token_of(0).len() - 1]).and_then(|number| number.parse().ok());
            number.ok_or(SyncError::InvalidToken)?
        }
    };
    let Some((last, changes)) = call.server.store.changes(&call.path, since) else {
        return Err(if token.is_some() { SyncError::InvalidToken.into() } else { Failure::UnknownReport });
    };
    let mut sync = SyncCollection::new(call.path.href(true), token_of(last)).initial(token.is_none()).limit(limit);
    for change in changes {
        if level == SyncLevel::One && change.path.member_of(&call.path).is_some() {
            continue;
        }
        let (href, token) = (change.path.href(change.is_collection), token_of(change.number));
        if change.is_removed { sync.removed(href, token) } else { sync.changed(href, token) }
    }
    let server = Arc::clone(&call.server);
    let page = sync.page()?;
    let find = move |href: &_| match ResourcePath::of(href).and_then(|path| server.described(&path)) {
        Ok(resource) => Ok(Some(resource)),
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(format!("{failure:?}")),
    };
    Ok(page.respond(format(call, query), find).map(Body::new))
}
