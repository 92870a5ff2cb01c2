//! The struct under the derive as it is written: its attributes and its fields. Nothing is checked here.

use syn::{Data, DataEnum, DataUnion, DeriveInput, Fields, FieldsUnnamed, Ident, Path, Type};

use super::{
    attributes::PropertyAttributes,
    keys::{PropertyKey, PropertyTarget},
};
use crate::{diagnostics::Diagnostics, docs::docs};

pub(crate) struct StructInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) shape: StructShape<'a>,
    pub(crate) attrs: PropertyAttributes,
    /// The properties without a field.
    pub(crate) computed: Vec<PropertyAttributes>,
    pub(crate) fields: Vec<PropertyField<'a>>,
}

/// The kind of type under the derive.
pub(crate) enum StructShape<'a> {
    /// A struct with named fields, or without fields.
    Named,
    Tuple(&'a FieldsUnnamed),
    Enum(&'a DataEnum),
    Union(&'a DataUnion),
}

pub(crate) struct PropertyField<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) docs: String,
    pub(crate) attrs: PropertyAttributes,
}

impl<'a> StructInput<'a> {
    pub(crate) fn from_syn(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Self {
        let shape = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Unnamed(fields) => StructShape::Tuple(fields),
                Fields::Named(_) | Fields::Unit => StructShape::Named,
            },
            Data::Enum(data) => StructShape::Enum(data),
            Data::Union(data) => StructShape::Union(data),
        };
        let (attrs, computed, fields) = match (&shape, &input.data) {
            (StructShape::Named, Data::Struct(data)) => {
                let (attrs, computed) = PropertyAttributes::of_struct(&input.attrs, diagnostics);
                let fields = data.fields.iter().filter_map(|field| {
                    Some(PropertyField {
                        ident: field.ident.as_ref()?,
                        ty: &field.ty,
                        docs: docs(&field.attrs),
                        attrs: PropertyAttributes::of_field(&field.attrs, diagnostics),
                    })
                });
                (attrs, computed, fields.collect())
            }
            // The shape is the mistake, so nothing in it is read.
            _ => (PropertyAttributes::new(PropertyTarget::Struct), Vec::new(), Vec::new()),
        };
        Self { ident: &input.ident, shape, attrs, computed, fields }
    }

    /// Returns the path of `crate = path`.
    pub(crate) fn crate_path(&self) -> Option<&Path> {
        self.attrs.settings.path(PropertyKey::Crate)
    }

    /// Returns each field with the role `rest`.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &PropertyField<'a>> {
        self.fields.iter().filter(|field| field.attrs.settings.has(PropertyKey::Rest))
    }

    /// True if something could not be read: then what is absent may be among it.
    pub(crate) fn is_broken(&self) -> bool {
        let fields = self.fields.iter().map(|field| &field.attrs);
        self.attrs.broken || self.computed.iter().chain(fields).any(|attrs| attrs.broken)
    }
}
