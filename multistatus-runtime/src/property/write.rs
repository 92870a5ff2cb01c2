//! `PropertyXml`: the body of a response that reports properties.

use std::{fmt, marker::PhantomData};

use http::StatusCode;

use super::{ContentWriter, Properties, PropertyFailure, PropertyName, PropertyQuery, ResourceOutcome};
use crate::{
    DavXml,
    entry::Entry,
    format::{
        Duplicates, Format, Trailer,
        dav::{propstat, reference::reference},
        text::output::{Output, append},
    },
    outcome::{Outcome, reason},
};

/// The body of a response that reports properties: DAV XML, with the properties that the request asks for.
///
/// Each response has the properties that succeeded first, and then the others by their failure (RFC 4918 section 9.1).
pub struct PropertyXml<P> {
    plan: Vec<Step>,
    names_only: bool,
    minimal: bool,
    /// True if the dead properties that are not named are listed, too.
    all_dead: bool,
    resource: PhantomData<fn(P)>,
}

/// A property that is asked for.
struct Step {
    name: PropertyName,
    /// The position among the declared properties.
    declared: Option<usize>,
    /// True if the request names it, so that its absence is reported.
    named: bool,
}

impl<P: Properties> PropertyXml<P> {
    /// Creates the body for a request.
    pub fn new(query: &PropertyQuery) -> Self {
        let named = |name: &PropertyName| Step {
            name: name.clone(),
            declared: P::PROPERTIES.iter().position(|info| info.name == *name),
            named: true,
        };
        let listed = |all: bool| {
            let infos = P::PROPERTIES.iter().enumerate().filter(move |(_, info)| all || info.in_allprop);
            infos.map(|(position, info)| Step { name: info.name.clone(), declared: Some(position), named: false })
        };
        let (mut plan, all_dead) = match query {
            PropertyQuery::Prop(names) => (names.iter().map(named).collect::<Vec<_>>(), false),
            PropertyQuery::PropName => (listed(true).collect(), true),
            PropertyQuery::AllProp { include } => {
                let mut plan: Vec<_> = listed(false).collect();
                plan.retain(|step| !include.contains(&step.name));
                plan.extend(include.iter().map(named));
                (plan, true)
            }
        };
        // A property appears once (RFC 4918 section 9.1).
        let mut seen = std::collections::HashSet::new();
        plan.retain(|step| seen.insert(step.name.clone()));
        let names_only = *query == PropertyQuery::PropName;
        Self { plan, names_only, minimal: false, all_dead, resource: PhantomData }
    }

    /// Leaves out absent properties (RFC 8144 section 2.1).
    pub fn minimal(mut self, minimal: bool) -> Self {
        self.minimal = minimal;
        self
    }

    fn properties(&self, resource: &P, out: &mut Output<'_>) {
        let mut failures: Vec<(&PropertyName, PropertyFailure)> = Vec::new();
        let mark = out.position();
        out.push_str("<D:propstat><D:prop>");
        let mut found = false;
        for step in &self.plan {
            match self.property(resource, step, out) {
                Ok(()) => found = true,
                Err(failure) if failure.status() == StatusCode::NOT_FOUND && (!step.named || self.minimal) => {}
                Err(failure) => failures.push((&step.name, failure)),
            }
        }
        for property in resource.dead().filter(|_| self.all_dead).into_iter().flat_map(|dead| dead.iter()) {
            let known =
                |step: &Step| *step.name.namespace() == *property.namespace && *step.name.local() == *property.name;
            if self.plan.iter().any(known) {
                continue;
            }
            found = true;
            propstat::element(property, "", out);
        }
        if found || failures.is_empty() {
            out.push_str("</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>");
        } else {
            out.truncate(mark);
        }
        while let Some((_, failure)) = failures.first() {
            let failure = failure.clone();
            out.push_str("<D:propstat><D:prop>");
            failures.retain(|(name, other)| {
                let same = *other == failure;
                if same {
                    let mut content = ContentWriter { out: out.reborrow() };
                    content.empty(name);
                    let end = content.out.position();
                    out.resume(end);
                }
                !same
            });
            let status = failure.status();
            let code = itoa::Buffer::new().format(status.as_u16()).to_owned();
            for piece in ["</D:prop><D:status>HTTP/1.1 ", &code, " ", reason(status), "</D:status></D:propstat>"] {
                out.push_str(piece);
            }
        }
    }

    fn property(&self, resource: &P, step: &Step, out: &mut Output<'_>) -> Result<(), PropertyFailure> {
        let mark = out.position();
        let mut content = ContentWriter { out: out.reborrow() };
        let result = match step.declared {
            Some(position) => {
                content.start(&step.name, ">");
                let written = resource.write(position, &mut content);
                content.end(&step.name);
                written
            }
            None => match resource.dead().and_then(|dead| dead.get(&step.name)) {
                Some(property) => {
                    propstat::element(property, "", &mut content.out);
                    Ok(())
                }
                None => Err(PropertyFailure::ABSENT),
            },
        };
        if self.names_only && result.is_ok() {
            content.out.truncate(mark);
            content.empty(&step.name);
        }
        let end = content.out.position();
        out.resume(end);
        if result.is_err() {
            out.truncate(mark);
        }
        result
    }
}

impl<P: Properties, O: Outcome> Format<ResourceOutcome<P, O>> for PropertyXml<P> {
    fn media_types(&self) -> &'static [&'static str] {
        <DavXml as Format<O>>::media_types(&DavXml::new())
    }

    fn start(&self, out: &mut Vec<u8>) {
        <DavXml as Format<O>>::start(&DavXml::new(), out);
    }

    fn item(&self, entry: &Entry<'_, ResourceOutcome<P, O>>, out: &mut Vec<u8>) {
        let (Some(ResourceOutcome::Properties(resource)), Some(key)) = (entry.outcome(), entry.key()) else {
            return DavXml::new().item(entry, out);
        };
        append(512, out, |out| {
            out.push_str("<D:response><D:href>");
            reference(key, out);
            out.push_str("</D:href>");
            self.properties(resource, out);
            out.push_str("</D:response>");
        });
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        <DavXml as Format<O>>::end(&DavXml::new(), trailer, out);
    }

    fn duplicates(&self) -> Duplicates {
        Duplicates::Report
    }

    fn may_be_minimal(&self) -> bool {
        false
    }
}

impl<P> fmt::Debug for PropertyXml<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PropertyXml").field("minimal", &self.minimal).finish_non_exhaustive()
    }
}
