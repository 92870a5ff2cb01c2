//! Conditions whose elements hold more than hrefs.

use std::fmt::Write;

use http::StatusCode;

use super::core;
use crate::{
    key::Key,
    outcome::{DAV, FailedCondition, reason},
    property::PropertyName,
};

/// Returns `need-privileges` with the privileges that the user lacks, each with its resource (RFC 3744 section 7.1.1).
///
/// ```
/// use multistatus::webdav::conditions::{need_privileges, privileges};
///
/// let failed = need_privileges([("/a/", &privileges::BIND)]);
/// assert!(failed.content().unwrap().contains("<D:privilege><D:bind/></D:privilege>"));
/// ```
pub fn need_privileges<'p, K: Into<Key>>(lacking: impl IntoIterator<Item = (K, &'p PropertyName)>) -> FailedCondition {
    let mut content = String::new();
    for (href, privilege) in lacking {
        content.push_str("<D:resource xmlns:D=\"DAV:\">");
        href_element(&href.into(), &mut content);
        let name = match privilege.namespace() {
            DAV => format!("<D:{}/>", privilege.local()),
            "" => format!("<{} xmlns=\"\"/>", privilege.local()),
            namespace => format!("<P:{} xmlns:P=\"{}\"/>", privilege.local(), escaped(namespace)),
        };
        // Writing into a `String` cannot fail.
        let _ = write!(content, "<D:privilege>{name}</D:privilege></D:resource>");
    }
    core::NEED_PRIVILEGES.failed().with_content(content)
}

/// Returns `search-scope-valid` with the scopes that are not valid, each with its status (RFC 5323 section 2.4.1).
pub fn search_scope_valid<K: Into<Key>>(scopes: impl IntoIterator<Item = (K, StatusCode)>) -> FailedCondition {
    let mut content = String::new();
    for (href, status) in scopes {
        content.push_str("<D:response xmlns:D=\"DAV:\">");
        href_element(&href.into(), &mut content);
        let (code, reason) = (status.as_str(), reason(status));
        // Writing into a `String` cannot fail.
        let _ = write!(content, "<D:status>HTTP/1.1 {code} {reason}</D:status></D:response>");
    }
    core::SEARCH_SCOPE_VALID.failed().with_content(content)
}

/// Returns `allow-client-defined-uri` with the URL to which a client can POST a new member, if there is one (RFC 5995 section
/// 4.1).
pub fn allow_client_defined_uri(add_member: Option<Key>) -> FailedCondition {
    let failed = core::ALLOW_CLIENT_DEFINED_URI.failed();
    let Some(href) = add_member else { return failed };
    let mut content = String::from("<D:add-member xmlns:D=\"DAV:\">");
    href_element(&href, &mut content);
    content.push_str("</D:add-member>");
    failed.with_content(content)
}

fn href_element(href: &Key, content: &mut String) {
    // Writing into a `String` cannot fail.
    let _ = write!(content, "<D:href>{}</D:href>", escaped(href.encoded()));
}

fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::escape(text)
}
