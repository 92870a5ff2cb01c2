//! The JSON convention of a batch response as data: where the items are, and the names of their members.
//!
//! Nothing is read or written here. Readers accept every spelling of a status; a writer uses the one of the shape.

use crate::media_type::JSON_LINES;

/// The JSON convention of a batch response: a [`Reader`](crate::Reader) reads it, and as a [`Format`](crate::format::Format) it
/// writes it.
///
/// A member is named by its path: `status`, or `response/status` for a member inside another one. A path segment `0` is the
/// first element of an array. Members are written in the order in which the shape names them; a member that an item has no
/// value for is left out.
///
/// ```
/// use multistatus::{MultiStatus, Outcome, Reader, read::JsonShape};
///
/// const SEARCH: JsonShape = JsonShape::list("value").id("key").status("status").code("statusCode").error(&["errorMessage"]);
///
/// #[derive(Outcome)]
/// enum Indexed {
///     #[outcome(201)]
///     Done,
///     #[outcome(503, "busy")]
///     Busy,
/// }
///
/// let result: MultiStatus<Indexed> = [("1", Indexed::Done), ("7", Indexed::Busy)].into_iter().collect();
/// let body = result.encode(&SEARCH)?;
/// assert_eq!(
///     std::str::from_utf8(&body)?,
///     concat!(
///         r#"{"value":[{"key":"1","status":true,"statusCode":201},"#,
///         r#"{"key":"7","status":false,"statusCode":503,"errorMessage":"busy"}]}"#,
///     ),
/// );
///
/// let document = Reader::new().shape(SEARCH).read(&body);
/// assert!(document.ending.verdict.is_complete());
/// assert_eq!(document.items[1].status(), 503);
/// assert_eq!(document.items[1].description(), "busy");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The status of the whole response is not part of a shape: see [`Overall`](crate::Overall).
///
/// A reader accepts a status that is a number, a text (`"201"`, `"201 Created"`, `"HTTP/1.1 201 Created"`), an object with a
/// `code`, or a boolean. Any other value except for `null` is a failure: the item has the status 500 and the defect
/// [`InvalidStatus`](crate::read::DefectKind::InvalidStatus). If the status is given more than once, the first failure counts.
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
    pub(crate) error_code: &'static str,
    pub(crate) nulls: &'static [&'static str],
    pub(crate) whole: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) status_is_text: bool,
    pub(crate) problems: bool,
    pub(crate) media_types: &'static [&'static str],
    order: [Option<MemberRole>; ROLES],
}

/// The number of [`MemberRole`]s.
const ROLES: usize = 11;

/// The role of a member of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberRole {
    Id,
    Index,
    Status,
    Code,
    Headers,
    /// One header field: the members of `fields`.
    Field,
    Body,
    Description,
    Propstats,
    ErrorMessage,
    ErrorCode,
}

/// The position of the items in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// Members of the root that hold arrays, or objects keyed by id; with the status of their items if the list implies it.
    Members(&'static [(&'static str, Option<u16>)]),
    /// One such member.
    Member(&'static str),
    /// The root itself, an array or an object keyed by id.
    Root,
    /// One item per line.
    Lines,
}

/// Conventions that need no description of your own.
impl JsonShape {
    /// The default shape, which [`Json`](crate::Json) writes.
    pub const MULTISTATUS: Self = Self::list("responses").default_members();

    /// JSON Lines, which [`JsonLines`](crate::JsonLines) writes: the items of the default shape, one per line.
    pub const JSON_LINES: Self = Self::lines().default_members();

    /// The JSON batch of OData 4.01 (section 19) and of Microsoft Graph: errors are `{"error":{"code","message"}}`.
    pub const GRAPH: Self = Self::list("responses")
        .id("id")
        .status("status")
        .headers("headers")
        .body("body")
        .error_code("body/error/code")
        .error(&["body/error/message"]);

    /// Rule 152 of Zalando's API guidelines: `items`, each with an `id`, a `status` as text and a `description`.
    pub const ZALANDO: Self = Self::list("items").id("id").status_text("status").description("description");

    /// The response of Azure AI Search to a batch of documents: a boolean status and a number.
    pub const AZURE_SEARCH: Self = Self::list("value")
        .id("key")
        .status("status")
        .error(&["errorMessage"])
        .code("statusCode")
        .nulls(&["errorMessage"]);

    /// The response of a Salesforce Composite request: errors are `[{"message","errorCode"}]`.
    pub const SALESFORCE: Self = Self::list("compositeResponse")
        .body("body")
        .error(&["body/0/message"])
        .error_code("body/0/errorCode")
        .headers("httpHeaders")
        .status("httpStatusCode")
        .id("referenceId")
        .nulls(&["body"]);

    /// The output file of the OpenAI Batch API: one line per request.
    pub const OPENAI_BATCH: Self = Self::lines()
        .id("custom_id")
        .status("response/status_code")
        .body("response/body")
        .error(&["response/body/error/message", "error/message"])
        .error_code("response/body/error/code")
        .nulls(&["error"]);

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
        shape
    }
}

