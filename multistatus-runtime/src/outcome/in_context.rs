//! `InContext`: an outcome with the context that its dialect needs.

use std::{borrow::Cow, fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{
    condition::ConditionVisitor,
    context::{ContextValue, ItemContext},
    header::HeaderVisitor,
    info::OutcomeInfo,
    outcome::{Outcome, forward_parts},
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
    forward_parts!(inner: O in Self { outcome: inner, .. });

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
