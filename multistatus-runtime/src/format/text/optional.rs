//! Parts of an item that may turn out empty, or fail: they are taken back whole, and the item keeps its other parts.

use std::{fmt, marker::PhantomData};

use super::{escape::escape, output::Output};
use crate::{
    entry::Entry,
    outcome::{Outcome, logging::log_left_out},
    text::escape::Escapes,
};

/// Writes the description of an item between two fragments, or nothing if it is empty or fails.
// A call for each item would cost more than writing most descriptions.
#[inline(always)]
pub(crate) fn description<E: Escapes, O: Outcome + ?Sized>(
    entry: &Entry<'_, O>,
    [before, after]: [&str; 2],
    out: &mut Output<'_>,
) -> bool {
    let mark = out.position();
    let mut text = Enclosed { before, begun: false, escapes: PhantomData::<E>, out: out.reborrow() };
    let result = entry.description(&mut text);
    let (begun, end) = (text.begun, text.out.position());
    out.resume(end);
    match result {
        Ok(()) if begun => out.push_str(after),
        Ok(()) => {}
        Err(error) => {
            log_left_out("description", &error);
            out.truncate(mark);
        }
    }
    begun && result.is_ok()
}

/// Escapes text, and writes `before` in front of the first piece: most items have none.
struct Enclosed<'t, 'b, E> {
    before: &'t str,
    begun: bool,
    escapes: PhantomData<E>,
    out: Output<'b>,
}

impl<E: Escapes> fmt::Write for Enclosed<'_, '_, E> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.is_empty() {
            if !self.begun {
                self.out.push_str(self.before);
                self.begun = true;
            }
            escape::<E>(text, &mut self.out);
        }
        Ok(())
    }
}

/// Takes back everything behind `mark` if `result` is an error, which is logged, or `false`; returns true if it stays.
#[inline]
pub(crate) fn keep<E: fmt::Display>(
    part: &'static str,
    result: Result<bool, E>,
    mark: usize,
    out: &mut Output<'_>,
) -> bool {
    let kept = result.unwrap_or_else(|error| {
        log_left_out(part, &error);
        false
    });
    if !kept {
        out.truncate(mark);
    }
    kept
}
