//! Parses the command line. Performs no input or output.

use std::ffi::OsString;

use multistatus::{Reader, StatusCode};

pub(crate) const USAGE: &str = "usage: inspect [--content-type T] [--status N] [--lenient] [--to json|xml|lines]";

pub(crate) enum Command {
    Help,
    Inspect(Arguments),
}

/// Options of the program.
#[derive(Default)]
pub(crate) struct Arguments {
    content_type: Option<String>,
    status: Option<StatusCode>,
    lenient: bool,
    pub(crate) to: Option<Target>,
}

/// The format to convert to.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Json,
    Xml,
    Lines,
}

impl Arguments {
    /// Parses the arguments of the program.
    ///
    /// # Errors
    ///
    /// Returns a message that names the invalid argument and says what was expected.
    pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> Result<Command, String> {
        let mut arguments = Self::default();
        let mut words = words.map(|word| word.into_string());
        while let Some(word) = words.next() {
            let option = word.map_err(|word| format!("`{}` is not valid Unicode", word.display()))?;
            let mut value = || match words.next() {
                Some(Ok(value)) => Ok(value),
                Some(Err(value)) => Err(format!("the value `{}` of {option} is not valid Unicode", value.display())),
                None => Err(format!("{option} requires a value")),
            };
            match &*option {
                "--content-type" => arguments.content_type = Some(value()?),
                "--status" => arguments.status = Some(status(&value()?)?),
                "--lenient" => arguments.lenient = true,
                "--to" => arguments.to = Some(target(&value()?)?),
                "--help" | "-h" => return Ok(Command::Help),
                _ => return Err(format!("unknown option `{option}`")),
            }
        }
        Ok(Command::Inspect(arguments))
    }

    /// Returns a reader that is configured by the options.
    pub(crate) fn reader(&self) -> Reader {
        let mut reader = Reader::new();
        if let Some(content_type) = &self.content_type {
            reader = reader.content_type(content_type);
        }
        if let Some(status) = self.status {
            reader = reader.status(status);
        }
        if self.lenient { reader.lenient() } else { reader }
    }
}

fn status(value: &str) -> Result<StatusCode, String> {
    // RFC 9110 section 15 defines five classes, but servers send other codes too. `http` accepts up to 999.
    let status = StatusCode::from_bytes(value.as_bytes());
    status.map_err(|_| format!("`{value}` is not a status code; expected three digits from 100 to 999"))
}

fn target(value: &str) -> Result<Target, String> {
    match value {
        "json" => Ok(Target::Json),
        "xml" => Ok(Target::Xml),
        "lines" => Ok(Target::Lines),
        _ => Err(format!("`{value}` is not a format; expected json, xml or lines")),
    }
}
