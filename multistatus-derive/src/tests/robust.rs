//! Whatever the input, the macro answers; it never panics.

use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;
use syn::DeriveInput;

use super::Derive;
use crate::{
    attr::table::AttributeKey,
    batch::{self, keys::BatchKey},
    outcome::keys::OutcomeKey,
};

/// A token that somebody may have typed, keys and their values more often than others.
fn word() -> impl Strategy<Value = String> {
    let batch_rows = || BatchKey::rows().iter();
    let keys: Vec<&str> =
        OutcomeKey::rows().iter().map(|row| row.name).chain(batch_rows().map(|row| row.name)).collect();
    let batch_examples = batch_rows().map(|row| row.example);
    let examples: Vec<&str> = OutcomeKey::rows().iter().map(|row| row.example).chain(batch_examples).collect();
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

/// Both the mistakes and the impl must be Rust.
fn answer(tokens: TokenStream) {
    if let Ok(input) = syn::parse2::<DeriveInput>(tokens) {
        for derive in [Derive::Outcome, Derive::FromItem] {
            let answer = derive.expand(&input);
            assert!(syn::parse2::<TokenStream>(answer).is_ok());
        }
    }
}

/// The operation, the mistakes and what stands in must be Rust.
fn operation(list: TokenStream, item: TokenStream) {
    let answer = batch::expand(list, item);
    assert!(answer.to_string().parse::<TokenStream>().is_ok());
}

/// A function that has everything.
const FUNCTION: &str = "#[doc = \"Saves.\"] #[cfg(unix)] pub(crate) async unsafe extern \"C\" fn save<'a, S: Storage<'a> + \
                        ?Sized, const N: usize>(#[allow(unused)] store: &'a S, mut r#type: &mut [Ref<'_, u8>; N], (a, b): \
                        (&dyn Db, Box<dyn Fn(&u8) -> u8 + '_>), _: <S as Storage<'a>>::Id, ...) -> Result<Saved<'_>, impl \
                        Outcome> where S: 'a, for<'b> &'b S: Copy { 'out: loop { break 'out } }";

/// `tokens` with a change at the place that `at` counts down to: one token left out, doubled, or replaced.
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
        answer(quote! {
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
        answer(quote!(#[outcome(#a)] struct S { #[outcome(#b)] path: String }));
        answer(quote!(#[outcome(#a)] union U { #[outcome(#b)] path: u8 }));
    }

    #[test]
    fn arbitrary_attributes(a in list()) {
        answer(quote!(#[outcome #a] enum E { #[outcome #a] A(#[outcome #a] u8) }));
        answer(quote!(#[#a] enum E { #[#a] A(#[#a] u8) }));
        answer(quote!(#a));
    }

    #[test]
    fn arbitrary_lists_on_a_function(a in list()) {
        operation(a.clone(), quote!(async fn f<S>(store: &S, item: String) -> Delete {}));
        operation(a.clone(), quote!(async fn f(#a) -> Delete {}));
        operation(a.clone(), quote!(async fn f(item: String) -> #a {}));
        operation(TokenStream::new(), quote!(async fn f<#a>(item: #a) {}));
        operation(a.clone(), a);
    }

    #[test]
    fn mutilated_functions(at in 0..150_usize, then in 0..150_usize, change in list(), doubled: bool) {
        let once = mutilated(FUNCTION.parse().unwrap(), &mut at.clone(), &change, doubled);
        let twice = mutilated(once.clone(), &mut then.clone(), &TokenStream::new(), false);
        // A tick without its lifetime is none that rustc hands on.
        for item in [once, twice].into_iter().filter_map(|item| item.to_string().parse::<TokenStream>().ok()) {
            operation(TokenStream::new(), item.clone());
            operation(quote!(mode = atomic), item);
        }
    }
}
