//! Reads a multi-status from standard input, and describes it or converts it to another format.
//!
//! ```console
//! $ echo '<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 423 Locked</status></response></multistatus>' | cargo run --example inspect
//! {"verdict":"complete","detail":"the document is complete","description":null,"sync_token":null,"responses":[
//! {"hrefs":["/a"],"id":null,"index":null,"status":423,"propstats":[],"conditions":[],"location":null,"description":null,
//! "headers":{},"body":null,"next":"fix","defects":[]}]}
//! ```
//!
//! Usage: `cargo run --example inspect -- [--content-type T] [--status N] [--lenient] [--to json|xml|lines]`.
//! `--content-type` and `--status` give the content type and the status of the response that the input comes from.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | every item succeeded |
//! | 1 | some items failed |
//! | 2 | some items failed, and all of them may be retried |
//! | 3 | the input is not a complete multi-status |
//! | 64 | the command line is invalid |
//! | 74 | reading the input or writing the output failed |

mod arguments;
mod conversion;
mod description;
mod exit_code;
mod input;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use self::{
    arguments::{Arguments, Command},
    conversion::Conversion,
    description::Description,
    exit_code::Counts,
    input::read,
};

/// Exit codes of `sysexits.h` for an invalid command line, and for failed input or output.
const USAGE_ERROR: u8 = 64;
const IO_ERROR: u8 = 74;

fn main() -> ExitCode {
    let (code, message) = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => (0, Some(arguments::USAGE.to_owned())),
        Ok(Command::Inspect(arguments)) => match inspect(&arguments) {
            Ok(code) => (code, None),
            Err(error) => (IO_ERROR, Some(error.to_string())),
        },
        Err(message) => (USAGE_ERROR, Some(format!("{message}\n{}", arguments::USAGE))),
    };
    if let Some(message) = message {
        // A failure to write this cannot be reported anywhere.
        let _ = writeln!(io::stderr(), "{message}");
    }
    code.into()
}

/// Reads the input to its end, and writes the description or the converted document. Returns the exit code.
///
/// # Errors
///
/// Returns an error if reading or writing fails.
fn inspect(arguments: &Arguments) -> Result<u8, Box<dyn Error>> {
    let reader = arguments.reader();
    let mut counts = Counts::default();
    let (verdict, output) = match arguments.to {
        None => {
            let mut description = Description::default();
            let ending = read(&reader, |item| {
                counts.add(&item);
                description.push(item)
            })?;
            (ending.verdict.clone(), description.finish(&ending)?)
        }
        Some(target) => {
            let mut conversion = Conversion::default();
            let ending = read(&reader, |item| {
                counts.add(&item);
                conversion.push(item);
                Ok(())
            })?;
            if !ending.verdict.is_complete() {
                writeln!(io::stderr(), "{}", ending.verdict)?;
            }
            (ending.verdict.clone(), conversion.finish(ending, target)?)
        }
    };
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(&output).and_then(|()| stdout.flush());
    written.map_err(|error| format!("cannot write the output: {error}"))?;
    Ok(counts.exit_code(&verdict))
}
