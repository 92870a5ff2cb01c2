//! A convention for the JSON of a batch's answer, as data: where the items are, and what their members are called.
//!
//! Nothing is read here; how a status is spelled needs no word either, for every spelling is understood.

/// How somebody spells the answer to a batch in JSON.
///
/// A member is named by its path: `status`, or `response/status` for one that stands inside of another. A status may
/// always be a number, a text (`"201"`, `"201 Created"`, `"HTTP/1.1 201 Created"`), an object with a `code`, or a
/// boolean.
///
/// ```
/// use multistatus::{JsonShape, Reader};
///
/// const SEARCH: JsonShape = JsonShape::list("value").id("key").status("status").code("statusCode").error(&["errorMessage"]);
///
/// let body = br#"{"value":[{"key":"7","status":false,"errorMessage":"busy","statusCode":503}]}"#;
/// let document = Reader::new().shape(SEARCH).read(body);
/// assert!(document.ending.verdict.is_complete());
/// assert_eq!(document.items[0].status(), 503);
/// assert_eq!(document.items[0].text(), "busy");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonShape {
    pub(crate) container: Container,
    pub(crate) id: &'static str,
    pub(crate) index: &'static str,
    pub(crate) status: &'static str,
    pub(crate) code: &'static str,
    pub(crate) headers: &'static str,
    pub(crate) fields: &'static [(&'static str, &'static str)],
    pub(crate) body: &'static str,
    pub(crate) description: &'static str,
    pub(crate) propstats: &'static str,
    pub(crate) error: &'static [&'static str],
    pub(crate) whole: &'static str,
    pub(crate) summary: &'static str,
}

/// Where the items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// Members of the root that hold arrays, or objects keyed by id; with the status of their items, where the place says it.
    Members(&'static [(&'static str, Option<u16>)]),
    /// The one member that is such.
    Member(&'static str),
    /// The root itself, an array or an object keyed by id.
    Root,
    /// One item a line.
    Lines,
}

impl JsonShape {
    /// The default shape, which [`Json`](crate::Json) writes.
    pub const MULTISTATUS: Self = Self {
        propstats: "propstats",
        ..Self::list("responses")
            .id("id")
            .index("index")
            .status("status")
            .headers("headers")
            .body("body")
            .description("description")
            .error(&["body/error/message", "error/message"])
            .whole("description")
            .summary("summary")
    };

    /// JSON Lines, as [`JsonLines`](crate::JsonLines) writes them: the items of the default shape, one a line.
    pub const JSON_LINES: Self = Self { container: Container::Lines, ..Self::MULTISTATUS };

    /// The JSON batch of OData 4.01 (section 19) and of Microsoft Graph: errors are `{"error":{"code","message"}}`.
    pub const GRAPH: Self = Self::list("responses")
        .id("id")
        .status("status")
        .headers("headers")
        .body("body")
        .error(&["body/error/message"]);

    /// Rule 152 of Zalando's API guidelines: `items`, each with an `id`, a `status` in text and a `description`.
    pub const ZALANDO: Self = Self::list("items").id("id").status("status").description("description");

    const fn within(container: Container) -> Self {
        Self {
            container,
            id: "",
            index: "",
            status: "",
            code: "",
            headers: "",
            fields: &[],
            body: "",
            description: "",
            propstats: "",
            error: &[],
            whole: "",
            summary: "",
        }
    }

    /// Items in one member of the root: an array, or an object keyed by id.
    pub const fn list(member: &'static str) -> Self {
        Self::within(Container::Member(member))
    }

    /// Items in several members of the root. Where the member alone says how its items ended, it gives the status of
    /// those that have none of their own.
    pub const fn lists(members: &'static [(&'static str, Option<u16>)]) -> Self {
        Self::within(Container::Members(members))
    }

    /// The root itself holds the items: an array, or an object keyed by id.
    pub const fn root() -> Self {
        Self::within(Container::Root)
    }

    /// One item a line, without a root around them.
    pub const fn lines() -> Self {
        Self::within(Container::Lines)
    }

    /// The member with the key of an item: a string or a number.
    pub const fn id(mut self, path: &'static str) -> Self {
        self.id = path;
        self
    }

    /// The member with the place of an item in the request, counted from 0.
    pub const fn index(mut self, path: &'static str) -> Self {
        self.index = path;
        self
    }

    /// The member with the status.
    pub const fn status(mut self, path: &'static str) -> Self {
        self.status = path;
        self
    }

    /// The member with the number, where the status itself is a boolean.
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = path;
        self
    }

    /// The member with the header fields: an object, or a list of objects with `name` and `value`.
    pub const fn headers(mut self, path: &'static str) -> Self {
        self.headers = path;
        self
    }

    /// Header fields that are members of their own: their names, and where they stand. `Retry-After` may be one.
    pub const fn fields(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.fields = fields;
        self
    }

    /// The member with the body.
    pub const fn body(mut self, path: &'static str) -> Self {
        self.body = path;
        self
    }

    /// The member with a text for a person.
    pub const fn description(mut self, path: &'static str) -> Self {
        self.description = path;
        self
    }

    /// Members that may hold such a text where the item did not succeed; the first that does counts.
    pub const fn error(mut self, paths: &'static [&'static str]) -> Self {
        self.error = paths;
        self
    }

    /// The member of the root with a text about the whole.
    pub const fn whole(mut self, member: &'static str) -> Self {
        self.whole = member;
        self
    }

    /// The member of the root with the [`Summary`](crate::Summary). Lines that have one end with it.
    pub const fn summary(mut self, member: &'static str) -> Self {
        self.summary = member;
        self
    }

    /// Whether a member of the root holds items, and the status that this gives them.
    pub(crate) fn items_in(&self, member: &str) -> Option<Option<u16>> {
        match self.container {
            Container::Member(name) => (name == member).then_some(None),
            Container::Members(lists) => lists.iter().find(|(name, _)| *name == member).map(|(_, status)| *status),
            Container::Root | Container::Lines => None,
        }
    }
}
