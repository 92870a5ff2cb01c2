//! Compares what the root says about the number of items with the items that were read.
//!
//! A count is evidence against success only: it never makes an item a success.

use crate::item::{DefectKind, defect::Defect, spans::ItemSpans};
use crate::json_shape::{JsonShape, RootMember};
use crate::outcome::StatusClass;
use crate::tokens::json::{JsonValue, ValueKind};

/// The counts of the root, and those of the items.
#[derive(Debug, Default)]
pub(super) struct StatedCounts {
    /// The members of the root that count.
    members: &'static [(&'static str, RootMember)],
    total: usize,
    succeeded: usize,
    failed: usize,
    /// What the root says, with the positions in the body.
    stated: Vec<(u64, RootMember, usize)>,
}

/// The maximum number of counts that are kept of one document.
const STATED: usize = 16;

impl StatedCounts {
    pub(super) fn of(shape: &JsonShape) -> Self {
        Self { members: shape.root_members, ..Self::default() }
    }

    /// True if items have to be counted.
    #[inline]
    pub(super) fn are_stated(&self) -> bool {
        !self.members.is_empty()
    }

    /// StatedCounts an item.
    #[cold]
    pub(super) fn count(&mut self, item: &ItemSpans) {
        self.total += 1;
        match item.status.map(StatusClass::of) {
            Some(StatusClass::Success) => self.succeeded += 1,
            Some(StatusClass::Failure) | None => self.failed += 1,
            Some(_) => {}
        }
    }

    /// Keeps a member of the root, if it counts. Returns a defect if its value cannot be read.
    pub(super) fn member(&mut self, text: &str, name: &str, value: JsonValue, at: u64) -> Option<Defect> {
        let (_, member) = self.members.iter().find(|(known, _)| *known == name)?;
        let count = match (member, value.kind) {
            (_, ValueKind::Null) | (RootMember::Json(_), _) => return None,
            (RootMember::AnyFailed, kind) => usize::from(kind != ValueKind::Boolean(false)),
            (_, ValueKind::Number) => match text.get(value.start..value.end)?.parse() {
                Ok(count) => count,
                Err(_) => return Some(Defect::new(at, DefectKind::WrongType)),
            },
            _ => return Some(Defect::new(at, DefectKind::WrongType)),
        };
        if self.stated.len() < STATED {
            self.stated.push((at, *member, count));
        }
        None
    }

    /// Returns the defect of a count that differs from the items, and the number of failures that the root states if it is
    /// another one.
    pub(super) fn contradiction(&self) -> Option<(Defect, Option<usize>)> {
        let mut first = None;
        let mut failures = None;
        for (at, member, count) in self.stated.iter().copied() {
            let stated = match member {
                RootMember::Json(_) => continue,
                RootMember::Total if count == self.total => continue,
                RootMember::Total => None,
                RootMember::Succeeded if count == self.succeeded => continue,
                RootMember::Succeeded => {
                    let missing = self.succeeded.saturating_sub(count);
                    (missing > 0).then_some(self.failed + missing)
                }
                RootMember::Failed if count == self.failed => continue,
                RootMember::Failed => Some(count),
                RootMember::AnyFailed if (count > 0) == (self.failed > 0) => continue,
                RootMember::AnyFailed => Some(count),
            };
            first.get_or_insert(Defect::new(at, DefectKind::CountDiffers));
            failures = failures.max(stated);
        }
        first.map(|first| (first, failures))
    }
}
