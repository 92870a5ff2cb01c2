//! Writes one item: runs the steps of a plan.

use super::plan::{ClassPlan, Leaf, MemberStep, Plan};
use crate::{
    entry::Entry,
    format::{
        json::string::name,
        text::{block::WriteItem, output::Output},
    },
    json_shape::{JsonShape, members::Container},
    outcome::{ContextValue, Outcome, logging::log_left_out, problem::may_have_body},
};

/// Writes items of a shape.
pub(super) struct ShapeWriter<'s> {
    pub(super) shape: &'s JsonShape,
    pub(super) plan: &'s Plan,
    /// The JSON of one body. The buffer is kept for the next item.
    pub(super) body: &'s mut Vec<u8>,
}

/// The part of an object that was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Presence {
    /// Nothing.
    Absent,
    /// Only constants.
    Constant,
    Present,
}

impl Presence {
    /// Returns `Present` if a value was written.
    #[inline]
    pub(super) fn of(is_written: bool) -> Self {
        if is_written { Self::Present } else { Self::Absent }
    }
}

impl ShapeWriter<'_> {
    /// Writes one item, without what separates it from others.
    #[inline(always)]
    pub(super) fn item<O: Outcome>(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        let failed = self.shape.fails(entry.status());
        let class = self.plan.of(failed);
        let has_body = class.has_body && self.serialize_body(entry);
        let body = if has_body { Some(&**self.body) } else { None };
        let item = ShapedItem { shape: self.shape, steps: self.plan.steps(class), class, entry, body };
        if self.shape.wrappers.is_empty() {
            item.object(out);
        } else {
            item.wrapped(out);
        }
    }

    /// Serializes the body of the item; returns true if it has one.
    #[inline]
    fn serialize_body<O: Outcome>(&mut self, entry: &Entry<'_, O>) -> bool {
        self.body.clear();
        if !may_have_body(entry.status().as_u16()) {
            return false;
        }
        match entry.body(&mut serde_json::Serializer::new(&mut *self.body)) {
            Ok(written) => written.is_some(),
            Err(error) => {
                log_left_out("body", &error);
                false
            }
        }
    }
}

impl<O: Outcome> WriteItem<O> for ShapeWriter<'_> {
    #[inline(always)]
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        let is_line = self.shape.container == Container::Lines;
        match (is_line, entry.is_first()) {
            (false, false) => out.push_str(","),
            (true, false) if self.shape.separated_lines => out.push_str("\n"),
            _ => {}
        }
        self.item(entry, out);
        if is_line && !self.shape.separated_lines {
            out.push_str("\n");
        }
    }
}

/// One item, and what decides on its members.
pub(super) struct ShapedItem<'i, O> {
    pub(super) shape: &'i JsonShape,
    steps: &'i [MemberStep],
    pub(super) class: &'i ClassPlan,
    pub(super) entry: &'i Entry<'i, O>,
    /// The body of the item's own, as JSON.
    pub(super) body: Option<&'i [u8]>,
}

impl<O: Outcome> ShapedItem<'_, O> {
    /// Writes the item inside of an object with one member, whose name the context supplies.
    #[cold]
    fn wrapped(&self, out: &mut Output<'_>) {
        let wrappers = self.shape.wrappers;
        let own = match self.entry.context(self.shape.wrapper) {
            Some(ContextValue::Text(own)) => wrappers.iter().find(|wrapper| **wrapper == own),
            _ => None,
        };
        out.push_str("{");
        name(own.or(wrappers.first()).copied().unwrap_or_default(), out);
        self.object(out);
        out.push_str("}");
    }

    /// Writes the item as an object.
    #[inline(always)]
    fn object(&self, out: &mut Output<'_>) {
        let start = out.position();
        let (range, [open, close]) = (self.class.range(), self.class.brackets);
        let (members, end) = self.run(range.start, range.end, out.reborrow());
        out.resume(end);
        if members == Presence::Absent {
            out.push(&[open]);
        } else {
            out.replace(start, open);
        }
        out.push(&[close]);
    }

    /// Writes the members of an object inside of the item.
    #[inline(never)]
    fn members(&self, at: usize, end: usize, out: Output<'_>) -> (Presence, usize) {
        self.run(at, end, out)
    }

    /// Runs the steps between two positions. Returns what was written, and the position that was reached.
    ///
    /// The values that most items have are written here, so that the position stays in a register.
    #[inline(always)]
    fn run(&self, mut at: usize, end: usize, mut out: Output<'_>) -> (Presence, usize) {
        let mut out = out.reborrow();
        let mut presence = Presence::Absent;
        while at < end
            && let Some(step) = self.steps.get(at)
        {
            let mark = out.position();
            let written = match step.leaf {
                Leaf::Id => {
                    step.fragment.write(&mut out);
                    self.id(&mut out)
                }
                Leaf::StatusNumber => {
                    step.fragment.write(&mut out);
                    self.status_number(&mut out)
                }
                Leaf::Headers => {
                    step.fragment.write(&mut out);
                    self.headers::<false>(&mut out)
                }
                Leaf::Body => match self.body {
                    Some(body) => {
                        step.fragment.write(&mut out);
                        out.push(body);
                        Presence::Present
                    }
                    None => {
                        at = step.end;
                        continue;
                    }
                },
                Leaf::ErrorMessage => {
                    step.fragment.write(&mut out);
                    self.error_message(&mut out)
                }
                Leaf::Object(brackets) => {
                    step.fragment.write(&mut out);
                    let start = out.position();
                    let (members, end) = self.members(at + 1, step.end, out.reborrow());
                    out.resume(end);
                    out.replace(start, brackets.open);
                    out.push_prefix(&brackets.close, usize::from(brackets.depth));
                    // A constant alone does not make an object.
                    Presence::of(members == Presence::Present)
                }
                Leaf::ErrorCode => {
                    step.fragment.write(&mut out);
                    self.error_code(&mut out)
                }
                leaf => {
                    step.fragment.write(&mut out);
                    let (written, end) = self.leaf(leaf, out.reborrow());
                    out.resume(end);
                    written
                }
            };
            if written == Presence::Absent {
                out.truncate(mark);
                at = step.end;
            } else {
                presence = presence.max(written);
                at = step.next;
            }
        }
        (presence, out.position())
    }
}
