//! Makes the changes of a request on a copy of the resource, so that a failure leaves the resource as it was.

use http::StatusCode;

use super::{outcome::ProppatchOutcome, protected::is_protected};
use crate::{
    property::{Properties, PropertyFailure, PropertyName, XmlElement, names},
    webdav::request::{Instruction, Mkcol, Proppatch},
};

/// A resource with all changes of a request, which the store has not saved yet.
///
/// ```
/// use multistatus::{
///     Response, StatusCode,
///     http::HeaderMap,
///     webdav::{
///         DeadProperties, Properties, PropertyFailure, ProppatchOutcome, header::DavPreferences, request::Proppatch,
///         respond_one,
///     },
/// };
///
/// #[derive(Clone, Properties)]
/// struct File {
///     #[property("displayname")]
///     title: Option<String>,
///     #[property(rest)]
///     others: DeadProperties,
/// }
///
/// fn save(file: &File) -> Result<(), StatusCode> {
///     Ok(())
/// }
///
/// fn proppatch(file: &mut File, headers: &HeaderMap, body: &[u8]) -> Response {
///     let request = match Proppatch::parse(headers, body) {
///         Ok(request) => request,
///         Err(error) => return respond_one(&error),
///     };
///     let outcome = match request.draft(file.clone()) {
///         Err(outcome) => outcome,
///         Ok(draft) => match save(draft.resource()) {
///             Ok(()) => draft.commit(file),
///             Err(error) => draft.failed(&PropertyFailure::of(&error)),
///         },
///     };
///     outcome.respond("/report.txt", DavPreferences::parse(headers))
/// }
/// # let mut file = File { title: None, others: DeadProperties::new() };
/// # let body = b"<propertyupdate xmlns='DAV:'><set><prop><displayname>Report</displayname></prop></set></propertyupdate>";
/// # assert_eq!(proppatch(&mut file, &HeaderMap::new(), body).status(), 207);
/// # assert_eq!(file.title.as_deref(), Some("Report"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is changed yet: save the resource, and call `commit`, `saved` or `failed`"]
pub struct ProppatchDraft<P> {
    resource: P,
    outcome: ProppatchOutcome,
}

impl<P> ProppatchDraft<P> {
    /// Returns the resource with all changes.
    pub fn resource(&self) -> &P {
        &self.resource
    }

    /// Replaces the resource by the one with all changes. Returns the outcome of the request.
    pub fn commit(self, resource: &mut P) -> ProppatchOutcome {
        *resource = self.resource;
        self.outcome
    }

    /// Returns the outcome of a request whose changes are saved.
    pub fn saved(self) -> ProppatchOutcome {
        self.outcome
    }

    /// Returns the outcome of a request of which nothing is saved: every property has this failure.
    pub fn failed(self, failure: &PropertyFailure) -> ProppatchOutcome {
        self.outcome.failed(failure)
    }

    /// Returns the outcome of a request of which nothing is saved because of one property: that one has this failure, and the
    /// others are a 424.
    pub fn failed_at(self, name: &PropertyName, failure: PropertyFailure) -> ProppatchOutcome {
        self.outcome.failed_at(name, failure)
    }
}

impl Proppatch {
    /// Makes the changes, all or none of them.
    ///
    /// A protected property is a 403 with `cannot-modify-protected-property`, and a value that its type does not accept a 409. A
    /// property that the type does not declare is kept in its [`DeadProperties`](crate::webdav::DeadProperties); without
    /// these, it is a 403, and beyond 1 000 of them a 507. Removing a property that the resource does not have succeeds (RFC
    /// 4918 section 14.23).
    ///
    /// ```
    /// use multistatus::{http::HeaderMap, webdav::{Properties, header::DavPreferences, request::Proppatch}};
    ///
    /// #[derive(Clone, Properties)]
    /// struct File {
    ///     #[property("displayname")]
    ///     title: Option<String>,
    /// }
    ///
    /// let mut file = File { title: None };
    /// let body = b"<propertyupdate xmlns='DAV:'><set><prop><displayname>Report</displayname></prop></set></propertyupdate>";
    /// let request = Proppatch::parse(&HeaderMap::new(), body)?;
    /// let response = request.apply(&mut file).respond("/report.txt", DavPreferences::default());
    /// assert_eq!(response.status(), 207);
    /// assert_eq!(file.title.as_deref(), Some("Report"));
    /// # Ok::<(), multistatus::webdav::request::RequestError>(())
    /// ```
    pub fn apply<P: Properties + Clone>(&self, resource: &mut P) -> ProppatchOutcome {
        match self.draft(resource.clone()) {
            Ok(draft) => draft.commit(resource),
            Err(outcome) => outcome,
        }
    }

