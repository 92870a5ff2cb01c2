//! Whatever the input, the macro answers; it never panics.

use proc_macro2::TokenStream;
use proptest::prelude::*;
use quote::quote;
use syn::DeriveInput;

use crate::{expand::Derive, keys::ROWS};

/// A token that somebody may have typed, keys and their values more often than others.
fn word() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
    let examples: Vec<&str> = ROWS.iter().map(|row| row.example).collect();
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
}
