//! The variants of the outcomes that this crate defines.

use std::{convert::Infallible, sync::Arc};

use http::StatusCode;

use super::{
    generator::SchemaOf,
    variants::{OutcomeSchema, Variants},
};
use crate::{
    item::Item,
    outcome::{Accepted, Created, Outcome, OutcomeInfo, Representation},
};

macro_rules! pointers {
    ($($pointer:ty),+) => {$(
        impl<G, O: OutcomeSchema<G> + ?Sized> OutcomeSchema<G> for $pointer {
            fn variants(variants: &mut Variants<'_, G>) {
                variants.all_of::<O>();
            }
        }
    )+};
}
pointers!(&O, Box<O>, Arc<O>);

impl<G, T: OutcomeSchema<G>, E: OutcomeSchema<G>> OutcomeSchema<G> for Result<T, E> {
    fn variants(variants: &mut Variants<'_, G>) {
        T::variants(variants);
        E::variants(variants);
    }
}

impl<G> OutcomeSchema<G> for Infallible {
    fn variants(_: &mut Variants<'_, G>) {}
}

impl<G> OutcomeSchema<G> for () {
    fn variants(variants: &mut Variants<'_, G>) {
        <() as Outcome>::OUTCOMES.iter().for_each(|info| _ = variants.own(info));
    }
}

/// Any status, without further parts.
impl<G> OutcomeSchema<G> for StatusCode {
    fn variants(variants: &mut Variants<'_, G>) {
        static ANY: OutcomeInfo = OutcomeInfo::new("Status");
        variants.own(&ANY);
    }
}

/// Anything: an item that was read may have any part.
impl<G> OutcomeSchema<G> for Item {
    fn variants(variants: &mut Variants<'_, G>) {
        static ANY: OutcomeInfo = OutcomeInfo::new("Item");
        variants.foreign(&ANY);
    }
}

macro_rules! representations {
    ($($outcome:ident),+) => {$(
        impl<T: serde::Serialize, G: SchemaOf<T>> OutcomeSchema<G> for $outcome<T> {
            fn variants(variants: &mut Variants<'_, G>) {
                Self::OUTCOMES.iter().for_each(|info| _ = variants.own(info).body::<T>());
            }
        }
    )+};
}
representations!(Representation, Created, Accepted);
