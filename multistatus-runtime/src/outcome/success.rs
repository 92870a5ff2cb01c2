//! Successes as ready-made outcomes, for handlers that need no enum of their own.

use std::fmt;

use http::StatusCode;
use serde::{Serialize, Serializer};

use super::{header::HeaderVisitor, info::OutcomeInfo, outcome::Outcome};
use crate::key::{Key, KeyRef};

/// `()` is `204 No Content`, so that `Result<(), E>` is an outcome.
impl Outcome for () {
    const OUTCOMES: &'static [OutcomeInfo] = &[{
        let mut info = OutcomeInfo::new("NoContent");
        info.status = Some(StatusCode::NO_CONTENT);
        info
    }];

    fn status(&self) -> StatusCode {
        StatusCode::NO_CONTENT
    }
}

/// `200 OK` with a representation.
///
/// ```
/// use multistatus::{Outcome, outcome::Representation};
///
/// #[derive(Outcome)]
/// enum Failure {
///     #[outcome(404, "there is no order {id}")]
///     Missing { id: u32 },
/// }
///
/// fn read(id: u32) -> Result<Representation<&'static str>, Failure> {
///     if id == 7 { Ok(Representation("seven")) } else { Err(Failure::Missing { id }) }
/// }
///
/// assert_eq!(read(7).status(), 200);
/// assert_eq!(read(8).status(), 404);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Representation<T>(pub T);

impl<T: Serialize> Outcome for Representation<T> {
    const OUTCOMES: &'static [OutcomeInfo] = &[OutcomeInfo::representation("Representation", StatusCode::OK, &[])];

    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.0.serialize(serializer).map(Some)
    }
}

/// `201 Created` with the field `Location` and the representation of what was created.
///
/// ```
/// use multistatus::{OutcomeExt, outcome::Created};
///
/// let response = Created::at("/orders/7", "seven").respond_to(&http::HeaderMap::new());
/// assert_eq!((response.status().as_u16(), &response.headers()["location"]), (201, &"/orders/7".parse()?));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Created<T> {
    /// The URI of what was created. It is sent percent-encoded.
    pub location: Key,
    /// The representation.
    pub body: T,
}

impl<T> Created<T> {
    /// Creates the outcome of an item that now exists at `location`, a URI reference.
    pub fn at(location: impl Into<Key>, body: T) -> Self {
        Self { location: location.into(), body }
    }
}

impl<T: Serialize> Outcome for Created<T> {
    const OUTCOMES: &'static [OutcomeInfo] =
        &[OutcomeInfo::representation("Created", StatusCode::CREATED, &["Location"])];

    fn status(&self) -> StatusCode {
        StatusCode::CREATED
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        visitor.header("Location", &|out: &mut dyn fmt::Write| KeyRef::from(&self.location).write_encoded(out));
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.body.serialize(serializer).map(Some)
    }
}

/// `202 Accepted` with a representation of what goes on, such as a link to a status monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accepted<T>(pub T);

impl<T: Serialize> Outcome for Accepted<T> {
    const OUTCOMES: &'static [OutcomeInfo] = &[OutcomeInfo::representation("Accepted", StatusCode::ACCEPTED, &[])];

    fn status(&self) -> StatusCode {
        StatusCode::ACCEPTED
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.0.serialize(serializer).map(Some)
    }
}
