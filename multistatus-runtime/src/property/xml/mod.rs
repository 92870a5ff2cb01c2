//! `PropertyXml`: the body of a response that reports properties.

mod failures;
mod plan;
pub(super) mod resource;

use std::{fmt, marker::PhantomData};

use self::plan::PropertyPlan;
use super::{Properties, PropertyQuery, ResourceOutcome, SyncToken};
use crate::{
    DavXml,
    dav_header::DavPreferences,
    entry::Entry,
    format::{
        BodyState, Duplicates, Entries, Format, Trailer,
        dav::{
            fragments::{Fragments, Prefixed},
            write::{description_of_whole, href},
        },
        text::{
            block::{self, WriteItem},
            escape::escape,
            output::{Output, append},
        },
    },
    key::Key,
    outcome::Outcome,
    text::xml::XmlText,
};

/// The body of a response that reports properties: DAV XML, with the properties that the request asks for.
///
/// It is the body of PROPFIND, of a multiget and of sync-collection. Each response has the properties that succeeded first,
/// and then the others by their failure (RFC 4918 section 9.1). A property that a request names and a resource does not have
/// is a 404. The value of a property that fails or panics is a 500; the others are not affected.
///
/// ```
/// use multistatus::{Streamed, StatusCode, webdav::{
///     ContentWriter, Properties, PropertyFailure, PropertyInfo, PropertyQuery, PropertyValue, PropertyXml,
///     ResourceOutcome, names,
/// }};
///
/// struct File { length: u64 }
///
/// impl Properties for File {
///     const PROPERTIES: &'static [PropertyInfo] = &[PropertyInfo::live(names::GETCONTENTLENGTH)];
///
///     fn write(&self, _position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
///         self.length.write(content)
///     }
/// }
///
/// let query = PropertyQuery::Prop(vec![names::GETCONTENTLENGTH, names::GETETAG]);
/// let members = [
///     ("/a", ResourceOutcome::Properties(File { length: 7 })),
///     ("/b", ResourceOutcome::Failed(StatusCode::FORBIDDEN)),
/// ];
/// let response = Streamed::iter(members).respond_with(PropertyXml::new(&query));
/// assert_eq!((response.status().as_u16(), &response.headers()["vary"]), (207, &"Prefer, Brief".parse().unwrap()));
/// ```
pub struct PropertyXml<P> {
    plan: PropertyPlan,
    start: String,
    preferences: DavPreferences,
    sync_token: Option<SyncToken>,
    request_uri: Option<Key>,
    resource: PhantomData<fn(P)>,
}

impl<P: Properties> PropertyXml<P> {
    /// Creates the body for a request.
    pub fn new(query: &PropertyQuery) -> Self {
        let plan = PropertyPlan::new::<P>(query);
        let start = plan.document();
        Self {
            plan,
            start,
            preferences: DavPreferences::default(),
            sync_token: None,
            request_uri: None,
            resource: PhantomData,
        }
    }

    /// Follows the preferences of a request: `return=minimal` leaves out absent properties (RFC 8144 section 2.1), and the
    /// response says in `Preference-Applied` which preferences were followed. The source of the items follows `depth-noroot`: it
    /// leaves out the resource of the Request-URI.
    pub fn preferences(mut self, preferences: DavPreferences) -> Self {
        self.preferences = preferences;
        self
    }

    /// Leaves out absent properties, without a word about it in the head of the response.
    pub fn minimal(mut self, minimal: bool) -> Self {
        self.preferences.minimal = minimal;
        self
    }

    /// Ends the document with a sync token (RFC 6578 section 6.4): the one that the cell has at that time. If the source of
    /// the items fails, there is none, so that a client asks again.
    pub fn sync_token(mut self, token: SyncToken) -> Self {
        self.sync_token = Some(token);
        self
    }

    /// Sets the Request-URI: the href of the response that says that the source of the items failed.
    pub fn request_uri(mut self, uri: impl Into<Key>) -> Self {
        self.request_uri = Some(uri.into());
        self
    }

    /// Writes an item that reports no properties. Returns the position behind.
    #[cold]
    fn failed<O: Outcome>(&self, entry: &Entry<'_, ResourceOutcome<P, O>>, mut out: Output<'_>) -> usize {
        let mut entry = *entry;
        if entry.outcome().is_none() && entry.key.is_none() {
            entry.key = self.request_uri.as_ref().map(Into::into);
        }
        Prefixed.write(&entry, &mut out);
        out.position()
    }
}

impl<P: Properties, O: Outcome> WriteItem<ResourceOutcome<P, O>> for &PropertyXml<P> {
    #[inline(always)]
    fn write(&mut self, entry: &Entry<'_, ResourceOutcome<P, O>>, out: &mut Output<'_>) {
        let Some(ResourceOutcome::Properties(resource)) = entry.outcome() else {
            let end = self.failed(entry, out.reborrow());
            return out.resume(end);
        };
        out.push_str(Prefixed::RESPONSE);
        href(entry, out);
        out.push_str(Prefixed::HREF[1]);
        resource::write(&self.plan, self.preferences.minimal, resource, entry.key(), out);
        out.push_str(Prefixed::RESPONSE_END);
    }
}

impl<P: Properties, O: Outcome> Format<ResourceOutcome<P, O>> for PropertyXml<P> {
    fn media_types(&self) -> &'static [&'static str] {
        <DavXml as Format<O>>::media_types(&DavXml::new())
    }

    fn start(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.start.as_bytes());
    }

    fn item(&self, entry: &Entry<'_, ResourceOutcome<P, O>>, out: &mut Vec<u8>) {
        block::append_item(self, entry, out);
    }

    fn items(
        &self,
        entries: &mut dyn Entries<ResourceOutcome<P, O>>,
        full: usize,
        state: &mut BodyState,
        out: &mut Vec<u8>,
    ) {
        block::fill_large(self, entries, full, &mut state.block, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| {
            description_of_whole::<Prefixed>(trailer, out);
            let token = self.sync_token.as_ref().filter(|_| trailer.summary.complete);
            match token.map(SyncToken::get) {
                Some(Some(token)) => {
                    out.push_str("<D:sync-token>");
                    escape::<XmlText>(&token, out);
                    out.push_str("</D:sync-token>");
                }
                Some(None) => {
                    tracing::error!("a response to sync-collection ends without its sync token: it was not set")
                }
                None => {}
            }
            out.push_str(Prefixed::END);
        });
    }

    fn header_fields(&self) -> &'static [(&'static str, &'static str)] {
        self.preferences.response_fields()
    }

    fn duplicates(&self) -> Duplicates {
        Duplicates::Report
    }

    /// Each resource is listed, also the ones that have every property.
    fn may_be_minimal(&self) -> bool {
        false
    }
}

impl<P> fmt::Debug for PropertyXml<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PropertyXml").field("preferences", &self.preferences).finish_non_exhaustive()
    }
}
