//! Reads the members of the root: the lists of items, and what is about the batch as a whole.

use http::StatusCode;

use super::{JsonParser, JsonStep, Section};
use crate::read::verdict::{Truncation, Verdict};
use crate::read::window::Window;
use crate::tokens::json::{Cursor, JsonError, JsonMember, JsonValue, ValueKind, members_of};

impl JsonParser {
    /// Reads a member of the root, up to its items if it has some.
    pub(super) fn root(
        &mut self,
        window: &mut Window<'_>,
        cursor: &mut Cursor<'_>,
        first: bool,
    ) -> Result<JsonStep, JsonError> {
        let more = match first {
            true => !cursor.take(b'}')?,
            false => cursor.more(b'}', "`,` or `}` after a member")?,
        };
        if !more {
            window.at = cursor.at;
            self.next = Section::End;
            return Ok(JsonStep::Moved);
        }
        let member = cursor.name()?;
        let name = &*member.decoded(window.text);
        let shape = self.shape.as_ref();
        let given = shape.and_then(|shape| shape.items_in(name)).map(|given| given.or(self.given));
        // If only failures are listed, an object says nothing about the items.
        let may_be_keyed = shape.is_none_or(|shape| shape.unlisted.is_none());
        let opens = cursor.next()?;
        match given {
            Some(given) if opens == b'[' || opens == b'{' && may_be_keyed => {
                if opens == b'{' && self.detected {
                    let found = format!("an object whose member `{name}` is an object");
                    return Ok(JsonStep::Ended(Verdict::NotMultiStatus { found }));
                }
                let mut inside = cursor.clone();
                inside.at += 1;
                let is_filled = !matches!(inside.next()?, b']' | b'}');
                self.ending.unordered |= is_filled && self.has_items;
                self.has_items |= is_filled;
                window.at = cursor.at + 1;
                self.listed = true;
                self.next = Section::Items { first: true, keyed: opens == b'{', within_root: true, given };
            }
            _ => {
                let value = cursor.value()?;
                self.root_member(window.text, window.base, name, value);
                self.found.member(window.text, member, value);
                if given.is_some() {
                    self.found.wrong_container(name, value.kind);
                    self.has_other_members |= value.kind != ValueKind::Null;
                }
                window.at = cursor.at;
                self.next = Section::Root { first: false };
            }
        }
        Ok(JsonStep::Moved)
    }

    /// Keeps a member of the root that is about the batch as a whole.
    pub(super) fn root_member(&mut self, text: &str, base: u64, name: &str, value: JsonValue) {
        let Some(shape) = &self.shape else { return };
        let is_counted = shape.root_members.iter().any(|(member, _)| *member == name);
        let is_named = is_counted || name == shape.whole || name == shape.summary || shape.items_in(name).is_some();
        self.has_other_members |= !is_named;
        if is_counted {
            self.ending.defects.extend(self.counts.member(text, name, value, base + value.start as u64));
        }
        if name == shape.whole && self.ending.description.is_none() {
            self.ending.description = value.string().map(|inside| inside.decoded(text).into_owned());
        } else if name == shape.summary && !name.is_empty() {
            if self.ending.summary.is_none() {
                let json = text.get(value.start..value.end).unwrap_or_default();
                self.ending.summary = serde_json::from_str(json).ok();
            }
            // It counts even if the rest of the summary cannot be read, or if the summary is repeated.
            let is_incomplete = |member: JsonMember| {
                let is_complete = matches!(member.value.kind, ValueKind::Boolean(true) | ValueKind::Null);
                member.name.is(text, "complete") && !is_complete
            };
            self.incomplete |= members_of(text, value).any(is_incomplete);
        }
    }

    /// Returns the verdict on a document that ends at `at`, and keeps what its root says about the items.
    pub(super) fn conclude(&mut self, at: u64) -> Verdict {
        if !self.listed && !self.may_lack_list() {
            return Verdict::NotMultiStatus { found: self.found.describe() };
        }
        if self.incomplete {
            return Verdict::Truncated { at, by: Truncation::Sender };
        }
        if let Some((defect, failures)) = self.counts.contradiction() {
            self.ending.defects.push(defect);
            self.ending.failures = failures;
        }
        let unlisted = self.shape.and_then(|shape| StatusCode::from_u16(shape.unlisted?).ok());
        let is_certain = !self.evidence.is_failure() && !self.found.has_error();
        self.ending.unlisted = self.ending.unlisted.or(unlisted.filter(|_| is_certain));
        Verdict::Complete
    }

    /// True if a root without a list says that every item succeeded: if only failures are listed, and the root has no member
    /// that the shape does not name.
    fn may_lack_list(&self) -> bool {
        let lists_failures = self.shape.is_some_and(|shape| shape.unlisted.is_some());
        lists_failures && !self.has_other_members && !self.evidence.is_failure()
    }
}
