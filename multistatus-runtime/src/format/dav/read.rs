//! SKELETON.

use crate::{
    Reader, Verdict,
    format::{Closing, Progress, View},
    item::Record,
};

pub(crate) struct Parser {}

impl Parser {
    pub(crate) fn new(_: &Reader) -> Self {
        Self {}
    }

    pub(crate) fn advance(&mut self, _: &mut View<'_>, _: &mut Record) -> Progress {
        Progress::Ended(Verdict::Complete)
    }

    pub(crate) fn closing(&mut self) -> Closing {
        Closing::default()
    }
}
