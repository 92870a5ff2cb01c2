//! The members of an item as a list of steps, made once per body from the paths of a shape.
//!
//! The members are a tree: paths with a common beginning share an object. A step follows its object, so the tree is one
//! list. A successful item and a failed one have different members, so there is a list for each.

use std::ops::Range;

use crate::{
    format::{json::string::name, text::output::Output},
    json_shape::{
        JsonShape,
        members::{MemberRole, RetryAfterUnit, ShapeValue, StatusForm, When},
    },
};

/// The steps that write an item.
#[derive(Debug)]
pub(crate) struct Plan {
    steps: Vec<MemberStep>,
    success: ClassPlan,
    failure: ClassPlan,
}

/// What is known of the items of one class.
#[derive(Debug, Default)]
pub(super) struct ClassPlan {
    steps: Range<usize>,
    /// The brackets of an item.
    pub(super) brackets: [u8; 2],
    /// True if the body of an item has a member.
    pub(super) has_body: bool,
    /// The content type of a body that is not the item's own.
    pub(super) content_type: Option<ContentType>,
}

/// The brackets around the steps of an object. An object that is the only member of another one is written with it, in one
/// step: then there are several brackets at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Brackets {
    pub(super) open: u8,
    pub(super) close: [u8; 4],
    pub(super) depth: u8,
}

impl Brackets {
    fn of([open, close]: [u8; 2]) -> Self {
        Self { open, close: [close; 4], depth: 1 }
    }

    /// Returns the brackets of this object in another one; `None` if it is in too many.
    fn inside_of(self, outer: Self) -> Option<Self> {
        let mut close = self.close;
        *close.get_mut(usize::from(self.depth))? = outer.close[0];
        Some(Self { close, depth: self.depth + 1, ..self })
    }
}

/// The content type of the body of an item.
#[derive(Clone, Copy, Debug)]
pub(super) enum ContentType {
    Json,
    /// RFC 9457.
    Problem,
}

impl ContentType {
    /// Writes the header field as a member. Each text is a constant, so that it is copied without a call.
    #[inline(always)]
    pub(super) fn write(self, lower_case: bool, out: &mut Output<'_>) {
        match (self, lower_case) {
            (Self::Json, false) => out.push_str("\"Content-Type\":\"application/json\""),
            (Self::Json, true) => out.push_str("\"content-type\":\"application/json\""),
            (Self::Problem, false) => out.push_str("\"Content-Type\":\"application/problem+json\""),
            (Self::Problem, true) => out.push_str("\"content-type\":\"application/problem+json\""),
        }
    }
}

/// Writes one member: the fragment, then the value. Both are taken back if the item has no such value.
#[derive(Debug)]
pub(super) struct MemberStep {
    pub(super) fragment: Fragment,
    pub(super) leaf: Leaf,
    /// The position behind the steps of this object: the next way to write the same member, or the next member.
    pub(super) end: usize,
    /// The position of the next member.
    pub(super) next: usize,
}

