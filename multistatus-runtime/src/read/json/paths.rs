//! The paths of a [`JsonShape`], resolved once for each document: each leads through one member of the item.

use std::ops::ControlFlow;

use crate::json_shape::{
    JsonShape, ShapeValue, When,
    members::{Codes, Container, RetryAfterUnit, StatusForm},
};
use crate::tokens::json::{JsonText, JsonValue, PathEnd, at_path, visit_path};

/// A path of a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path {
    /// The member of the item that it begins with, by its number in [`Paths::members`].
    member: usize,
    /// The rest of the path, inside of that member.
    rest: Option<&'static str>,
}

impl Path {
    /// True if it leads to the value of this member itself.
    pub(crate) fn is_member(self, member: usize) -> bool {
        self.member == member && self.rest.is_none()
    }

    /// Returns the number of the member that it begins with.
    pub(crate) fn member(self) -> usize {
        self.member
    }

    /// Calls `visit` with each end of the path in the value of that member.
    pub(crate) fn visit(
        self,
        text: &str,
        value: JsonValue,
        visit: &mut dyn FnMut(PathEnd) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        visit_path(text, value, self.rest, visit)
    }

    /// Returns the name of the member inside of that of the item that the path leads through, if both are the same member.
    pub(crate) fn inside(self, outer: Path) -> Option<&'static str> {
        let rest = self.rest.filter(|_| outer.is_member(self.member))?;
        rest.split('/').next()
    }
}

/// The paths of a shape, and the members of an item that they begin with.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// These members, each once.
    members: Vec<MemberName>,
    pub(crate) id: Option<Path>,
    pub(crate) index: Option<Path>,
    pub(crate) status: Option<Path>,
    pub(crate) code: Option<Path>,
    pub(crate) headers: Option<Path>,
    pub(crate) body: Option<Path>,
    pub(crate) description: Option<Path>,
    pub(crate) propstats: Option<Path>,
    /// Names of header fields, and where their values are.
    pub(crate) fields: Vec<(&'static str, Path)>,
    pub(crate) error: Vec<Path>,
    /// The paths of the members that say that an item failed: each path to a text or a name of an error, up to the member
    /// that is the error.
    pub(crate) failed: Vec<Path>,
    pub(crate) status_form: Option<StatusForm>,
    /// True if only failures have a status.
    pub(crate) failure_status: bool,
    /// True if the status has one member, which every item has.
    pub(crate) has_plain_status: bool,
    pub(crate) codes: Option<Codes>,
    /// Values that follow from the status, which give it if nothing else does.
    pub(crate) stated: Vec<Path>,
    /// A member that every item has whose status is implied.
    pub(crate) required: Option<Path>,
    /// The names of which an item has one, with the item as its value.
    pub(crate) wrappers: &'static [&'static str],
    /// The parts that few shapes have.
    pub(crate) rare: Option<Box<RarePaths>>,
    /// True if the id or the index is inside of a member.
    pub(crate) nested_identity: bool,
    /// The members that are the key, the index and the status, each once.
    head: Vec<usize>,
    /// The member that the line with the summary has.
    pub(crate) summary: Option<Path>,
}

/// The paths of the parts that few shapes have.
#[derive(Debug)]
pub(crate) struct RarePaths {
    pub(crate) failure_id: Option<Path>,
    pub(crate) error_code: Option<Path>,
    pub(crate) problem: Option<Path>,
    pub(crate) retry_after: Option<(Path, RetryAfterUnit)>,
    /// The members of an item that are not part of its body, if the others are.
    pub(crate) not_body: Option<Vec<&'static str>>,
}

