//! Questions about the fields of a variant: which of them has which role. It reads attributes and reports nothing.

use syn::ext::IdentExt;

use crate::{
    ast::{Field, Variant},
    attr::Entry,
    keys::Key,
};

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
}
