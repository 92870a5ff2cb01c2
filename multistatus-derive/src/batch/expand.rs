//! Quotes an operation: the function, a struct of its name, and the methods that run it. Public interface alone.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, GenericParam, Ident, Lifetime, Path, Type, parse_quote, spanned::Spanned};

use super::{
    keys::BatchKey,
    operation::{Operation, Parameter},
    settings::Settings,
};
use crate::{
    attr::{number::WrittenNumber, parser::Setting, value::SettingValue},
    span::located_at,
};

/// ```text
/// pub struct delete_file;
/// impl delete_file { FUNCTION }
/// const _: () = {
///     use ::multistatus::{...};
///     impl delete_file { CALL BATCH }
/// };
/// ```
pub(crate) fn operation(operation: &Operation<'_>, settings: &Settings) -> TokenStream {
    let function = operation.function;
    let (ident, visibility) = (&function.ident, &function.visibility);
    let shown = Shown::of(&function.attributes);
    let (on_type, everywhere, on_function) = (shown.on_type, shown.everywhere, shown.on_function);
    let asynchronous = function.asynchronous.is_none().then(|| quote!(async));
    let tokens = &function.tokens;
    let import = import(settings);
    let requirements = requirements(operation, settings);
    let constants = constants(settings);
    let call = call(operation);
    let batch = batch(operation, settings);
    quote! {
        #(#on_type)*
        #(#everywhere)*
        #[allow(non_camel_case_types)]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #visibility struct #ident;

        #(#everywhere)*
        impl #ident {
            #(#on_function)*
            #asynchronous #tokens
        }

        #(#everywhere)*
        #[allow(
            deprecated,
            dead_code,
            single_use_lifetimes,
            unused_imports,
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
                #call
                #batch
            }
        };
    }
}

/// The attributes of the function by where they go.
#[derive(Default)]
struct Shown<'a> {
    /// What is said to whoever uses the operation.
    on_type: Vec<&'a Attribute>,
    /// Whether it is there at all, and its lints.
    everywhere: Vec<&'a Attribute>,
    /// What changes the function.
    on_function: Vec<&'a Attribute>,
}

impl<'a> Shown<'a> {
    fn of(attributes: &'a [Attribute]) -> Self {
        let mut shown = Self::default();
        for attribute in attributes {
            let is = |word: &str| attribute.path().is_ident(word);
            if is("doc") || is("deprecated") {
                shown.on_type.push(attribute);
            } else if ["cfg", "allow", "warn", "deny", "forbid"].into_iter().any(is) {
                shown.everywhere.push(attribute);
            } else {
                shown.on_function.push(attribute);
            }
        }
        shown
    }
}

/// Where the path names another crate, this is what rustc does not find: one error, at the path.
fn import(settings: &Settings) -> TokenStream {
    let path: Path = settings.path().cloned().unwrap_or_else(|| parse_quote!(::multistatus));
    let span = located_at(path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()));
    quote_spanned! {span=>
        use #path::{
            Batch as __Batch, Outcome as __Outcome,
            batch::{
                Atomic as __Atomic, Atomically as __Atomically, IntoInputs as __IntoInputs, Mode as __Mode,
                OnDisconnect as __OnDisconnect, OnDuplicate as __OnDuplicate, Slot as __Slot, operation as __operation,
            },
        };
        use ::std::{sync::Arc as __Arc, time::Duration as __Duration};
    }
}

/// Asks once, at its type, for what a type must be; a bound on `batch` would ask again at each use.
fn requirements(operation: &Operation<'_>, settings: &Settings) -> TokenStream {
    let (outcome, parameters) = (&operation.outcome, Parameters::of(operation));
    let (declared, clause) = (parameters.declared(None), parameters.clause(None));
    let transaction = operation.contexts.first().filter(|_| settings.atomic().is_some());
    let transaction = transaction.map(|context| context.borrowed().map_or(&context.ty, |reference| &reference.elem));
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

/// The generic parameters of the methods.
struct Parameters<'a> {
    operation: &'a Operation<'a>,
    lifetimes: Vec<TokenStream>,
    types: Vec<TokenStream>,
}

impl<'a> Parameters<'a> {
    fn of(operation: &'a Operation<'a>) -> Self {
        let (mut lifetimes, mut types) = (Vec::new(), Vec::new());
        for parameter in &operation.function.generics.params {
            match parameter {
                GenericParam::Lifetime(_) => lifetimes.push(parameter.to_token_stream()),
                GenericParam::Type(_) | GenericParam::Const(_) => types.push(parameter.to_token_stream()),
            }
        }
        lifetimes.extend(operation.made.iter().map(ToTokens::to_token_stream));
        Self { operation, lifetimes, types }
    }

