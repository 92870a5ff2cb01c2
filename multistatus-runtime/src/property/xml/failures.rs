//! The properties of one resource that failed, grouped by their failure.

use super::plan::PropertyStep;
use crate::{
    format::{
        dav::{fragments::Prefixed, propstat},
        text::output::Output,
    },
    key::KeyRef,
    property::PropertyFailure,
};

/// The failures of one resource. Most are absences, which take no allocation.
#[derive(Default)]
pub(super) struct Failures {
    /// A bit for each of the first properties that is absent.
    absent: u64,
    others: Vec<(usize, PropertyFailure)>,
}

impl Failures {
    /// Adds the failure of the property that a step asks for.
    #[inline]
    pub(super) fn push(&mut self, step: usize, failure: PropertyFailure) {
        if failure.is_absence() && step < u64::BITS as usize {
            self.absent |= 1 << step;
        } else {
            self.push_other(step, failure);
        }
    }

    #[cold]
    fn push_other(&mut self, step: usize, failure: PropertyFailure) {
        self.others.push((step, failure));
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.absent == 0 && self.others.is_empty()
    }

    /// Writes a propstat for each group of properties with the same failure. `own` is the key of the resource. Returns the
    /// position behind.
    #[inline(never)]
    pub(super) fn write(mut self, steps: &[PropertyStep], own: Option<KeyRef<'_>>, mut out: Output<'_>) -> usize {
        if self.absent != 0 {
            out.push_str("<D:propstat><D:prop>");
            while self.absent != 0 {
                steps[self.absent.trailing_zeros() as usize].empty.write(&mut out);
                self.absent &= self.absent - 1;
            }
            let absent = |failure: &PropertyFailure| failure.is_absence();
            self.others.retain(|(step, failure)| written_if(absent(failure), &steps[*step], &mut out));
            out.push_str("</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>");
        }
        if self.others.is_empty() { out.position() } else { self.write_others(steps, own, out) }
    }

    #[cold]
    fn write_others(mut self, steps: &[PropertyStep], own: Option<KeyRef<'_>>, mut out: Output<'_>) -> usize {
        let start = out.position();
        let logged = self.others.clone();
        while let Some((_, failure)) = self.others.first() {
            let failure = failure.clone();
            out.push_str("<D:propstat><D:prop>");
            let alike = |other: &PropertyFailure| other.shares_propstat(&failure);
            self.others.retain(|(step, other)| written_if(alike(other), &steps[*step], &mut out));
            let end = propstat::end::<Prefixed>(&failure.to_propstat(), own, out.reborrow());
            out.resume(end);
        }
        // A resource that does not fit is written again.
        if !out.overflowed() && out.position() > start {
            logged.iter().for_each(|(step, failure)| failure.log(&steps[*step].name));
        }
        out.position()
    }
}

/// Writes the name of a property if `write` is true. Returns true if it is still to be written.
fn written_if(write: bool, step: &PropertyStep, out: &mut Output<'_>) -> bool {
    if write {
        step.empty.write(out);
    }
    !write
}
