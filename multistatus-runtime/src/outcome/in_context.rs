//! `InContext`: an outcome with the context that its dialect needs.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{
    condition::ConditionVisitor,
    context::{ContextValue, ItemContext},
    header::HeaderVisitor,
    info::OutcomeInfo,
    outcome::{Outcome, forward_most_parts},
    propstat::{Property, Propstat},
    retry::Retry,
};
use crate::key::KeyRef;

/// An outcome with the context that its dialect needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InContext<C, O> {
    /// The context.
    pub context: C,
    /// The outcome.
    pub outcome: O,
}

impl<C: ItemContext, O: Outcome> Outcome for InContext<C, O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward_most_parts!(inner: O in Self { outcome: inner, .. });

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        let Some(location) = self.context.location(self.outcome.status()) else {
            return self.outcome.headers(visitor);
        };
        let mut search = LocationSearch { visitor, found: false };
        self.outcome.headers(&mut search);
        if !search.found {
            search.visitor.header("Location", &|out| out.write_str(location));
        }
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        self.context.error_code(dialect).or_else(|| self.outcome.error_code(dialect))
    }

    fn instance(&self) -> Option<KeyRef<'_>> {
        self.outcome.instance()
    }

    fn is_logged(&self) -> bool {
        self.outcome.is_logged()
    }

    fn context(&self, name: &str) -> Option<ContextValue<'_>> {
        self.context.member(name, self.outcome.status())
    }
}

/// Passes header fields on, and notes if `Location` is one of them.
struct LocationSearch<'v, V: ?Sized> {
    visitor: &'v mut V,
    found: bool,
}

impl<V: HeaderVisitor + ?Sized> HeaderVisitor for LocationSearch<'_, V> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        self.found |= name.eq_ignore_ascii_case("location");
        self.visitor.header(name, value);
    }
}
