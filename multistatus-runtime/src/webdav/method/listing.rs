//! Which of the failures a response lists.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::rules::Listing;
use crate::webdav::resource_path::ResourcePath;

/// A resource that failed, and the resources that its conditions name as the cause.
pub(crate) struct FailedResource {
    pub(crate) path: ResourcePath,
    pub(crate) causes: Vec<ResourcePath>,
}

/// Returns for each failure if it is listed.
///
/// A path is listed once. A failure that names a failed ancestor as its cause follows from it: a member of a collection with a
/// lock of infinite depth fails because of the collection, so the collection is listed. Otherwise the listing decides between
/// an ancestor and its descendant. In the end each failure is listed, or one of its ancestors or descendants is.
pub(crate) fn listed(listing: Listing, failures: &[FailedResource], destination: Option<&ResourcePath>) -> Vec<bool> {
    let mut listed = ListedFailures::new(failures, destination);
    listed.drop_consequences();
    match listing {
        Listing::DeepestFailures => listed.keep_one_of_each_line(|_| true),
        Listing::HighestFailures => listed.keep_one_of_each_line(|at_destination| at_destination),
        _ => {}
    }
    listed.add_uncovered();
    listed.is_listed
}

/// The failures that are listed so far.
struct ListedFailures<'f> {
    failures: &'f [FailedResource],
    destination: Option<&'f ResourcePath>,
    /// The first failure of each path.
    known: HashMap<&'f str, usize>,
    is_listed: Vec<bool>,
}

impl<'f> ListedFailures<'f> {
    /// Selects the first failure of each path.
    fn new(failures: &'f [FailedResource], destination: Option<&'f ResourcePath>) -> Self {
        let mut is_listed = vec![false; failures.len()];
        let mut known: HashMap<&str, usize> = HashMap::with_capacity(failures.len());
        for (index, failure) in failures.iter().enumerate() {
            known.entry(failure.path.as_str()).or_insert_with(|| {
                is_listed[index] = true;
                index
            });
        }
        Self { failures, destination, known, is_listed }
    }

    /// Drops the failures whose cause is a failed ancestor.
    fn drop_consequences(&mut self) {
        for (listed, FailedResource { path, causes }) in self.is_listed.iter_mut().zip(self.failures) {
            let follows = |cause: &ResourcePath| cause.is_ancestor_of(path) && self.known.contains_key(cause.as_str());
            *listed &= !causes.iter().any(follows);
        }
    }

    /// Drops the ancestors of a failure on the sides for which `deepest` is true, and the failure below a failed ancestor on the
    /// others. The argument is true for the destination.
    fn keep_one_of_each_line(&mut self, deepest: impl Fn(bool) -> bool) {
        let candidates: Vec<usize> = (0..self.failures.len()).filter(|index| self.is_listed[*index]).collect();
        for index in candidates {
            let side = self.is_at_destination(index);
            for ancestor in self.failures[index].path.ancestors().filter_map(|above| self.known.get(above).copied()) {
                if self.is_at_destination(ancestor) == side {
                    let dropped = if deepest(side) { ancestor } else { index };
                    self.is_listed[dropped] = false;
                }
            }
        }
    }

    /// Lists the failures that have neither an ancestor nor a descendant that is listed: those whose cause was dropped because
    /// of another descendant of it. The deepest come first.
    fn add_uncovered(&mut self) {
        let mut above_listed: HashSet<&str> = HashSet::new();
        let listed = (0..self.failures.len()).filter(|index| self.is_listed[*index]);
        listed.for_each(|index| above_listed.extend(self.failures[index].path.ancestors()));
        let mut others: Vec<usize> = self.known.values().copied().filter(|index| !self.is_listed[*index]).collect();
        others.sort_by_key(|index| (Reverse(self.failures[*index].path.as_str().len()), *index));
        for index in others {
            let path = &self.failures[index].path;
            let mut above = path.ancestors().filter_map(|above| self.known.get(above));
            if !above_listed.contains(path.as_str()) && !above.any(|above| self.is_listed[*above]) {
                self.is_listed[index] = true;
                above_listed.extend(path.ancestors());
            }
        }
    }

    fn is_at_destination(&self, index: usize) -> bool {
        self.destination.is_some_and(|destination| destination.contains(&self.failures[index].path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn path(text: &str) -> ResourcePath {
        ResourcePath::of(&Key::from(text))
    }

    #[track_caller]
    fn check(listing: Listing, failures: &[(&str, &[&str])], expected: &[&str]) {
        let failed = |(at, causes): &(&str, &[&str])| FailedResource {
            path: path(at),
            causes: causes.iter().map(|cause| path(cause)).collect(),
        };
        let flags = listed(listing, &failures.iter().map(failed).collect::<Vec<_>>(), Some(&path("/to")));
        let found: Vec<_> = failures.iter().zip(flags).filter(|(_, listed)| *listed).map(|((at, _), _)| *at).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_collection_that_fails_with_its_member_is_not_listed() {
        check(
            Listing::DeepestFailures,
            &[("/a", &[]), ("/a/b/c", &[]), ("/a/b/", &[]), ("/ab", &[])],
            &["/a/b/c", "/ab"],
        );
        check(Listing::DeepestFailures, &[("/a/b/", &[]), ("/a/b", &[])], &["/a/b/"]);
    }

    #[test]
    fn a_member_that_fails_because_of_its_collection_is_not_listed() {
        check(Listing::DeepestFailures, &[("/a/b", &["/a"]), ("/a", &["/a"]), ("/a/b/c", &["/a"])], &["/a"]);
        check(Listing::DeepestFailures, &[("/a/b", &["/a"]), ("/a", &["/a"])], &["/a"]);
        check(Listing::DeepestFailures, &[("/a/b", &["/a"])], &["/a/b"]);
    }

    #[test]
    fn a_member_is_listed_if_its_collection_is_not() {
        let failures: &[(&str, &[&str])] = &[("/a/b", &["/a"]), ("/a", &["/a"]), ("/a/c", &["/x"])];
        check(Listing::DeepestFailures, failures, &["/a/b", "/a/c"]);
        check(Listing::HighestFailures, failures, &["/a"]);
        check(Listing::Failures, failures, &["/a", "/a/c"]);
    }

    #[test]
    fn the_members_of_a_collection_that_is_not_copied_are_not_listed() {
        check(Listing::HighestFailures, &[("/a/b/c", &[]), ("/a/b", &[]), ("/a/d", &[])], &["/a/b", "/a/d"]);
        check(Listing::HighestFailures, &[("/to/b/c", &[]), ("/to/b", &[]), ("/a/d", &[])], &["/to/b/c", "/a/d"]);
    }

    #[test]
    fn the_source_is_not_an_ancestor_of_the_destination() {
        check(Listing::DeepestFailures, &[("/", &[]), ("/to/b", &[])], &["/", "/to/b"]);
    }
}
