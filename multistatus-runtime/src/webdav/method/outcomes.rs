//! `MethodOutcomes`: what happened to each resource of a request, and the response that the rules of its method make of it.

use http::{Response, StatusCode};

use super::{
    listing::{FailedResource, listed},
    rules::{Listing, MethodRules},
    total_failure::TotalFailure,
};
use crate::{
    DavXml, MultiStatus,
    entry::Entry,
    key::Key,
    outcome::{Outcome, StatusClass, failed_condition::CollectConditions, status::final_status},
    panic_guard::guard,
    response::{
        Body,
        single::{empty, respond_dav},
    },
    webdav::resource_path::ResourcePath,
};

/// Collects what happened to each resource of a request, and decides what the response reports.
///
/// The server reports every resource, in any order: those that succeeded, those that failed, and, if it likes, those that
/// were not attempted because another one failed, with status 424. The [rules](MethodRules) of the method decide which are
/// listed, and which status the response has. Only what may be listed is kept, so that a request that succeeds needs no memory
/// for its members.
///
/// - A success is not listed, nor is a 424, unless the method lists all outcomes.
/// - A path is listed once, with the first failure that was reported.
/// - DELETE and MOVE leave out a collection if a failed member is listed: it fails because its member does, and the client
///   knows that. COPY leaves out the members of a collection that failed. In both cases a member whose condition
///   names a failed collection above it, as `lock-token-submitted` does, is left out in favor of that collection.
/// - No failure is silent: it is listed, or one above or below it is.
/// - If nothing is listed but the Request-URI, or the destination, the response has its status and the element `error`.
///
/// ```
/// use multistatus::{StatusCode, webdav::{MethodOutcomes, MethodRules}};
///
/// let mut outcomes = MethodOutcomes::of(MethodRules::DELETE, "/plans/");
/// outcomes.push("/plans/a", StatusCode::NO_CONTENT);
/// outcomes.push("/plans/b", StatusCode::LOCKED);
/// outcomes.push("/plans/", StatusCode::CONFLICT);
/// let response = outcomes.respond();
/// assert_eq!(response.status(), 207);
/// // It lists `/plans/b` with 423, and nothing else.
///
/// let mut outcomes = MethodOutcomes::of(MethodRules::DELETE, "/plans/");
/// outcomes.push("/plans/", StatusCode::FORBIDDEN);
/// assert_eq!(outcomes.respond().status(), 403);
/// ```
#[derive(Debug)]
#[must_use = "the outcomes may have failures; respond with them"]
pub struct MethodOutcomes<O> {
    rules: MethodRules,
    request_uri: Key,
    destination: Option<Key>,
    overwritten: bool,
    plain_if_nothing_changed: bool,
    /// The outcomes that may be listed.
    kept: Vec<(Key, O)>,
    /// The first resource that was not attempted, in case that no failure was reported.
    dependent: Option<(Key, O)>,
    failed: bool,
    succeeded: bool,
}

impl<O> MethodOutcomes<O> {
    /// Starts the outcomes of a request.
    pub fn of(rules: MethodRules, request_uri: impl Into<Key>) -> Self {
        Self {
            rules,
            request_uri: request_uri.into(),
            destination: None,
            overwritten: false,
            plain_if_nothing_changed: false,
            kept: Vec::new(),
            dependent: None,
            failed: false,
            succeeded: false,
        }
    }

    /// Sets the destination of COPY or MOVE. A failure there is reported with its own URL (RFC 4918 section 9.8.8).
    pub fn destination(mut self, destination: impl Into<Key>) -> Self {
        self.destination = Some(destination.into());
        self
    }

    /// Sets if the destination existed before: a success is then 204, not 201 (RFC 4918 sections 9.8.5 and 9.9.4).
    pub fn overwritten(mut self, overwritten: bool) -> Self {
        self.overwritten = overwritten;
        self
    }

    /// Answers with a failure instead of a 207 if no success was reported and the rules allow it, as for DELETE (RFC 4918
    /// section 9.6.1). Many clients take every 207 for a success.
    ///
    /// The status is that of the failures, or 409 if theirs differ. The element `error` has the conditions of all of them.
    pub fn plain_if_nothing_changed(mut self) -> Self {
        self.plain_if_nothing_changed = true;
        self
    }

