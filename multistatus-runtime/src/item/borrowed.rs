//! An item while it is read: a view of the text that it stands in.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};
use serde_json::value::RawValue;

use super::defect::Defect;
use super::{
    Item,
    spans::{ConditionSpans, ElementSpans, ItemSpans, Span},
};
use crate::outcome::{FailedCondition, Property, Propstat, propstat::overall};
use crate::{
    key::{Key, KeyRef},
    outcome::{Condition, ConditionVisitor, HeaderVisitor, Outcome, Retry, header::parse_retry_after},
};

/// One item of a body that is being read: what [`Item`] holds, borrowed from the body.
///
/// It is an [`Outcome`], so it can be written again as it comes; [`to_item`](ItemRef::to_item) keeps it.
#[derive(Clone, Copy)]
pub struct ItemRef<'a> {
    record: &'a ItemSpans,
    window: &'a str,
}

impl<'a> ItemRef<'a> {
    pub(crate) fn new(record: &'a ItemSpans, window: &'a str) -> Self {
        Self { record, window }
    }

    fn text(&self, span: Span) -> &'a str {
        self.record.text(span, self.window)
    }

    fn optional(&self, span: Option<Span>) -> Option<&'a str> {
        span.map(|span| self.text(span))
    }

    /// The key, where the item has one.
    pub fn key(&self) -> Option<&'a str> {
        self.keys().next()
    }

    /// Every key that this is said of; DAV XML may report several hrefs at once.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let this = *self;
        this.record.keys.iter().map(move |span| this.text(*span))
    }

    /// As [`Item::index`].
    pub fn index(&self) -> Option<usize> {
        self.record.index
    }

    /// As [`Item::code`].
    pub fn code(&self) -> Option<StatusCode> {
        self.record.status
    }

    /// The text for a person; empty where there is none.
    pub fn description(&self) -> &'a str {
        self.optional(self.record.description).unwrap_or_default()
    }

    /// The header fields, in order; `location` of DAV XML is the field `Location`.
    pub fn header_fields(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let this = *self;
        let location = this.optional(this.record.location).map(|location| ("Location", location));
        let fields = this.record.headers.iter().map(move |(name, value)| (this.text(*name), this.text(*value)));
        location.into_iter().chain(fields)
    }

    /// The value of a header field, its name compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.header_fields().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether the item comes from DAV XML, so that its keys are hrefs (RFC 4918 section 14.7); elsewhere they are ids.
    pub fn is_dav(&self) -> bool {
        self.record.dav
    }

    /// The header fields as JSON gave them: with the content type that any body of its kind has, which is none of
    /// [`header_fields`](ItemRef::header_fields).
    pub fn sent_fields(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let this = *self;
        let fields = this.record.headers.iter().chain(&this.record.implied);
        fields.map(move |(name, value)| (this.text(*name), this.text(*value)))
    }

    /// The body as JSON gave it, be it a problem or not.
    pub fn sent_body(&self) -> Option<&'a str> {
        self.optional(self.record.sent_body)
    }

    /// What is odd about the item.
    pub fn defects(&self) -> &'a [Defect] {
        &self.record.defects
    }

    /// The item as one that owns what it says.
    pub fn to_item(&self) -> Item {
        let record = self.record;
        let mut keys = self.keys().map(Key::from);
        // The reader has checked each of them.
        let json = |span: Span| serde_json::from_str(self.text(span)).unwrap_or_default();
        Item {
            key: keys.next(),
            other_keys: keys.collect(),
            index: record.index,
            status: record.status,
            description: self.description().to_owned(),
            language: self.optional(record.language).map(Into::into),
            headers: self
                .header_fields()
                .filter(|(name, _)| !is_retry_after(name))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            conditions: self.failed_conditions(None),
            problem_type: self.optional(record.problem_type).map(Into::into),
            title: self.optional(record.title).map(Into::into),
            extensions: record
                .members
                .iter()
                .map(|(name, value)| (self.text(*name).to_owned(), json(*value)))
                .collect(),
            untyped: record.untyped,
            body: record.body.map(json),
            retry: None,
            retry_after: Outcome::retry_after(self),
            propstats: self.propstats().into_owned(),
            elements: self.elements().into_owned(),
            defects: record.defects.clone(),
        }
    }

    fn propstat(&self, number: usize) -> Propstat {
        let Some(spans) = self.record.propstats.get(number) else { return Propstat::new(None) };
        let properties = self.record.properties.get(spans.properties.0..spans.properties.1).unwrap_or_default();
        Propstat {
            status: spans.status,
            properties: properties.iter().map(|property| self.property(property)).collect(),
            conditions: self.failed_conditions(Some(number)),
            description: self.optional(spans.description).unwrap_or_default().to_owned(),
        }
    }

    fn property(&self, element: &ElementSpans) -> Property {
        Property {
            namespace: self.text(element.namespace).into(),
            name: self.text(element.name).into(),
            xml: self.text(element.xml).into(),
        }
    }

    /// The conditions of the response, or of one of its propstats.
    fn conditions_of(&self, propstat: Option<usize>) -> impl Iterator<Item = (Condition<'a>, &'a ConditionSpans)> {
        let this = *self;
        this.record
            .conditions
            .iter()
            .filter(move |spans| spans.propstat == propstat)
            .map(move |spans| (Condition::trusted(this.text(spans.namespace), this.text(spans.name)), spans))
    }

    fn hrefs_of(&self, spans: &ConditionSpans) -> impl Iterator<Item = &'a str> {
        let this = *self;
        let hrefs = this.record.condition_hrefs.get(spans.hrefs.0..spans.hrefs.1).unwrap_or_default();
        hrefs.iter().map(move |href| this.text(*href))
    }

    fn failed_conditions(&self, propstat: Option<usize>) -> Vec<FailedCondition> {
        let owned = |(condition, spans): (Condition<'_>, &ConditionSpans)| {
            let failed = FailedCondition::new(condition, self.hrefs_of(spans).map(Key::from).collect());
            match spans.content {
                Some(content) => failed.with_content(self.text(content)),
                None => failed,
            }
        };
        self.conditions_of(propstat).map(owned).collect()
    }
}

