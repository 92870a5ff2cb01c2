//! The document of a bulk request: the members of its root, and the operations in an array or in lines.

use std::{borrow::Cow, collections::HashMap};

use http::HeaderMap;
use jsonptr::{PointerBuf, Token};

use super::request_members::RequestMembers;
use crate::batch::{
    NotRun, Refused,
    inputs::{content_encoding::without_encoding, split_elements, split_lines, whole_document},
};

/// Returns the members of the root, and the operations in the array `member`.
pub(crate) fn object<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
    member: &str,
    max_items: Option<usize>,
) -> Result<(RequestMembers<'b>, Vec<RequestMembers<'b>>), Refused> {
    without_encoding(headers)?;
    let elements = limited(split_elements(body, Some(member))?, max_items)?;
    // It is UTF-8 if its elements could be split.
    let text = std::str::from_utf8(body).unwrap_or_default();
    let root = RequestMembers::of(text.trim_start_matches('\u{feff}'), PointerBuf::new());
    Ok((root, each(elements, &Token::new(member).into())))
}

/// Returns the byte that the document begins with.
pub(crate) fn first_byte(body: &[u8]) -> Option<u8> {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start().first().copied()
}

/// Returns the members of the object that the body is.
pub(crate) fn value<'b>(headers: &HeaderMap, body: &'b [u8]) -> Result<RequestMembers<'b>, Refused> {
    without_encoding(headers)?;
    Ok(RequestMembers::of(whole_document(body)?, PointerBuf::new()))
}

/// Returns the operations in the array that the body is.
pub(crate) fn array<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
    max_items: Option<usize>,
) -> Result<Vec<RequestMembers<'b>>, Refused> {
    without_encoding(headers)?;
    Ok(each(limited(split_elements(body, None)?, max_items)?, &PointerBuf::new()))
}

fn each<'b>(elements: Vec<&'b str>, array: &PointerBuf) -> Vec<RequestMembers<'b>> {
    let members = |(index, json)| RequestMembers::of(json, array.with_trailing_token(index));
    elements.into_iter().enumerate().map(members).collect()
}

/// The number of a line, and its members or the reason why it has none.
pub(crate) type RequestLine<'b> = (usize, Result<RequestMembers<'b>, NotRun>);

/// Returns the lines of a body, each with its number. A line that is not valid JSON fails alone.
pub(crate) fn lines<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
    max_items: Option<usize>,
) -> Result<Vec<RequestLine<'b>>, Refused> {
    without_encoding(headers)?;
    let lines = limited(split_lines(body), max_items)?.into_iter();
    Ok(lines.map(|(number, line)| (number, line.map(|json| RequestMembers::of(json, PointerBuf::new())))).collect())
}

fn limited<E>(elements: Vec<E>, max_items: Option<usize>) -> Result<Vec<E>, Refused> {
    match max_items.filter(|max_items| elements.len() > *max_items) {
        Some(max_items) => Err(Refused::TooManyItems { max_items }),
        None => Ok(elements),
    }
}

/// Returns the operations if each has an id, which is the member `id`, and no other has the same. Without one, nothing could say
/// which operation failed. The errors of the root are returned too.
pub(crate) fn identified<'b>(
    mut root: RequestMembers<'b>,
    mut operations: Vec<RequestMembers<'b>>,
    id: &str,
) -> Result<Vec<RequestMembers<'b>>, Refused> {
    for operation in &mut operations {
        if operation.required_text(id).is_empty() && !operation.has_errors() {
            operation.error(id, "expected an id that is not empty");
        }
    }
    let (unnamed, operations): (Vec<_>, Vec<_>) = operations.into_iter().partition(RequestMembers::has_errors);
    unnamed.into_iter().for_each(|operation| root.merge(operation));
    root.finish()?;
    distinct(operations.iter().map(|operation| operation.peek_text(id)))?;
    Ok(operations)
}

/// Returns an error if two operations have the same id.
pub(crate) fn distinct<'i>(ids: impl IntoIterator<Item = Option<Cow<'i, str>>>) -> Result<(), Refused> {
    let mut known = HashMap::new();
    for (second, id) in ids.into_iter().enumerate() {
        let Some(id) = id else { continue };
        if let Some(first) = known.insert(id.clone(), second) {
            return Err(Refused::RepeatedId { id: id.into_owned(), first, second });
        }
    }
    Ok(())
}