    /// Makes the changes on a copy of the resource, which the store then saves.
    ///
    /// # Errors
    ///
    /// Returns the outcome of the request if a change failed. There is nothing to save then.
    pub fn draft<P: Properties>(&self, resource: P) -> Result<ProppatchDraft<P>, ProppatchOutcome> {
        draft(&self.instructions, resource, |resource, instruction| change(resource, instruction))
    }
}

impl Mkcol {
    /// Sets the properties of a new collection. `set_type` decides on the value of `resourcetype`, which only this method sets
    /// (RFC 5689 section 3): it returns a 403 with `valid-resourcetype` for types that the server does not create.
    ///
    /// # Errors
    ///
    /// Returns the outcome of the request if a property cannot be set. There is nothing to create then.
    pub fn draft<P: Properties>(
        &self,
        collection: P,
        mut set_type: impl FnMut(&mut P, &XmlElement) -> Result<(), PropertyFailure>,
    ) -> Result<ProppatchDraft<P>, ProppatchOutcome> {
        draft(&self.instructions, collection, |collection, instruction| match instruction {
            Instruction::Set(value) if *value.name() == names::RESOURCETYPE => set_type(collection, value),
            instruction => change(collection, instruction),
        })
    }
}

/// Follows all instructions in document order, also after a failure, so that the outcome names each cause.
fn draft<P>(
    instructions: &[Instruction],
    mut resource: P,
    mut follow: impl FnMut(&mut P, &Instruction) -> Result<(), PropertyFailure>,
) -> Result<ProppatchDraft<P>, ProppatchOutcome> {
    let results = instructions.iter().map(|instruction| (instruction.name(), follow(&mut resource, instruction)));
    let outcome = ProppatchOutcome::collect(results);
    if outcome.is_success() { Ok(ProppatchDraft { resource, outcome }) } else { Err(outcome) }
}

/// The number of properties that clients define for one resource. Each change searches all of them, so that without a limit one
/// request could take minutes.
const MOST_DEAD: usize = 1_000;

/// Sets or removes one property.
fn change<P: Properties>(resource: &mut P, instruction: &Instruction) -> Result<(), PropertyFailure> {
    let name = instruction.name();
    let declared = P::PROPERTIES.iter().enumerate().find(|(_, info)| info.name == *name);
    match (declared, instruction) {
        (Some((_, info)), _) if info.protected => Err(PropertyFailure::protected()),
        (Some((position, _)), Instruction::Set(value)) => resource.set(position, value),
        (Some((position, _)), Instruction::Remove(_)) => resource.remove(position),
        (None, _) if is_protected(name) => Err(PropertyFailure::protected()),
        (None, instruction) => match (resource.dead_mut(), instruction) {
            (Some(dead), Instruction::Set(_)) if dead.len() >= MOST_DEAD && dead.get(name).is_none() => {
                Err(PropertyFailure::new(StatusCode::INSUFFICIENT_STORAGE)
                    .description(format!("a resource keeps at most {MOST_DEAD} properties that clients define")))
            }
            (Some(dead), Instruction::Set(value)) => {
                dead.set(value);
                Ok(())
            }
            (Some(dead), Instruction::Remove(name)) => {
                dead.remove(name);
                Ok(())
            }
            (None, Instruction::Remove(_)) => Ok(()),
            (None, Instruction::Set(_)) => Err(PropertyFailure::new(StatusCode::FORBIDDEN)
                .description("the resource does not keep properties that clients define")),
        },
    }
}
