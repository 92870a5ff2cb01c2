//! The properties that a struct declares, resolved: their names, who may change them, and where their values come from.

use quote::{ToTokens, quote};
use syn::{LitStr, Path, Token, WherePredicate, punctuated::Punctuated};

use super::{
    attributes::{PropertyAttributes, WrittenName},
    input::{PropertyField, StructInput},
    keys::PropertyKey,
};
use crate::xml_name::DAV;

pub(crate) struct StructModel<'a> {
    /// The properties without a field come first, and then those of the fields, in order.
    pub(crate) properties: Vec<PropertyModel<'a>>,
    /// The field with the properties that have no field.
    pub(crate) rest: Option<&'a PropertyField<'a>>,
    pub(crate) bounds: Option<&'a Punctuated<WherePredicate, Token![,]>>,
}

pub(crate) struct PropertyModel<'a> {
    pub(crate) attrs: &'a PropertyAttributes,
    pub(crate) name: &'a WrittenName,
    pub(crate) namespace: String,
    pub(crate) local: String,
    pub(crate) docs: &'a str,
    pub(crate) live: bool,
    pub(crate) protected: bool,
    pub(crate) in_allprop: bool,
    pub(crate) field: Option<&'a PropertyField<'a>>,
    /// The function that computes the value.
    pub(crate) with: Option<&'a Path>,
}

impl<'a> StructModel<'a> {
    pub(crate) fn new(input: &'a StructInput<'a>) -> Self {
        let namespace = input.attrs.settings.text(PropertyKey::Namespace).map(LitStr::value);
        // After a mistake on the struct, its namespace may not be known.
        let namespace = namespace.as_deref().unwrap_or(if input.attrs.broken { "" } else { DAV });
        let computed = input.computed.iter().map(|attrs| (attrs, "", None));
        let fields = input.fields.iter().map(|field| (&field.attrs, field.docs.as_str(), Some(field)));
        let properties = computed.chain(fields).filter_map(|(attrs, docs, field)| {
            Some(PropertyModel::new(attrs, attrs.name.as_ref()?, namespace, docs, field))
        });
        Self {
            properties: properties.collect(),
            rest: input.rest().next(),
            bounds: input.attrs.settings.predicates(PropertyKey::Bound),
        }
    }
}

impl<'a> PropertyModel<'a> {
    fn new(
        attrs: &'a PropertyAttributes,
        name: &'a WrittenName,
        namespace: &str,
        docs: &'a str,
        field: Option<&'a PropertyField<'a>>,
    ) -> Self {
        let has = |key| attrs.settings.has(key);
        Self {
            attrs,
            name,
            namespace: name.namespace.as_ref().map_or_else(|| namespace.to_owned(), LitStr::value),
            local: name.local.value(),
            docs,
            live: has(PropertyKey::Live),
            protected: has(PropertyKey::Protected),
            in_allprop: !has(PropertyKey::NotInAllprop),
            field,
            with: attrs.settings.path(PropertyKey::With),
        }
    }

    /// Returns the field that a client may set.
    pub(crate) fn writable_field(&self) -> Option<&'a PropertyField<'a>> {
        self.field.filter(|_| !self.live && !self.protected)
    }
}

impl ToTokens for WrittenName {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        let (namespace, local) = (self.namespace.iter(), &self.local);
        tokens.extend(quote!(#(#namespace,)* #local));
    }
}
