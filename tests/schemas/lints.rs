//! The impls of `schema(...)` pass lints that a user may deny, and compile beside any names.

#![deny(warnings, unused, missing_docs, missing_debug_implementations, unused_qualifications, unused_results)]
#![deny(single_use_lifetimes, elided_lifetimes_in_paths, trivial_casts, clippy::all, clippy::pedantic, clippy::nursery)]

use multistatus::Outcome;
use utoipa::IntoResponses;

/// An outcome with the names of the prelude.
#[derive(Debug, Outcome)]
#[outcome(schema(schemars, utoipa))]
enum Some<'a, T> {
    /// A body that may be absent.
    #[outcome(200)]
    None(#[outcome(body)] Option<T>),
    /// An extension member.
    #[outcome(404)]
    Vec(#[outcome(extension = "variants")] &'a str),
    /// Nothing else.
    #[outcome(405)]
    String,
}

/// An outcome that never is.
#[derive(Debug, Outcome)]
#[outcome(schema(schemars, utoipa))]
enum Never {}

macro_rules! outcome_of {
    ($name:ident, $body:ty) => {
        #[derive(Debug, Outcome)]
        #[outcome(schema(schemars, utoipa))]
        enum $name {
            #[outcome(200)]
            Found(#[outcome(body)] $body),
        }
    };
}
outcome_of!(OfMacro, u8);

#[test]
fn the_impls_compile_without_warnings() {
    let outcomes: [Some<'_, u8>; 3] = [Some::None(1.into()), Some::Vec("a"), Some::String];
    assert!(Some::<u8>::responses().into_keys().eq(["200", "404", "405"]));
    assert!(outcomes.iter().map(Outcome::status).eq([200, 404, 405]));
    assert!(Never::responses().is_empty());
    assert_eq!((OfMacro::responses().len(), OfMacro::Found(1).status().as_u16()), (1, 200));
}
