//! PUT and MKCOL.
//!
//! ```console
//! $ curl -X PUT localhost:8082/plans/a.txt --data 'by Ada'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:error xmlns:D="DAV:"><problem xmlns="urn:ietf:rfc:7807"><title>Conflict</title><status>409</status>
//! <detail>the collection that would contain the resource does not exist</detail></problem></D:error>
//! $ curl -X MKCOL localhost:8082/plans/ -w '%{http_code}'
//! 201
//! $ curl -X PUT localhost:8082/plans/a.txt --data 'by Ada' -w '%{http_code}'
//! 201
//! ```

use std::time::SystemTime;

use axum::body::Body;
use http::{Response, StatusCode, header::CONTENT_RANGE};
use http_body_util::BodyExt;
use multistatus::webdav::{
    FromPropertyValue, PropertyFailure, ResourceType, XmlElement, conditions, header::DavPreferences, request::Mkcol,
};

use super::read::add_version;
use crate::{
    conditions::check_write,
    failure::Failure,
    resource::Resource,
    server::{Call, blocking},
};

/// Creates or replaces a file. If the body breaks off, the old file stays.
pub(crate) async fn put(call: Call, mut body: Body) -> Result<Response<Body>, Failure> {
    if call.head.uri.path().ends_with('/') {
        return Err(Failure::NotAllowed("a path that ends with a slash is that of a collection"));
    }
    if call.headers().contains_key(CONTENT_RANGE) {
        return Err(Failure::PartialPut);
    }
    // Checked before the body is read, so that a client that expects `100 Continue` does not send it in vain.
    let (call, mut upload) = call
        .blocking(|call| {
            check_put(call)?;
            call.server.store.upload(&call.path)
        })
        .await?;
    while let Some(frame) = body.frame().await {
        let Ok(bytes) = frame.map_err(|_| Failure::Incomplete)?.into_data() else { continue };
        upload = blocking(move || upload.write(&bytes).map(|()| upload)).await?;
    }
    call.change(|call| {
        let old = check_put(call)?;
        let resource = upload.commit()?;
        let mut response = Response::new(Body::empty());
        add_version(&resource, &mut response);
        *response.status_mut() = if old.is_some() { StatusCode::NO_CONTENT } else { StatusCode::CREATED };
        Ok(response)
    })
    .await
}

/// Checks if a file may be written. Returns the one that exists.
fn check_put(call: &Call) -> Result<Option<Resource>, Failure> {
    let old = call.existing(&call.path)?;
    check_write(call.headers(), old.as_ref())?;
    match &old {
        None => call.check_membership(&call.path)?,
        Some(old) if old.is_collection() => {
            return Err(Failure::NotAllowed("a collection cannot be replaced by a file"));
        }
        Some(_) => call.check_lock()?,
    }
    Ok(old)
}

/// Creates a collection, with properties if the body has some (RFC 5689).
pub(crate) async fn mkcol(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    let request = Mkcol::parse(call.headers(), &call.body(body).await?)?;
    let preferences = DavPreferences::parse(call.headers());
    call.change(move |call| {
        let (store, old) = (&call.server.store, call.existing(&call.path)?);
        check_write(call.headers(), old.as_ref())?;
        if old.is_some() {
            return Err(Failure::NotAllowed("the resource exists"));
        }
        call.check_membership(&call.path)?;
        let now = SystemTime::now();
        let outcome = match request.draft(Resource::collection(now, now), |_, kind| check_type(kind)) {
            Err(outcome) => outcome,
            Ok(draft) => {
                store.create_collection(&call.path)?;
                match store.set_dead(&call.path, &draft.resource().stored()) {
                    Ok(()) => draft.saved(),
                    Err(failure) => {
                        store.remove(&call.path)?;
                        draft.failed(&PropertyFailure::of(&failure))
                    }
                }
            }
        };
        Ok(outcome.respond_mkcol(preferences).map(Body::new))
    })
    .await
}

/// Checks the type of a new collection. The server has plain collections only, and no calendars, for example.
fn check_type(kind: &XmlElement) -> Result<(), PropertyFailure> {
    if ResourceType::from_element(kind).is_ok_and(|kind| kind == ResourceType::COLLECTION) {
        return Ok(());
    }
    let condition = conditions::VALID_RESOURCETYPE;
    Err(PropertyFailure::new(condition.status).condition(condition.failed()))
}
