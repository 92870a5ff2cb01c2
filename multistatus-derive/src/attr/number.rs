//! Numbers and durations: `max_items = 1000`, `deadline = "30s"`, or the path of a constant.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Error, Lit, LitInt, Path, Token, parse::ParseStream};

use super::duration;

/// A number that is at least one.
pub(crate) enum WrittenNumber {
    /// A literal and its value. The value of a duration is in milliseconds.
    Literal(Lit, u64),
    Constant(Path),
}

impl WrittenNumber {
    /// Quotes an expression of type `Duration`, whose path `duration` is.
    pub(crate) fn duration(&self, duration: &TokenStream) -> TokenStream {
        match self {
            Self::Literal(_, millis) => {
                let millis = Literal::u64_unsuffixed(*millis);
                quote!(#duration::from_millis(#millis))
            }
            Self::Constant(path) => path.to_token_stream(),
        }
    }
}

impl ToTokens for WrittenNumber {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal, _) => literal.to_tokens(tokens),
            Self::Constant(path) => path.to_tokens(tokens),
        }
    }
}

/// A reason why a value cannot be read.
pub(crate) enum Mistake {
    /// The value is not of the form of its key.
    Form,
    /// The message, about the whole value.
    Value(String),
    /// An error with a caret of its own.
    At(Error),
}

impl From<Error> for Mistake {
    /// A syntax error: the message about the form replaces the one of syn.
    fn from(_: Error) -> Self {
        Self::Form
    }
}

/// Parses the path of a constant, or a literal whose value `read` returns.
pub(super) fn parse(
    input: ParseStream<'_>,
    read: impl FnOnce(&Lit) -> Result<u64, Mistake>,
) -> Result<WrittenNumber, Mistake> {
    if input.cursor().literal().is_none() {
        return Ok(WrittenNumber::Constant(input.call(Path::parse_mod_style)?));
    }
    let literal: Lit = input.parse()?;
    let value = read(&literal)?;
    Ok(WrittenNumber::Literal(literal, value))
}

/// True if a number with a minus sign is next.
pub(super) fn is_negative(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![-]>().is_ok() && ahead.parse::<LitInt>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,]))
}

/// `1000`
pub(super) fn count(literal: &Lit, key: &str) -> Result<u64, Mistake> {
    let number = match literal {
        Lit::Int(number) if matches!(number.suffix(), "" | "usize") => number.base10_parse::<u64>(),
        Lit::Int(number) => {
            let (suffix, digits) = (number.suffix(), number.base10_digits());
            return Err(Mistake::Value(format!("`{key}` has no unit `{suffix}`; write `{key} = {digits}`")));
        }
        Lit::Str(text) if text.value().parse::<u64>().is_ok() => {
            let message = format!("`{key}` is a number, not text; write `{key} = {}`", text.value());
            return Err(Mistake::Value(message));
        }
        _ => return Err(Mistake::Form),
    };
    match number {
        Ok(0) => Err(Mistake::Value(format!("`{key}` is at least 1"))),
        // The largest number that fits `usize` on every platform.
        Ok(value) if u32::try_from(value).is_ok() => Ok(value),
        _ => Err(Mistake::Value(format!("`{key}` is at most {}", u32::MAX))),
    }
}

/// `"5s"`
pub(super) fn millis(literal: &Lit, key: &str) -> Result<u64, Mistake> {
    match literal {
        Lit::Str(text) => duration::parse(&text.value()).map_err(Mistake::Value),
        Lit::Int(number) if number.suffix().is_empty() => {
            let digits = number.base10_digits();
            Err(Mistake::Value(format!("`{key}` needs a unit; write `{key} = \"{digits}s\"`")))
        }
        Lit::Int(number) if duration::is_unit(number.suffix()) => {
            Err(Mistake::Value(format!("`{key}` is text; write `{key} = \"{number}\"`")))
        }
        _ => Err(Mistake::Form),
    }
}

pub(super) fn expected_count(key: &str, example: &str) -> String {
    format!("`{key}` is a number, or the path of a constant; write `{example}`")
}
