//! An item that is being read: a view of the body. It has the same accessors as [`Item`], in the same order.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;

use super::{
    Item,
    defect::Defect,
    property_ref::PropertyRef,
    spans::{ConditionSpans, ElementSpans, ItemSpans, PropstatSpans, Span},
};
use crate::{
    key::{Key, KeyRef},
    outcome::{
        Condition, ConditionVisitor, DAV, FailedCondition, HeaderVisitor, Outcome, Property, Propstat, Retry,
        header::parse_retry_after, propstat::status_of_item,
    },
};

/// One item of a body that is being read: what [`Item`] owns, borrowed from the body.
///
/// It is an [`Outcome`], so it can be written again without a copy; [`to_item`](ItemRef::to_item) makes an owned one.
#[derive(Clone, Copy)]
pub struct ItemRef<'a> {
    pub(super) spans: &'a ItemSpans,
    pub(super) window: &'a str,
}

impl<'a> ItemRef<'a> {
    /// Returns the key, if the item has one.
    pub fn key(&self) -> Option<&'a str> {
        self.keys().next()
    }

    /// Returns every key of the item. DAV XML may report several hrefs in one response.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let this = *self;
        this.spans.keys.iter().map(move |span| this.text(*span))
    }

    /// Returns the index in the request, if the sender wrote it.
    pub fn index(&self) -> Option<usize> {
        self.spans.index
    }

    /// Returns the status: as sent, or else the one that the statuses of the properties amount to. 500 if there is none, or
    /// if it cannot be read. Beside a status that is a success, the properties may still report a failure, which counts.
    pub fn status(&self) -> StatusCode {
        let of_properties = self.spans.propstats.iter().map(|propstat| propstat.status);
        status_of_item(self.spans.status, self.spans.unreadable_status, of_properties)
    }

    /// Returns the status exactly as sent, or the one that a word, an error code or the list of the item stands for. `None` if
    /// the sender wrote no readable status, or only those of properties.
    pub fn sent_status(&self) -> Option<StatusCode> {
        self.spans.status
    }

    /// True if the resource does not exist (any more): the status as sent is 404 or 410. A property with status 404 is one that
    /// the resource does not have, and says nothing about the resource (RFC 4918 section 9.1).
    pub fn is_gone(&self) -> bool {
        matches!(self.sent_status(), Some(StatusCode::NOT_FOUND | StatusCode::GONE))
    }

    /// Returns the text for a person; empty if there is none.
    pub fn description(&self) -> &'a str {
        self.optional(self.spans.description).unwrap_or_default()
    }

    /// Returns the language of the description (`xml:lang`), if it is known.
    pub fn language(&self) -> Option<&'a str> {
        self.optional(self.spans.language)
    }

    /// Returns the names and values of the header fields, in order and without `Retry-After`: see
    /// [`retry_after`](Self::retry_after).
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.all_headers().filter(|(name, _)| !is_retry_after(name))
    }

    /// Returns the value of a header field. The case of the name does not matter.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the new URI of the item: the field `Location`, or `location` of RFC 4918 section 14.9.
    pub fn location(&self) -> Option<&'a str> {
        self.header("Location")
    }

    /// Returns the preconditions and postconditions that failed.
    pub fn conditions(&self) -> Vec<FailedCondition> {
        self.own_conditions().map(|condition| self.failed_condition(condition)).collect()
    }

    /// Returns the problem type, a URI reference; `None` is `about:blank`.
    pub fn problem_type(&self) -> Option<&'a str> {
        self.optional(self.spans.problem_type)
    }

    /// Returns the title of the problem type, if the sender wrote one.
    pub fn title(&self) -> Option<&'a str> {
        self.optional(self.spans.title)
    }

    /// Returns the URI reference that names this occurrence of the problem (RFC 9457 section 3.1.5), if the sender wrote one.
    pub fn instance(&self) -> Option<&'a str> {
        self.optional(self.spans.instance)
    }

    /// Returns the names of the problem's extension members, and their values as JSON text.
    pub fn extensions(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let this = *self;
        this.spans.members.iter().map(move |(name, value)| (this.text(*name), this.text(*value)))
    }

    /// Returns the body as JSON text, if the item has one that is not a problem.
    pub fn body(&self) -> Option<&'a str> {
        self.optional(self.spans.body)
    }

    /// Returns the error code that the sender wrote.
    pub fn error_code(&self) -> Option<&'a str> {
        self.optional(self.spans.error_code)
    }

    /// Returns the retry class: [`Retry::Never`] if the status is unknown. No format carries another one.
    pub fn retry(&self) -> Option<Retry> {
        let propstats = &self.spans.propstats;
        let unknown = self.spans.status.is_none()
            && (self.spans.unreadable_status
                || propstats.is_empty()
                || propstats.iter().any(|propstat| propstat.status.is_none()));
        unknown.then_some(Retry::Never)
    }

    /// Returns the time to wait before the item is sent again (the field `Retry-After`), if the sender wrote it.
    pub fn retry_after(&self) -> Option<Duration> {
        self.all_headers().filter(|(name, _)| is_retry_after(name)).find_map(|(_, value)| parse_retry_after(value))
    }

    /// Returns the properties by their status, if the item reports properties (RFC 4918 section 14.22).
    pub fn propstats(&self) -> Vec<Propstat> {
        // The conditions are in the order of the propstats, so one pass is enough.
        let mut conditions = self.spans.conditions.iter().filter(|condition| condition.propstat.is_some()).peekable();
        let propstats = self.spans.propstats.iter().enumerate();
        propstats
            .map(|(number, propstat)| {
                let own = std::iter::from_fn(|| conditions.next_if(|condition| condition.propstat == Some(number)));
                self.propstat(propstat, own.map(|condition| self.failed_condition(condition)).collect())
            })
            .collect()
    }

    /// Returns the elements of the response that this crate does not know.
    pub fn elements(&self) -> Vec<Property> {
        self.spans.elements.iter().map(|element| self.property(element)).collect()
    }

    /// Returns what the sender should have written differently, with positions.
    pub fn defects(&self) -> &'a [Defect] {
        self.spans.defects.kept()
    }

    /// Returns the number of defects that were not kept: see [`Limits::defects`](crate::read::Limits::defects).
    pub fn omitted_defects(&self) -> usize {
        self.spans.defects.omitted()
    }

    /// True if the item comes from DAV XML, so that its keys are hrefs (RFC 4918 section 14.7); otherwise they are ids.
    pub fn is_dav(&self) -> bool {
        self.spans.dav
    }

    /// Returns the header fields exactly as JSON has them: with `Retry-After`, and with the content type that
    /// [`headers`](ItemRef::headers) leaves out because every body of its kind has it.
    pub fn sent_headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let this = *self;
        let fields = this.spans.headers.iter().chain(&this.spans.implied);
        fields.map(move |(name, value)| (this.text(*name), this.text(*value)))
    }

    /// Returns the member `body` exactly as JSON has it, a problem or not.
    pub fn sent_body(&self) -> Option<&'a str> {
        self.optional(self.spans.sent_body)
    }

    /// Returns an item that owns its parts.
    pub fn to_item(&self) -> Item {
        let mut keys = self.keys().map(Key::from);
        // The reader has checked each of them.
        let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
        Item {
            key: keys.next(),
            other_keys: keys.collect(),
            index: self.index(),
            status: self.sent_status(),
            unreadable_status: self.spans.unreadable_status,
            description: self.description().to_owned(),
            language: self.language().map(Into::into),
            headers: self.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            conditions: self.conditions(),
            problem_type: self.problem_type().map(Into::into),
            title: self.title().map(Into::into),
            instance: self.instance().map(Into::into),
            extensions: self.extensions().map(|(name, value)| (name.to_owned(), json(value))).collect(),
            untyped: self.spans.untyped,
            body: self.body().map(json),
            unlisted_code: self.spans.unlisted_code,
            error_codes: self
                .error_code()
                .map(|code| (self.spans.dialect.to_owned(), code.to_owned()))
                .into_iter()
                .collect(),
            retry: None,
            retry_after: self.retry_after(),
            propstats: self.propstats(),
            elements: self.elements(),
            defects: self.defects().to_owned(),
            omitted_defects: self.omitted_defects(),
        }
    }
}

