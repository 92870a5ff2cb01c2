//! The attributes `#[property(...)]` of one field, of a struct, or of a property without a field: a name, and keys.

use quote::ToTokens;
use syn::{Attribute, Error, Lit, LitStr, MacroDelimiter, Meta, parse::ParseStream};

use super::{
    habits,
    keys::{PropertyKey, PropertyTarget},
};
use crate::{
    attr::{
        parser::{self, Grammar, Preceding, SettingList},
        tokens::skip_element,
    },
    diagnostics::Diagnostics,
};

/// Everything that the attributes of one target give.
pub(crate) struct PropertyAttributes {
    pub(crate) target: PropertyTarget,
    pub(crate) name: Option<WrittenName>,
    pub(crate) settings: SettingList<PropertyKey>,
    /// True if there is an attribute, even one without a list.
    pub(crate) is_written: bool,
    /// True if something could not be read: then a name or a key that is absent may be among it.
    pub(crate) broken: bool,
}

/// The name of a property as it is written.
pub(crate) struct WrittenName {
    pub(crate) namespace: Option<LitStr>,
    pub(crate) local: LitStr,
}

impl PropertyAttributes {
    pub(crate) fn new(target: PropertyTarget) -> Self {
        Self { target, name: None, settings: SettingList::default(), is_written: false, broken: false }
    }

    /// Returns what all attributes of a field give together.
    pub(crate) fn of_field(attributes: &[Attribute], diagnostics: &mut Diagnostics) -> Self {
        let mut parsed = Self::new(PropertyTarget::Field);
        attributes.iter().filter(|attribute| is_property(attribute)).for_each(|it| parsed.add(it, diagnostics));
        habits::check_other_helpers(attributes, diagnostics);
        parsed
    }

    /// Returns what the attributes of a struct give for the struct, and the attributes that are each a property.
    pub(crate) fn of_struct(attributes: &[Attribute], diagnostics: &mut Diagnostics) -> (Self, Vec<Self>) {
        let (mut of_struct, mut computed) = (Self::new(PropertyTarget::Struct), Vec::new());
        for attribute in attributes.iter().filter(|attribute| is_property(attribute)) {
            if habits::is_about_a_property(attribute) {
                let mut property = Self::new(PropertyTarget::Computed);
                property.add(attribute, diagnostics);
                computed.push(property);
            } else {
                of_struct.add(attribute, diagnostics);
            }
        }
        (of_struct, computed)
    }

    fn add(&mut self, attribute: &Attribute, diagnostics: &mut Diagnostics) {
        let before = diagnostics.count();
        self.is_written = true;
        let example = self.example();
        match &attribute.meta {
            // #[property]
            Meta::Path(path) => {
                diagnostics.error(path, format!("`#[property]` without a list sets nothing; write `{example}`"));
            }
            // #[property = "displayname"]
            Meta::NameValue(pair) => {
                let list = pair.value.to_token_stream();
                diagnostics.error(pair.eq_token, format!("expected parentheses; write `#[property({list})]`"));
            }
            // #[property()]
            Meta::List(list) if list.tokens.is_empty() => {
                diagnostics.error(attribute, format!("empty `#[property()]`; write `{example}`, or remove it"));
            }
            // #[property["displayname"]]
            Meta::List(list) if !matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
                let tokens = &list.tokens;
                diagnostics.error(tokens, format!("expected parentheses; write `#[property({tokens})]`"));
            }
            // #[property(...)]
            Meta::List(list) => {
                parser::parse(list.tokens.clone(), self).into_iter().for_each(|error| diagnostics.push(error));
            }
        }
        self.broken |= diagnostics.count() > before;
    }

    fn example(&self) -> &'static str {
        match self.target {
            PropertyTarget::Struct => "#[property(namespace = \"http://owncloud.org/ns\")]",
            PropertyTarget::Computed | PropertyTarget::Field => "#[property(\"displayname\")]",
        }
    }
}

fn is_property(attribute: &Attribute) -> bool {
    attribute.path().is_ident("property")
}

impl Grammar for PropertyAttributes {
    type Key = PropertyKey;

    fn target(&self) -> PropertyTarget {
        self.target
    }

    fn settings(&mut self) -> &mut SettingList<PropertyKey> {
        &mut self.settings
    }

    /// The name: one text, or a namespace and a local name.
    fn positional(&mut self, input: ParseStream<'_>, preceding: Preceding<PropertyKey>) -> Option<syn::Result<()>> {
        input.cursor().literal()?;
        Some(match input.fork().parse().ok()? {
            Lit::Str(text) => input.parse::<Lit>().and_then(|_| {
                self.add_text(text, preceding)?;
                // Two texts are never one name.
                let Ok(next) = input.fork().parse::<LitStr>() else { return Ok(()) };
                let missing = Error::new_spanned(&next, "missing `,` before this");
                self.add_text(next, Preceding::Positional).and(Err(missing))
            }),
            literal => Err(Error::new_spanned(skip_element(input), habits::not_a_text(&literal))),
        })
    }

    fn expected(&self) -> &'static str {
        match self.target {
            PropertyTarget::Struct => "a key",
            PropertyTarget::Computed | PropertyTarget::Field if self.name.is_some() => "a key",
            PropertyTarget::Computed | PropertyTarget::Field => "the name of the property, such as `\"displayname\"`",
        }
    }

    fn habit(&self, element: ParseStream<'_>) -> Option<Error> {
        let local = self.name.as_ref().map(|name| &name.local);
        habits::explain(&habits::Preceded { target: self.target, local }, element)
    }
}

impl PropertyAttributes {
    fn add_text(&mut self, text: LitStr, preceding: Preceding<PropertyKey>) -> syn::Result<()> {
        let message = match (&mut self.name, preceding) {
            _ if habits::is_key(&text.value(), self.target) => format!("a key is not text; write `{}`", text.value()),
            (None, Preceding::Nothing | Preceding::Mistake) => {
                self.name = Some(WrittenName { namespace: None, local: text });
                return Ok(());
            }
            (Some(name), Preceding::Positional) if name.namespace.is_none() => {
                name.namespace = Some(std::mem::replace(&mut name.local, text));
                return Ok(());
            }
            (None, _) => "the name comes first; write it before the keys".to_owned(),
            (Some(_), Preceding::Positional) => {
                "a name is one text, or a namespace and a local name; remove this".to_owned()
            }
            (Some(_), _) => "a second name; keep one".to_owned(),
        };
        Err(Error::new_spanned(text, message))
    }
}