impl Paths {
    pub(crate) fn of(shape: &JsonShape) -> Self {
        let mut members = Vec::new();
        // If the document is one item, it may be in an array, whose elements are read as items.
        let is_alone = shape.container == Container::Alone;
        let mut path = |path: &'static str| {
            resolve(&mut members, if is_alone { path.strip_prefix("0/").unwrap_or(path) } else { path })
        };
        let lines = shape.container == Container::Lines;
        let [id, index, status] = [shape.id, shape.index, shape.status].map(&mut path);
        let direct = [id, index, status].into_iter().flatten().filter(|path| path.rest.is_none());
        let mut head: Vec<_> = direct.map(|path| path.member).collect();
        head.sort_unstable();
        head.dedup();
        let is_status = |value: &ShapeValue| matches!(value, ShapeValue::StatusNumber | ShapeValue::StatusText);
        let stated = shape.values.iter().filter(|(.., value)| is_status(value));
        let is_constant = |(value, when, _): &(&str, When, _)| *value == shape.body && *when != When::Failure;
        let is_written = shape.nulls.contains(&shape.body) || shape.values.iter().any(is_constant);
        let is_required = shape.implied.is_some() && is_written;
        let errors = shape.error.iter().chain([&shape.error_code, &shape.problem]);
        Self {
            id,
            index,
            status,
            head,
            code: path(shape.code),
            headers: path(shape.headers),
            body: path(shape.body),
            description: path(shape.description),
            propstats: path(shape.propstats),
            fields: shape.fields.iter().filter_map(|(name, field)| Some((*name, path(field)?))).collect(),
            error: shape.error.iter().filter_map(|error| path(error)).collect(),
            failed: errors.filter_map(|error| path(up_to_error(error))).collect(),
            status_form: Some(shape.status_form),
            failure_status: shape.failure_status,
            has_plain_status: shape.code.is_empty() && !shape.failure_status,
            codes: Some(shape.codes).filter(|codes| *codes != Codes::NONE),
            stated: stated.filter_map(|(value, ..)| path(value)).collect(),
            required: path(if is_required { shape.body } else { "" }),
            wrappers: shape.wrappers,
            rare: RarePaths::of(shape, &mut path),
            nested_identity: [id, index].into_iter().flatten().any(|path| path.rest.is_some()),
            summary: if lines { path(shape.summary) } else { None },
            members,
        }
    }

    /// Returns the number of the member whose name is at this range of the text, if a path begins with it.
    #[inline]
    pub(crate) fn member(&self, text: &[u8], start: usize, end: usize) -> Option<usize> {
        let (rest, length) = (text.get(start..).unwrap_or_default(), end - start);
        let first_bytes = first_bytes(rest, length);
        let is_member = |member: &MemberName| {
            let equal = member.first_bytes == first_bytes && member.name.len() == length;
            equal && (length <= 8 || rest.starts_with(member.name.as_bytes()))
        };
        self.members.iter().position(is_member)
    }

    /// Returns the number of the member with this name, which may have escapes.
    #[cold]
    pub(crate) fn named(&self, text: &str, name: JsonText) -> Option<usize> {
        self.members.iter().position(|member| name.is(text, member.name))
    }

    /// True if a member that is repeated may change the status or the identity of an item.
    pub(crate) fn decides(&self, member: usize) -> bool {
        let paths = [self.status, self.code, self.id, self.index];
        paths.into_iter().flatten().any(|path| path.member == member)
    }

    /// True if a member is the status or the code itself.
    pub(crate) fn is_status(&self, member: usize) -> bool {
        [self.status, self.code].into_iter().flatten().any(|path| path.is_member(member))
    }
}