fn is_retry_after(name: &str) -> bool {
    name.eq_ignore_ascii_case("retry-after")
}

impl Outcome for ItemRef<'_> {
    /// As that of [`Item`].
    fn status(&self) -> StatusCode {
        let of_properties = || overall(self.record.propstats.iter().map(|propstat| propstat.status));
        self.record.status.or_else(of_properties).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn href(&self) -> Option<KeyRef<'_>> {
        self.key().map(KeyRef::from)
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(ItemRef::description(self))
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        for (name, value) in self.header_fields().filter(|(name, _)| !is_retry_after(name)) {
            visitor.header(name, &|out| out.write_str(value));
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        for (condition, spans) in self.conditions_of(None) {
            let hrefs: Vec<_> = self.hrefs_of(spans).map(KeyRef::from).collect();
            match self.optional(spans.content) {
                Some(content) => visitor.condition_with_content(condition, &hrefs, content),
                None => visitor.condition(condition, &hrefs),
            }
        }
    }

    fn problem_type(&self) -> Option<&str> {
        self.optional(self.record.problem_type)
    }

    fn title(&self) -> Option<&str> {
        self.optional(self.record.title)
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        let mut members_of = self.record.members.iter().map(|(name, value)| (self.text(*name), self.text(*value)));
        members_of.try_for_each(|(name, value)| match serde_json::from_str::<&RawValue>(value) {
            Ok(value) => members.serialize_entry(name, value),
            // The reader has checked it.
            Err(_) => Ok(()),
        })
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        use serde::Serialize;
        let body = self.optional(self.record.body).and_then(|body| serde_json::from_str::<&RawValue>(body).ok());
        body.map(|body| body.serialize(serializer)).transpose()
    }

    fn retry(&self) -> Option<Retry> {
        let unknown = self.record.status.is_none()
            && (self.record.propstats.is_empty() || self.record.propstats.iter().any(|spans| spans.status.is_none()));
        unknown.then_some(Retry::Never)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after").and_then(parse_retry_after)
    }

    fn propstats(&self) -> Cow<'_, [Propstat]> {
        (0..self.record.propstats.len()).map(|number| self.propstat(number)).collect()
    }

    fn elements(&self) -> Cow<'_, [Property]> {
        self.record.elements.iter().map(|element| self.property(element)).collect()
    }

    fn language(&self) -> Option<&str> {
        self.optional(self.record.language)
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
        f.debug_struct("ItemRef").field("keys", &keys).field("status", &self.code()).finish_non_exhaustive()
    }
}
