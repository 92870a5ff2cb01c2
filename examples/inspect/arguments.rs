//! The command line: from words to what is asked for. It reads and writes nothing.

use std::ffi::OsString;

use multistatus::{Reader, StatusCode};

pub(crate) const USAGE: &str = "usage: inspect [--content-type T] [--status N] [--lenient] [--to json|xml|lines]";

pub(crate) enum Command {
    Help,
    Inspect(Arguments),
}

/// What to read, and how.
#[derive(Default)]
pub(crate) struct Arguments {
    content_type: Option<String>,
    status: Option<StatusCode>,
    lenient: bool,
    pub(crate) to: Option<Target>,
}

/// A format to write.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Json,
    Xml,
    Lines,
}

impl Arguments {
    /// # Errors
    ///
    /// A sentence that says which word is wrong, and what was expected.
    pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> Result<Command, String> {
        let mut arguments = Self::default();
        let mut words = words.map(|word| word.into_string());
        while let Some(word) = words.next() {
            let option = word.map_err(|word| format!("`{}` is no Unicode text", word.display()))?;
            let mut value = || match words.next() {
                Some(Ok(value)) => Ok(value),
                Some(Err(value)) => Err(format!("the value `{}` of {option} is no Unicode text", value.display())),
                None => Err(format!("{option} needs a value")),
            };
            match &*option {
                "--content-type" => arguments.content_type = Some(value()?),
                "--status" => arguments.status = Some(status(&value()?)?),
                "--lenient" => arguments.lenient = true,
                "--to" => arguments.to = Some(target(&value()?)?),
                "--help" | "-h" => return Ok(Command::Help),
                _ => return Err(format!("there is no option `{option}`")),
            }
        }
        Ok(Command::Inspect(arguments))
    }

    /// A reader that knows what the command line says.
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
    // `http` takes codes up to 999, and RFC 9110 section 15 knows five classes; servers use others all the same.
    let status = StatusCode::from_bytes(value.as_bytes());
    status.map_err(|_| format!("`{value}` is no status code; expected three digits from 100 to 999"))
}

fn target(value: &str) -> Result<Target, String> {
    match value {
        "json" => Ok(Target::Json),
        "xml" => Ok(Target::Xml),
        "lines" => Ok(Target::Lines),
        _ => Err(format!("`{value}` is no format; expected json, xml or lines")),
    }
}
