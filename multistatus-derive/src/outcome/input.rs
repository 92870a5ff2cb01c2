//! The input as it was written: names, fields and attributes, borrowed from syn. Nothing is checked here.

use syn::{
    Data, DataUnion, DeriveInput, Expr, ExprLit, Fields, Generics, Ident, Index, Lit, Member, Meta, Path, Type,
    ext::IdentExt,
};

use super::keys::{Key, Place};
use crate::{
    attr::parser::{Attrs, Entry},
    diagnostics::Diagnostics,
};

pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) shape: Shape<'a>,
}

pub(crate) enum Shape<'a> {
    Enum {
        attrs: Attrs,
        variants: Vec<Variant<'a>>,
    },
    /// A struct is its own only variant: both kinds of keys stand on it.
    Struct(Variant<'a>),
    Union(&'a DataUnion),
}

pub(crate) struct Variant<'a> {
    /// The name of the variant, or of the struct.
    pub(crate) ident: &'a Ident,
    pub(crate) docs: String,
    pub(crate) attrs: Attrs,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) index: usize,
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: Attrs,
}

impl<'a> Input<'a> {
    pub(crate) fn from_syn(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Self {
        let shape = match &input.data {
            Data::Enum(data) => Shape::Enum {
                attrs: Attrs::parse(&input.attrs, Place::Enum, diagnostics),
                variants: data
                    .variants
                    .iter()
                    .map(|variant| Variant {
                        ident: &variant.ident,
                        docs: docs(&variant.attrs),
                        attrs: Attrs::parse(&variant.attrs, Place::Variant, diagnostics),
                        fields: fields(&variant.fields, diagnostics),
                    })
                    .collect(),
            },
            Data::Struct(data) => Shape::Struct(Variant {
                ident: &input.ident,
                docs: docs(&input.attrs),
                attrs: Attrs::parse(&input.attrs, Place::Struct, diagnostics),
                fields: fields(&data.fields, diagnostics),
            }),
            Data::Union(data) => Shape::Union(data),
        };
        Self { ident: &input.ident, generics: &input.generics, shape }
    }

    pub(crate) fn variants(&self) -> &[Variant<'a>] {
        match &self.shape {
            Shape::Enum { variants, .. } => variants,
            Shape::Struct(variant) => std::slice::from_ref(variant),
            Shape::Union(_) => &[],
        }
    }

    /// The attributes that hold the settings of the whole type.
    pub(crate) fn attrs(&self) -> Option<&Attrs> {
        match &self.shape {
            Shape::Enum { attrs, .. } => Some(attrs),
            Shape::Struct(variant) => Some(&variant.attrs),
            Shape::Union(_) => None,
        }
    }

    /// The path that `crate = path` gives.
    pub(crate) fn crate_path(&self) -> Option<&Path> {
        self.attrs()?.path(Key::Crate)
    }

    pub(crate) fn is_enum(&self) -> bool {
        matches!(self.shape, Shape::Enum { .. })
    }
}

impl<'a> Variant<'a> {
    /// The name without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// Each field with this role, in order; a field may have it more than once.
    pub(crate) fn roles(&self, key: Key) -> impl Iterator<Item = (&Field<'a>, &Entry)> {
        self.fields.iter().flat_map(move |field| field.attrs.all(key).map(move |entry| (field, entry)))
    }

    /// The first field with this role.
    pub(crate) fn role(&self, key: Key) -> Option<&Field<'a>> {
        self.roles(key).next().map(|(field, _)| field)
    }

    /// The fields without any role: what `transparent`, `other` and `via` take. `default` is none; it is for reading back.
    pub(crate) fn plain_fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.attrs.entries.iter().all(|entry| entry.key == Key::FieldDefault))
    }

    /// The key that takes everything from the only field, where there is one.
    pub(crate) fn delegation(&self) -> Option<&Entry> {
        self.attrs.get(Key::Other).or_else(|| self.attrs.get(Key::Transparent))
    }

    /// Whether something here could not be read, so that nothing may be said of what is absent.
    pub(crate) fn is_broken(&self) -> bool {
        self.attrs.broken || self.fields.iter().any(|field| field.attrs.broken)
    }

    /// The first entry with this role.
    pub(crate) fn role_entry(&self, key: Key) -> Option<&Entry> {
        self.roles(key).next().map(|(_, entry)| entry)
    }
}

impl Field<'_> {
    /// The name as a placeholder writes it: without `r#`, or the index in decimal.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

fn fields<'a>(fields: &'a Fields, diagnostics: &mut Diagnostics) -> Vec<Field<'a>> {
    let numbered = fields.iter().zip(0_u32..).enumerate();
    let field = |(index, (field, number)): (usize, (&'a syn::Field, u32))| Field {
        index,
        member: match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: number, span: proc_macro2::Span::call_site() }),
        },
        ty: &field.ty,
        attrs: Attrs::parse(&field.attrs, Place::Field, diagnostics),
    };
    numbered.map(field).collect()
}

/// The doc comment, its lines trimmed and joined.
fn docs(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => doc_line(&pair.value),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn doc_line(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => {
            Some(line.value().lines().map(str::trim).collect::<Vec<_>>().join("\n"))
        }
        // A line that came through a `macro_rules!` fragment.
        Expr::Group(group) => doc_line(&group.expr),
        _ => None,
    }
}
