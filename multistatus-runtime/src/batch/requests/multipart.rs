//! Bulk requests in `multipart/mixed` of `application/http`: Google, Azure Blob Storage and OData 4.0.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header::CONTENT_TYPE};
use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::MAX_FIELDS};
use crate::{
    batch::{
        FieldError, Fingerprint, Input, NotRun,
        inputs::{content_encoding::without_encoding, decode_element},
        refused::Refused,
    },
    dialect::{Multipart, MultipartContext},
    read::multipart::{
        delimiter::{boundary_of, boundary_parameter, find},
        fields::{FieldLine, FieldLines},
    },
    tokens::xml::TextRange,
};

/// A request in `multipart/mixed`: each part is an HTTP request.
///
/// The target of an operation is that of its request line, and its body is JSON. Its id and its key are its `Content-ID`,
/// without angle brackets, which no other part may have. A target that begins with `$ID` depends on the operation with that id
/// (OData 4.0 part 1, section 11.7.3.1).
///
/// A part that is multipart itself is a change set of OData: its operations take effect together. A request is atomic if it is
/// one change set. A change set of several operations beside others is refused, because a batch is atomic as a whole or not at
/// all.
impl RequestFormat for Multipart {
    type Context = MultipartContext;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, MultipartContext>, Refused> {
        without_encoding(headers)?;
        let text = std::str::from_utf8(body)
            .map_err(|error| invalid(error.valid_up_to(), "expected text in UTF-8, found other bytes"))?;
        let boundary = boundary(headers, text)?;
        let parts = parts(text, 0, &boundary, true)?;
        if parts.is_empty() {
            return Err(Refused::Empty);
        }
        if let Some(max_items) = self.max_items().filter(|max_items| parts.len() > *max_items) {
            return Err(Refused::TooManyItems { max_items });
        }
        document::distinct(parts.iter().map(|part| part.id.map(Into::into)))?;
        let is_atomic = is_atomic(&parts)?;
        let ids: Vec<_> = parts.iter().filter_map(|part| part.id).collect();
        let mut request = BulkRequest::new();
        for part in &parts {
            let context = MultipartContext { change_set: part.change_set.map(|start| start.to_string().into()) };
            request.push(part.input(&ids), context);
        }
        Ok(request.with_atomicity(is_atomic))
    }
}

/// A part that is a request.
struct RequestPart<'t> {
    id: Option<&'t str>,
    text: &'t str,
    /// The position of the change set that it belongs to.
    change_set: Option<usize>,
}

fn boundary(headers: &HeaderMap, text: &str) -> Result<String, Refused> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let line = text.trim_start().lines().next().unwrap_or_default();
    let found = content_type.and_then(boundary_parameter).or_else(|| boundary_of(line).map(str::to_owned));
    found.ok_or_else(|| invalid(0, "expected a multipart body with a boundary in its content type"))
}

/// Returns the parts with this boundary from `from` on, and those of the change sets among them.
fn parts<'t>(text: &'t str, from: usize, boundary: &str, may_nest: bool) -> Result<Vec<RequestPart<'t>>, Refused> {
    let mut parts = Vec::new();
    let cut = |at| invalid(at, "the body ends before its last boundary");
    let (mut delimiter, _) = find(text, from, [boundary], true).ok_or_else(|| cut(text.len()))?;
    while !delimiter.closes {
        let start = delimiter.end;
        let (next, _) = find(text, start, [boundary], true).ok_or_else(|| cut(text.len()))?;
        let part = text.get(..next.content_end).unwrap_or_default();
        let mut lines = FieldLines::new(part, start);
        let (mut id, mut inner) = (None, None);
        for line in lines.by_ref() {
            match line {
                FieldLine::End => break,
                FieldLine::Invalid(at) => return Err(invalid(at, "expected a header field")),
                FieldLine::Field(field) => match slice(text, field.name) {
                    name if name.eq_ignore_ascii_case("content-id") => {
                        id = Some(without_brackets(slice(text, field.value)))
                    }
                    name if name.eq_ignore_ascii_case("content-type") => {
                        inner = boundary_parameter(slice(text, field.value))
                    }
                    _ => {}
                },
            }
        }
        match inner {
            None => {
                let text = part.get(lines.at..).unwrap_or_default();
                parts.push(RequestPart { id, text, change_set: None });
            }
            Some(inner) if may_nest => {
                let of_set = self::parts(part, lines.at, &inner, false)?;
                parts.extend(of_set.into_iter().map(|part| RequestPart { change_set: Some(start), ..part }));
            }
            Some(_) => return Err(invalid(start, "expected a request in a change set, found another set of parts")),
        }
        delimiter = next;
    }
    Ok(parts)
}

