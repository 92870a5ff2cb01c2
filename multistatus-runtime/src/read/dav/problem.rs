//! Reads a problem in XML (RFC 9457 appendix B). Its members become JSON, with text for every value.

use serde_json::{Map, Value};

use super::content::{ResponseReader, refused};
use super::error::PROBLEM;
use crate::item::{DefectKind, spans::Span};
use crate::tokens::xml::references::lines;
use crate::tokens::xml::{Element, Token, XmlError};

/// Maximum number of levels of a member: serde_json reads at most 128.
const DEPTH: usize = 100;

/// A member whose end is not read yet.
struct OpenMember {
    name: String,
    text: String,
    children: Vec<(String, Value)>,
}

impl ResponseReader<'_, '_> {
    /// Reads a `problem` that was just opened, up to its end. Returns its `detail`.
    pub(crate) fn problem(&mut self) -> Result<Option<Span>, XmlError> {
        self.record.untyped = true;
        let mut detail = None;
        while let Some(child) = self.child()? {
            let known = self.scanner.names.uri(child.namespace) == PROBLEM;
            match self.scanner.local(&child) {
                "type" if known && self.record.problem_type.is_none() => {
                    self.record.problem_type = Some(self.text()?);
                }
                "title" if known && self.record.title.is_none() => self.record.title = Some(self.verbatim()?),
                "instance" if known && self.record.instance.is_none() => {
                    self.record.instance = Some(self.text()?);
                }
                "type" | "title" | "instance" if known => self.repeated(&child)?,
                "detail" if known && detail.is_none() => detail = Some(self.verbatim()?),
                // The response has its own.
                "status" | "detail" if known => {
                    self.scanner.skip()?;
                }
                _ => self.member(&child)?,
            }
        }
        Ok(detail)
    }

    fn member(&mut self, element: &Element) -> Result<(), XmlError> {
        let mut open = vec![self.begun(element)?];
        loop {
            match self.scanner.next()? {
                Token::Start(child) if open.len() == DEPTH => {
                    self.defect(child.start, DefectKind::WrongType);
                    self.scanner.skip()?;
                }
                Token::Start(child) => open.push(self.begun(&child)?),
                Token::Text(place) => {
                    let text = self.scanner.slice(place);
                    open.iter_mut().last().into_iter().for_each(|member| lines(text, &mut member.text));
                }
                Token::Reference(character, _) => {
                    open.iter_mut().last().into_iter().for_each(|member| member.text.push(character));
                }
                Token::End(_) => {
                    let Some(member) = open.pop() else { return Ok(()) };
                    let (name, value) = member.value();
                    let Some(parent) = open.last_mut() else {
                        self.push_member(&name, &value);
                        return Ok(());
                    };
                    parent.children.push((name, value));
                }
                Token::Over => return Err(XmlError::Incomplete),
            }
        }
    }

    fn begun(&mut self, element: &Element) -> Result<OpenMember, XmlError> {
        self.record.count_member().map_err(refused(element))?;
        let name = self.scanner.local(element).to_owned();
        Ok(OpenMember { name, text: String::new(), children: Vec::new() })
    }

    fn push_member(&mut self, name: &str, value: &Value) {
        let name = self.record.decode(|out| out.push_str(name));
        let value = self.record.decode(|out| out.push_str(&value.to_string()));
        self.record.members.push((name, value));
    }
}

impl OpenMember {
    /// Returns the name and the value. Elements that are all named `i` are an array, others an object.
    fn value(self) -> (String, Value) {
        let Self { name, text, children } = self;
        let value = if children.is_empty() {
            Value::String(text)
        } else if children.iter().all(|(name, _)| name == "i") {
            Value::Array(children.into_iter().map(|(_, value)| value).collect())
        } else {
            Value::Object(children.into_iter().collect::<Map<_, _>>())
        };
        (name, value)
    }
}
