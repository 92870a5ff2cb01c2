//! Reads the status of an item from every value that gives one.
//!
//! A failure is never read as a success: a value that is not a status is a failure, and if the status is given more than
//! once, the first failure counts. The success that a list implies applies only to an item that gives no status and reports
//! no error.

use std::{borrow::Cow, ops::ControlFlow};

use http::StatusCode;

use super::builder::ItemBuilder;
use super::found::{FoundObject, is_content};
use super::paths::Path;
use crate::item::DefectKind;
use crate::json_shape::members::StatusForm;
use crate::outcome::{StatusClass, status::first_failure};
use crate::tokens::json::{Cursor, DEPTH, JsonValue, PathEnd, ValueKind, members_of};

/// The status that one value gives.
#[derive(Clone, Copy, Debug)]
struct GivenStatus {
    /// The position of the value.
    at: usize,
    /// `None` if the value is not a status.
    status: Option<StatusCode>,
}

/// Everything that the values of an item say about its status.
#[derive(Default)]
pub(super) struct GivenStatuses {
    /// The status that counts: the first one that is not a success, or else the first one.
    counted: Option<GivenStatus>,
    /// The position of a status that comes after another one.
    repeated: Option<usize>,
    /// The position of the first `true`.
    succeeded: Option<usize>,
    /// The position of the first `false`.
    failed: Option<usize>,
    /// The position of a null at the end of the path, or of an object on it that lacks the next member.
    absent: Option<usize>,
}

impl GivenStatuses {
    /// Adds the statuses that a value gives. A null gives none.
    pub(super) fn add(&mut self, text: &str, value: JsonValue) {
        match value.kind {
            ValueKind::Null => {}
            ValueKind::Object => self.add_object(text, value),
            _ => self.add_status(value.start, read_status(text, value)),
        }
    }

    /// Adds the statuses of an object, which are its members `code`, or else `status`. Beside a `code`, the `status` may be
    /// a name.
    fn add_object(&mut self, text: &str, value: JsonValue) {
        let members = |name| members_of(text, value).filter(move |member| member.name.is(text, name));
        let mut any = false;
        for member in members("code").filter(|member| member.value.kind != ValueKind::Null) {
            self.add_status(member.value.start, read_status(text, member.value));
            any = true;
        }
        for member in members("status").filter(|member| member.value.kind != ValueKind::Null) {
            match read_status(text, member.value) {
                None if any => {}
                status => self.add_status(member.value.start, status),
            }
            any = true;
        }
        if !any {
            self.add_status(value.start, None);
        }
    }

    fn add_status(&mut self, at: usize, status: Option<StatusCode>) {
        let added = GivenStatus { at, status };
        let Some(known) = self.counted else {
            self.counted = Some(added);
            return;
        };
        let [first, second] = if known.at < at { [known, added] } else { [added, known] };
        self.repeated.get_or_insert(second.at);
        let is_first = first_failure(first.status, second.status) == first.status;
        self.counted = Some(if is_first { first } else { second });
    }

    fn add_boolean(&mut self, at: usize, succeeded: bool) {
        if self.succeeded.is_some() || self.failed.is_some() {
            self.repeated.get_or_insert(at);
        }
        let known = if succeeded { &mut self.succeeded } else { &mut self.failed };
        known.get_or_insert(at);
    }

    /// Returns the status that counts, with its position. `None` if no value gives one; a status of `None` if the value
    /// cannot be read.
    pub(super) fn counted(&self) -> Option<(usize, Option<StatusCode>)> {
        self.counted.map(|counted| (counted.at, counted.status))
    }

    /// Returns the status that counts if it is a failure.
    fn failure(&self) -> Option<GivenStatus> {
        self.counted.filter(|counted| is_failure(counted.status))
    }

    /// Returns the position of a status that is given although there is another one.
    pub(super) fn repeated(&self) -> Option<usize> {
        let contradiction = self.failure().filter(|_| self.succeeded.is_some()).map(|failure| failure.at);
        self.repeated.or(contradiction)
    }
}

