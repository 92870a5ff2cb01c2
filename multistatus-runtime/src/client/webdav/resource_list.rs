//! `ResourceList`: the resources of a response that was read to its end.

use http::StatusCode;

use super::resource::Resource;
use crate::{
    client::{
        next_action::NextAction,
        report::{FailedItem, FailureKind, PartialFailure},
    },
    key::Key,
    outcome::Retry,
    read::Verdict,
};

/// The resources of a response to PROPFIND or REPORT, read to its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "a listing may be truncated, and members may have failed; use `into_result` to fail if so"]
pub struct ResourceList {
    /// The resources, in the order of the response.
    pub resources: Vec<Resource>,
    /// The hrefs of a multiget that the server did not answer.
    pub missing: Vec<Key>,
    /// True if the server left out resources: see [`Resources::is_truncated`](super::Resources::is_truncated).
    pub is_truncated: bool,
    /// The token for the next synchronization.
    pub sync_token: Option<String>,
    /// The URL of the request, without scheme and host.
    pub(super) url: Key,
}

impl ResourceList {
    /// Returns the resource with this URL or path: see [`Resource::is_at`].
    pub fn get(&self, url: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.is_at(url))
    }

    /// Returns the resources that exist, with their properties. In a synchronization, these are new or changed.
    pub fn found(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.failure().is_none())
    }

    /// Returns the resources that do not exist. In a synchronization, these were removed (RFC 6578 section 3.5.2).
    pub fn gone(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.is_gone())
    }

    /// Returns the resources that failed, without those that do not exist.
    pub fn failed(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.failure().is_some() && !resource.is_gone())
    }

    /// Returns the resources if all of them were found.
    ///
    /// # Errors
    ///
    /// Returns an error that names the members that failed, do not exist, or were not answered; also if the listing is
    /// truncated. For a synchronization use [`gone`](Self::gone) and [`failed`](Self::failed), since a removal is not a failure
    /// there.
    pub fn into_result(self) -> Result<Vec<Resource>, PartialFailure> {
        let failed = self.resources.iter().filter_map(|resource| {
            let item = resource.failure()?;
            Some(FailedItem {
                key: Some(resource.key()),
                index: None,
                status: Some(item.status()),
                description: item.description().to_owned(),
                properties: Vec::new(),
                next: NextAction::of(item),
                kind: FailureKind::Failed,
            })
        });
        let missing = self.missing.iter().map(|key| FailedItem {
            key: Some(key.clone()),
            index: None,
            status: None,
            description: String::new(),
            properties: Vec::new(),
            next: NextAction::Retry { after: None, class: Retry::Safe },
            kind: FailureKind::Missing,
        });
        let truncated = self.is_truncated.then(|| FailedItem {
            key: Some(self.url.clone()),
            index: None,
            status: Some(StatusCode::INSUFFICIENT_STORAGE),
            description: "the server left out members".to_owned(),
            properties: Vec::new(),
            next: NextAction::GiveUp,
            kind: FailureKind::Failed,
        });
        let failures: Vec<_> = failed.chain(missing).chain(truncated).collect();
        if failures.is_empty() {
            return Ok(self.resources);
        }
        let total = self.resources.len() + self.missing.len() + usize::from(self.is_truncated);
        Err(PartialFailure { total, failures, discrepancies: Vec::new(), verdict: Verdict::Complete })
    }
}
