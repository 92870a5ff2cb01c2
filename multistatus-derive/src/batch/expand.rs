//! Expands a function under `#[batch]`: the function as it was written, and a type of the same name whose associated
//! functions create batches of it. Uses only public items of the runtime.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, GenericParam, Ident, Path, Type, parse_quote, spanned::Spanned};

use super::{
    keys::BatchKey,
    lifetimes::mentions,
    settings::Settings,
    signature::{Parameter, Signature},
};
use crate::{
    attr::{number::WrittenNumber, parser::Setting, value::SettingValue},
    span::{last, located_at},
};

/// ```text
/// FUNCTION
///
/// #[::multistatus::batch(@{
///     const _: () = {
///         use ::multistatus::{...};
///         impl delete_file { BATCH BATCH_SHARED }
///     };
/// })]
/// pub struct delete_file {}
/// ```
///
/// The struct has braces, so that its name is free as a value and as a pattern. The macro writes what belongs to it when it
/// sees the struct: in an `impl`, where no macro can know that it is in one, the struct is then the only error.
pub(crate) fn batch(signature: &Signature<'_>, settings: &Settings) -> TokenStream {
    let function = signature.function;
    let (ident, visibility) = (&function.ident, &function.visibility);
    let written = written(signature);
    let Repeated { on_type, everywhere } = Repeated::of(&function.attributes);
    let import = import(settings);
    let requirements = requirements(signature, settings);
    let constants = constants(settings);
    let batch = batch_function(signature, settings, Contexts::AsWritten);
    let batch_shared = signature.is_shareable.then(|| batch_function(signature, settings, Contexts::Shared));
    let docs = format!(" Batches of the function `{ident}`.");
    let items = quote! {
        #(#everywhere)*
        #[allow(
            deprecated,
            dead_code,
            elided_lifetimes_in_paths,
            single_use_lifetimes,
            unused_imports,
            unused_lifetimes,
            unused_parens,
            unused_qualifications,
            clippy::all,
            clippy::nursery,
            clippy::pedantic
        )]
        const _: () = {
            #import
            #requirements
            #constants
            #[automatically_derived]
            impl #ident {
                #batch
                #batch_shared
            }
        };
    };
    let path = crate_path(settings);
    // If the path names another crate, rustc reports the missing macro: the caret of that belongs on the path.
    let macro_name = Ident::new("batch", located_at(last(&path)));
    let attribute = quote!(#[#path::#macro_name(@{ #items })]);
    // If the name of the type is taken, the caret of rustc belongs on the name of the function.
    let structure = quote_spanned!(located_at(ident.span())=> #visibility struct #ident {});
    quote! {
        #written

        #[doc = #docs]
        #(#on_type)*
        #(#everywhere)*
        #attribute
        #[allow(
            non_camel_case_types,
            dead_code,
            missing_copy_implementations,
            missing_debug_implementations,
            clippy::empty_structs_with_brackets
        )]
        #structure
    }
}

/// Returns the items that the macro has written for its struct, if `list` is that of the struct.
pub(super) fn items_of_struct(list: &TokenStream) -> Option<TokenStream> {
    let mut tokens = list.clone().into_iter();
    match (tokens.next()?, tokens.next()?) {
        (TokenTree::Punct(at), TokenTree::Group(items)) if at.as_char() == '@' => Some(items.stream()),
        _ => None,
    }
}

/// The function as it was written. If it is not `async`, which was reported, it becomes that.
fn written(signature: &Signature<'_>) -> TokenStream {
    let function = signature.function;
    if function.asynchronous.is_some() {
        return function.item.clone();
    }
    let (attributes, visibility, tokens) = (&function.attributes, &function.visibility, &function.tokens);
    quote!(#(#attributes)* #visibility async #tokens)
}

/// The attributes of the function that apply to the type too.
#[derive(Default)]
struct Repeated<'a> {
    on_type: Vec<&'a Attribute>,
    /// Conditions and lints, which apply to all that the macro adds.
    everywhere: Vec<&'a Attribute>,
}

