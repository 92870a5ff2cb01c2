//! Which of the failures a response lists.

use std::collections::HashMap;

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
/// an ancestor and its descendant.
pub(crate) fn listed(listing: Listing, failures: &[FailedResource], destination: Option<&ResourcePath>) -> Vec<bool> {
    let mut is_listed = vec![false; failures.len()];
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(failures.len());
    for (index, failure) in failures.iter().enumerate() {
        known.entry(failure.path.as_str()).or_insert_with(|| {
            is_listed[index] = true;
            index
        });
    }
    for (index, FailedResource { path, causes }) in failures.iter().enumerate() {
        let follows = |cause: &ResourcePath| cause.is_ancestor_of(path) && known.contains_key(cause.as_str());
        is_listed[index] &= !causes.iter().any(follows);
    }
    let at_destination = |path: &ResourcePath| destination.is_some_and(|destination| destination.contains(path));
    let candidates: Vec<usize> = (0..failures.len()).filter(|index| is_listed[*index]).collect();
    for index in candidates {
        let path = &failures[index].path;
        let side = at_destination(path);
        let deepest = match listing {
            Listing::DeepestFailures => true,
            Listing::HighestFailures => side,
            _ => continue,
        };
        let ancestors = path.ancestors().filter_map(|ancestor| known.get(ancestor).copied());
        let ancestors = ancestors.filter(|ancestor| at_destination(&failures[*ancestor].path) == side);
        for ancestor in ancestors {
            match deepest {
                true => is_listed[ancestor] = false,
                false => is_listed[index] = false,
            }
        }
    }
    is_listed
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
        check(Listing::DeepestFailures, &[("/a/b", &["/a"]), ("/a", &["/a"]), ("/a/c", &["/x"])], &["/a/c"]);
        check(Listing::DeepestFailures, &[("/a/b", &["/a"]), ("/a", &["/a"])], &["/a"]);
        check(Listing::DeepestFailures, &[("/a/b", &["/a"])], &["/a/b"]);
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
