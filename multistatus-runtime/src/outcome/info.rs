//! The static description of a variant: what documentation, OpenAPI and metrics need before any value exists.

use http::StatusCode;

use super::{condition::Condition, retry::Retry};

/// The static description of a variant of a derived enum, or of a derived struct.
///
/// `#[derive(Outcome)]` fills [`Outcome::OUTCOMES`](crate::Outcome::OUTCOMES) with one for each variant, in order.
/// [`outcome::markdown`](crate::outcome::markdown) writes them as a table.
///
/// ```
/// use multistatus::{Outcome, StatusCode};
///
/// #[derive(Outcome)]
/// enum Delete {
///     /// The file is gone.
///     #[outcome(204)]
///     Deleted,
///     #[outcome(423, "locked", condition = "lock-token-submitted")]
///     Locked,
/// }
///
/// let [deleted, locked] = Delete::OUTCOMES else { panic!() };
/// assert_eq!((deleted.name, deleted.docs), ("Deleted", "The file is gone."));
/// assert_eq!(locked.status, Some(StatusCode::LOCKED));
/// assert_eq!(locked.conditions[0].name(), "lock-token-submitted");
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OutcomeInfo {
    /// The name of the variant or the struct.
    pub name: &'static str,
    /// The doc comment, its lines joined; empty if there is none.
    pub docs: &'static str,
    /// The status, if it is fixed. `None` if `with`, `via`, `map`, `transparent` or a `code` field decides it.
    pub status: Option<StatusCode>,
    /// The description as written, with its placeholders; empty if there is none or the variant is `opaque`.
    pub description: &'static str,
    /// The conditions that the variant names.
    pub conditions: &'static [Condition<'static>],
    /// The problem type.
    pub problem_type: Option<&'static str>,
    /// The title of the problem type.
    pub title: Option<&'static str>,
    /// The names of the header fields that the variant may have.
    pub headers: &'static [&'static str],
    /// True if the variant has a body of its own type: the representation on a success, instead of the problem on a failure.
    pub has_body: bool,
    /// The names of the extension members that the problem of the variant may have.
    pub extensions: &'static [&'static str],
    /// The error codes that the variant names, each after the key of its dialect.
    pub codes: &'static [(&'static str, &'static str)],
    /// The retry class, if the variant names one.
    pub retry: Option<Retry>,
    nested: Option<fn() -> &'static [OutcomeInfo]>,
}

impl OutcomeInfo {
    /// Creates the description of a variant of which only the name is known.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            docs: "",
            status: None,
            description: "",
            conditions: &[],
            problem_type: None,
            title: None,
            headers: &[],
            has_body: false,
            extensions: &[],
            codes: &[],
            retry: None,
            nested: None,
        }
    }

    /// Creates the description of a success with a body.
    pub(crate) const fn representation(
        name: &'static str,
        status: StatusCode,
        headers: &'static [&'static str],
    ) -> Self {
        Self { status: Some(status), headers, has_body: true, ..Self::new(name) }
    }

    /// Creates the description of a variant that takes its outcome from another type. `outcomes` is a function, so that a
    /// type may contain itself in a `Box`.
    pub const fn nested(name: &'static str, outcomes: fn() -> &'static [OutcomeInfo]) -> Self {
        Self { nested: Some(outcomes), ..Self::new(name) }
    }

    /// Returns the outcomes of the inner type of a `transparent` variant, or of one side of a `Result`. Otherwise empty.
    pub fn inner(&self) -> &'static [OutcomeInfo] {
        self.nested.map_or(&[], |outcomes| outcomes())
    }
}
