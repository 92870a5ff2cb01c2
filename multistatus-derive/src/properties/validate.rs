//! The rules of a declaration: names on their own, and what needs two keys or two properties at once. It only reports.

use syn::{Type, ext::IdentExt};

use super::{
    attributes::PropertyAttributes,
    input::{PropertyField, StructInput, StructShape},
    keys::PropertyKey,
    model::{PropertyModel, StructModel},
    names,
};
use crate::{
    diagnostics::{Diagnostics, kebab_case},
    xml_name::DAV,
};

/// Reports every mistake in the declaration of a struct.
pub(super) fn validate(input: &StructInput<'_>, model: &StructModel<'_>, diagnostics: &mut Diagnostics) {
    let message = "`Properties` is derived for a struct with named fields; write one, with a field for each property";
    match &input.shape {
        StructShape::Named => {}
        StructShape::Tuple(fields) => return diagnostics.error(fields, message),
        StructShape::Enum(data) => return diagnostics.error(data.enum_token, message),
        StructShape::Union(data) => return diagnostics.error(data.union_token, message),
    }
    namespace(input, model, diagnostics);
    for property in &model.properties {
        PropertyRules { property, diagnostics }.all();
    }
    for attrs in &input.computed {
        without_field(attrs, diagnostics);
    }
    for field in &input.fields {
        without_name(field, diagnostics);
        rest(field, diagnostics);
    }
    at_most_one_rest(input, diagnostics);
    each_once(model, diagnostics);
    let is_written = |field: &PropertyField<'_>| field.attrs.is_written;
    if input.computed.is_empty() && !input.fields.iter().any(is_written) {
        let message =
            format!("`{}` has no property; write `#[property(\"displayname\")]` on a field", input.ident.unraw());
        diagnostics.error(input.ident, message);
    }
}

/// The namespace of the struct is one, and is that of a property.
fn namespace(input: &StructInput<'_>, model: &StructModel<'_>, diagnostics: &mut Diagnostics) {
    let Some(setting) = input.attrs.settings.get(PropertyKey::Namespace) else { return };
    let Some(namespace) = setting.value.text() else { return };
    diagnostics.check(names::check_namespace(&namespace.value()), namespace);
    if namespace.value() == DAV {
        diagnostics.error(&setting.name, "`DAV:` is the namespace of each name that has no other; remove this");
    } else if !model.properties.iter().any(|property| property.name.namespace.is_none()) && !input.is_broken() {
        let message = "`namespace` is never used: each property has a namespace of its own; remove it";
        diagnostics.error(&setting.name, message);
    }
}

/// The rules of one property.
struct PropertyRules<'m, 'd> {
    property: &'m PropertyModel<'m>,
    diagnostics: &'d mut Diagnostics,
}

impl PropertyRules<'_, '_> {
    fn all(&mut self) {
        if self.name() {
            self.protection();
        }
        self.changes();
    }

    /// Returns true if the name is right.
    fn name(&mut self) -> bool {
        let PropertyModel { namespace, local, name, .. } = self.property;
        let before = self.diagnostics.count();
        if let Some(written) = &name.namespace {
            if let Err(message) = names::check_order(namespace, local) {
                self.diagnostics.error(name, message);
                return false;
            }
            self.diagnostics.check(names::check_namespace(namespace), written);
        }
        self.diagnostics.check(names::check_local(namespace, local), &name.local);
        self.diagnostics.count() == before
    }

    /// A client must not set what the server computes.
    fn protection(&mut self) {
        let PropertyModel { namespace, local, name, attrs, .. } = self.property;
        let (false, Some(field)) = (attrs.broken, self.property.writable_field()) else { return };
        let Some(protection) = names::protection(namespace, local) else { return };
        let is_meant = matches!(protection, names::Protection::Usual) && attrs.settings.has(PropertyKey::Dead);
        if !is_meant && !field.attrs.settings.has(PropertyKey::Rest) {
            let message = format!("the server sets `{local}`, not a client; {}", names::cure(&protection));
            self.diagnostics.error(&name.local, message);
        }
    }

