//! Writes the bodies of requests. The root declares the prefix of `DAV:`, and each element of another namespace its own.

use quick_xml::escape::escape;

use crate::{
    key::Key,
    outcome::DAV,
    property::{ContentWriter, PropertyName, PropertyQuery, fragment},
};

/// A body that is being written.
pub(super) struct RequestBody {
    xml: String,
    /// The end tag of the root.
    end: String,
}

impl RequestBody {
    /// Starts a document whose root has this name of `DAV:`.
    pub(super) fn new(root: &str) -> Self {
        let xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:{root} xmlns:D=\"{DAV}\">");
        Self { xml, end: format!("</D:{root}>") }
    }

    /// Starts a document whose root is in any namespace.
    fn of(root: &PropertyName) -> Self {
        if root.namespace() == DAV {
            return Self::new(root.local());
        }
        let (local, namespace) = (root.local(), escape(root.namespace()));
        let declarations = format!("xmlns:D=\"{DAV}\" xmlns:R=\"{namespace}\"");
        let xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<R:{local} {declarations}>");
        Self { xml, end: format!("</R:{local}>") }
    }

    /// Writes an element of `DAV:` with content.
    pub(super) fn element(&mut self, local: &str, content: impl FnOnce(&mut Self)) {
        self.markup(&format!("<D:{local}>"));
        content(self);
        self.markup(&format!("</D:{local}>"));
    }

    /// Writes an element of `DAV:` without content.
    pub(super) fn empty(&mut self, local: &str) {
        self.markup(&format!("<D:{local}/>"));
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) {
        self.content(|content| content.text(text));
    }

    /// Writes an href.
    pub(super) fn href(&mut self, href: &Key) {
        self.content(|content| content.href(href));
    }

    /// Writes the names of properties.
    fn names(&mut self, names: &[PropertyName]) {
        self.content(|content| names.iter().for_each(|name| content.empty(name)));
    }

    fn content(&mut self, write: impl Fn(&mut ContentWriter<'_>)) {
        let written = fragment(|content| {
            write(content);
            Ok(())
        });
        // Only the value of a property can fail.
        self.markup(&written.unwrap_or_default());
    }

    /// Writes XML.
    pub(super) fn markup(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    /// Writes the properties that a request asks for (RFC 4918 section 14.20).
    fn query(&mut self, query: &PropertyQuery) {
        match query {
            PropertyQuery::PropName => self.empty("propname"),
            PropertyQuery::Prop(names) => self.element("prop", |body| body.names(names)),
            PropertyQuery::AllProp { include } => {
                self.empty("allprop");
                if !include.is_empty() {
                    self.element("include", |body| body.names(include));
                }
            }
        }
    }

    /// Returns the whole document.
    pub(super) fn finish(mut self) -> String {
        self.xml.push_str(&self.end);
        self.xml
    }
}

/// Returns the body of a PROPFIND.
pub(super) fn propfind(query: &PropertyQuery) -> String {
    let mut body = RequestBody::new("propfind");
    body.query(query);
    body.finish()
}

/// Returns the body of a multiget report.
pub(super) fn multiget(report: &PropertyName, query: &PropertyQuery, hrefs: &[Key]) -> String {
    let mut body = RequestBody::of(report);
    body.query(query);
    hrefs.iter().for_each(|href| body.href(href));
    body.finish()
}

/// Returns the body of a sync-collection report (RFC 6578 section 6.1).
pub(super) fn sync_collection(token: &str, level: &str, limit: Option<u64>, query: &PropertyQuery) -> String {
    let mut body = RequestBody::new("sync-collection");
    body.element("sync-token", |body| body.text(token));
    body.element("sync-level", |body| body.text(level));
    if let Some(limit) = limit {
        body.element("limit", |body| body.element("nresults", |body| body.text(&limit.to_string())));
    }
    body.query(query);
    body.finish()
}
