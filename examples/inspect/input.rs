//! Reads a multi-status from standard input in chunks. Only the incomplete response of a large body is in memory.

use std::{
    error::Error,
    io::{self, ErrorKind, Read},
};

use multistatus::{
    Reader,
    read::{Ending, ItemRef},
};

/// Size of a chunk, in bytes.
const CHUNK: usize = 64 * 1024;

/// Calls `each` with every item as soon as it is complete.
///
/// # Errors
///
/// Returns an error if the input cannot be read, or if `each` fails.
pub(crate) fn read(
    reader: &Reader,
    mut each: impl FnMut(ItemRef<'_>) -> Result<(), serde_json::Error>,
) -> Result<Ending, Box<dyn Error>> {
    let mut input = io::stdin().lock();
    let mut reading = reader.chunks();
    let mut chunk = vec![0; CHUNK];
    while !reading.is_over() {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => reading.feed(chunk.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("cannot read the input: {error}").into()),
        }
        while let Some(item) = reading.next_item() {
            each(item)?;
        }
    }
    reading.end();
    while let Some(item) = reading.next_item() {
        each(item)?;
    }
    Ok(reading.ending())
}
