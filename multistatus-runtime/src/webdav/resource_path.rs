//! `ResourcePath`: the path of a resource in the one form in which paths are compared.

use std::borrow::Borrow;

use crate::key::{Key, normal_form::path_of};

/// The path of a URI reference in its normal form (RFC 3986 section 6.2.2), with one slash at the end, so that a collection is
/// equal with and without it, and so that the path of an ancestor is a prefix.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ResourcePath(Box<str>);

impl ResourcePath {
    /// Returns the path of a key, without its scheme, authority, query and fragment.
    pub(crate) fn of(key: &Key) -> Self {
        let normal = key.normal();
        let path = normal.get(path_of(&normal)).unwrap_or_default();
        Self([path.trim_end_matches('/'), "/"].concat().into())
    }

    /// Returns the path with its slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// True if the path is the other one or an ancestor of it.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&*self.0)
    }

    /// True if the path is an ancestor of the other one.
    pub(crate) fn is_ancestor_of(&self, other: &Self) -> bool {
        self.contains(other) && self != other
    }

    /// Returns the path of the collection that the path is a member of. The root has none.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.ancestors().next().map(|parent| Self(parent.into()))
    }

    /// Returns the paths of the ancestors, the parent first. The root has none.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = &str> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let parent = rest.strip_suffix('/')?.rfind('/')?;
            rest = &rest[..=parent];
            Some(rest)
        })
    }
}

/// A path is found by its text.
impl Borrow<str> for ResourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ResourcePath {
        ResourcePath::of(&Key::from(text))
    }

    #[test]
    fn paths_of_one_resource_are_equal() {
        for other in ["/a/b/", "/a/%62", "http://h/a/b", "//h/a/b/", "/a/b?x#y"] {
            assert_eq!(path("/a/b"), path(other), "{other}");
        }
        assert_eq!(path("/").as_str(), "/");
        assert_eq!(path("http://h").as_str(), "/");
        assert_ne!(path("/a%2Fb"), path("/a/b"));
    }

    #[test]
    fn ancestors_are_whole_segments() {
        assert!(path("/a").is_ancestor_of(&path("/a/b")));
        assert!(path("/").is_ancestor_of(&path("/a")));
        assert!(!path("/a").is_ancestor_of(&path("/ab")));
        assert!(!path("/a").is_ancestor_of(&path("/a/")));
        assert_eq!(path("/a/b/c").ancestors().collect::<Vec<_>>(), ["/a/b/", "/a/", "/"]);
        assert_eq!(path("/").ancestors().count(), 0);
    }
}