    /// True if a failure was reported.
    pub fn has_failed(&self) -> bool {
        self.failed
    }
}

/// The bounds are on the methods, so that a call without `Outcome` gives the message of that trait.
impl<O> MethodOutcomes<O> {
    /// Reports what happened to one resource.
    pub fn push(&mut self, href: impl Into<Key>, outcome: O)
    where
        O: Outcome,
    {
        let status = guard("an outcome", || final_status(outcome.status()));
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let succeeded = StatusClass::of(status) == StatusClass::Success;
        self.succeeded |= succeeded;
        self.failed |= !succeeded;
        if self.rules.listing.has_successes() {
            return self.kept.push((href.into(), outcome));
        }
        if status == StatusCode::FAILED_DEPENDENCY {
            self.dependent.get_or_insert_with(|| (href.into(), outcome));
        } else if !succeeded {
            self.kept.push((href.into(), outcome));
        }
    }

    /// Returns the response.
    pub fn respond(mut self) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        let request = ResourcePath::of(&self.request_uri);
        let destination = self.destination.as_ref().map(ResourcePath::of);
        self.keep_listed(destination.as_ref());
        let is_single = self.rules.single_failure_is_plain && self.failed;
        match &*self.kept {
            // A failure is never answered as a success, also if only its dependents were reported.
            [] => match &self.dependent {
                Some((href, outcome)) => return respond_dav(&Entry::keyed(href, outcome)),
                None if self.rules.success != StatusCode::MULTI_STATUS => return empty(self.success()),
                None => {}
            },
            [(href, outcome)] if is_single => {
                let path = ResourcePath::of(href);
                if path == request || Some(path) == destination {
                    return respond_dav(&Entry::keyed(href, outcome));
                }
            }
            _ => {}
        }
        let is_total = self.rules.total_failure_may_be_plain && self.failed && !self.succeeded;
        if self.plain_if_nothing_changed && is_total {
            return respond_dav(&Entry::alone(&TotalFailure::of(&self.kept)));
        }
        self.multi_status(&request).respond_with(DavXml::new())
    }

    /// Drops the failures that are not listed.
    fn keep_listed(&mut self, destination: Option<&ResourcePath>)
    where
        O: Outcome,
    {
        if self.rules.listing.has_successes() {
            return;
        }
        let failures: Vec<_> = self.kept.iter().map(|(href, outcome)| failed_resource(href, outcome)).collect();
        let mut is_listed = listed(self.rules.listing, &failures, destination).into_iter();
        self.kept.retain(|_| is_listed.next().unwrap_or(true));
    }

    /// Returns the status of a success.
    fn success(&self) -> StatusCode {
        match self.rules.success {
            StatusCode::CREATED if self.overwritten => StatusCode::NO_CONTENT,
            status => status,
        }
    }

    /// Returns the outcomes that are listed; for LOCK, also the Request-URI.
    fn multi_status(self, request: &ResourcePath) -> MultiStatus<Result<O, StatusCode>> {
        let Self { rules, request_uri, kept, .. } = self;
        let names_request = kept.iter().any(|(href, _)| ResourcePath::of(href) == *request);
        let mut result: MultiStatus<_> = kept.into_iter().map(|(href, outcome)| (href, Ok(outcome))).collect();
        if rules.listing == Listing::FailuresAndRequestUri && !names_request {
            result.push(request_uri, Err(StatusCode::FAILED_DEPENDENCY));
        }
        result
    }
}

/// Returns the path of a failure, and those that its conditions name as the cause.
fn failed_resource<O: Outcome>(href: &Key, outcome: &O) -> FailedResource {
    let mut conditions = CollectConditions(Vec::new());
    let _logged = guard("the conditions of an outcome", || outcome.conditions(&mut conditions));
    let hrefs = conditions.0.iter().filter(|condition| condition.condition().requires_href());
    let causes = hrefs.flat_map(|condition| condition.hrefs()).map(ResourcePath::of).collect();
    FailedResource { path: ResourcePath::of(href), causes }
}
