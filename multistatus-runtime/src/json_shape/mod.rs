//! The JSON convention of a batch response as data: where the items are, and the names of their members.
//!
//! Nothing is read or written here. Readers accept every spelling of a status; a writer uses the one of the shape.

mod builder;
mod context_shape;
mod default;
pub(crate) mod members;

pub use self::context_shape::ContextShape;
use self::members::{Codes, Container, MemberRole, ROLES, RetryAfterUnit, StatusForm};
pub use self::members::{RootMember, ShapeValue, When};
use http::StatusCode;

use crate::{outcome::status::StatusClass, summary::Overall};

/// The JSON convention of a batch response: a [`Reader`](crate::Reader) reads it, and as a [`Format`](crate::format::Format) it
/// writes it.
///
/// A member is named by its path: `status`, or `response/status` for a member inside another one. A path segment `0` is the
/// first element of an array. Members are written in the order in which the shape names them; a member that an item has no
/// value for is left out.
///
/// ```
/// use multistatus::{MultiStatus, Outcome, Reader, read::JsonShape};
///
/// const SEARCH: JsonShape = JsonShape::list("value").id("key").status("status").code("statusCode").error(&["errorMessage"]);
///
/// #[derive(Outcome)]
/// enum Indexed {
///     #[outcome(201)]
///     Done,
///     #[outcome(503, "busy")]
///     Busy,
/// }
///
/// let result: MultiStatus<Indexed> = [("1", Indexed::Done), ("7", Indexed::Busy)].into_iter().collect();
/// let body = result.encode(&SEARCH)?;
/// assert_eq!(
///     std::str::from_utf8(&body)?,
///     concat!(
///         r#"{"value":[{"key":"1","status":true,"statusCode":201},"#,
///         r#"{"key":"7","status":false,"statusCode":503,"errorMessage":"busy"}]}"#,
///     ),
/// );
///
/// let document = Reader::new().shape(SEARCH).read(&body);
/// assert!(document.ending.verdict.is_complete());
/// assert_eq!(document.items[1].status(), 503);
/// assert_eq!(document.items[1].description(), "busy");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The status of the whole response is not part of a shape: see [`Overall`](crate::Overall).
///
/// A reader accepts a status that is a number, a text (`"201"`, `"201 Created"`, `"HTTP/1.1 201 Created"`), an object with a
/// `code`, or a boolean. Any other value except for `null` is a failure: the item has the status 500 and the defect
/// [`InvalidStatus`](crate::read::DefectKind::InvalidStatus). If the status is given more than once, the first failure counts.
#[derive(Clone, Copy, Debug)]
pub struct JsonShape {
    pub(crate) container: Container,
    pub(crate) id: &'static str,
    pub(crate) failure_id: &'static str,
    pub(crate) index: &'static str,
    pub(crate) status: &'static str,
    pub(crate) status_form: StatusForm,
    /// True if a success has no status.
    pub(crate) failure_status: bool,
    pub(crate) code: &'static str,
    /// True if a success has no `code`.
    pub(crate) code_of_failures: bool,
    pub(crate) implied: Option<u16>,
    pub(crate) unlisted: Option<u16>,
    pub(crate) headers: &'static str,
    pub(crate) lower_case_headers: bool,
    pub(crate) fields: &'static [(&'static str, &'static str)],
    pub(crate) retry_after: &'static str,
    pub(crate) retry_after_unit: RetryAfterUnit,
    pub(crate) body: &'static str,
    pub(crate) flat_body: bool,
    pub(crate) description: &'static str,
    pub(crate) propstats: &'static str,
    pub(crate) problem: &'static str,
    pub(crate) error: &'static [&'static str],
    pub(crate) error_code: &'static str,
    pub(crate) codes: Codes,
    pub(crate) context: &'static [(&'static str, &'static str)],
    pub(crate) wrapper: &'static str,
    pub(crate) wrappers: &'static [&'static str],
    pub(crate) values: &'static [(&'static str, When, ShapeValue)],
    pub(crate) nulls: &'static [&'static str],
    pub(crate) whole: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) root_members: &'static [(&'static str, RootMember)],
    pub(crate) problems: bool,
    pub(crate) media_types: &'static [&'static str],
    pub(crate) overall: Option<Overall>,
    pub(crate) header_fields: &'static [(&'static str, &'static str)],
    pub(crate) max_items: Option<usize>,
    pub(crate) refusal: Option<&'static JsonShape>,
    pub(crate) empty_if_all_succeeded: bool,
    pub(crate) empty_without_items: bool,
    pub(crate) separated_lines: bool,
    pub(crate) omits_empty_lists: bool,
    /// True for the shapes that the crate writes and reads by a fast path.
    pub(crate) is_default: bool,
    order: [Option<MemberRole>; ROLES],
}

