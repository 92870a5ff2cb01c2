//! The state of skipping a value: the levels around a position, and what the grammar expects there.

/// The arrays and objects that are open around a position, and what the grammar expects there.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// One bit for each of the innermost levels: 1 for an object.
    objects: u128,
    /// The bits of the levels around those, in words of 128. Empty for almost every value.
    outer: Vec<u128>,
    pub(super) open: usize,
    pub(super) expects: Expects,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Expects {
    #[default]
    Value,
    /// The first member or element, or the end of an empty object or array.
    First,
    Name,
    /// The rest of a string, which is a name or a value.
    String {
        name: bool,
    },
    Colon,
    Separator,
}

impl Nesting {
    #[inline]
    pub(super) fn push(&mut self, object: bool) {
        if self.open > 0 && self.open.is_multiple_of(128) {
            self.outer.push(self.objects);
        }
        self.objects = self.objects << 1 | u128::from(object);
        self.open += 1;
        self.expects = Expects::First;
    }

    #[inline]
    pub(super) fn pop(&mut self) {
        self.open -= 1;
        self.objects >>= 1;
        if self.open > 0 && self.open.is_multiple_of(128) {
            self.objects = self.outer.pop().unwrap_or_default();
        }
        self.expects = Expects::Separator;
    }

    #[inline]
    pub(super) fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    /// Expects the start of a member or of an element.
    #[inline]
    pub(super) fn expect_next(&mut self) {
        self.expects = if self.in_object() { Expects::Name } else { Expects::Value };
    }
}
