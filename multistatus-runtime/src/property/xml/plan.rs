//! What a body asks each resource for: the properties and their tags, prepared once.

use std::collections::HashSet;

use crate::{
    outcome::DAV,
    property::{
        Properties, PropertyName, PropertyQuery,
        tag::{self, FOREIGN, Tag},
    },
};

/// The properties that are asked for, in the order in which they are written.
#[derive(Debug)]
pub(super) struct PropertyPlan {
    pub(super) steps: Vec<PropertyStep>,
    /// True for `propname`.
    pub(super) names_only: bool,
    /// True if the dead properties that are not named are listed, too.
    pub(super) all_dead: bool,
    /// The prefixes that the root declares besides `D`, and their namespaces.
    pub(super) declared: Vec<(&'static str, PropertyName)>,
}

/// A property that is asked for.
#[derive(Debug)]
pub(super) struct PropertyStep {
    pub(super) name: PropertyName,
    pub(super) prefix: &'static str,
    pub(super) start: Tag,
    pub(super) end: Tag,
    pub(super) empty: Tag,
    /// The position among the declared properties.
    pub(super) position: Option<usize>,
    /// True if the request names it, so that its absence is reported.
    pub(super) named: bool,
}

/// The prefixes that the root may declare. Further namespaces are declared by each element.
const PREFIXES: [&str; 8] = ["A:", "B:", "C:", "E:", "F:", "G:", "H:", "I:"];

impl PropertyPlan {
    /// Prepares a body for a query.
    pub(super) fn new<P: Properties>(query: &PropertyQuery) -> Self {
        let mut plan = Self {
            steps: Vec::new(),
            names_only: matches!(query, PropertyQuery::PropName),
            all_dead: !matches!(query, PropertyQuery::Prop(_)),
            declared: Vec::new(),
        };
        // A property appears once (RFC 4918 section 9.1).
        let mut seen = HashSet::new();
        for (name, named) in asked::<P>(query) {
            if seen.insert(name) {
                let prefix = plan.prefix(name);
                plan.steps.push(PropertyStep::new::<P>(name, named, prefix));
            }
        }
        plan
    }

    /// Prepares elements that stand on their own: all that `allprop` lists.
    pub(super) fn standalone<P: Properties>() -> Self {
        let listed = P::PROPERTIES.iter().enumerate().filter(|(_, info)| info.in_allprop);
        let steps = listed.map(|(position, info)| PropertyStep::standalone(&info.name, position)).collect();
        Self { steps, names_only: false, all_dead: true, declared: Vec::new() }
    }

    /// Returns the prefix of a name. Its namespace is declared by the root, or by each element if the prefix is `X`.
    fn prefix(&mut self, name: &PropertyName) -> &'static str {
        let prefix = tag::prefix(name.namespace());
        if prefix != FOREIGN {
            return prefix;
        }
        let known = self.declared.iter().find(|(_, known)| known.namespace() == name.namespace());
        match (known, PREFIXES.get(self.declared.len())) {
            (Some((prefix, _)), _) => prefix,
            (None, Some(prefix)) => {
                self.declared.push((prefix, name.clone()));
                prefix
            }
            (None, None) => FOREIGN,
        }
    }

    /// Returns the start of the document.
    pub(super) fn document(&self) -> String {
        let mut document = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"{DAV}\"");
        self.declared.iter().for_each(|(prefix, name)| document.push_str(&tag::declaration(prefix, name.namespace())));
        document.push('>');
        document
    }

    /// True if a step asks for a property.
    pub(super) fn has(&self, namespace: &str, local: &str) -> bool {
        self.steps.iter().any(|step| step.name.is(namespace, local))
    }
}

/// Returns the names that a query asks for, each with true if the request names it.
fn asked<P: Properties>(query: &PropertyQuery) -> Vec<(&PropertyName, bool)> {
    let listed = |all: bool| P::PROPERTIES.iter().filter(move |info| all || info.in_allprop).map(|info| &info.name);
    let named = |names| <[PropertyName]>::iter(names).map(|name| (name, true));
    match query {
        PropertyQuery::Prop(names) => named(names).collect(),
        PropertyQuery::PropName => listed(true).map(|name| (name, false)).collect(),
        PropertyQuery::AllProp { include } => {
            let others = listed(false).filter(|name| !include.contains(name));
            others.map(|name| (name, false)).chain(named(include)).collect()
        }
    }
}

impl PropertyStep {
    fn new<P: Properties>(name: &PropertyName, named: bool, prefix: &'static str) -> Self {
        let mut start = format!("<{prefix}{}", name.local());
        if prefix == FOREIGN {
            start.push_str(&tag::declaration(FOREIGN, name.namespace()));
        }
        Self {
            name: name.clone(),
            prefix,
            empty: Tag::new(format!("{start}/>")),
            start: Tag::new(format!("{start}>")),
            end: Tag::new(format!("</{prefix}{}>", name.local())),
            position: P::PROPERTIES.iter().position(|info| info.name == *name),
            named,
        }
    }

    fn standalone(name: &PropertyName, position: usize) -> Self {
        let prefix = tag::prefix(name.namespace());
        let start = tag::standalone(name);
        Self {
            name: name.clone(),
            prefix,
            empty: Tag::new(format!("{}/>", start.trim_end_matches('>'))),
            start: Tag::new(start),
            end: Tag::new(format!("</{prefix}{}>", name.local())),
            position: Some(position),
            named: false,
        }
    }
}