impl JsonShape {
    /// The roles of the members of an item, in the order in which they are written.
    pub(crate) fn roles(&self) -> impl Iterator<Item = MemberRole> + '_ {
        self.order.iter().flatten().copied()
    }

    /// The path of the member that is written for a role; empty if there is none, and for header fields.
    pub(crate) fn path(&self, role: MemberRole) -> &'static str {
        match role {
            MemberRole::Id => self.id,
            MemberRole::FailureId => self.failure_id,
            MemberRole::Index => self.index,
            MemberRole::Status => self.status,
            MemberRole::Code => self.code,
            MemberRole::Headers => self.headers,
            MemberRole::Body => self.body,
            MemberRole::Description => self.description,
            MemberRole::Propstats => self.propstats,
            MemberRole::ErrorMessage if !self.problems => self.error.first().copied().unwrap_or_default(),
            MemberRole::ErrorCode if !self.problems => self.error_code,
            MemberRole::RetryAfter => self.retry_after,
            MemberRole::Problem => self.problem,
            MemberRole::ErrorMessage
            | MemberRole::ErrorCode
            | MemberRole::Field
            | MemberRole::Context
            | MemberRole::Value => "",
        }
    }

    /// True if an item with this status is written as a failure. A redirection is one only if the shape cannot say that it
    /// is neither a success nor a failure.
    #[inline]
    pub(crate) fn fails(&self, status: StatusCode) -> bool {
        match StatusClass::of(status) {
            StatusClass::Success => false,
            StatusClass::Redirection => !self.states_status(),
            StatusClass::Failure => true,
        }
    }

    /// True if an item has a member with its status, and not only with a sign that it failed.
    fn states_status(&self) -> bool {
        let is_exact = matches!(self.status_form, StatusForm::Number | StatusForm::Text | StatusForm::Line);
        !self.code.is_empty() && !self.code_of_failures || !self.status.is_empty() && is_exact && !self.failure_status
    }

    /// True if `is` holds for the name of a member of an item.
    pub(crate) fn names(&self, is: impl Fn(&str) -> bool) -> bool {
        let single = [
            self.id,
            self.failure_id,
            self.index,
            self.status,
            self.code,
            self.headers,
            self.retry_after,
            self.body,
            self.description,
            self.propstats,
            self.problem,
            self.error_code,
        ];
        let named = |path: &str| path.split('/').next().is_some_and(|name| !name.is_empty() && is(name));
        single.into_iter().any(named)
            || self.error.iter().chain(self.nulls).any(|path| named(path))
            || self.fields.iter().chain(self.context).any(|(_, path)| named(path))
            || self.values.iter().any(|(path, ..)| named(path))
    }

    /// Returns the status that a member of the root gives its items, if it holds items.
    pub(crate) fn items_in(&self, member: &str) -> Option<Option<u16>> {
        match self.container {
            Container::Member(name) => (name == member).then_some(None),
            Container::Members(lists) => lists.iter().find(|(name, _)| *name == member).map(|(_, status)| *status),
            Container::Root | Container::Lines | Container::Alone => None,
        }
    }
}