impl<'a> Repeated<'a> {
    fn of(attributes: &'a [Attribute]) -> Self {
        let mut repeated = Self::default();
        for attribute in attributes {
            let is = |word: &str| attribute.path().is_ident(word);
            if is("deprecated") {
                repeated.on_type.push(attribute);
            } else if ["cfg", "allow", "warn", "deny", "forbid"].into_iter().any(is) {
                repeated.everywhere.push(attribute);
            }
        }
        repeated
    }
}

fn crate_path(settings: &Settings) -> Path {
    settings.path().cloned().unwrap_or_else(|| parse_quote!(::multistatus))
}

/// Imports the runtime.
fn import(settings: &Settings) -> TokenStream {
    let path = crate_path(settings);
    quote_spanned! {located_at(last(&path))=>
        use #path::{
            Batch as __Batch, Outcome as __Outcome,
            batch::{
                Atomic as __Atomic, Handler as __Handler, IntoInputs as __IntoInputs, Mode as __Mode,
                OnDisconnect as __OnDisconnect, OnDuplicate as __OnDuplicate,
            },
        };
        use ::std::{sync::Arc as __Arc, time::Duration as __Duration};
    }
}

/// Requires once, at the type, what rustc would otherwise report at each use of the batch.
fn requirements(signature: &Signature<'_>, settings: &Settings) -> TokenStream {
    let outcome = &signature.outcome;
    let (declared, clause) = (declared(signature, None), clause(&predicates(signature, &signature.outcome_outlives)));
    let transaction = transaction(signature, settings).filter(|ty| is_generic(signature, ty));
    let transaction = transaction.map(|ty| quote!(__is_atomic::<#ty>();));
    quote! {
        fn __is_outcome<__O: __Outcome>() {}
        fn __is_atomic<__A: __Atomic + ?Sized>() {}
        fn __requirements #declared () #clause {
            __is_outcome::<#outcome>();
            #transaction
        }
    }
}

/// Returns the type of the transaction: what the first context is or borrows.
fn transaction<'a>(signature: &'a Signature<'_>, settings: &Settings) -> Option<&'a Type> {
    settings.atomic()?;
    let context = signature.contexts.first()?;
    Some(context.borrowed().map_or(&context.ty, |reference| &reference.elem))
}

fn is_generic(signature: &Signature<'_>, ty: &Type) -> bool {
    signature.function.generics.type_params().any(|parameter| mentions(ty, &parameter.ident))
}

/// Checks the numbers that only rustc knows.
fn constants(settings: &Settings) -> TokenStream {
    let checked = settings.settings.iter().filter_map(|setting| match &setting.value {
        SettingValue::Count(WrittenNumber::Constant(path)) => Some((setting.row.name, path)),
        SettingValue::Word(word) => match &word.argument {
            Some(WrittenNumber::Constant(path)) => Some((word.word.written, path)),
            _ => None,
        },
        _ => None,
    });
    let checks = checked.map(|(name, path)| {
        let message = format!("`{name}` is at least 1");
        quote_spanned!(located_at(path.span())=> const _: () = ::core::assert!(#path > 0, #message);)
    });
    checks.collect()
}

/// `<'store, S: Storage, P>`; without the type of the inputs if it is `None`.
fn declared(signature: &Signature<'_>, inputs: Option<&Ident>) -> TokenStream {
    let parameters = &signature.function.generics.params;
    let is_lifetime = |parameter: &&GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    let (lifetimes, new_lifetimes) = (parameters.iter().filter(is_lifetime), &signature.new_lifetimes);
    let others = parameters.iter().filter(|parameter| !is_lifetime(parameter));
    let inputs = inputs.into_iter();
    quote!(<#(#lifetimes,)* #(#new_lifetimes,)* #(#others,)* #(#inputs,)*>)
}

/// `use<'store, S, P>`; without the lifetimes of contexts that are shared instead of borrowed.
fn captured(signature: &Signature<'_>, contexts: Contexts) -> TokenStream {
    let shared: Vec<_> = match contexts {
        Contexts::AsWritten => Vec::new(),
        Contexts::Shared => signature.contexts.iter().filter_map(Parameter::borrowed_lifetime).collect(),
    };
    let written = signature.function.generics.lifetimes().map(|parameter| &parameter.lifetime);
    let lifetimes = written.chain(&signature.new_lifetimes).filter(|lifetime| !shared.contains(lifetime));
    let (names, inputs) = (generic_names(signature), &signature.inputs_type);
    quote!(use<#(#lifetimes,)* #(#names,)* #inputs>)
}

/// The names of the type parameters and constants of the function.
fn generic_names<'a>(signature: &'a Signature<'_>) -> impl Iterator<Item = &'a Ident> {
    signature.function.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
        GenericParam::Lifetime(_) => None,
    })
}

/// Returns the predicates of the function, and these.
fn predicates(signature: &Signature<'_>, further: &[TokenStream]) -> Vec<TokenStream> {
    let written = signature.function.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    written.map(ToTokens::to_token_stream).chain(further.iter().cloned()).collect()
}

/// Without predicates there is no `where`, so that rustc can suggest one.
fn clause(predicates: &[TokenStream]) -> TokenStream {
    if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
}

/// The contexts that a function of the batch takes.
#[derive(Clone, Copy, PartialEq)]
enum Contexts {
    AsWritten,
    /// `Arc<T>` for each `&T`.
    Shared,
}

/// ```text
/// pub fn batch<'store, P: IntoInputs>(
///     store: &'store Store,
///     inputs: P,
/// ) -> Batch<P::Source, impl Handler<Item = String, Outcome = Delete> + use<'store, P>> {
///     Batch::new(move |path: String| delete_file(store, path)).max_items(1000).inputs(inputs)
/// }
/// ```
///
/// `run` and `spawn` require that the inputs are of the type of the item. A bound here would be reported at every later
/// call of the chain too, since the opaque type has all bounds of the function.
fn batch_function(signature: &Signature<'_>, settings: &Settings, contexts: Contexts) -> TokenStream {
    let (visibility, inputs, inputs_type) = (&signature.function.visibility, &signature.inputs, &signature.inputs_type);
    let name = match contexts {
        Contexts::AsWritten => "batch",
        Contexts::Shared => "batch_shared",
    };
    // The notes of rustc point to the name of the function.
    let name = Ident::new(name, signature.function.ident.span());
    let (docs, declared) = (docs(signature, settings, contexts), declared(signature, Some(inputs_type)));
    let mut predicates = predicates(signature, &signature.outlives);
    predicates.push(quote!(#inputs_type: __IntoInputs));
    // Assumed, so that rustc does not report it in the body as well.
    predicates.extend(transaction(signature, settings).map(|ty| quote_spanned!(ty.span()=> #ty: __Atomic)));
    let clause = clause(&predicates);
    let names = signature.contexts.iter().map(|context| &context.name);
    let types = signature.contexts.iter().map(|context| match (contexts, context.borrowed()) {
        (Contexts::Shared, Some(reference)) => {
            let elem = &reference.elem;
            quote!(__Arc<#elem>)
        }
        _ => context.ty.to_token_stream(),
    });
    let (item, outcome, captured) = (&signature.item.ty, &signature.outcome, captured(signature, contexts));
    let handler = quote!(impl __Handler<Item = #item, Outcome = #outcome> + #captured);
    let transaction = settings.atomic().and(signature.contexts.first()).map(|context| {
        let cloned = cloned(context, contexts);
        quote!(let __transaction = #cloned;)
    });
    let closure = closure(signature, contexts);
    let setters = settings.settings.iter().map(setter);
    quote! {
        #(#[doc = #docs])*
        #visibility fn #name #declared (
            #(#names: #types,)*
            #inputs: #inputs_type,
        ) -> __Batch<#inputs_type::Source, #handler> #clause {
            #transaction
            __Batch::new(#closure) #(#setters)* .inputs(#inputs)
        }
    }
}

/// `move |path: String| delete_file(store, path)`; with shared contexts, the future owns them.
fn closure(signature: &Signature<'_>, contexts: Contexts) -> TokenStream {
    let (ident, item, ty) = (&signature.function.ident, &signature.item.name, &signature.item.ty);
    let mut generics = generic_names(signature);
    let generics = generics.next().map(|first| quote!(::<#first #(, #generics)*>));
    if contexts == Contexts::AsWritten {
        let arguments = signature.contexts.iter().map(|context| cloned(context, contexts));
        return quote!(move |#item: #ty| #ident #generics (#(#arguments,)* #item));
    }
    let names = signature.contexts.iter().map(|context| &context.name);
    let clones = signature.contexts.iter().map(|context| cloned(context, contexts));
    let arguments = signature.contexts.iter().map(|context| {
        let name = &context.name;
        if context.borrowed().is_some() { quote!(&*#name) } else { name.to_token_stream() }
    });
    quote! {
        move |#item: #ty| {
            #(let #names = #clones;)*
            async move { #ident #generics (#(#arguments,)* #item).await }
        }
    }
}

/// Returns the context of one item. If its type is not `Clone`, rustc says so at the type.
fn cloned(context: &Parameter, contexts: Contexts) -> TokenStream {
    let (name, ty) = (&context.name, &context.ty);
    match (context.borrowed(), contexts) {
        (Some(_), Contexts::AsWritten) => name.to_token_stream(),
        (Some(_), Contexts::Shared) => quote!(__Arc::clone(&#name)),
        (None, _) => quote_spanned!(located_at(ty.span())=> <#ty as ::core::clone::Clone>::clone(&#name)),
    }
}

/// `.max_items(1000)`
fn setter(setting: &Setting<BatchKey>) -> TokenStream {
    // rustc reports a wrong value at the value and at the key.
    let method = Ident::new(setting.row.name, located_at(setting.name.span()));
    match &setting.value {
        SettingValue::Count(count) => quote!(.#method(#count)),
        SettingValue::Duration(duration) => {
            let duration = duration.duration(&quote!(__Duration));
            quote!(.#method(#duration))
        }
        SettingValue::Word(word) if word.word.written == "atomic" => quote!(.atomic(__transaction)),
        SettingValue::Word(word) => {
            let (of, variant) = (format_ident!("__{}", word.words.of), format_ident!("{}", word.word.variant));
            let argument = word.argument.as_ref().map(|number| quote!((#number)));
            quote!(.#method(#of::#variant #argument))
        }
        SettingValue::Path(_) => TokenStream::new(),
        _ => quote!(.#method()),
    }
}

/// The docs of a function of the batch.
fn docs(signature: &Signature<'_>, settings: &Settings, contexts: Contexts) -> Vec<String> {
    let ident = &signature.function.ident;
    let mut docs = vec![format!(" Creates a batch that handles each input with `{ident}`.")];
    let defaults = settings.settings.iter().zip(&settings.written);
    let defaults = defaults.filter(|(setting, _)| !matches!(setting.value, SettingValue::Path(_)));
    let defaults: Vec<String> = defaults.map(|(_, written)| format!("`{written}`")).collect();
    if !defaults.is_empty() {
        docs.extend([String::new(), format!(" Defaults: {}.", defaults.join(", "))]);
    }
    let is_borrowed = signature.contexts.iter().any(|context| context.borrowed().is_some());
    let further = match contexts {
        Contexts::Shared => Some(" The batch owns its contexts, so it can be spawned."),
        Contexts::AsWritten if !signature.is_shareable => {
            Some(" The outcome borrows from a context, so the batch cannot be spawned.")
        }
        Contexts::AsWritten if is_borrowed => {
            Some(" A batch that borrows its contexts cannot be spawned; see `batch_shared`.")
        }
        Contexts::AsWritten => None,
    };
    docs.extend(further.into_iter().flat_map(|further| [String::new(), further.to_owned()]));
    docs
}
