//! The type under a derive as it is written: names, fields and attributes, borrowed from syn. Nothing is checked here.

use proc_macro2::Span;
use syn::{
    Data, DataUnion, DeriveInput, Expr, Fields, Generics, Ident, Index, Member, Meta, Path, Type, ext::IdentExt,
};

use super::{
    attributes::Attributes,
    keys::{OutcomeKey, Target},
};
use crate::{attr::parser::Setting, diagnostics::Diagnostics, docs::docs};

pub(crate) struct TypeInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) shape: Shape<'a>,
}

pub(crate) enum Shape<'a> {
    Enum {
        attrs: Attributes,
        variants: Vec<VariantInput<'a>>,
    },
    /// A struct is its own only variant: it has the keys of both.
    Struct(VariantInput<'a>),
    Union(&'a DataUnion),
}

pub(crate) struct VariantInput<'a> {
    /// The name of the variant, or of the struct.
    pub(crate) ident: &'a Ident,
    pub(crate) docs: String,
    pub(crate) attrs: Attributes,
    /// The number after `=`, if the variant has one.
    pub(crate) discriminant: Option<&'a Expr>,
    /// The attribute of another derive that gives the text of `Display`: `#[error("...")]`.
    pub(crate) display_text: Option<&'a syn::Attribute>,
    pub(crate) fields: Vec<FieldInput<'a>>,
}

pub(crate) struct FieldInput<'a> {
    pub(crate) index: usize,
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: Attributes,
    /// True if another derive implements `From`: `#[from]`.
    pub(crate) has_from: bool,
}

impl<'a> TypeInput<'a> {
    pub(crate) fn from_syn(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Self {
        let shape = match &input.data {
            Data::Enum(data) => Shape::Enum {
                attrs: Attributes::parse(&input.attrs, Target::Enum, diagnostics),
                variants: data
                    .variants
                    .iter()
                    .map(|variant| VariantInput {
                        ident: &variant.ident,
                        docs: docs(&variant.attrs),
                        attrs: Attributes::parse(&variant.attrs, Target::Variant, diagnostics),
                        discriminant: variant.discriminant.as_ref().map(|discriminant| &discriminant.1),
                        display_text: display_text(&variant.attrs),
                        fields: fields(&variant.fields, diagnostics),
                    })
                    .collect(),
            },
            Data::Struct(data) => Shape::Struct(VariantInput {
                ident: &input.ident,
                docs: docs(&input.attrs),
                attrs: Attributes::parse(&input.attrs, Target::Struct, diagnostics),
                discriminant: None,
                display_text: display_text(&input.attrs),
                fields: fields(&data.fields, diagnostics),
            }),
            Data::Union(data) => Shape::Union(data),
        };
        Self { ident: &input.ident, generics: &input.generics, shape }
    }

    pub(crate) fn variants(&self) -> &[VariantInput<'a>] {
        match &self.shape {
            Shape::Enum { variants, .. } => variants,
            Shape::Struct(variant) => std::slice::from_ref(variant),
            Shape::Union(_) => &[],
        }
    }

    /// Returns the attributes with the settings of the whole type.
    pub(crate) fn attrs(&self) -> Option<&Attributes> {
        match &self.shape {
            Shape::Enum { attrs, .. } => Some(attrs),
            Shape::Struct(variant) => Some(&variant.attrs),
            Shape::Union(_) => None,
        }
    }

    /// Returns the path of `crate = path`.
    pub(crate) fn crate_path(&self) -> Option<&Path> {
        self.attrs()?.settings.path(OutcomeKey::Crate)
    }

    pub(crate) fn is_enum(&self) -> bool {
        matches!(self.shape, Shape::Enum { .. })
    }
}

impl FieldInput<'_> {
    /// True if the field has a role. `default` and `from` are none: they are about making the value, not about sending it.
    pub(crate) fn has_role(&self) -> bool {
        let is_role = |key| !matches!(key, OutcomeKey::FieldDefault | OutcomeKey::From);
        self.attrs.settings.iter().any(|setting| is_role(setting.row.key))
    }
}

impl<'a> VariantInput<'a> {
    /// Returns the name without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// Returns each field with this role, in order. A field may have the role more than once.
    pub(crate) fn roles(&self, key: OutcomeKey) -> impl Iterator<Item = (&FieldInput<'a>, &Setting<OutcomeKey>)> {
        self.fields.iter().flat_map(move |field| field.attrs.settings.all(key).map(move |setting| (field, setting)))
    }

    /// Returns the first field with this role.
    pub(crate) fn role(&self, key: OutcomeKey) -> Option<&FieldInput<'a>> {
        self.roles(key).next().map(|(field, _)| field)
    }

    /// Returns the fields without a role: what `transparent`, `other` and `via` take.
    ///
    pub(crate) fn plain_fields(&self) -> impl Iterator<Item = &FieldInput<'a>> {
        self.fields.iter().filter(|field| !field.has_role())
    }

    /// Returns the key that takes everything from the only field, if there is one.
    pub(crate) fn delegation(&self) -> Option<&Setting<OutcomeKey>> {
        let settings = &self.attrs.settings;
        settings.get(OutcomeKey::Other).or_else(|| settings.get(OutcomeKey::Transparent))
    }

    /// True if something here could not be read: then a key that is absent may be among it.
    pub(crate) fn is_broken(&self) -> bool {
        self.attrs.broken || self.fields.iter().any(|field| field.attrs.broken)
    }
}

impl FieldInput<'_> {
    /// Returns the name as a placeholder writes it: without `r#`, or the index in decimal.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

fn fields<'a>(fields: &'a Fields, diagnostics: &mut Diagnostics) -> Vec<FieldInput<'a>> {
    let numbered = fields.iter().zip(0_u32..).enumerate();
    let field = |(index, (field, number)): (usize, (&'a syn::Field, u32))| FieldInput {
        index,
        member: match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: number, span: Span::call_site() }),
        },
        ty: &field.ty,
        attrs: Attributes::parse(&field.attrs, Target::Field, diagnostics),
        has_from: field.attrs.iter().any(|attribute| attribute.path().is_ident("from")),
    };
    numbered.map(field).collect()
}

/// Returns the attribute that gives the text of `Display` to the derives of thiserror, derive_more and snafu.
fn display_text(attributes: &[syn::Attribute]) -> Option<&syn::Attribute> {
    attributes.iter().find(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("snafu") => {
            list.tokens.clone().into_iter().next().is_some_and(|first| first.to_string() == "display")
        }
        meta => matches!(meta, Meta::List(_)) && (meta.path().is_ident("error") || meta.path().is_ident("display")),
    })
}
