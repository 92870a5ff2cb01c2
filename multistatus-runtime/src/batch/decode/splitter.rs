//! Splits an array of JSON into its elements while the bytes arrive. It keeps no more of them than one value takes.

use std::ops::Range;

use super::{
    buffer::Buffer,
    element::{Named, is_json},
    extent::Extent,
    whole::kind,
};
use crate::Refused;

/// Why there is no element.
#[derive(Debug)]
pub(super) enum Stop {
    /// It takes more bytes.
    More,
    /// There are no more elements.
    End,
    /// The rest of the body holds none that could be trusted.
    Refused(Refused),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Splits an array.
#[derive(Debug)]
pub(super) struct Splitter {
    /// The member that holds the array; without one, the document is it.
    member: Option<Box<str>>,
    place: Place,
    /// How far the value was looked through that begins here.
    extent: Extent,
    /// Whether the array was found.
    listed: bool,
    /// How long a value may be.
    limit: usize,
}

/// What stands at the first byte that is not done with.
#[derive(Clone, Copy, Debug)]
enum Place {
    Document,
    Name { first: bool },
    Colon { named: bool },
    Value { named: bool },
    BehindValue,
    Element { first: bool },
    BehindElement,
    BehindDocument,
}

impl Splitter {
    /// Splits the array that the document is, or that its member of this name is.
    pub(super) fn new(member: Option<&str>, limit: usize) -> Self {
        let member = member.map(Into::into);
        Self { member, place: Place::Document, extent: Extent::default(), listed: false, limit }
    }

    /// The next element.
    pub(super) fn next(&mut self, buffer: &mut Buffer) -> Result<Range<usize>, Stop> {
        loop {
            match self.step(buffer) {
                Ok(Some(element)) => return Ok(element),
                Ok(None) => {}
                Err(Stop::More) if buffer.ended() => return Err(self.over(buffer)),
                Err(stop) => return Err(stop),
            }
        }
    }

    /// What it means that there are no more bytes.
    fn over(&self, buffer: &Buffer) -> Stop {
        match (self.place, &self.member) {
            (Place::BehindDocument, Some(member)) if !self.listed => {
                Refused::NoMember { member: (**member).into() }.into()
            }
            (Place::BehindDocument, _) => Stop::End,
            _ => buffer.end_fault("expected more: the body ends before its array of items does").into(),
        }
    }

    /// Goes over one token, or over one value.
    fn step(&mut self, buffer: &mut Buffer) -> Result<Option<Range<usize>>, Stop> {
        let first = buffer.token().ok_or(Stop::More)?;
        self.place = match (self.place, first) {
            (Place::Document, _) => self.document(buffer, first)?,
            (Place::Name { first: true }, b'}') => after(buffer, Place::BehindDocument),
            (Place::Name { .. }, b'"') => {
                let name = self.value(buffer)?;
                Place::Colon { named: self.is_named(buffer, name)? }
            }
            (Place::Name { .. }, _) => return Err(buffer.fault("expected the name of a member, in quotes").into()),
            (Place::Colon { named }, b':') => after(buffer, Place::Value { named }),
            (Place::Colon { .. }, _) => return Err(buffer.fault("expected `:` behind the name of a member").into()),
            (Place::Value { named: true }, _) => self.array(buffer, first)?,
            (Place::Value { named: false }, _) => {
                let value = self.value(buffer)?;
                let json = buffer.text(value.clone())?;
                is_json(json).map_err(|error| buffer.position(value.start).syntax(&error))?;
                Place::BehindValue
            }
            (Place::BehindValue, b',') => after(buffer, Place::Name { first: false }),
            (Place::BehindValue, b'}') => after(buffer, Place::BehindDocument),
            (Place::BehindValue, _) => return Err(buffer.fault("expected `,` or `}` behind a member").into()),
            (Place::Element { first: true }, b']') | (Place::BehindElement, b']') => {
                let behind = if self.member.is_some() { Place::BehindValue } else { Place::BehindDocument };
                after(buffer, behind)
            }
            (Place::Element { .. }, _) => {
                let element = self.value(buffer)?;
                self.place = Place::BehindElement;
                return Ok(Some(element));
            }
            (Place::BehindElement, b',') => after(buffer, Place::Element { first: false }),
            (Place::BehindElement, _) => return Err(buffer.fault("expected `,` or `]` behind an item").into()),
            (Place::BehindDocument, _) => return Err(buffer.fault("expected nothing behind the document").into()),
        };
        Ok(None)
    }

    /// Goes into the document.
    fn document(&mut self, buffer: &mut Buffer, first: u8) -> Result<Place, Stop> {
        match (&self.member, first) {
            (None, _) => self.array(buffer, first),
            (Some(_), b'{') => Ok(after(buffer, Place::Name { first: true })),
            (Some(member), _) if begins(first) => Err(Refused::NoMember { member: (**member).into() }.into()),
            (Some(_), _) => Err(buffer.fault("expected an object").into()),
        }
    }

    /// Goes into the array of items.
    fn array(&mut self, buffer: &mut Buffer, first: u8) -> Result<Place, Stop> {
        let member = self.member.as_deref().map(String::from);
        match (first, member) {
            (_, Some(member)) if self.listed => Err(Refused::MemberTwice { member }.into()),
            (b'[', _) => {
                self.listed = true;
                Ok(after(buffer, Place::Element { first: true }))
            }
            (first, member) if begins(first) => Err(Refused::NotAnArray { member, found: kind(Some(first)) }.into()),
            _ => Err(buffer.fault("expected an array of items").into()),
        }
    }

    /// Goes over the value that begins here.
    fn value(&mut self, buffer: &mut Buffer) -> Result<Range<usize>, Stop> {
        let rest = buffer.rest();
        let end = self.extent.end(rest);
        if end.unwrap_or(rest.len()) > self.limit {
            return Err(Refused::ItemTooLarge { max_bytes: self.limit }.into());
        }
        let end = end.ok_or(Stop::More)?;
        if end == 0 {
            return Err(buffer.fault("expected a value").into());
        }
        self.extent = Extent::default();
        Ok(buffer.take(end))
    }

    /// Whether this is the name of the member that holds the array.
    fn is_named(&self, buffer: &Buffer, name: Range<usize>) -> Result<bool, Stop> {
        let json = buffer.text(name.clone())?;
        let named = Named(self.member.as_deref().unwrap_or_default()).read(json);
        Ok(named.map_err(|error| buffer.position(name.start).syntax(&error))?)
    }
}

/// What comes behind the byte that stands here.
fn after(buffer: &mut Buffer, place: Place) -> Place {
    buffer.take(1);
    place
}

/// Whether a value can begin like this.
fn begins(first: u8) -> bool {
    matches!(first, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}
