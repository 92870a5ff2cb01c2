//! `DeleteObjects` requests of Amazon S3.

use http::{HeaderMap, HeaderValue, Method, header::IF_MATCH};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat};
use crate::{
    batch::{FieldError, Input, NotRun, inputs::content_encoding::without_encoding, refused::Refused},
    dialect::{S3, S3Object},
    tokens::{
        Limits,
        xml::{Namespaces, Scanner, Token, XmlError, chars, is_white, references::lines},
    },
};

/// The `DeleteObjects` request of Amazon S3: `<Delete><Object><Key/><VersionId/></Object><Quiet/></Delete>`.
///
/// An operation is a DELETE. Its target and its key are the `Key` of the object, and an `ETag` is its `If-Match`. A request has 1
/// to 1000 objects.
///
/// The response is [`dialect::S3`](crate::dialect::S3). It lists only failures if the request has `<Quiet>true</Quiet>`.
#[derive(Clone, Copy, Debug)]
pub struct S3Delete;

impl RequestFormat for S3Delete {
    type Context = S3Object;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, S3Object>, Refused> {
        without_encoding(headers)?;
        let text = std::str::from_utf8(body)
            .map_err(|error| invalid(error.valid_up_to(), "expected text in UTF-8, found other bytes"))?;
        if let Some((at, _)) = chars::illegal(text) {
            return Err(invalid(at, "expected a character that XML allows"));
        }
        let deletion = Deletion::read(text).map_err(|error| match error {
            XmlError::Malformed { at, error } | XmlError::Unclosed { at, error } => invalid(at, &error.to_string()),
            XmlError::Refused { at, refusal } => invalid(at, &refusal.to_string()),
            XmlError::Incomplete => invalid(text.len(), "the document ends before its last element does"),
        })??;
        if deletion.objects.is_empty() {
            return Err(Refused::Empty);
        }
        if deletion.objects.len() > S3.max_items() {
            return Err(Refused::TooManyItems { max_items: S3.max_items() });
        }
        let mut request = BulkRequest::new();
        for object in deletion.objects {
            let context = S3Object { version_id: object.version_id.map(Into::into), is_quiet: deletion.is_quiet };
            let mut operation = Operation::<()>::new(Method::DELETE, &*object.key);
            let input = match object.etag.as_deref().map(HeaderValue::from_str) {
                Some(Err(_)) => {
                    Input::refused(NotRun::invalid([FieldError::new("/ETag", "expected the value of a header field")]))
                }
                Some(Ok(etag)) => {
                    operation.headers.insert(IF_MATCH, etag);
                    Input::new(operation.with_body(None))
                }
                None => Input::new(operation.with_body(None)),
            };
            request.push(input.keyed(object.key), context);
        }
        Ok(request)
    }
}

/// The document of a request.
#[derive(Debug, Default)]
struct Deletion {
    objects: Vec<DeletedObject>,
    is_quiet: bool,
}

#[derive(Debug, Default)]
struct DeletedObject {
    key: String,
    version_id: Option<String>,
    etag: Option<String>,
}

impl Deletion {
    fn read(text: &str) -> Result<Result<Self, Refused>, XmlError> {
        let mut names = Namespaces::new();
        let limits = Limits { depth: 100, ..Limits::default() };
        let mut scanner = Scanner::new(text, 0, &mut names, 0, limits);
        let mut deletion = Self::default();
        let mut path: Vec<&str> = Vec::new();
        let mut content = String::new();
        let mut ended = false;
        loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Start(element) => {
                    let name = scanner.local(&element);
                    if ended || path.is_empty() && name != "Delete" {
                        return Ok(Err(invalid(at, &format!("expected one element `Delete`, found `{name}`"))));
                    }
                    path.push(name);
                    content.clear();
                    if path == ["Delete", "Object"] {
                        deletion.objects.push(DeletedObject::default());
                    }
                }
                Token::Text(place) if ended && !is_white(scanner.slice(place)) => {
                    return Ok(Err(invalid(at, "expected the end of the document, found text")));
                }
                Token::Text(place) => lines(scanner.slice(place), &mut content),
                Token::Reference(character, _) => content.push(character),
                Token::End(_) => {
                    let value = std::mem::take(&mut content);
                    if let Err(refused) = deletion.element(&path, value, at) {
                        return Ok(Err(refused));
                    }
                    if path.pop().is_none() {
                        return Ok(Err(invalid(at, "an end tag has no start tag")));
                    }
                    ended = path.is_empty();
                }
                Token::Over if ended => return Ok(Ok(deletion)),
                Token::Over => return Err(XmlError::Incomplete),
            }
        }
    }

    /// Takes the text of an element that ends at `at`.
    fn element(&mut self, path: &[&str], text: String, at: usize) -> Result<(), Refused> {
        let object = self.objects.last_mut();
        match (path, object) {
            (["Delete", "Quiet"], _) => match text.trim() {
                "true" | "1" => self.is_quiet = true,
                "false" | "0" | "" => self.is_quiet = false,
                _ => return Err(invalid(at, "expected `true` or `false` in `Quiet`")),
            },
            (["Delete", "Object", "Key"], Some(object)) if object.key.is_empty() => object.key = text,
            (["Delete", "Object", "Key"], Some(_)) => return Err(invalid(at, "expected one `Key` in `Object`")),
            (["Delete", "Object", "VersionId"], Some(object)) => {
                object.version_id = Some(text.trim().to_owned()).filter(|version| !version.is_empty());
            }
            (["Delete", "Object", "ETag"], Some(object)) => object.etag = Some(text.trim().to_owned()),
            (["Delete", "Object"], Some(object)) if object.key.is_empty() => {
                return Err(invalid(at, "expected a `Key` that is not empty in `Object`"));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Returns the refusal of a body with an error at a byte.
fn invalid(at: usize, detail: &str) -> Refused {
    Refused::Invalid { errors: vec![FieldError::new("", format!("byte {at}: {detail}"))] }
}