/// A description of a convention: where the items are, then the members of an item, then those of the root.
impl JsonShape {
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
            error_code: "",
            nulls: &[],
            whole: "",
            summary: "",
            status_is_text: false,
            problems: false,
            media_types: &["application/json"],
            order: [None; ROLES],
        }
    }

    /// Items in one member of the root: an array, or an object keyed by id. An array is written.
    pub const fn list(member: &'static str) -> Self {
        Self::within(Container::Member(member))
    }

    /// Items in several members of the root. If a member implies the status of its items, that status applies to the
    /// items that give none of their own. An implied success does not apply to an item that reports an error: one that has
    /// a value in a member of [`error`](JsonShape::error) or [`error_code`](JsonShape::error_code), or a status that cannot
    /// be read. In such a list, a boolean is a status only if the shape has a [`code`](JsonShape::code).
    ///
    /// Such a shape is for reading. A body is written in one pass, so all items are written into the first member.
    pub const fn lists(members: &'static [(&'static str, Option<u16>)]) -> Self {
        Self::within(Container::Members(members))
    }

    /// The root itself holds the items: an array, or an object keyed by id. An array is written.
    ///
    /// An object is not read as items if it is a problem or an error: if it has values that are not objects before its
    /// first item, or if none of its first values has a status and it has a member `error` or the response failed.
    pub const fn root() -> Self {
        Self::within(Container::Root)
    }

    /// One item per line, without a root. A body whose first line is a problem or an error has no items.
    pub const fn lines() -> Self {
        Self::within(Container::Lines).media_types(JSON_LINES)
    }

    /// The member with the key of an item: a string or a number. A string is written: the key, or the index if there is none.
    pub const fn id(mut self, path: &'static str) -> Self {
        self.id = path;
        self.named(MemberRole::Id)
    }

    /// The member with the position of an item in the request, counted from 0.
    pub const fn index(mut self, path: &'static str) -> Self {
        self.index = path;
        self.named(MemberRole::Index)
    }

    /// The member with the status. A number is written, or a boolean if there is a [`code`](JsonShape::code).
    pub const fn status(mut self, path: &'static str) -> Self {
        self.status = path;
        self.named(MemberRole::Status)
    }

    /// Like [`status`](JsonShape::status), but written as text: `"201"`.
    pub const fn status_text(mut self, path: &'static str) -> Self {
        self.status_is_text = true;
        self.status(path)
    }

    /// The member with the status as a number, if the member `status` is a boolean: true for a success.
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = path;
        self.named(MemberRole::Code)
    }

    /// The member with the header fields: an object, or a list of objects with `name` and `value`. An object is written.
    pub const fn headers(mut self, path: &'static str) -> Self {
        self.headers = path;
        self.named(MemberRole::Headers)
    }

    /// Header fields that have a member each: the name of the field, and the path of the member. `Retry-After` may be one.
    pub const fn fields(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.fields = fields;
        self.named(MemberRole::Field)
    }

    /// The member with the body.
    pub const fn body(mut self, path: &'static str) -> Self {
        self.body = path;
        self.named(MemberRole::Body)
    }

    /// Writes a problem (RFC 9457) as the body of a failed item that has no body of its own.
    pub const fn problems(mut self) -> Self {
        self.problems = true;
        self
    }

    /// The member with the description of an item.
    pub const fn description(mut self, path: &'static str) -> Self {
        self.description = path;
        self.named(MemberRole::Description)
    }

    /// The members that may hold the description of a failed item; the first one found counts.
    ///
    /// The first path is written, unless the failure is a [problem](JsonShape::problems): the description, or the reason
    /// phrase if there is none. If the path leads through the body, a body of the item's own replaces it.
    pub const fn error(mut self, paths: &'static [&'static str]) -> Self {
        self.error = paths;
        self.named(MemberRole::ErrorMessage)
    }

    /// The member with a name for the error of a failed item. The reason phrase is written without its spaces:
    /// `TooManyRequests`. Its text is not read: the status means the same.
    pub const fn error_code(mut self, path: &'static str) -> Self {
        self.error_code = path;
        self.named(MemberRole::ErrorCode)
    }

    /// Members that are written as `null` if an item has no value for them.
    pub const fn nulls(mut self, paths: &'static [&'static str]) -> Self {
        self.nulls = paths;
        self
    }

    /// The member of the root with a description of the whole.
    pub const fn whole(mut self, member: &'static str) -> Self {
        self.whole = member;
        self
    }

    /// The member of the root with the [`Summary`](crate::Summary). Lines that have one end with it.
    pub const fn summary(mut self, member: &'static str) -> Self {
        self.summary = member;
        self
    }

    /// The content types that a body is sent with, the preferred one first.
    pub const fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Appends a role to the order of the members, unless it is there.
    const fn named(mut self, role: MemberRole) -> Self {
        let mut at = 0;
        while at < ROLES {
            match self.order[at] {
                Some(known) if known as u8 == role as u8 => return self,
                Some(_) => at += 1,
                None => {
                    self.order[at] = Some(role);
                    return self;
                }
            }
        }
        self
    }

    /// The roles of the members of an item, in the order in which they are written.
    pub(crate) fn roles(&self) -> impl Iterator<Item = MemberRole> + '_ {
        self.order.iter().flatten().copied()
    }

    /// The path of the member that is written for a role; empty if there is none, and for header fields.
    pub(crate) fn path(&self, role: MemberRole) -> &'static str {
        match role {
            MemberRole::Id => self.id,
            MemberRole::Index => self.index,
            MemberRole::Status => self.status,
            MemberRole::Code => self.code,
            MemberRole::Headers => self.headers,
            MemberRole::Body => self.body,
            MemberRole::Description => self.description,
            MemberRole::Propstats => self.propstats,
            MemberRole::ErrorMessage if !self.problems => self.error.first().copied().unwrap_or_default(),
            MemberRole::ErrorCode if !self.problems => self.error_code,
            MemberRole::ErrorMessage | MemberRole::ErrorCode | MemberRole::Field => "",
        }
    }

    /// Returns the status that a member of the root gives its items, if it holds items.
    pub(crate) fn items_in(&self, member: &str) -> Option<Option<u16>> {
        match self.container {
            Container::Member(name) => (name == member).then_some(None),
            Container::Members(lists) => lists.iter().find(|(name, _)| *name == member).map(|(_, status)| *status),
            Container::Root | Container::Lines => None,
        }
    }
}