/// Reads the status of the item that begins at `start`. `given` is the status that its list gives it.
#[cold]
pub(super) fn read(item: &mut ItemBuilder<'_>, start: usize, given: Option<u16>) {
    let statuses = statuses(item, start, given);
    if let Some(at) = statuses.repeated() {
        item.defect(at, DefectKind::RepeatedStatus);
    }
    let given = given.and_then(|code| StatusCode::from_u16(code).ok());
    let given_failure = given.filter(|given| is_failure(Some(*given)));
    let is_boolean = item.paths.status_form == Some(StatusForm::Boolean);
    let (at, status, kind) = match (statuses.counted(), statuses.failed, statuses.succeeded) {
        (Some((at, status)), failed, _) if failed.is_none() || statuses.failure().is_some() => {
            (at, exact_status(item, start, status), DefectKind::InvalidStatus)
        }
        (_, Some(at), _) => {
            let status = error_status(item, start).or(given_failure);
            let unknown = is_boolean.then_some(StatusCode::INTERNAL_SERVER_ERROR);
            (at, status.or(unknown), DefectKind::InvalidStatus)
        }
        (_, None, Some(at)) => match error(item, start) {
            Some(at) => {
                item.defect(at, DefectKind::RepeatedStatus);
                (at, error_status(item, start).or(given_failure), DefectKind::InvalidStatus)
            }
            None => (at, given.or(Some(StatusCode::OK)), DefectKind::InvalidStatus),
        },
        (_, None, None) => match statuses.absent.or_else(|| error(item, start)) {
            Some(at) => (at, error_status(item, start).or(given_failure), DefectKind::MissingStatus),
            None => (item.first_value(start), given.filter(|_| has_required(item)), DefectKind::MissingStatus),
        },
    };
    item.record.status = status;
    item.record.unreadable_status = status.is_none() && kind == DefectKind::InvalidStatus;
    match status {
        None => item.defect(at, kind),
        Some(status) if status.as_u16() < 200 => item.defect(at, DefectKind::InterimStatus),
        Some(_) => {}
    }
}

/// Collects what the members of the status and of the code say.
fn statuses(item: &ItemBuilder<'_>, start: usize, given: Option<u16>) -> GivenStatuses {
    let mut statuses = GivenStatuses::default();
    // Without a code, a boolean in a list that implies a status says nothing about the success.
    let is_boolean = item.paths.status_form == Some(StatusForm::Boolean);
    let may_be_boolean = is_boolean || item.paths.code.is_some() || given.is_none();
    for (path, may_be_boolean) in [(item.paths.status, may_be_boolean), (item.paths.code, false)] {
        let Some(path) = path else { continue };
        item.visit(start, path, &mut |end| {
            match end {
                PathEnd::Value(JsonValue { kind: ValueKind::Boolean(succeeded), start, .. }) if may_be_boolean => {
                    statuses.add_boolean(start, succeeded);
                }
                PathEnd::Value(JsonValue { kind: ValueKind::Null, start, .. }) if !path.is_member(path.member()) => {
                    statuses.absent.get_or_insert(start);
                }
                PathEnd::Value(value) => match word_status(item, value) {
                    Some(status) => statuses.add_status(value.start, Some(status)),
                    // A success is no failure, and has no status.
                    None if item.paths.failure_status && value.kind != ValueKind::Null => {
                        let status = read_status(item.text, value).filter(|status| is_failure(Some(*status)));
                        statuses.add_status(value.start, status);
                    }
                    None => statuses.add(item.text, value),
                },
                PathEnd::Absent { at } => {
                    statuses.absent.get_or_insert(at);
                }
                PathEnd::Mismatch { at } => statuses.add_status(at, None),
            }
            ControlFlow::Continue(())
        });
    }
    statuses
}

/// Returns the status that a word stands for, if the shape has words.
fn word_status(item: &ItemBuilder<'_>, value: JsonValue) -> Option<StatusCode> {
    let form @ StatusForm::Words(_) = item.paths.status_form? else { return None };
    StatusCode::from_u16(form.status(&value.string()?.decoded(item.text))?).ok()
}

/// True if the item has the member that every item has whose status is implied.
fn has_required(item: &ItemBuilder<'_>) -> bool {
    item.paths.required.is_none_or(|path| item.values.get(item.text, Some(path)).is_some())
}

/// Returns the status that a status stands for. The word of a failure stands for its class, so that an error code is more
/// exact.
fn exact_status(item: &ItemBuilder<'_>, start: usize, status: Option<StatusCode>) -> Option<StatusCode> {
    let is_word = matches!(item.paths.status_form, Some(StatusForm::Words(_)));
    let is_failed_word = is_word && status.is_some_and(|status| is_failure(Some(status)));
    let code = if is_failed_word { error_code(item, start) } else { None };
    code.and_then(|code| code_status(item, &code)).or(status)
}

