//! Batches as a user runs them: every input gets exactly one outcome, whatever happens.

mod limits;
mod model;
mod operation;
mod signatures;

use multistatus::{MultiStatus, Outcome, Settled};

/// The codes of a result, in order.
fn codes<O: Outcome>(result: &MultiStatus<Settled<O>>) -> Vec<u16> {
    result.iter().map(|entry| entry.status().as_u16()).collect()
}
