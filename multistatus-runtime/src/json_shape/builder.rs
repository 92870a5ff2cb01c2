//! Builds a [`JsonShape`]: where the items are, then the members of an item, then those of the root.

use super::{
    JsonShape,
    members::{Codes, Container, MemberRole, ROLES, RetryAfterUnit, RootMember, ShapeValue, StatusForm, When},
};
use crate::{media_type::JSON_LINES, summary::Overall};

impl JsonShape {
    pub(super) const fn within(container: Container) -> Self {
        Self {
            container,
            id: "",
            failure_id: "",
            index: "",
            status: "",
            status_form: StatusForm::Number,
            failure_status: false,
            code: "",
            code_of_failures: false,
            implied: None,
            unlisted: None,
            headers: "",
            lower_case_headers: false,
            fields: &[],
            retry_after: "",
            retry_after_unit: RetryAfterUnit::Seconds,
            body: "",
            flat_body: false,
            description: "",
            propstats: "",
            problem: "",
            error: &[],
            error_code: "",
            codes: Codes::NONE,
            context: &[],
            wrapper: "",
            wrappers: &[],
            values: &[],
            nulls: &[],
            whole: "",
            summary: "",
            root_members: &[],
            problems: false,
            media_types: &["application/json"],
            overall: None,
            header_fields: &[],
            max_items: None,
            refusal: None,
            empty_if_all_succeeded: false,
            empty_without_items: false,
            separated_lines: false,
            omits_empty_lists: false,
            is_default: false,
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
    /// A body is written in one pass, so the items of the second and further members are kept until the end. An item is
    /// written into the first member whose status is of its class, or that has none.
    pub const fn lists(members: &'static [(&'static str, Option<u16>)]) -> Self {
        Self::within(Container::Members(members))
    }

