//! Parts of an item that may turn out empty, or fail: nothing of them stays then, and the item keeps its other parts.

use std::fmt;

use super::log_left_out;
use crate::{Entry, Outcome};

/// Writes the description of an item between two fragments; nothing where it is empty.
// A call for each item would cost more than most of them have to say.
#[inline(always)]
pub(crate) fn description<O: Outcome>(
    entry: &Entry<'_, O>,
    [before, after]: [&'static str; 2],
    escape: impl Fn(&str, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    let mark = out.len();
    let mut text = Enclosed { before, escape, begun: false, out };
    let written = entry.description(&mut text);
    let begun = text.begun;
    match written {
        Ok(()) if begun => out.extend_from_slice(after.as_bytes()),
        Ok(()) => {}
        Err(error) => {
            log_left_out("description", &error);
            out.truncate(mark);
        }
    }
}

/// Escapes text, and writes `before` in front of it once there is some: most items have none.
struct Enclosed<'a, E> {
    before: &'static str,
    escape: E,
    begun: bool,
    out: &'a mut Vec<u8>,
}

impl<E: Fn(&str, &mut Vec<u8>)> fmt::Write for Enclosed<'_, E> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.is_empty() {
            if !self.begun {
                self.out.extend_from_slice(self.before.as_bytes());
                self.begun = true;
            }
            (self.escape)(text, self.out);
        }
        Ok(())
    }
}

/// Writes a part with `write`, which says whether anything of worth was written; takes it back otherwise.
#[inline]
pub(crate) fn part<E: fmt::Display>(
    name: &'static str,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<bool, E>,
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
