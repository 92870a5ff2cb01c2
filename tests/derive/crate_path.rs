//! `crate = PATH`: the crate under another name.

mod vendor {
    pub(crate) mod inner {
        pub(crate) use ::multistatus as outcomes;
    }
}

/// What is called `multistatus` here is something else.
mod multistatus {}

#[derive(vendor::inner::outcomes::Outcome)]
#[outcome(crate = crate::crate_path::vendor::inner::outcomes)]
enum Renamed {
    #[outcome(404, "no {0}", condition = "quota-not-exceeded")]
    Missing(#[outcome(href)] String),
}

#[test]
fn the_crate_may_go_by_another_name() {
    assert_eq!(crate::text(&Renamed::Missing("a".into())), "no a");
}