    /// Leaves a list out that has no items, unless all of them are empty. Then the first is written.
    pub const fn omit_empty_lists(mut self) -> Self {
        self.omits_empty_lists = true;
        self
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

    /// The document is one item: the response to a request that failed as a whole. As a [`refusal`](JsonShape::refusal), it has the
    /// content type of the shape that it belongs to, unless it has its [own](JsonShape::media_types).
    pub const fn alone() -> Self {
        Self::within(Container::Alone).media_types(&[])
    }

    /// The member with the key of an item: a string or a number. A string is written: the key, or the index if there is none.
    pub const fn id(mut self, path: &'static str) -> Self {
        self.id = path;
        self.named(MemberRole::Id)
    }

    /// The member with the key of a failed item, if it is another one than that of a success.
    pub const fn failure_id(mut self, path: &'static str) -> Self {
        self.failure_id = path;
        self.named(MemberRole::FailureId)
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
        self.status_form = StatusForm::Text;
        self.status(path)
    }

    /// Like [`status_text`](JsonShape::status_text), but a success has no such member.
    pub const fn failure_status_text(mut self, path: &'static str) -> Self {
        self.failure_status = true;
        self.status_text(path)
    }

    /// Like [`status`](JsonShape::status), but written with its reason phrase: `"201 Created"`.
    pub const fn status_line(mut self, path: &'static str) -> Self {
        self.status_form = StatusForm::Line;
        self.status(path)
    }

    /// Like [`status`](JsonShape::status), but a boolean: `true` for a success.
    pub const fn status_boolean(mut self, path: &'static str) -> Self {
        self.status_form = StatusForm::Boolean;
        self.status(path)
    }

    /// Like [`status`](JsonShape::status), but a word: the one of this status, or else the first one of its class. A word that
    /// is read stands for its status; one that is not listed is a failure.
    pub const fn status_words(mut self, path: &'static str, words: &'static [(&'static str, u16)]) -> Self {
        self.status_form = StatusForm::Words(words);
        self.status(path)
    }

    /// The status of an item that gives none, and that reports no error: see [`lists`](JsonShape::lists).
    pub const fn implied(mut self, status: u16) -> Self {
        self.implied = Some(status);
        self
    }

    /// The status of the items that the body does not list, a success: only failures are listed. Without a list, or if it is
    /// null, every item succeeded; a root with a member that the shape does not name is then not a multi-status.
    pub const fn unlisted(mut self, status: u16) -> Self {
        self.unlisted = Some(status);
        self
    }

    /// The member with the status as a number, if the member `status` is a boolean: true for a success.
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = path;
        self.named(MemberRole::Code)
    }

    /// The member with the status of a failed item as a number, beside a boolean or a word for each item.
    pub const fn failure_code(mut self, path: &'static str) -> Self {
        self.code_of_failures = true;
        self.code(path)
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

    /// Writes the names of header fields in lower case.
    pub const fn lower_case_headers(mut self) -> Self {
        self.lower_case_headers = true;
        self
    }

    /// The member with the time to wait before the item is sent again, a number of seconds.
    pub const fn retry_after_seconds(mut self, path: &'static str) -> Self {
        self.retry_after = path;
        self.retry_after_unit = RetryAfterUnit::Seconds;
        self.named(MemberRole::RetryAfter)
    }

    /// The member with the time to wait before the item is sent again, a number of milliseconds.
    pub const fn retry_after_millis(mut self, path: &'static str) -> Self {
        self.retry_after = path;
        self.retry_after_unit = RetryAfterUnit::Milliseconds;
        self.named(MemberRole::RetryAfter)
    }

    /// The member with the body.
    pub const fn body(mut self, path: &'static str) -> Self {
        self.body = path;
        self.named(MemberRole::Body)
    }

    /// The members of the body of a success are members of the item itself. A member that the shape names is not repeated. A body
    /// that is not an object is the member `body`.
    pub const fn flat_body(mut self) -> Self {
        self.flat_body = true;
        self.named(MemberRole::Body)
    }

    /// The member with the problem (RFC 9457) of a failed item.
    pub const fn problem(mut self, path: &'static str) -> Self {
        self.problem = path;
        self.named(MemberRole::Problem)
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

    /// The member with a name for the error of a failed item: the code of the outcome for this dialect, or that of its
    /// status (see [`codes`](JsonShape::codes)). Without codes, it is the reason phrase without its spaces:
    /// `TooManyRequests`.
    pub const fn error_code(mut self, path: &'static str) -> Self {
        self.error_code = path;
        self.named(MemberRole::ErrorCode)
    }

    /// The error codes of the dialect: its key in `#[outcome(code(KEY = ".."))]`, and the code of each status for outcomes
    /// without one. A number below 10 stands for the class of statuses that begins with it: `(5, "InternalError")`. A status
    /// without a code has no member for it.
    ///
    /// If an item gives no status, it is the one of its code.
    pub const fn codes(mut self, key: &'static str, defaults: &'static [(u16, &'static str)]) -> Self {
        self.codes = Codes { dialect: key, defaults, are_numbers: false };
        self
    }

    /// Writes error codes as JSON numbers. A code of an outcome that is not an integer is not used.
    pub const fn number_codes(mut self) -> Self {
        self.codes.are_numbers = true;
        self
    }

    /// Members that the context of the item supplies: the name in the context, and the path. See
    /// [`ContextShape`](crate::read::ContextShape). At the path of the [`id`](JsonShape::id), the context replaces the key,
    /// and an item without a value has no such member.
    pub const fn context(mut self, members: &'static [(&'static str, &'static str)]) -> Self {
        self.context = members;
        self.named(MemberRole::Context)
    }

    /// Puts each item into an object with one member, whose name is one of `names`: `{"index": {..}}`. The context of the item
    /// supplies it under the name `by`; without one it is the first. A reader takes an object with another member, or with
    /// several, for a failure without a key.
    pub const fn wrappers(mut self, by: &'static str, names: &'static [&'static str]) -> Self {
        self.wrapper = by;
        self.wrappers = names;
        self
    }

    /// Members that are only written: constants, and what follows from the status.
    ///
    /// A constant alone does not make the object around it: it is written if that object has another member.
    pub const fn values(mut self, values: &'static [(&'static str, When, ShapeValue)]) -> Self {
        self.values = values;
        self.named(MemberRole::Value)
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

    /// Further members of the root: constants, and counts. A count that differs from the items that are read is a
    /// [defect](crate::read::DefectKind::CountDiffers), and never makes an item a success.
    pub const fn root_members(mut self, members: &'static [(&'static str, RootMember)]) -> Self {
        self.root_members = members;
        self
    }

    /// Writes lines with a line feed between them, and none behind the last.
    pub const fn separated_lines(mut self) -> Self {
        self.separated_lines = true;
        self
    }

    /// The status of the whole response. It takes precedence over that of the [multi-status](crate::MultiStatus::overall).
    pub const fn overall(mut self, overall: Overall) -> Self {
        self.overall = Some(overall);
        self
    }

    /// Header fields of the response.
    pub const fn header_fields(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.header_fields = fields;
        self
    }

    /// The maximum number of items of a request.
    pub const fn max_items(mut self, max_items: usize) -> Self {
        self.max_items = Some(max_items);
        self
    }

    /// Sends no body if every item succeeded. A stream, whose outcomes are not known beforehand, always has a body.
    pub const fn empty_if_all_succeeded(mut self) -> Self {
        self.empty_if_all_succeeded = true;
        self
    }

    /// Sends no body if there are no items. A stream always has a body.
    pub const fn empty_without_items(mut self) -> Self {
        self.empty_without_items = true;
        self
    }

    /// The shape of the response to a request that failed as a whole: see [`alone`](JsonShape::alone). Without one, it is a problem
    /// (RFC 9457). [`Negotiate::respond_with`](crate::Negotiate::respond_with) writes it.
    pub const fn refusal(mut self, shape: &'static JsonShape) -> Self {
        self.refusal = Some(shape);
        self
    }

    /// The content types that a body is sent with, the preferred one first.
    pub const fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Appends a role to the order of the members, unless it is there.
    pub(super) const fn named(mut self, role: MemberRole) -> Self {
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
}
