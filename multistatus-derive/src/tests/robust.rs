//! The macros return tokens for any input, and never panic.

use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;
use syn::DeriveInput;

use super::Derive;
use crate::{
    attr::table::AttributeKey,
    batch::{self, keys::BatchKey},
    outcome::keys::OutcomeKey,
    properties::keys::PropertyKey,
};

/// A token that a user may type; keys and their values are more frequent.
fn word() -> impl Strategy<Value = String> {
    let batch_rows = || BatchKey::rows().iter();
    let property_rows = || PropertyKey::rows().iter();
    let other_keys = batch_rows().map(|row| row.name).chain(property_rows().map(|row| row.name));
    let keys: Vec<&str> = OutcomeKey::rows().iter().map(|row| row.name).chain(other_keys).collect();
    let other_examples = batch_rows().map(|row| row.example).chain(property_rows().map(|row| row.example));
    let examples: Vec<&str> = OutcomeKey::rows().iter().map(|row| row.example).chain(other_examples).collect();
    prop_oneof![
        4 => Just(",".to_owned()),
        2 => proptest::sample::select(keys).prop_map(str::to_owned),
        2 => proptest::sample::select(examples).prop_map(str::to_owned),
        1 => proptest::sample::select(vec!["=", "-", "::", "<", ">", "#", "'a", "crate", "self", "Self", "r#type", "_"])
            .prop_map(str::to_owned),
        1 => any::<u32>().prop_map(|number| number.to_string()),
        1 => "[A-Za-z_]{1,8}".prop_map(|word| word),
        1 => any::<String>().prop_map(|text| format!("{text:?}")),
        1 => "[{}:a-z0-9#?.>$é]{0,12}".prop_map(|text| format!("{text:?}")),
        1 => proptest::sample::select(vec!["()", "(\"a\", \"b\")", "[1]", "{a = b}", "b\"x\"", "'c'", "1.5", "true"])
            .prop_map(str::to_owned),
    ]
}

fn list() -> impl Strategy<Value = TokenStream> {
    let joined = proptest::collection::vec(word(), 0..12).prop_map(|words| words.join(" "));
    joined.prop_filter_map("not lexed", |text| text.parse::<TokenStream>().ok())
}

/// Checks that the mistakes and the impl are Rust.
fn check_derives(tokens: TokenStream) {
    if let Ok(input) = syn::parse2::<DeriveInput>(tokens) {
        for derive in [Derive::Outcome, Derive::FromItem, Derive::Properties] {
            let expansion = derive.expand(&input);
            assert!(syn::parse2::<TokenStream>(expansion).is_ok());
        }
    }
}

/// Checks that the batch, the mistakes and the stand-in are Rust.
fn check_batch(list: TokenStream, item: TokenStream) {
    let expansion = batch::expand(list, item);
    assert!(expansion.to_string().parse::<TokenStream>().is_ok());
}

/// A function with every kind of parameter, qualifier and bound.
const FUNCTION: &str = "#[doc = \"Saves.\"] #[cfg(unix)] pub(crate) async unsafe extern \"C\" fn save<'a, S: Storage<'a> + \
                        ?Sized, const N: usize>(#[allow(unused)] store: &'a S, mut r#type: &mut [Ref<'_, u8>; N], (a, b): \
                        (&dyn Db, Box<dyn Fn(&u8) -> u8 + '_>), _: <S as Storage<'a>>::Id, ...) -> Result<Saved<'_>, impl \
                        Outcome> where S: 'a, for<'b> &'b S: Copy { 'out: loop { break 'out } }";

/// Returns `tokens` with one token left out, doubled or replaced: the one that `at` counts down to.
fn mutilated(tokens: TokenStream, at: &mut usize, change: &TokenStream, doubled: bool) -> TokenStream {
    let mut mutilated = TokenStream::new();
    for token in tokens {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        if here {
            mutilated.extend(doubled.then(|| token.clone()));
            mutilated.extend(change.clone());
            continue;
        }
        mutilated.extend([match token {
            TokenTree::Group(group) => {
                let inner = self::mutilated(group.stream(), at, change, doubled);
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => token,
        }]);
    }
    mutilated
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_lists_on_an_enum(a in list(), b in list(), c in list(), d in list()) {
        check_derives(quote! {
            #[outcome(#a)]
            enum E<T> {
                #[outcome(#b)]
                A { #[outcome(#c)] path: String, r#type: T },
                #[outcome(#b)] #[outcome(#d)]
                B(#[outcome(#d)] u8),
                #[outcome(#c)]
                C,
            }
        });
    }

    #[test]
    fn arbitrary_lists_on_a_struct(a in list(), b in list()) {
        check_derives(quote!(#[outcome(#a)] struct S { #[outcome(#b)] path: String }));
        check_derives(quote!(#[outcome(#a)] union U { #[outcome(#b)] path: u8 }));
    }

    #[test]
    fn arbitrary_lists_of_properties(a in list(), b in list(), name in list()) {
        check_derives(quote! {
            #[property(#a)]
            #[property("getetag", #b)]
            struct S<T> {
                #[property(#name)] path: String,
                #[property("urn:x", "x", #a)] #[property(#b)] r#type: T,
                #[property(rest #a)] others: DeadProperties,
            }
        });
        check_derives(quote!(#[property #a] struct S { #[property #b] path: String }));
        check_derives(quote!(#[property(#a)] enum E { #[property(#b)] A(#[property(#a)] u8) }));
    }

    #[test]
    fn arbitrary_attributes(a in list()) {
        check_derives(quote!(#[outcome #a] enum E { #[outcome #a] A(#[outcome #a] u8) }));
        check_derives(quote!(#[#a] enum E { #[#a] A(#[#a] u8) }));
        check_derives(quote!(#a));
    }

    #[test]
    fn arbitrary_lists_on_a_function(a in list()) {
        check_batch(a.clone(), quote!(async fn f<S>(store: &S, item: String) -> Delete {}));
        check_batch(a.clone(), quote!(async fn f(#a) -> Delete {}));
        check_batch(a.clone(), quote!(async fn f(item: String) -> #a {}));
        check_batch(TokenStream::new(), quote!(async fn f<#a>(item: #a) {}));
        check_batch(a.clone(), a);
    }

    #[test]
    fn mutilated_functions(at in 0..150_usize, then in 0..150_usize, change in list(), doubled: bool) {
        let once = mutilated(FUNCTION.parse().unwrap(), &mut at.clone(), &change, doubled);
        let twice = mutilated(once.clone(), &mut then.clone(), &TokenStream::new(), false);
        // rustc never passes a tick without its lifetime to a macro.
        for item in [once, twice].into_iter().filter_map(|item| item.to_string().parse::<TokenStream>().ok()) {
            check_batch(TokenStream::new(), item.clone());
            check_batch(quote!(mode = atomic), item);
        }
    }
}
