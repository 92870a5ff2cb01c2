//! `KnownCondition`: a condition that a specification defines.

use std::fmt;

use http::StatusCode;

use crate::{
    key::Key,
    outcome::{Condition, FailedCondition},
};

/// A condition that a specification defines: its name, its usual status, and what its element holds.
///
/// ```
/// use multistatus::{StatusCode, webdav::conditions};
///
/// let known = conditions::QUOTA_NOT_EXCEEDED;
/// assert_eq!(known.condition.to_string(), "{DAV:}quota-not-exceeded");
/// assert_eq!(known.status, StatusCode::INSUFFICIENT_STORAGE);
/// assert_eq!(known.source, "RFC 4331 section 6");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownCondition {
    /// The name.
    pub condition: Condition<'static>,
    /// The status that a failure usually has. A specification rarely requires it: 403 says that the request will always
    /// fail, and 409 that the user can do something about it (RFC 4918 section 16).
    pub status: StatusCode,
    /// What the element holds.
    pub content: ConditionContent,
    /// The specification.
    pub source: &'static str,
}

/// What the element of a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConditionContent {
    /// Nothing.
    Empty,
    /// One `href`.
    OneHref,
    /// One `href` or none.
    OptionalHref,
    /// Any number of `href`s.
    Hrefs,
    /// One `href` or more.
    OneOrMoreHrefs,
    /// A `resource` with an `href` and a `privilege`, any number of times.
    Privileges,
    /// `response` elements.
    Responses,
    /// One `add-member` or none.
    AddMember,
}

impl KnownCondition {
    /// Returns the failed condition without content. A condition that requires an href is written with that of its resource.
    pub fn failed(&self) -> FailedCondition {
        FailedCondition::new(self.condition, Vec::new())
    }

    /// Returns the failed condition with its hrefs: those of the locks, or that of the resource in conflict. A condition that
    /// holds fewer of them gets the first ones, or none.
    ///
    /// ```
    /// use multistatus::webdav::conditions;
    ///
    /// let failed = conditions::caldav::NO_UID_CONFLICT.failed_at(["/calendar/1.ics"]);
    /// assert_eq!(failed.hrefs(), ["/calendar/1.ics".into()]);
    /// ```
    pub fn failed_at<K: Into<Key>>(&self, hrefs: impl IntoIterator<Item = K>) -> FailedCondition {
        let most = match self.content {
            ConditionContent::OneHref | ConditionContent::OptionalHref => 1,
            ConditionContent::Hrefs | ConditionContent::OneOrMoreHrefs => usize::MAX,
            _ => 0,
        };
        FailedCondition::new(self.condition, hrefs.into_iter().take(most).map(Into::into).collect())
    }

    /// True if this is the condition.
    pub fn is(&self, condition: Condition<'_>) -> bool {
        self.condition == condition
    }
}

/// Writes the name in Clark notation.
impl fmt::Display for KnownCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

/// Writes the content as a document type declaration does.
impl fmt::Display for ConditionContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Empty => "EMPTY",
            Self::OneHref => "(href)",
            Self::OptionalHref => "(href?)",
            Self::Hrefs => "(href*)",
            Self::OneOrMoreHrefs => "(href+)",
            Self::Privileges => "(resource*)",
            Self::Responses => "(response*)",
            Self::AddMember => "(add-member?)",
        })
    }
}

/// Creates a condition whose name is checked while the crate compiles.
pub(super) const fn known(
    (namespace, name): (&'static str, &'static str),
    status: StatusCode,
    content: ConditionContent,
    source: &'static str,
) -> KnownCondition {
    match Condition::new(namespace, name) {
        Ok(condition) => KnownCondition { condition, status, content, source },
        Err(_) => panic!("the name of a condition is not valid"),
    }
}

/// Declares the conditions of one namespace by their source, and a list of all of them.
macro_rules! conditions {
    ($namespace:ident; $($source:literal: $($constant:ident = $name:literal, $status:ident, $content:ident;)+)+) => {
        $($(
            #[doc = concat!("`", $name, "`, usually `", stringify!($status), "` (", $source, ").")]
            pub const $constant: super::known::KnownCondition = super::known::known(
                (super::$namespace, $name),
                http::StatusCode::$status,
                super::known::ConditionContent::$content,
                $source,
            );
        )+)+

        pub(super) const ALL: &[super::known::KnownCondition] = &[$($($constant,)+)+];
    };
}
pub(super) use conditions;
