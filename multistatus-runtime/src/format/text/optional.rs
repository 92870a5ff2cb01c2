//! Parts of an item that may turn out empty, or fail: nothing of them stays then, and the item keeps its other parts.

use std::{fmt, marker::PhantomData};

use super::output::Sink;
use crate::{entry::Entry, outcome::Outcome};
use crate::{
    format::log_left_out,
    text::escape::{Escapes, escape},
};

/// Writes the description of an item between two fragments; nothing where it is empty.
// A call for each item would cost more than most of them have to say.
#[inline(always)]
pub(crate) fn description<E: Escapes, O: Outcome, S: Sink>(
    entry: &Entry<'_, O>,
    [before, after]: [&str; 2],
    out: &mut S,
) {
    let mark = out.len();
    let written =
        out.lend(|out| entry.description(&mut Enclosed { before, begun: false, escapes: PhantomData::<E>, out }));
    match written {
        Ok(()) if out.len() > mark => out.push(after.as_bytes()),
        Ok(()) => {}
        Err(error) => {
            log_left_out("description", &error);
            out.truncate(mark);
        }
    }
}

/// Escapes text, and writes `before` in front of it once there is some: most items have none.
struct Enclosed<'a, E, S> {
    before: &'a str,
    begun: bool,
    escapes: PhantomData<E>,
    out: &'a mut S,
}

impl<E: Escapes, S: Sink> fmt::Write for Enclosed<'_, E, S> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.is_empty() {
            if !self.begun {
                self.out.push(self.before.as_bytes());
                self.begun = true;
            }
            escape::<E, S>(text, self.out);
        }
        Ok(())
    }
}

/// Writes a part with `write`, which says whether anything of worth was written; takes it back otherwise.
#[inline]
pub(crate) fn part<E: fmt::Display, S: Sink>(
    name: &'static str,
    out: &mut S,
    write: impl FnOnce(&mut S) -> Result<bool, E>,
) -> bool {
    let mark = out.len();
    let kept = write(out).unwrap_or_else(|error| {
        log_left_out(name, &error);
        false
    });
    if !kept {
        out.truncate(mark);
    }
    kept
}