/// From spans to values.
impl<'a> ItemRef<'a> {
    pub(crate) fn new(spans: &'a ItemSpans, window: &'a str) -> Self {
        Self { spans, window }
    }

    fn text(&self, span: Span) -> &'a str {
        self.spans.text(span, self.window)
    }

    fn optional(&self, span: Option<Span>) -> Option<&'a str> {
        span.map(|span| self.text(span))
    }

    fn all_headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let this = *self;
        let location = this.optional(this.spans.location).map(|location| ("Location", location));
        let fields = this.spans.headers.iter().map(move |(name, value)| (this.text(*name), this.text(*value)));
        location.into_iter().chain(fields)
    }

    fn propstat(&self, spans: &PropstatSpans, conditions: Vec<FailedCondition>) -> Propstat {
        let properties = self.spans.properties.get(spans.properties.0..spans.properties.1).unwrap_or_default();
        Propstat {
            status: spans.status,
            properties: properties.iter().map(|property| self.property(property)).collect(),
            conditions,
            description: self.optional(spans.description).unwrap_or_default().to_owned(),
        }
    }

    fn property(&self, element: &ElementSpans) -> Property {
        let PropertyRef { namespace, xml, .. } = self.spans.property(element, self.window);
        let name = self.text(element.name).into();
        Property { namespace: namespace.unwrap_or(DAV).into(), name, xml: xml.concat().into() }
    }

    /// Returns the conditions of the response.
    fn own_conditions(&self) -> impl Iterator<Item = &'a ConditionSpans> + use<'a> {
        self.spans.conditions.iter().filter(|spans| spans.propstat.is_none())
    }

    fn condition(&self, spans: &ConditionSpans) -> Condition<'a> {
        Condition::trusted(self.text(spans.namespace), self.text(spans.name))
    }

    fn hrefs_of(&self, spans: &ConditionSpans) -> impl Iterator<Item = &'a str> {
        let this = *self;
        let hrefs = this.spans.condition_hrefs.get(spans.hrefs.0..spans.hrefs.1).unwrap_or_default();
        hrefs.iter().map(move |href| this.text(*href))
    }

    fn failed_condition(&self, spans: &ConditionSpans) -> FailedCondition {
        let failed = FailedCondition::new(self.condition(spans), self.hrefs_of(spans).map(Key::from).collect());
        match spans.content {
            Some(content) => failed.with_content(self.text(content)),
            None => failed,
        }
    }
}