/// True if the request is one change set.
fn is_atomic(parts: &[RequestPart<'_>]) -> Result<bool, Refused> {
    let is_set =
        |[first, second]: [&RequestPart<'_>; 2]| first.change_set.is_some() && first.change_set == second.change_set;
    let pairs = || parts.iter().zip(parts.iter().skip(1)).map(|(first, second)| [first, second]);
    match pairs().any(is_set) {
        true if !pairs().all(is_set) => Err(invalid(
            0,
            "expected one change set, or change sets of one operation each: a batch is atomic as a whole",
        )),
        is_set => Ok(is_set),
    }
}

impl RequestPart<'_> {
    /// Returns the input, or what is wrong with the part.
    fn input<T: DeserializeOwned>(&self, ids: &[&str]) -> Input<Operation<T>> {
        let input = match self.operation() {
            Ok((operation, json)) if json.trim_ascii().is_empty() => Input::new(operation.with_body(None)),
            Ok((operation, json)) => match decode_element::<T>(json, None, PointerBuf::new).item {
                Ok(body) => Input::new(operation.with_body(Some(body))),
                Err(reason) => Input::refused(reason),
            },
            Err(detail) => Input::refused(NotRun::invalid([FieldError::new("", detail)])),
        };
        let input = input.fingerprinted(Fingerprint::of(self.text));
        let target = input.item().ok().and_then(|operation| operation.target.strip_prefix('$').map(str::to_owned));
        let reference = target.as_deref().and_then(|target| target.split(['/', '?', '(']).next());
        let input = match reference.filter(|reference| ids.contains(reference) && self.id != Some(reference)) {
            Some(id) => input.depends_on([id]),
            None => input,
        };
        match self.id {
            Some(id) => input.keyed(id),
            None => input,
        }
    }

    /// Returns the operation, and its body as JSON.
    fn operation(&self) -> Result<(Operation<()>, &str), &'static str> {
        let text = self.text.trim_start_matches(['\r', '\n']);
        let line_end = text.find('\n').map_or(text.len(), |at| at + 1);
        let (line, rest) = text.split_at_checked(line_end).unwrap_or_default();
        let mut words = line.trim_end_matches(['\r', '\n']).split(' ');
        let (Some(method), Some(target), version, None) = (words.next(), words.next(), words.next(), words.next())
        else {
            return Err("expected a request line, such as `DELETE /orders/17 HTTP/1.1`");
        };
        if version.is_some_and(|version| !version.starts_with("HTTP/")) {
            return Err("expected a version of HTTP at the end of the request line");
        }
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| "expected a method in the request line")?;
        let mut operation = Operation { id: self.id.map(Into::into), ..Operation::new(method, target) };
        let mut lines = FieldLines::new(rest, 0);
        for line in lines.by_ref() {
            match line {
                FieldLine::End => break,
                FieldLine::Invalid(_) => return Err("expected a header field behind the request line"),
                FieldLine::Field(field) => {
                    let name = HeaderName::from_bytes(slice(rest, field.name).as_bytes());
                    let value = HeaderValue::from_str(slice(rest, field.value));
                    let (Ok(name), Ok(value)) = (name, value) else {
                        return Err("expected a header field with a valid name and value");
                    };
                    if operation.headers.len() == MAX_FIELDS {
                        return Err("expected fewer header fields");
                    }
                    if operation.headers.insert(name, value).is_some() {
                        return Err("expected each header field once");
                    }
                }
            }
        }
        Ok((operation, rest.get(lines.at..).unwrap_or_default()))
    }
}

fn without_brackets(id: &str) -> &str {
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}

fn slice(text: &str, (start, end): TextRange) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// Returns the refusal of a body with an error at a byte.
fn invalid(at: usize, detail: &str) -> Refused {
    Refused::Invalid { errors: vec![FieldError::new("", format!("byte {at}: {detail}"))] }
}
