//! The items of a batch that failed, by their indices: the map `failed_requests` of AIP-233.

use std::collections::HashMap;

use tonic::Code;
use tonic_types::Status;

use super::{code::code, message};
use crate::{
    entry::{Entry, NoOutcome},
    frameworks::unsuccessful,
    item::Item,
    multistatus::MultiStatus,
    outcome::Outcome,
    panic_guard::guard,
};

/// The bound is on the method, so that a call without `Outcome` gives the message of that trait.
impl<O> MultiStatus<O> {
    /// Returns a status for each item that did not succeed, by its index in the request, as the partial success of a batch
    /// method has it: `map<int32, google.rpc.Status> failed_requests` of AIP-233, AIP-234 and AIP-235.
    ///
    /// An item with a 2xx or a 304 is left out. A redirect (3xx) is listed, because nothing was done. A failure of the
    /// server (500 and up) is logged, unless its batch did. [The module](crate::grpc) has an example.
    pub fn failed_requests(&self) -> HashMap<i32, Status>
    where
        O: Outcome,
    {
        self.failed_requests_with(|item| code(item))
    }

    /// Returns the same with other codes. [`grpc::status_with_code`](crate::grpc::status_with_code) has an example.
    pub fn failed_requests_with(&self, mut choose: impl FnMut(&Entry<'_, O>) -> Code) -> HashMap<i32, Status>
    where
        O: Outcome,
    {
        let failed = unsuccessful::of_multistatus(self);
        failed.map(|entry| (number(entry.index()), status_of(entry, &mut choose))).collect()
    }
}

/// Returns the status of an item. One that panics is reported as such.
fn status_of<O: Outcome>(entry: Entry<'_, O>, choose: impl FnOnce(&Entry<'_, O>) -> Code) -> Status {
    let read = guard("the outcome of an item", || message(&Item::from_outcome(&entry), choose(&entry)));
    read.unwrap_or_else(|_| message(&Item::from_outcome(&NoOutcome::Panicked), Code::Internal))
}

/// Returns an index as the key of the map.
fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(any(feature = "json", feature = "xml"))]
mod report {
    use super::*;
    use crate::{client::report::Report, item::FromItem};

    impl<O> Report<O> {
        /// Returns a status for each item of the report that did not succeed, by its index: see
        /// [`MultiStatus::failed_requests`]. An item that is missing, or whose answer cannot be relied on, is `Internal`,
        /// because it may have been applied; one that was never sent is `Unavailable`.
        pub fn failed_requests(&self) -> HashMap<i32, Status> {
            let index = |item: &Item| number(item.index().unwrap_or_default());
            unsuccessful::of_report(self).map(|item| (index(&item), message(&item, code(&item)))).collect()
        }

        /// Creates the report on a response whose map lists each item that failed, by its index. With the keys of the
        /// request ([`for_keys`](Self::for_keys)), the other items succeeded.
        ///
        /// ```
        /// use multistatus::{Item, MultiStatus, Report, StatusCode};
        ///
        /// let result = MultiStatus::from_outcomes([StatusCode::CREATED, StatusCode::SERVICE_UNAVAILABLE]);
        /// let failed_requests = result.failed_requests();
        ///
        /// let report = Report::<Item>::from_failed_requests(&failed_requests).for_keys(["a", "b"]);
        /// assert_eq!(report.to_string(), "2 items: 1 succeeded, 1 failed, 1 may be sent again");
        /// ```
        pub fn from_failed_requests(failed: &HashMap<i32, Status>) -> Self
        where
            O: FromItem + Outcome,
        {
            let mut items: Vec<_> = failed.iter().collect();
            items.sort_by_key(|(index, _)| **index);
            let item = |(index, status): (&i32, &Status)| Item { index: usize::try_from(*index).ok(), ..status.into() };
            Self::from_items(items.into_iter().map(item)).listing_failures()
        }
    }
}
