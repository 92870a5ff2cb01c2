//! The paths of a [`JsonShape`], resolved once for each document: each leads through one member of the item.

use crate::{
    json_shape::{Container, JsonShape},
    read::tokens::json::{Value, at_path},
};

/// A path of a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path {
    /// The member of the item that it begins with, by its number in [`Paths::members`].
    member: usize,
    /// What is left of the path inside of that member.
    rest: Option<&'static str>,
}

impl Path {
    /// True if it leads to the value of this member itself.
    pub(crate) fn is_member(self, member: usize) -> bool {
        self.member == member && self.rest.is_none()
    }
}

/// The paths of a shape, and the members of an item that they begin with.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// The names of these members, each once.
    members: Vec<&'static str>,
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
    /// The members that a line with the summary has.
    pub(crate) summary: Option<Path>,
    pub(crate) whole: Option<Path>,
}

impl Paths {
    pub(crate) fn of(shape: &JsonShape) -> Self {
        let mut members = Vec::new();
        let mut path = |path: &'static str| resolve(&mut members, path);
        let lines = shape.container == Container::Lines;
        Self {
            id: path(shape.id),
            index: path(shape.index),
            status: path(shape.status),
            code: path(shape.code),
            headers: path(shape.headers),
            body: path(shape.body),
            description: path(shape.description),
            propstats: path(shape.propstats),
            fields: shape.fields.iter().filter_map(|(name, field)| Some((*name, path(field)?))).collect(),
            error: shape.error.iter().filter_map(|error| path(error)).collect(),
            summary: if lines { path(shape.summary) } else { None },
            whole: if lines { path(shape.whole) } else { None },
            members,
        }
    }

    /// Returns the number of the member of that name, if a path begins with it.
    #[inline]
    pub(crate) fn member(&self, name: &[u8]) -> Option<usize> {
        self.members.iter().position(|member| member.len() == name.len() && member.as_bytes() == name)
    }
}

fn resolve(members: &mut Vec<&'static str>, path: &'static str) -> Option<Path> {
    let (name, rest) = match path.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    if name.is_empty() {
        return None;
    }
    let member = members.iter().position(|member| *member == name).unwrap_or_else(|| {
        members.push(name);
        members.len() - 1
    });
    Some(Path { member, rest })
}

/// The values of those members of one item that its shape knows.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// By the number of the member.
    values: Vec<Option<Value>>,
    /// Names of other members, to find those that are repeated.
    pub(crate) unknown: Vec<(usize, usize)>,
}

impl Values {
    pub(crate) fn clear(&mut self, paths: &Paths) {
        self.values.clear();
        self.values.resize(paths.members.len(), None);
        self.unknown.clear();
    }

    /// Returns the value of a member, to read or to set it.
    #[inline]
    pub(crate) fn member(&mut self, member: usize) -> Option<&mut Option<Value>> {
        self.values.get_mut(member)
    }

    /// Returns the value that a path leads to.
    #[inline]
    pub(crate) fn get(&self, text: &str, path: Option<Path>) -> Option<Value> {
        let path = path?;
        let value = (*self.values.get(path.member)?)?;
        match path.rest {
            None => Some(value),
            Some(rest) => at_path(text, value, rest),
        }
    }
}
