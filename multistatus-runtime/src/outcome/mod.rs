//! Outcomes: what happened to one item, as formats read it, and the parts that an outcome has.

pub(crate) mod condition;
pub(crate) mod context;
pub(crate) mod failed_condition;
pub(crate) mod foreign;
pub(crate) mod header;
pub(crate) mod in_context;
pub(crate) mod info;
pub(crate) mod logging;
pub(crate) mod map;
mod markdown;
pub(crate) mod members;
#[allow(clippy::module_inception)]
pub(crate) mod outcome;
pub(crate) mod problem;
pub(crate) mod propstat;
pub(crate) mod retry;
mod set_error;
pub(crate) mod status;
pub(crate) mod success;

pub(crate) use self::{
    condition::{Condition, DAV},
    info::OutcomeInfo,
    outcome::{JsonView, Outcome, forward, forward_most_parts, forward_parts},
    retry::Retry,
    status::StatusClass,
};
pub use self::{
    condition::{ConditionVisitor, InvalidCondition},
    context::{ContextValue, ItemContext},
    failed_condition::FailedCondition,
    header::HeaderVisitor,
    in_context::InContext,
    markdown::markdown,
    propstat::{Property, Propstat},
    set_error::SetError,
    status::reason,
    success::{Accepted, Created, Representation},
};
pub use crate::key::KeyRef;
