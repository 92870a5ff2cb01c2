//! LOCK and UNLOCK.
//!
//! ```console
//! $ curl -X LOCK localhost:8082/a.txt -H 'Timeout: Second-60' --data '<lockinfo xmlns="DAV:">
//!     <lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>Ada</owner></lockinfo>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:prop xmlns:D="DAV:"><D:lockdiscovery><D:activelock><D:lockscope><D:exclusive/></D:lockscope>
//! <D:locktype><D:write/></D:locktype><D:depth>infinity</D:depth><owner xmlns="DAV:">Ada</owner>
//! <D:timeout>Second-60</D:timeout><D:locktoken><D:href>urn:uuid:...</D:href></D:locktoken>
//! <D:lockroot><D:href>/a.txt</D:href></D:lockroot></D:activelock></D:lockdiscovery></D:prop>
//! $ curl -X PUT localhost:8082/a.txt --data 'by Bob' -o error.xml -w '%{http_code}'
//! 423
//! $ curl -X UNLOCK localhost:8082/a.txt -H 'Lock-Token: <urn:uuid:0>'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:error xmlns:D="DAV:"><D:lock-token-matches-request-uri/><problem xmlns="urn:ietf:rfc:7807"><title>Conflict</title>
//! <status>409</status><detail>the token is not that of a lock of this resource</detail></problem></D:error>
//! ```

use std::time::Instant;

use axum::body::Body;
use http::{Response, StatusCode};
use multistatus::webdav::{
    header::{LockTimeout, LockToken},
    request::LockInfo,
};

use crate::{conditions::check_write, failure::Failure, server::Call};

/// Creates a lock, or refreshes one. If there is no resource, an empty file is created (RFC 4918 section 7.3).
pub(crate) async fn lock(call: Call, body: Body) -> Result<Response<Body>, Failure> {
    let request = LockInfo::parse(call.headers(), &call.body(body).await?)?;
    let timeout = LockTimeout::granted(call.headers(), LockTimeout::Seconds(3600));
    call.change(move |call| {
        let (now, href) = (Instant::now(), call.path.href(false));
        let Some(request) = request else {
            let refreshed = call.server.locks().refresh(now, &href, call.submitted.as_ref(), timeout)?;
            return Ok(refreshed.respond(false).map(Body::new));
        };
        let (old, depth) = (call.existing(&call.path)?, call.depth()?);
        check_write(call.headers(), old.as_ref())?;
        if old.is_none() {
            call.check_membership(&call.path)?;
        }
        let href = call.path.href(old.as_ref().is_some_and(|old| old.is_collection()));
        let granted = call.server.locks().lock(now, &href, depth, request, timeout);
        let grant = match granted {
            Ok(grant) => grant,
            Err(conflicts) => return Ok(conflicts.respond().map(Body::new)),
        };
        if old.is_none() {
            let created = call.server.store.upload(&call.path).and_then(|upload| upload.commit());
            created.inspect_err(|_| call.server.locks().remove_tree(&href))?;
        }
        Ok(grant.respond(old.is_none()).map(Body::new))
    })
    .await
}

/// Removes a lock.
pub(crate) async fn unlock(call: Call) -> Result<Response<Body>, Failure> {
    let token = LockToken::parse(call.headers())?.ok_or(Failure::NoLockToken)?;
    call.change(move |call| {
        call.server.locks().unlock(Instant::now(), call.path.href(false), &token)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    })
    .await
}
