//! Parses the field `If` (RFC 4918 section 10.4.2).

use http::HeaderMap;

use super::{
    HeaderError, LockToken, ResourceRef,
    field::single,
    if_field::{IfCondition, IfHeader, IfList, IfTest},
};
use crate::etag::ETag;

const FIELD: &str = "If";

impl IfHeader {
    /// Reads the field; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Returns an error with the position if the value does not have the form of RFC 4918 section 10.4.2.
    pub fn parse(headers: &HeaderMap) -> Result<Option<Self>, HeaderError> {
        let Some(value) = single(headers, &Self::NAME, FIELD)? else { return Ok(None) };
        lists(value).map(|lists| Some(Self { lists }))
    }
}

/// Reads the lists of a field.
fn lists(value: &str) -> Result<Vec<IfList>, HeaderError> {
    let mut parser = IfParser { value, at: 0 };
    let mut lists = Vec::new();
    let mut resource: Option<ResourceRef> = None;
    // True after a tag, which must have a list.
    let mut tagged = false;
    loop {
        match parser.peek() {
            Some(b'(') => {
                lists.push(IfList { resource: resource.clone(), conditions: parser.list()? });
                tagged = false;
            }
            Some(b'<') if !tagged && (lists.is_empty() || resource.is_some()) => {
                let at = parser.at;
                let reference = ResourceRef::new(parser.coded_url()?);
                resource =
                    Some(reference.map_err(|error| HeaderError::invalid_at(FIELD, at + 1, error.expected, value))?);
                tagged = true;
            }
            None if !tagged && !lists.is_empty() => return Ok(lists),
            _ if tagged || resource.is_none() && !lists.is_empty() => {
                return Err(parser.expected("a list in parentheses, such as `(<urn:uuid:...>)`"));
            }
            _ => return Err(parser.expected("a list in parentheses, or a resource in angle brackets before one")),
        }
    }
}

struct IfParser<'v> {
    value: &'v str,
    at: usize,
}

impl<'v> IfParser<'v> {
    /// Skips white space, and returns the next byte.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.value.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.value.as_bytes().get(self.at).copied()
    }

    fn expected(&self, expected: &'static str) -> HeaderError {
        HeaderError::invalid_at(FIELD, self.at, expected, self.value)
    }

    /// Reads text between two characters, the first of which is next.
    fn between(&mut self, end: char, expected: &'static str) -> Result<&'v str, HeaderError> {
        let rest = self.value.get(self.at + 1..).unwrap_or_default();
        let (text, _) = rest.split_once(end).ok_or_else(|| self.expected(expected))?;
        self.at += text.len() + 2;
        Ok(text)
    }

    fn coded_url(&mut self) -> Result<&'v str, HeaderError> {
        self.between('>', "a URI that ends with `>`")
    }

    /// Reads the conditions between parentheses.
    fn list(&mut self) -> Result<Vec<IfCondition>, HeaderError> {
        const CONDITION: &str = "a token in angle brackets, or an entity tag in square brackets";
        self.at += 1;
        let mut conditions = Vec::new();
        loop {
            let negated = self.not();
            let test = match self.peek() {
                Some(b'<') => {
                    let at = self.at;
                    let token = LockToken::new(self.coded_url()?);
                    let expected = "a URI with a scheme, such as `urn:uuid:...`";
                    IfTest::Token(token.ok_or_else(|| HeaderError::invalid_at(FIELD, at + 1, expected, self.value))?)
                }
                Some(b'[') => IfTest::ETag(self.entity_tag()?),
                Some(b')') if !negated && !conditions.is_empty() => {
                    self.at += 1;
                    return Ok(conditions);
                }
                None => return Err(self.expected("`)`")),
                _ => return Err(self.expected(CONDITION)),
            };
            conditions.push(IfCondition { negated, test });
        }
    }

    /// Skips `Not`. Returns true if it is there.
    fn not(&mut self) -> bool {
        self.peek();
        let word = self.value.get(self.at..self.at + 3);
        let found = word.is_some_and(|word| word.eq_ignore_ascii_case("not"));
        if found {
            self.at += 3;
        }
        found
    }

    /// Reads an entity tag (RFC 9110 section 8.8.3) and the brackets around it.
    fn entity_tag(&mut self) -> Result<ETag, HeaderError> {
        const EXPECTED: &str = "an entity tag in quotes, such as `[\"abc\"]`";
        self.at += 1;
        self.peek();
        let start = self.at;
        if self.value.get(start..).is_some_and(|rest| rest.starts_with("W/")) {
            self.at += 2;
        }
        if self.value.as_bytes().get(self.at) != Some(&b'"') {
            return Err(self.expected(EXPECTED));
        }
        self.between('"', EXPECTED)?;
        let tag = self.value.get(start..self.at).unwrap_or_default().parse();
        let tag = tag.map_err(|_| HeaderError::invalid_at(FIELD, start, EXPECTED, self.value))?;
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                Ok(tag)
            }
            _ => Err(self.expected("`]`")),
        }
    }
}