impl RarePaths {
    /// Returns these paths, if the shape has any.
    fn of(shape: &JsonShape, path: &mut dyn FnMut(&'static str) -> Option<Path>) -> Option<Box<Self>> {
        let [failure_id, error_code, problem] = [shape.failure_id, shape.error_code, shape.problem].map(&mut *path);
        let retry_after = path(shape.retry_after).map(|path| (path, shape.retry_after_unit));
        let is_any = [failure_id, error_code, problem].iter().any(Option::is_some);
        let not_body = shape.flat_body.then(|| members_outside_body(shape));
        let paths = Self { failure_id, error_code, problem, retry_after, not_body };
        (is_any || paths.retry_after.is_some() || shape.flat_body).then(|| Box::new(paths))
    }
}

/// Returns the members of an item that the shape names.
fn members_outside_body(shape: &JsonShape) -> Vec<&'static str> {
    let paths = shape.roles().map(|role| shape.path(role));
    let fields = shape.fields.iter().chain(shape.context).map(|(_, path)| *path);
    let values = shape.values.iter().map(|(path, ..)| *path);
    let paths = paths.chain(fields).chain(values).chain(shape.error.iter().copied());
    let names = paths.filter_map(|path| path.split('/').next());
    names.filter(|name| !name.is_empty()).collect()
}

/// Returns a path without what comes behind the first member that is named like an error.
fn up_to_error(path: &'static str) -> &'static str {
    let mut end = 0;
    for name in path.split('/') {
        end += name.len();
        if name.to_ascii_lowercase().contains("error") {
            return path.get(..end).unwrap_or(path);
        }
        end += 1;
    }
    path
}

/// The name of a member.
#[derive(Debug)]
struct MemberName {
    name: &'static str,
    /// Up to eight bytes, which tell names apart without a call.
    first_bytes: u64,
}

/// Returns the first of `length` bytes as a number.
#[inline]
fn first_bytes(bytes: &[u8], length: usize) -> u64 {
    let mask = if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX };
    match bytes.first_chunk() {
        Some(first) => u64::from_le_bytes(*first) & mask,
        None => bytes.iter().take(length).rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
    }
}

fn resolve(members: &mut Vec<MemberName>, path: &'static str) -> Option<Path> {
    let (name, rest) = match path.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    if name.is_empty() {
        return None;
    }
    let member = members.iter().position(|member| member.name == name).unwrap_or_else(|| {
        members.push(MemberName { name, first_bytes: first_bytes(name.as_bytes(), name.len()) });
        members.len() - 1
    });
    Some(Path { member, rest })
}

/// The values of those members of one item that its shape knows.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// By the number of the member: the item that the value belongs to, and the value.
    values: Vec<(u64, Option<JsonValue>)>,
    /// The number of the item. Values of other items do not count.
    item: u64,
    /// The number of members that have a value.
    count: usize,
    /// Names of other members, to find those that are repeated.
    pub(crate) unknown: Vec<(usize, usize)>,
}

impl Values {
    pub(crate) fn new(paths: &Paths) -> Self {
        Self { values: vec![(0, None); paths.members.len()], item: 0, count: 0, unknown: Vec::new() }
    }

    /// Forgets the values of the last item.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.item += 1;
        self.count = 0;
        self.unknown.clear();
    }

    /// Sets the value of a member.
    #[inline]
    pub(crate) fn set(&mut self, member: usize, value: JsonValue) {
        if let Some(known) = self.values.get_mut(member) {
            *known = (self.item, Some(value));
            self.count += 1;
        }
    }

    /// True if the item has members besides its key, its index and its status.
    #[inline]
    pub(crate) fn has_more(&self, paths: &Paths) -> bool {
        self.count > paths.head.iter().filter(|member| self.member(**member).is_some()).count()
    }

    /// Returns the value of a member.
    #[inline]
    pub(crate) fn member(&self, member: usize) -> Option<JsonValue> {
        match self.values.get(member) {
            Some((item, value)) if *item == self.item => *value,
            _ => None,
        }
    }

    /// Returns the value that a path leads to.
    #[inline]
    pub(crate) fn get(&self, text: &str, path: Option<Path>) -> Option<JsonValue> {
        let path = path?;
        let value = self.member(path.member)?;
        match path.rest {
            None => Some(value),
            Some(rest) => at_path(text, value, rest),
        }
    }
}