/// The value of a member.
// With a tag of its own, the kind of a leaf takes one load.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub(super) enum Leaf {
    /// The object or array of the steps that follow.
    Object(Brackets),
    Id,
    Index,
    StatusNumber,
    StatusText,
    StatusLine,
    /// A word that is the same for each item of the class.
    Word(&'static str),
    StatusWord(StatusForm),
    Headers,
    /// The header fields, with names in lower case.
    LowerCaseHeaders,
    /// The value of one header field.
    Field(&'static str),
    RetryAfter(RetryAfterUnit),
    Body,
    /// The members of the body, without a name before them.
    FlatBody,
    Description,
    Propstats,
    Problem,
    ErrorMessage,
    ErrorCode,
    /// What the context supplies under a name.
    Context(&'static str),
    /// JSON that does not depend on the item.
    Constant(&'static str),
    Reason,
    SenderFault,
    Null,
}

/// The length of a fragment that takes no branch to write.
const SHORT: usize = 32;

/// The text before a value: a comma, and the name with its colon. The comma of a first member is replaced by a bracket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fragment {
    Short { bytes: [u8; SHORT], length: u8 },
    Long(&'static str),
}

impl Fragment {
    const EMPTY: Self = Self::Short { bytes: [0; SHORT], length: 0 };

    fn of(segment: &'static str) -> Self {
        let mut bytes = [0; SHORT];
        let mut out = Output::new(&mut bytes);
        out.push_str(",");
        if segment != ELEMENT {
            name(segment, &mut out);
        }
        if out.overflowed() {
            return Self::Long(segment);
        }
        let length = out.position() as u8;
        Self::Short { bytes, length }
    }

    /// Returns this fragment, the bracket `open`, and `inner` without its comma; `None` if that is too long.
    fn followed_by(&self, inner: &Self, open: u8) -> Option<Self> {
        let (Self::Short { bytes, length }, Self::Short { bytes: inner, length: inner_length }) = (self, inner) else {
            return None;
        };
        let (start, end) = (usize::from(*length), usize::from(length + inner_length));
        let mut joined = *bytes;
        joined.get_mut(start..end)?.copy_from_slice(inner.get(..usize::from(*inner_length))?);
        *joined.get_mut(start)? = open;
        Some(Self::Short { bytes: joined, length: length + inner_length })
    }

    #[inline(always)]
    pub(super) fn write(&self, out: &mut Output<'_>) {
        match self {
            Self::Short { bytes, length } => out.push_prefix(bytes, usize::from(*length)),
            Self::Long(segment) => {
                let end = long_fragment(segment, out.reborrow());
                out.resume(end);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn long_fragment(segment: &str, mut out: Output<'_>) -> usize {
    out.push_str(",");
    name(segment, &mut out);
    out.position()
}

/// The path segment of the first element of an array.
const ELEMENT: &str = "0";

impl Plan {
    pub(crate) fn new(shape: &JsonShape) -> Self {
        let mut plan =
            Self { steps: Vec::with_capacity(24), success: ClassPlan::default(), failure: ClassPlan::default() };
        plan.success = plan.class(shape, false);
        plan.failure = plan.class(shape, true);
        plan
    }

    /// Returns the plan of a class of items.
    #[inline]
    pub(super) fn of(&self, failed: bool) -> &ClassPlan {
        if failed { &self.failure } else { &self.success }
    }

    /// Returns the steps of a class of items.
    #[inline]
    pub(super) fn steps(&self, class: &ClassPlan) -> &[MemberStep] {
        self.steps.get(..class.steps.end).unwrap_or_default()
    }

    fn class(&mut self, shape: &JsonShape, failed: bool) -> ClassPlan {
        let leaves = leaves(shape, failed);
        let start = self.steps.len();
        self.object("", &leaves);
        let has = |wanted: &[Leaf]| leaves.iter().any(|(leaf, _)| wanted.contains(leaf));
        let is_in_body = |path: &str| path.strip_prefix(shape.body).is_some_and(|rest| rest.starts_with('/'));
        let content_type = match failed && !shape.body.is_empty() {
            true if shape.problems => Some(ContentType::Problem),
            true if shape.error.first().is_some_and(|path| is_in_body(path)) => Some(ContentType::Json),
            _ => None,
        };
        ClassPlan {
            steps: start..self.steps.len(),
            brackets: brackets("", &leaves),
            has_body: has(&[Leaf::Body, Leaf::FlatBody]),
            content_type,
        }
    }

    /// Appends the steps of the members of the object at a path.
    fn object(&mut self, parent: &str, leaves: &[(Leaf, &'static str)]) {
        let mut is_array = None;
        for (position, (leaf, path)) in leaves.iter().enumerate() {
            if path.is_empty() && parent.is_empty() {
                self.push(Fragment::EMPTY, *leaf);
                continue;
            }
            let Some((child, segment)) = child_of(parent, path) else { continue };
            let is_child =
                |earlier: &'static str| child_of(parent, earlier).is_some_and(|(earlier, _)| earlier == child);
            let is_known = leaves.iter().take(position).any(|(_, earlier)| is_child(earlier));
            // A shape that names members and elements of one value has the kind of the first.
            if !is_known && *is_array.get_or_insert(segment == ELEMENT) == (segment == ELEMENT) {
                self.member(child, segment, leaves);
            }
        }
    }

    /// Appends the ways to write the member at a path, the preferred one first.
    fn member(&mut self, path: &'static str, segment: &'static str, leaves: &[(Leaf, &'static str)]) {
        let start = self.steps.len();
        let fragment = Fragment::of(segment);
        let here = || leaves.iter().filter(|(_, other)| *other == path).map(|(leaf, _)| *leaf);
        // A constant stands for a value that the item does not have.
        let is_last = |leaf: &Leaf| matches!(leaf, Leaf::Constant(_) | Leaf::Null);
        for leaf in here().filter(|leaf| !is_last(leaf)) {
            self.push(fragment, leaf);
        }
        let object = self.steps.len();
        self.push(fragment, Leaf::Object(Brackets::of(brackets(path, leaves))));
        self.object(path, leaves);
        let end = self.steps.len();
        if end == object + 1 {
            self.steps.truncate(object);
        } else if let Some(step) = self.steps.get_mut(object) {
            step.end = end;
            self.merge(object);
        }
        if let Some(leaf) = here().find(is_last) {
            self.push(fragment, leaf);
        }
        let (next, mut at) = (self.steps.len(), start);
        while let Some(step) = self.steps.get_mut(at) {
            step.next = next;
            at = step.end;
        }
    }

    /// Merges the step of an object with that of its only member, if that is an object, too.
    fn merge(&mut self, object: usize) {
        let Some([outer, inner, ..]) = self.steps.get(object..) else { return };
        if let (Leaf::Object(around), Leaf::Object(within)) = (outer.leaf, inner.leaf)
            && outer.end == inner.end
            && let Some(fragment) = outer.fragment.followed_by(&inner.fragment, around.open)
            && let Some(brackets) = within.inside_of(around)
        {
            self.steps.remove(object);
            if let Some(step) = self.steps.get_mut(object) {
                step.fragment = fragment;
                step.leaf = Leaf::Object(brackets);
            }
            // The steps behind are one position further to the front.
            for step in self.steps.iter_mut().skip(object) {
                step.end -= 1;
                step.next -= 1;
            }
        }
    }

    fn push(&mut self, fragment: Fragment, leaf: Leaf) {
        let end = self.steps.len() + 1;
        self.steps.push(MemberStep { fragment, leaf, end, next: end });
    }
}

impl ClassPlan {
    /// Returns the positions of the steps of the item itself.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        self.steps.clone()
    }
}

/// Returns the brackets of the value at a path: those of an array if it has elements.
fn brackets(path: &str, leaves: &[(Leaf, &'static str)]) -> [u8; 2] {
    let first = leaves.iter().find_map(|(_, other)| child_of(path, other));
    if first.is_some_and(|(_, segment)| segment == ELEMENT) { *b"[]" } else { *b"{}" }
}

/// Returns the values of the items of a class with their paths, in the order of the shape; then those that may be null.
fn leaves(shape: &JsonShape, failed: bool) -> Vec<(Leaf, &'static str)> {
    let mut leaves = Vec::with_capacity(16);
    for role in shape.roles() {
        match role {
            MemberRole::Field => leaves.extend(shape.fields.iter().map(|(name, path)| (Leaf::Field(name), *path))),
            MemberRole::Context => leaves.extend(shape.context.iter().map(|(name, path)| (Leaf::Context(name), *path))),
            MemberRole::Value => leaves.extend(shape.values.iter().filter_map(|(path, when, value)| {
                let is_written = match when {
                    When::Always => true,
                    When::Success => !failed,
                    When::Failure => failed,
                };
                is_written.then_some((constant(*value), *path))
            })),
            MemberRole::Body if shape.flat_body && !failed => leaves.push((Leaf::FlatBody, "")),
            _ => {
                let path = shape.path(role);
                let values = role_values(shape, role, failed).into_iter().flatten();
                leaves.extend(values.filter(|_| !path.is_empty()).map(|leaf| (leaf, path)));
                // A member that is null has the position of its role.
                leaves.extend(shape.nulls.contains(&path).then_some((Leaf::Null, path)));
            }
        }
    }
    leaves.extend(shape.nulls.iter().map(|path| (Leaf::Null, *path)));
    leaves
}

fn constant(value: ShapeValue) -> Leaf {
    match value {
        ShapeValue::Json(json) => Leaf::Constant(json),
        ShapeValue::StatusNumber => Leaf::StatusNumber,
        ShapeValue::StatusText => Leaf::StatusText,
        ShapeValue::Reason => Leaf::Reason,
        ShapeValue::SenderFault => Leaf::SenderFault,
    }
}

/// Returns the values of a role that has one path: the first that an item has is written.
fn role_values(shape: &JsonShape, role: MemberRole, failed: bool) -> [Option<Leaf>; 2] {
    let leaf = match role {
        MemberRole::Id if failed && !shape.failure_id.is_empty() => return [None; 2],
        MemberRole::FailureId if !failed => return [None; 2],
        MemberRole::Id if shape.context.iter().any(|(_, path)| *path == shape.id) => return [None; 2],
        MemberRole::Status if shape.failure_status && !failed => return [None; 2],
        MemberRole::Id | MemberRole::FailureId => Leaf::Id,
        MemberRole::Index => Leaf::Index,
        MemberRole::Code if shape.code_of_failures && !failed => return [None; 2],
        MemberRole::Code => Leaf::StatusNumber,
        MemberRole::Headers if shape.lower_case_headers => Leaf::LowerCaseHeaders,
        MemberRole::Headers => Leaf::Headers,
        MemberRole::RetryAfter => Leaf::RetryAfter(shape.retry_after_unit),
        MemberRole::Body => return [Some(Leaf::Body), (failed && shape.problems).then_some(Leaf::Problem)],
        MemberRole::Propstats => Leaf::Propstats,
        MemberRole::Status if !shape.code.is_empty() && !shape.code_of_failures => boolean(failed),
        MemberRole::Status => match shape.status_form {
            StatusForm::Number => Leaf::StatusNumber,
            StatusForm::Text => Leaf::StatusText,
            StatusForm::Line => Leaf::StatusLine,
            StatusForm::Boolean => boolean(failed),
            form @ StatusForm::Words(_) => Leaf::StatusWord(form),
        },
        MemberRole::Description if !failed || !shape.problems && shape.error.is_empty() => Leaf::Description,
        MemberRole::Problem if failed => Leaf::Problem,
        MemberRole::ErrorMessage if failed => Leaf::ErrorMessage,
        MemberRole::ErrorCode if failed => Leaf::ErrorCode,
        MemberRole::Description | MemberRole::Problem | MemberRole::ErrorMessage | MemberRole::ErrorCode => {
            return [None; 2];
        }
        MemberRole::Field | MemberRole::Context | MemberRole::Value => return [None; 2],
    };
    [Some(leaf), None]
}

fn boolean(failed: bool) -> Leaf {
    Leaf::Word(if failed { "false" } else { "true" })
}

/// Returns the child of `parent` that leads to `path`, and its last segment; `None` if `path` is not below `parent`.
fn child_of(parent: &str, path: &'static str) -> Option<(&'static str, &'static str)> {
    let rest = if parent.is_empty() { path } else { path.strip_prefix(parent)?.strip_prefix('/')? };
    let segment = rest.split('/').next().filter(|segment| !segment.is_empty())?;
    Some((path.get(..path.len() - rest.len() + segment.len())?, segment))
}
