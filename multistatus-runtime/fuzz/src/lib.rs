//! What holds for every body, whoever wrote it. A law that is broken panics, which is what a fuzzer looks for.

mod again;
mod chunked;
mod elements;
mod inputs;

pub use self::{
    again::reads_back, chunked::is_the_same_in_chunks, elements::stand_alone, inputs::arrive_the_same_in_chunks,
};
