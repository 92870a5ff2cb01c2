//! Properties that hold for every body. Each function panics if its property does not hold, and a fuzzer finds panics.

mod chunks;
mod dialects;
mod elements;
mod inputs;
mod requests;
mod round_trip;

pub use self::{
    chunks::assert_chunks_change_nothing,
    dialects::{assert_requests_decode, shapes},
    elements::assert_elements_are_self_contained,
    inputs::assert_chunks_change_no_input,
    requests::{assert_fields_are_written_as_read, assert_requests_are_read},
    round_trip::assert_round_trip,
};
