//! The shapes of the default JSON.

use super::{JsonShape, members::MemberRole};

impl JsonShape {
    /// The default shape, which [`Json`](crate::Json) writes.
    pub const MULTISTATUS: Self = Self::list("responses").default_members();

    /// JSON Lines, which [`JsonLines`](crate::JsonLines) writes: the items of the default shape, one per line.
    pub const JSON_LINES: Self = Self::lines().default_members();

    const fn default_members(self) -> Self {
        let mut shape = self
            .id("id")
            .index("index")
            .status("status")
            .description("description")
            .headers("headers")
            .body("body")
            .error(&["body/error/message", "error/message"])
            .problems()
            .whole("description")
            .summary("summary")
            .named(MemberRole::Propstats);
        shape.propstats = "propstats";
        shape.is_default = true;
        shape
    }
}