    /// `<'store, S: Storage, P>`
    fn declared(&self, inputs: Option<&Ident>) -> TokenStream {
        let (lifetimes, types) = (&self.lifetimes, &self.types);
        let inputs = inputs.into_iter();
        quote!(<#(#lifetimes,)* #(#types,)* #(#inputs,)*>)
    }

    /// `where S: 'store, P: IntoInputs<Item = String>`; without the inputs, what the outcome alone needs.
    fn clause(&self, inputs: Option<&Ident>) -> TokenStream {
        let written = self.operation.function.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let outlives = if inputs.is_some() { &self.operation.outlives } else { &self.operation.outcome_outlives };
        let item = &self.operation.item.ty;
        let inputs = inputs.map(|inputs| quote!(#inputs: __IntoInputs<Item = #item>));
        let written = written.map(ToTokens::to_token_stream);
        let predicates: Vec<_> = written.chain(outlives.iter().cloned()).chain(inputs).collect();
        // Without the word, rustc knows where a bound is to be added.
        if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
    }

    /// The names of types and constants.
    fn names(&self) -> impl Iterator<Item = &Ident> {
        self.operation.function.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        })
    }

    /// `use<'store, S, P>`, without some of the lifetimes.
    fn captured(&self, without: &[&Lifetime]) -> TokenStream {
        let written = self.operation.function.generics.lifetimes().map(|parameter| &parameter.lifetime);
        let lifetimes = written.chain(&self.operation.made).filter(|lifetime| !without.contains(lifetime));
        let (names, inputs) = (self.names(), &self.operation.inputs);
        quote!(use<#(#lifetimes,)* #(#names,)* #inputs>)
    }

    /// The function as it is called.
    fn function(&self) -> TokenStream {
        let ident = &self.operation.function.ident;
        let mut names = self.names().peekable();
        let arguments = names.peek().is_some().then(|| quote!(::<#(#names),*>));
        quote!(Self::#ident #arguments)
    }
}

/// ```text
/// pub async fn call(self, store: &Store, path: String) -> Delete {
///     Self::delete_file(store, path).await
/// }
/// ```
fn call(operation: &Operation<'_>) -> TokenStream {
    let function = operation.function;
    let (visibility, generics, output) = (&function.visibility, &function.generics, operation.written);
    let clause = &generics.where_clause;
    let parameters = || operation.contexts.iter().chain([&operation.item]);
    let (names, types) = (parameters().map(|one| &one.name), parameters().map(|one| one.written));
    let arguments = parameters().map(|one| &one.name);
    let called = Parameters::of(operation).function();
    quote! {
        /// Handles one item by itself: what is said of batches has no effect on it.
        #visibility async fn call #generics (self, #(#names: #types),*) -> #output #clause {
            #called(#(#arguments),*).await
        }
    }
}

/// ```text
/// pub fn batch<'store, P>(self, inputs: P) -> Batch<P, With1<SLOT, SLOT>>
/// where
///     P: IntoInputs<Item = String>,
/// {
///     Batch::of(With1::new(SLOT, SLOT)).max_items(1000).inputs(inputs)
/// }
/// ```
fn batch(operation: &Operation<'_>, settings: &Settings) -> TokenStream {
    let (visibility, inputs) = (&operation.function.visibility, &operation.inputs);
    let parameters = Parameters::of(operation);
    let (declared, clause) = (parameters.declared(Some(inputs)), parameters.clause(Some(inputs)));
    let with = format_ident!("With{}", operation.contexts.len());
    let (run_type, run) = borrowing(operation, &parameters);
    let (spawn_type, spawn) = owning(operation, &parameters);
    let mut handler = quote!(__operation::#with<#run_type, #spawn_type>);
    if settings.atomic().is_some() {
        handler = quote!(__Atomically<#handler>);
    }
    let setters = settings.settings.iter().map(setter);
    let docs = docs(settings);
    quote! {
        #(#[doc = #docs])*
        #visibility fn batch #declared (self, inputs: #inputs) -> __Batch<#inputs, #handler> #clause {
            __Batch::of(__operation::#with::new(#run, #spawn)) #(#setters)* .inputs(inputs)
        }
    }
}

/// The slot of `run`: its type, and its value.
fn borrowing(operation: &Operation<'_>, parameters: &Parameters<'_>) -> (TokenStream, TokenStream) {
    let types: Vec<_> = operation.contexts.iter().map(|context| context.ty.to_token_stream()).collect();
    let arguments = operation.contexts.iter().map(|context| match (&context.name, context.borrowed()) {
        (name, Some(_)) => quote!(*#name),
        (name, None) => cloned(name, &context.ty),
    });
    let (function, item) = (parameters.function(), &operation.item.name);
    let body = quote!(#function(#(#arguments,)* #item));
    (slot_type(operation, &types, &parameters.captured(&[])), slot(operation, &types, &body))
}

/// The slot of `spawn`: its type, and its value.
fn owning(operation: &Operation<'_>, parameters: &Parameters<'_>) -> (TokenStream, TokenStream) {
    if !operation.spawns {
        return (quote!(__operation::NotSpawned), quote!(__operation::NotSpawned));
    }
    let owned = |context: &Parameter<'_>| match context.borrowed() {
        Some(reference) => {
            let pointee = &reference.elem;
            quote!(__Arc<#pointee>)
        }
        None => context.ty.to_token_stream(),
    };
    let types: Vec<_> = operation.contexts.iter().map(owned).collect();
    let names = operation.contexts.iter().map(|context| &context.name);
    let clones = names.clone().zip(&types).map(|(name, ty)| cloned(name, ty));
    let arguments = operation.contexts.iter().map(|context| {
        let name = &context.name;
        if context.borrowed().is_some() { quote!(&*#name) } else { name.to_token_stream() }
    });
    let (function, item) = (parameters.function(), &operation.item.name);
    let body = quote!({
        #(let #names = #clones;)*
        async move { #function(#(#arguments,)* #item).await }
    });
    let lent: Vec<&Lifetime> = operation.contexts.iter().filter_map(Parameter::lent).collect();
    (slot_type(operation, &types, &parameters.captured(&lent)), slot(operation, &types, &body))
}

/// A context of its own for an item. Where it is no `Clone`, rustc says so at the type.
fn cloned(name: &Ident, ty: &impl ToTokens) -> TokenStream {
    quote!(<#ty as ::core::clone::Clone>::clone(#name))
}

/// `impl Slot<Context = (&'store Store,), Item = String, Outcome = Delete> + use<'store, P>`
fn slot_type(operation: &Operation<'_>, contexts: &[TokenStream], captured: &TokenStream) -> TokenStream {
    let (item, outcome) = (&operation.item.ty, &operation.outcome);
    quote!(impl __Slot<Context = (#(#contexts,)*), Item = #item, Outcome = #outcome> + #captured)
}

/// `OperationSlot::new(|(store,): &(&'store Store,), path: String| BODY)`
fn slot(operation: &Operation<'_>, contexts: &[TokenStream], body: &TokenStream) -> TokenStream {
    let names = operation.contexts.iter().map(|context| &context.name);
    let (item, ty): (&Ident, &Type) = (&operation.item.name, &operation.item.ty);
    quote!(__operation::OperationSlot::new(|(#(#names,)*): &(#(#contexts,)*), #item: #ty| #body))
}

/// `.max_items(1000)`
fn setter(setting: &Setting<BatchKey>) -> TokenStream {
    // What rustc reports about the value, it reports about the key, too.
    let method = Ident::new(setting.row.name, located_at(setting.name.span()));
    match &setting.value {
        SettingValue::Count(count) => quote!(.#method(#count)),
        SettingValue::Duration(WrittenNumber::Constant(path)) => quote!(.#method(#path)),
        SettingValue::Duration(WrittenNumber::Literal(_, millis)) => {
            let millis = Literal::u64_unsuffixed(*millis);
            quote!(.#method(__Duration::from_millis(#millis)))
        }
        SettingValue::Word(word) if word.word.written == "atomic" => quote!(.atomic()),
        SettingValue::Word(word) => {
            let (of, variant) = (format_ident!("__{}", word.words.of), format_ident!("{}", word.word.variant));
            let argument = word.argument.as_ref().map(|number| quote!((#number)));
            quote!(.#method(#of::#variant #argument))
        }
        SettingValue::Path(_) => TokenStream::new(),
        _ => quote!(.#method()),
    }
}

/// The docs of `batch`, which say what the attribute does.
fn docs(settings: &Settings) -> Vec<String> {
    let mut docs = vec![" A batch of these inputs, each handled as one item.".to_owned()];
    let defaults = settings.settings.iter().zip(&settings.written);
    let defaults = defaults.filter(|(setting, _)| !matches!(setting.value, SettingValue::Path(_)));
    let defaults: Vec<String> = defaults.map(|(_, written)| format!("`{written}`")).collect();
    if !defaults.is_empty() {
        docs.extend([String::new(), format!(" Unless it is told otherwise: {}.", defaults.join(", "))]);
    }
    docs
}
