//! The preconditions and postconditions that specifications define.
//!
//! A condition is open: any specification can add one, and [`Condition::new`] makes one of any name. These are the names that
//! are known, so that they cannot be misspelled, with the status that a failure usually has.
//!
//! ```
//! use multistatus::{StatusCode, webdav::{PropertyFailure, conditions}};
//!
//! let known = conditions::QUOTA_NOT_EXCEEDED;
//! let failure = PropertyFailure::new(known.status).condition(known.failed());
//! assert_eq!(failure.status(), StatusCode::INSUFFICIENT_STORAGE);
//! assert_eq!(conditions::find(failure.conditions()[0].condition()), Some(&known));
//! ```

pub mod caldav;
pub mod carddav;
mod content;
mod core;
mod known;
pub mod privileges;
pub mod versioning;

pub use self::{
    content::{allow_client_defined_uri, need_privileges, search_scope_valid},
    core::*,
    known::{ConditionContent, KnownCondition},
};
use crate::outcome::{Condition, DAV};

const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
const CARDDAV: &str = "urn:ietf:params:xml:ns:carddav";

/// Returns all known conditions.
pub fn all() -> impl Iterator<Item = &'static KnownCondition> {
    [core::ALL, versioning::ALL, caldav::ALL, carddav::ALL].into_iter().flatten()
}

/// Returns what is known of a condition.
pub fn find(condition: Condition<'_>) -> Option<&'static KnownCondition> {
    all().find(|known| known.is(condition))
}