/// Returns the status of an item that reports an error and gives no status: the one of its problem, of a member that
/// follows from the status, or that its error code stands for. A code that the dialect does not know is a 500.
fn error_status(item: &mut ItemBuilder<'_>, start: usize) -> Option<StatusCode> {
    let rare = item.paths.rare.as_deref()?;
    let problem = first(item, start, rare.problem).and_then(|problem| problem_status(item.text, problem));
    let value = |path: &Path| read_status(item.text, first(item, start, Some(*path))?);
    let mut stated = item.paths.stated.iter().filter_map(value);
    if let Some(status) = problem.or_else(|| stated.find(|status| is_failure(Some(*status)))) {
        return Some(status);
    }
    let status = code_status(item, &error_code(item, start)?);
    item.record.unlisted_code = status.is_none();
    Some(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
}

/// Returns the first value that a path leads to, unless it is null.
fn first(item: &ItemBuilder<'_>, start: usize, path: Option<Path>) -> Option<JsonValue> {
    let mut first = None;
    item.visit(start, path?, &mut |end| match end {
        PathEnd::Value(value) if value.kind != ValueKind::Null => {
            first = Some(value);
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    first
}

/// Returns the error code of the item, if the dialect has codes.
fn error_code<'n>(item: &ItemBuilder<'n>, start: usize) -> Option<Cow<'n, str>> {
    let rare = item.paths.rare.as_deref().filter(|_| item.paths.codes.is_some())?;
    code_text(item.text, first(item, start, rare.error_code)?)
}

/// Returns the status of a failure that an error code stands for.
fn code_status(item: &ItemBuilder<'_>, code: &str) -> Option<StatusCode> {
    let status = StatusCode::from_u16(item.paths.codes?.status(code)?).ok()?;
    Some(status).filter(|status| is_failure(Some(*status)))
}

/// Returns the text of an error code, which is a string or a number.
fn code_text(text: &str, code: JsonValue) -> Option<Cow<'_, str>> {
    match code.kind {
        ValueKind::Number => text.get(code.start..code.end).map(Cow::Borrowed),
        _ => code.string().map(|code| code.decoded(text)).filter(|code| !code.is_empty()),
    }
}

/// Returns the status in a problem, if it is that of a failure.
fn problem_status(text: &str, problem: JsonValue) -> Option<StatusCode> {
    let mut statuses = GivenStatuses::default();
    for member in members_of(text, problem).filter(|member| member.name.is(text, "status")) {
        statuses.add(text, member.value);
    }
    statuses.failure()?.status
}

/// Returns the position of a value that reports an error: one under a path of an error, or a body that is a problem with
/// the status of a failure.
fn error(item: &ItemBuilder<'_>, start: usize) -> Option<usize> {
    let mut found = None;
    let mut visit = |path: &Path, is_error: fn(&str, JsonValue) -> bool| {
        item.visit(start, *path, &mut |end| match end {
            PathEnd::Value(value) if is_error(item.text, value) => {
                found.get_or_insert(value.start);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        });
    };
    item.paths.failed.iter().for_each(|path| visit(path, is_error));
    item.paths.body.iter().for_each(|path| visit(path, is_failed_problem));
    found
}

/// True if a value under the path of an error says that there is one. An object does, even without members.
fn is_error(text: &str, value: JsonValue) -> bool {
    value.kind == ValueKind::Object || is_content(text, value)
}

fn is_failed_problem(text: &str, body: JsonValue) -> bool {
    let mut statuses = GivenStatuses::default();
    for member in members_of(text, body).filter(|member| member.name.is(text, "status")) {
        statuses.add(text, member.value);
    }
    statuses.failure().is_some() && FoundObject::of(text, body).is_problem()
}

/// True if a status is a failure, or cannot be read.
fn is_failure(status: Option<StatusCode>) -> bool {
    status.is_none_or(|status| StatusClass::of(status) == StatusClass::Failure)
}

/// Returns the status that a number or a text spells.
fn read_status(text: &str, value: JsonValue) -> Option<StatusCode> {
    let code = match value.kind {
        ValueKind::Number => text.get(value.start..value.end)?.parse().ok(),
        ValueKind::Text { .. } => line_code(&value.string()?.decoded(text)),
        _ => None,
    };
    StatusCode::from_u16(code?).ok()
}

/// Returns the code in `201`, `201 Created` or `HTTP/1.1 201 Created`.
fn line_code(line: &str) -> Option<u16> {
    let line = line.trim();
    let line = match line.split_once(' ') {
        Some((version, rest)) if version.starts_with("HTTP/") => rest.trim_start(),
        _ => line,
    };
    let code = line.split(' ').next()?;
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) { code.parse().ok() } else { None }
}

/// From the members of an item to what a path leads to.
impl ItemBuilder<'_> {
    /// Calls `visit` with each end of a path in the item that begins at `start`.
    pub(super) fn visit(&self, start: usize, path: Path, visit: &mut dyn FnMut(PathEnd) -> ControlFlow<()>) {
        if !self.seen.repeated {
            if let Some(value) = self.values.member(path.member()) {
                let _ = path.visit(self.text, value, visit);
            }
            return;
        }
        let item = JsonValue { start, end: start, kind: ValueKind::Object, huge: false };
        for member in members_of(self.text, item) {
            if self.paths.named(self.text, member.name) == Some(path.member())
                && path.visit(self.text, member.value, visit).is_break()
            {
                return;
            }
        }
    }

    /// Returns the position of the first value of the item that begins at `start`.
    #[cold]
    fn first_value(&self, start: usize) -> usize {
        let mut cursor = Cursor::new(self.text.as_bytes(), start, DEPTH);
        let in_object = cursor.take(b'{') == Ok(true) && cursor.name().is_ok() && cursor.next().is_ok();
        if in_object { cursor.at } else { start }
    }
}
