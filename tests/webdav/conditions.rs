//! The conditions that specifications define, and those whose elements hold more than hrefs.

use std::collections::HashSet;

use multistatus::{
    Condition, Outcome, StatusCode,
    outcome::{ConditionVisitor, FailedCondition},
    webdav::{
        PropertyFailure, PropertyName,
        conditions::{self, ConditionContent, caldav, carddav, need_privileges, privileges, versioning},
        respond_one,
    },
};

use crate::text;

/// A failure with one condition.
struct Failed(FailedCondition);

impl Outcome for Failed {
    fn status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        match self.0.content() {
            Some(content) => visitor.condition_with_content(self.0.condition(), &[], content),
            None => visitor.condition(self.0.condition(), &[]),
        }
    }
}

/// Returns the `D:error` of a failure with this condition.
async fn error(condition: FailedCondition) -> String {
    let body = text(respond_one(&Failed(condition))).await;
    let (_, error) = body.split_once("<D:error xmlns:D=\"DAV:\">").unwrap();
    error.split_once("<problem").unwrap().0.to_owned()
}

#[test]
fn each_known_condition_is_found_by_its_name() {
    let mut names = HashSet::new();
    for known in conditions::all() {
        assert_eq!(conditions::find(known.condition), Some(known));
        assert!(names.insert(known.condition), "{known} is listed twice");
        assert!(known.status.is_client_error() || known.status.is_server_error(), "{known}");
        assert!(known.source.starts_with("RFC "), "{known}");
        assert_eq!(known.condition.requires_href(), known.content == ConditionContent::OneOrMoreHrefs, "{known}");
    }
    assert!(names.len() > 200, "{}", names.len());
    assert_eq!(conditions::find(Condition::new("urn:x", "lock-token-submitted").unwrap()), None);
}

#[test]
fn the_macro_knows_the_same_names() {
    let source = include_str!("../../multistatus-derive/src/outcome/known_conditions.rs");
    let start = |namespace: &str| match namespace {
        "DAV:" => "static WEBDAV",
        "urn:ietf:params:xml:ns:caldav" => "static CALDAV",
        _ => "static CARDDAV",
    };
    for namespace in ["DAV:", "urn:ietf:params:xml:ns:caldav", "urn:ietf:params:xml:ns:carddav"] {
        let (_, list) = source.split_once(start(namespace)).unwrap();
        let (list, _) = list.split_once("];").unwrap();
        let texts = list.split('"').skip(1).step_by(2).flat_map(str::split_whitespace);
        let in_macro: HashSet<&str> = texts.filter(|word| *word != "\\").collect();
        let known = conditions::all().map(|known| known.condition).filter(|known| known.namespace() == namespace);
        assert_eq!(in_macro, known.map(|known| known.name()).collect(), "{namespace}");
    }
}

#[test]
fn a_known_condition_has_its_namespace_its_usual_status_and_its_content() {
    for (known, name, status, content) in [
        (conditions::LOCK_TOKEN_SUBMITTED, "{DAV:}lock-token-submitted", 423, "(href+)"),
        (conditions::PROPFIND_FINITE_DEPTH, "{DAV:}propfind-finite-depth", 403, "EMPTY"),
        (conditions::NUMBER_OF_MATCHES_WITHIN_LIMITS, "{DAV:}number-of-matches-within-limits", 507, "EMPTY"),
        (conditions::NEED_PRIVILEGES, "{DAV:}need-privileges", 403, "(resource*)"),
        (versioning::MUST_BE_CHECKED_IN, "{DAV:}must-be-checked-in", 409, "EMPTY"),
        (caldav::NO_UID_CONFLICT, "{urn:ietf:params:xml:ns:caldav}no-uid-conflict", 409, "(href)"),
        (
            carddav::SUPPORTED_ADDRESS_DATA_CONVERSION,
            "{urn:ietf:params:xml:ns:carddav}supported-address-data-conversion",
            415,
            "EMPTY",
        ),
    ] {
        assert_eq!(known.to_string(), name);
        assert_eq!(known.status.as_u16(), status, "{name}");
        assert_eq!(known.content.to_string(), content, "{name}");
    }
}

#[test]
fn a_condition_has_no_more_hrefs_than_its_element_holds() {
    let hrefs = |known: conditions::KnownCondition| known.failed_at(["/a", "/b"]).hrefs().len();
    assert_eq!(hrefs(conditions::NO_CONFLICTING_LOCK), 2);
    assert_eq!(hrefs(caldav::NO_UID_CONFLICT), 1);
    assert_eq!(hrefs(conditions::QUOTA_NOT_EXCEEDED), 0);
}

#[test]
fn a_known_condition_is_the_condition_of_a_property() {
    let known = conditions::CANNOT_MODIFY_PROTECTED_PROPERTY;
    assert_eq!(PropertyFailure::new(known.status).condition(known.failed()), PropertyFailure::protected());
}

#[tokio::test]
async fn privileges_are_written_with_their_resources() {
    let own = PropertyName::new("urn:x?a&b", "publish").unwrap();
    assert_eq!(
        error(need_privileges([("/a b&c", &privileges::BIND), ("/d", &own)])).await,
        concat!(
            "<X:need-privileges xmlns:X=\"DAV:\">",
            "<D:resource xmlns:D=\"DAV:\"><D:href>/a%20b&amp;c</D:href><D:privilege><D:bind/></D:privilege></D:resource>",
            "<D:resource xmlns:D=\"DAV:\"><D:href>/d</D:href>",
            "<D:privilege><P:publish xmlns:P=\"urn:x?a&amp;b\"/></D:privilege></D:resource></X:need-privileges>"
        )
    );
}

#[tokio::test]
async fn scopes_and_the_url_for_new_members_are_written() {
    assert_eq!(
        error(conditions::search_scope_valid([("/x", StatusCode::NOT_FOUND)])).await,
        concat!(
            "<X:search-scope-valid xmlns:X=\"DAV:\"><D:response xmlns:D=\"DAV:\"><D:href>/x</D:href>",
            "<D:status>HTTP/1.1 404 Not Found</D:status></D:response></X:search-scope-valid>"
        )
    );
    assert_eq!(
        error(conditions::allow_client_defined_uri(Some("/new;add".into()))).await,
        concat!(
            "<X:allow-client-defined-uri xmlns:X=\"DAV:\"><D:add-member xmlns:D=\"DAV:\">",
            "<D:href>/new;add</D:href></D:add-member></X:allow-client-defined-uri>"
        )
    );
    assert_eq!(error(conditions::allow_client_defined_uri(None)).await, "<D:allow-client-defined-uri/>");
}