    /// The keys that say who may change a property do not contradict each other.
    fn changes(&mut self) {
        let settings = &self.property.attrs.settings;
        let Some(live) = settings.get(PropertyKey::Live) else { return };
        if let Some(dead) = settings.get(PropertyKey::Dead) {
            for setting in [live, dead] {
                let message = "a property is either `live`, computed by the server, or `dead`, kept as a client sets it; \
                               keep one";
                self.diagnostics.error(&setting.name, message);
            }
        }
        if let Some(protected) = settings.get(PropertyKey::Protected) {
            let message = "`protected` has no effect: a `live` property is protected; remove it";
            self.diagnostics.error(&protected.name, message);
        }
    }
}

/// A property without a field is computed, and has a name.
fn without_field(attrs: &PropertyAttributes, diagnostics: &mut Diagnostics) {
    if attrs.broken {
        return;
    }
    let has = |key| attrs.settings.has(key);
    let Some(name) = &attrs.name else {
        let first = attrs.settings.iter().next().map(|setting| &setting.name);
        let message = "a property needs a name; write it first, such as `\"getetag\"`";
        return diagnostics.error(first, message);
    };
    if !has(PropertyKey::With) {
        let message = "a property without a field is computed by a function; add `with = Self::etag`, or write the attribute \
                       on a field";
        diagnostics.error(name, message);
    } else if !has(PropertyKey::Live) && !has(PropertyKey::Protected) {
        let message = "a client cannot set a property without a field; add `live`";
        diagnostics.error(name, message);
    }
}

/// A field with keys has a name, unless it keeps the properties without a field.
fn without_name(field: &PropertyField<'_>, diagnostics: &mut Diagnostics) {
    let attrs = &field.attrs;
    let is_rest = attrs.settings.has(PropertyKey::Rest);
    if !attrs.is_written || attrs.broken || attrs.name.is_some() || is_rest {
        return;
    }
    if let Some(first) = attrs.settings.iter().next() {
        let name = kebab_case(&field.ident.unraw().to_string());
        let message =
            format!("a property needs a name; write it first, such as `#[property({name:?}, {})]`", first.name);
        diagnostics.error(&first.name, message);
    }
}

/// `rest` stands alone, and only it is on a field of the type `DeadProperties`.
fn rest(field: &PropertyField<'_>, diagnostics: &mut Diagnostics) {
    let attrs = &field.attrs;
    let Some(rest) = attrs.settings.get(PropertyKey::Rest) else {
        if let Some(name) = attrs.name.as_ref().filter(|_| is_dead_properties(field.ty)) {
            let message = "`DeadProperties` keeps the properties without a field; write `#[property(rest)]`";
            diagnostics.error(name, message);
        }
        return;
    };
    if let Some(name) = &attrs.name {
        let message = "a `rest` field keeps many properties, so it has no name; remove the name or `rest`";
        diagnostics.error(name, message);
    }
    for other in attrs.settings.iter().filter(|other| other.name != rest.name) {
        let message = format!("`{}` does not apply to `rest`: clients set these properties; remove it", other.row.name);
        diagnostics.error(&other.name, message);
    }
}

fn is_dead_properties(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "DeadProperties"))
}

fn at_most_one_rest(input: &StructInput<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = input.rest();
    let Some(first) = fields.next() else { return };
    for field in fields {
        if let Some(setting) = field.attrs.settings.get(PropertyKey::Rest) {
            let message = format!("a second `rest` field; `{}` already keeps these properties", first.ident.unraw());
            diagnostics.error(&setting.name, message);
        }
    }
}

/// Each property once. The carets are on both names.
fn each_once(model: &StructModel<'_>, diagnostics: &mut Diagnostics) {
    let is_same = |one: &PropertyModel<'_>, other: &PropertyModel<'_>| {
        !std::ptr::eq(one, other) && one.local == other.local && one.namespace == other.namespace
    };
    for property in &model.properties {
        if model.properties.iter().any(|other| is_same(property, other)) {
            let message = format!("property `{}` is declared more than once; keep one", property.local);
            diagnostics.error(property.name, message);
        }
    }
}
