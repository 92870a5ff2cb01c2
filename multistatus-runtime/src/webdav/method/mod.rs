//! The rules of each method: which outcomes a response lists, and which status it has.

mod listing;
mod outcomes;
mod respond;
mod rules;
mod total_failure;

pub use self::{
    outcomes::MethodOutcomes,
    respond::respond_one,
    rules::{Listing, MethodRules, ResponseForm},
};
