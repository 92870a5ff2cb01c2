//! Reads a multi-status from standard input, says what is in it, or writes it in another format.
//!
//! ```console
//! $ echo '<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 423 Locked</status></response></multistatus>' | cargo run --example inspect
//! {"verdict":"complete","detail":"the document is complete","description":null,"sync_token":null,"responses":[
//! {"hrefs":["/a"],"id":null,"index":null,"status":423,"propstats":[],"conditions":[],"location":null,"description":null,
//! "headers":{},"body":null,"next":"fix","defects":[]}]}
//! ```
//!
//! `cargo run --example inspect -- [--content-type T] [--status N] [--lenient] [--to json|xml|lines]`: the first two say
//! what the head of the response said. Exits with 0 when every item succeeded, 1 when some did not, 2 when all that did
//! not may be sent again, 3 when the input is no complete multi-status, 64 when the command line is wrong, and 74 when
//! the input cannot be read or the output not be written.

mod answer;
mod arguments;
mod input;
mod rewritten;
mod tally;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use self::{
    answer::Answer,
    arguments::{Arguments, Command},
    input::read,
    rewritten::Rewritten,
    tally::Tally,
};

/// The codes of `sysexits.h` for a wrong command line, and for input or output that fails.
const WRONG_USAGE: u8 = 64;
const INPUT_OUTPUT: u8 = 74;

fn main() -> ExitCode {
    let (code, message) = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => (0, Some(arguments::USAGE.to_owned())),
        Ok(Command::Inspect(arguments)) => match inspect(&arguments) {
            Ok(code) => (code, None),
            Err(error) => (INPUT_OUTPUT, Some(error.to_string())),
        },
        Err(mistake) => (WRONG_USAGE, Some(format!("{mistake}\n{}", arguments::USAGE))),
    };
    if let Some(message) = message {
        // Nobody is left to be told that this fails.
        let _ = writeln!(io::stderr(), "{message}");
    }
    code.into()
}

/// Reads the input to its end and writes what was asked for; the exit code is what the items came to.
fn inspect(arguments: &Arguments) -> Result<u8, Box<dyn Error>> {
    let reader = arguments.reader();
    let mut tally = Tally::default();
    let (verdict, output) = match arguments.to {
        None => {
            let mut answer = Answer::default();
            let ending = read(&reader, |item| {
                tally.count(&item);
                answer.push(item)
            })?;
            (ending.verdict.clone(), answer.end(&ending)?)
        }
        Some(target) => {
            let mut rewritten = Rewritten::default();
            let ending = read(&reader, |item| {
                tally.count(&item);
                rewritten.push(item);
                Ok(())
            })?;
            if !ending.verdict.is_complete() {
                writeln!(io::stderr(), "{}", ending.verdict)?;
            }
            (ending.verdict.clone(), rewritten.end(ending, target)?)
        }
    };
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(&output).and_then(|()| stdout.flush());
    written.map_err(|error| format!("cannot write the output: {error}"))?;
    Ok(tally.code(&verdict))
}
