//! Quotes the contents of `impl Properties`: a constant, and a `match` over positions in each method.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::{
    input::{PropertyField, StructInput},
    model::{PropertyModel, StructModel},
};
use crate::{
    bounds::{Bounds, peel_option},
    span::{last, located_at},
};

/// `where ..., FieldTy: PropertyValue`, or what `bound(...)` gives instead.
pub(super) fn where_clause(model: &StructModel<'_>, input: &StructInput<'_>, generics: &syn::Generics) -> TokenStream {
    Bounds::where_clause(input.ident, generics, model.bounds, |bounds| {
        for property in &model.properties {
            if let Some(field) = property.field.filter(|_| property.with.is_none()) {
                bounds.add(peel_option(field.ty), &quote!(__p::PropertyValue));
            }
            if let Some(field) = property.writable_field() {
                bounds.add(peel_option(field.ty), &quote!(__p::FromPropertyValue));
            }
        }
    })
}

/// ```text
/// const PROPERTIES: &'static [__p::PropertyInfo] = &[...];
/// fn write(...) { match __position { ... } }
/// ```
pub(super) fn items(model: &StructModel<'_>) -> TokenStream {
    let infos = model.properties.iter().map(info);
    let write = write(model);
    let changes = changes(model);
    let rest = model.rest.map(rest);
    quote! {
        const PROPERTIES: &'static [__p::PropertyInfo] = &[#(#infos),*];
        #write
        #changes
        #rest
    }
}

/// `__p::PropertyInfo::live(__p::PropertyName::declared("DAV:", "getetag")).not_in_allprop().doc("...")`
fn info(property: &PropertyModel<'_>) -> TokenStream {
    let PropertyModel { namespace, local, docs, .. } = property;
    let name = quote!(__p::PropertyName::declared(#namespace, #local));
    let kind = if property.live { quote!(live) } else { quote!(dead) };
    let protected = (property.protected && !property.live).then(|| quote!(.protected(true)));
    let allprop = (!property.in_allprop).then(|| quote!(.not_in_allprop()));
    let docs = (!docs.is_empty()).then(|| quote!(.doc(#docs)));
    quote!(__p::PropertyInfo::#kind(#name) #protected #allprop #docs)
}

/// ```text
/// fn write(
///     &self,
///     __position: __p::usize,
///     __content: &mut __p::ContentWriter<'_>,
/// ) -> __p::Result<(), __p::PropertyFailure> {
///     match __position {
///         0 => <u64 as __p::PropertyValue>::write(&self.length, __content),
///         1 => __p::PropertyValue::write(&Self::etag(self), __content),
///         _ => __p::Err(__p::PropertyFailure::ABSENT),
///     }
/// }
/// ```
fn write(model: &StructModel<'_>) -> TokenStream {
    let arms = model.properties.iter().enumerate().map(|(position, property)| {
        let position = Literal::usize_unsuffixed(position);
        let value = match (property.with, property.field) {
            (Some(function), _) => {
                // What rustc reports about the call or its result points to the path.
                let at = located_at(last(function));
                quote_spanned!(at=> __p::PropertyValue::write(&#function(self), __content))
            }
            (None, Some(PropertyField { ident, ty, .. })) => {
                quote!(<#ty as __p::PropertyValue>::write(&self.#ident, __content))
            }
            (None, None) => quote!(__p::Err(__p::PropertyFailure::ABSENT)),
        };
        quote!(#position => #value,)
    });
    quote! {
        fn write(
            &self,
            __position: __p::usize,
            __content: &mut __p::ContentWriter<'_>,
        ) -> __p::Result<(), __p::PropertyFailure> {
            match __position {
                #(#arms)*
                _ => __p::Err(__p::PropertyFailure::ABSENT),
            }
        }
    }
}

/// Quotes `set` and `remove`, if a client may change a property that has a field:
///
/// ```text
/// fn set(&mut self, __position: __p::usize, __value: &__p::XmlElement) -> __p::Result<(), __p::PropertyFailure> {
///     match __position {
///         2 => __p::change::<String>(&mut self.title, __p::Some(__value)),
///         _ => __p::Err(__p::PropertyFailure::protected()),
///     }
/// }
/// ```
fn changes(model: &StructModel<'_>) -> Option<TokenStream> {
    let writable = || model.properties.iter().enumerate().filter_map(|(at, it)| Some((at, it.writable_field()?)));
    writable().next()?;
    let arms = |value: TokenStream| -> TokenStream {
        let arms = writable().map(|(position, PropertyField { ident, ty, .. })| {
            let position = Literal::usize_unsuffixed(position);
            quote!(#position => __p::change::<#ty>(&mut self.#ident, #value),)
        });
        arms.collect()
    };
    let (set, remove) = (arms(quote!(__p::Some(__value))), arms(quote!(__p::None)));
    Some(quote! {
        fn set(&mut self, __position: __p::usize, __value: &__p::XmlElement) -> __p::Result<(), __p::PropertyFailure> {
            match __position {
                #set
                _ => __p::Err(__p::PropertyFailure::protected()),
            }
        }

        fn remove(&mut self, __position: __p::usize) -> __p::Result<(), __p::PropertyFailure> {
            match __position {
                #remove
                _ => __p::Err(__p::PropertyFailure::protected()),
            }
        }
    })
}

/// ```text
/// fn dead(&self) -> __p::Option<&__p::DeadProperties> {
///     __p::Some(<DeadProperties as __p::KeepsProperties>::kept(&self.others))
/// }
/// ```
fn rest(PropertyField { ident, ty, .. }: &PropertyField<'_>) -> TokenStream {
    quote! {
        fn dead(&self) -> __p::Option<&__p::DeadProperties> {
            __p::Some(<#ty as __p::KeepsProperties>::kept(&self.#ident))
        }

        fn dead_mut(&mut self) -> __p::Option<&mut __p::DeadProperties> {
            __p::Some(<#ty as __p::KeepsProperties>::kept_mut(&mut self.#ident))
        }
    }
}
