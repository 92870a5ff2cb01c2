//! `crate = PATH`: the generated code names the library by another path.

mod vendor {
    pub(crate) mod inner {
        pub(crate) use ::multistatus as outcomes;
    }
}

/// A local module that shadows the crate name `multistatus`.
mod multistatus {}

#[derive(vendor::inner::outcomes::Outcome)]
#[outcome(crate = crate::crate_path::vendor::inner::outcomes)]
enum Renamed {
    #[outcome(404, "no {0}", condition = "quota-not-exceeded")]
    Missing(#[outcome(href)] String),
}

#[test]
fn generated_code_uses_the_given_crate_path() {
    assert_eq!(crate::text(&Renamed::Missing("a".into())), "no a");
}