fn is_retry_after(name: &str) -> bool {
    name.eq_ignore_ascii_case("retry-after")
}

impl Outcome for ItemRef<'_> {
    fn status(&self) -> StatusCode {
        ItemRef::status(self)
    }

    fn href(&self) -> Option<KeyRef<'_>> {
        self.key().map(KeyRef::from)
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(ItemRef::description(self))
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        for (name, value) in ItemRef::headers(self) {
            visitor.header(name, &|out| out.write_str(value));
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        for spans in self.own_conditions() {
            let condition = self.condition(spans);
            let hrefs: Vec<_> = self.hrefs_of(spans).map(KeyRef::from).collect();
            match self.optional(spans.content) {
                Some(content) => visitor.condition_with_content(condition, &hrefs, content),
                None => visitor.condition(condition, &hrefs),
            }
        }
    }

    fn problem_type(&self) -> Option<&str> {
        ItemRef::problem_type(self)
    }

    fn title(&self) -> Option<&str> {
        ItemRef::title(self)
    }

    fn instance(&self) -> Option<KeyRef<'_>> {
        ItemRef::instance(self).map(KeyRef::from)
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        ItemRef::extensions(self).try_for_each(|(name, value)| match serde_json::from_str::<&RawValue>(value) {
            Ok(value) => members.serialize_entry(name, value),
            // The reader has checked it.
            Err(_) => Ok(()),
        })
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        let body = ItemRef::body(self).and_then(|body| serde_json::from_str::<&RawValue>(body).ok());
        body.map(|body| body.serialize(serializer)).transpose()
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        ItemRef::error_code(self).filter(|_| self.spans.dialect == dialect)
    }

    fn retry(&self) -> Option<Retry> {
        ItemRef::retry(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        ItemRef::retry_after(self)
    }

    fn propstats(&self) -> Cow<'_, [Propstat]> {
        Cow::Owned(ItemRef::propstats(self))
    }

    fn elements(&self) -> Cow<'_, [Property]> {
        Cow::Owned(ItemRef::elements(self))
    }

    fn language(&self) -> Option<&str> {
        ItemRef::language(self)
    }
}

impl From<ItemRef<'_>> for Item {
    fn from(item: ItemRef<'_>) -> Self {
        item.to_item()
    }
}

impl fmt::Debug for ItemRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<Cow<'_, str>> = self.keys().map(Cow::from).collect();
        f.debug_struct("ItemRef").field("keys", &keys).field("status", &self.sent_status()).finish_non_exhaustive()
    }
}
