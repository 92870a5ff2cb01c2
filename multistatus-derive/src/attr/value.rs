//! The value of one key: how each form is written, and what to write instead of a wrong value.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Error, Ident, Lit, LitBool, LitInt, LitStr, Path, Token, WherePredicate,
    ext::IdentExt,
    parse::{ParseStream, Parser, discouraged::Speculative},
    punctuated::Punctuated,
    token,
};

use super::{
    assignment::{self, Assignment},
    number::{self, Mistake, WrittenNumber},
    table::{AttributeKey, Form, Row},
    tokens::{continues, separator, skip_element},
    word::{self, WrittenWord},
};

/// The value that is written after a key.
pub(crate) enum SettingValue {
    Flag,
    Text(LitStr),
    Pair(LitStr, LitStr),
    Path(Path),
    Status(WrittenStatus),
    Count(WrittenNumber),
    /// Milliseconds.
    Duration(WrittenNumber),
    Word(WrittenWord),
    Words(Vec<WrittenWord>),
    Assignments(Vec<Assignment>),
    Predicates(Punctuated<WherePredicate, Token![,]>),
}

impl SettingValue {
    pub(crate) fn text(&self) -> Option<&LitStr> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A status as it is written: its value is not known yet.
#[derive(Clone)]
pub(crate) enum WrittenStatus {
    Number(LitInt),
    /// A number with a sign before it.
    Signed(Token![-], Lit),
    Literal(Lit),
    Name(Ident),
    Path(Path),
}

impl ToTokens for WrittenStatus {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Number(number) => number.to_tokens(tokens),
            Self::Signed(sign, number) => tokens.extend(quote!(#sign #number)),
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Name(name) => name.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

/// Parses what `row` asks for after its name.
pub(crate) fn parse<K: AttributeKey>(input: ParseStream<'_>, name: &Ident, row: &Row<K>) -> syn::Result<SettingValue> {
    let (key, example, form) = (row.name, row.example, row.form);
    let needs_value = |at: &dyn ToTokens| Error::new_spanned(at, format!("`{key}` needs a value; write `{example}`"));
    if form == Form::Reserved {
        return Err(Error::new_spanned(name, format!("`{key}` is not supported yet")));
    }
    if input.peek(token::Paren) {
        return match form {
            Form::Pair => pair(input, key, example, false),
            Form::TextOrPair(example) => pair(input, key, example, true),
            Form::WordList(words) => word::parse_list(input, key, words, example).map(SettingValue::Words),
            Form::Assignments => assignment::parse(input, key, &assigned_text).map(SettingValue::Assignments),
            Form::Predicates => {
                let group = input.parse::<Group>()?;
                let predicates = Punctuated::parse_terminated.parse2(group.stream());
                let message = format!("`{key}` takes the predicates of a `where` clause; write `{example}`");
                predicates.map(SettingValue::Predicates).map_err(|_| Error::new_spanned(group, message))
            }
            Form::Flag => {
                Err(Error::new_spanned(skip_element(input), format!("`{key}` takes no value; write just `{key}`")))
            }
            _ => {
                let group: Group = input.fork().parse()?;
                let value = spaceless(&group.stream());
                let written = if value.is_empty() { example.to_owned() } else { format!("{key} = {value}") };
                let message = format!("`{key}` takes no parentheses; write `{written}`");
                Err(Error::new_spanned(skip_element(input), message))
            }
        };
    }
    if separator(input) == Some(":") && form != Form::Flag {
        let colon: Token![:] = input.parse()?;
        return Err(Error::new_spanned(colon, format!("expected `=`, found `:`; write `{example}`")));
    }
    if !input.peek(Token![=]) {
        // The parser reports what follows a flag.
        return match form {
            Form::Flag | Form::FlagOrText => Ok(SettingValue::Flag),
            _ => Err(needs_value(name)),
        };
    }
    let equals: Token![=] = input.parse()?;
    match form {
        Form::Flag if input.peek(LitBool) && input.fork().parse::<LitBool>().is_ok_and(|literal| !literal.value) => {
            Err(Error::new_spanned(name, format!("`{key}` takes no value, and is off unless it is written; remove it")))
        }
        Form::Flag => Err(Error::new_spanned(equals, format!("`{key}` takes no value; write just `{key}`"))),
        Form::Pair | Form::Predicates | Form::WordList(_) | Form::Assignments => {
            let text = input.fork().parse::<LitStr>().ok().filter(|_| form == Form::Pair);
            let written = text.and_then(|text| split_pair(key, &text)).unwrap_or_else(|| example.to_owned());
            Err(Error::new_spanned(equals, format!("`{key}` takes parentheses; write `{written}`")))
        }
        _ if input.is_empty() || input.peek(Token![,]) => Err(needs_value(&equals)),
        _ => assigned(input, key, example, form),
    }
}

/// Parses the value after `=`, which is the whole rest of the element.
fn assigned(input: ParseStream<'_>, key: &str, example: &str, form: Form) -> syn::Result<SettingValue> {
    let ahead = input.fork();
    let found = match form {
        Form::Path => path(&ahead, key, example, form).map(SettingValue::Path),
        Form::CratePath => crate_path(&ahead, key, example).map(SettingValue::Path),
        Form::Status => status(&ahead).map(SettingValue::Status),
        Form::Count => number::parse(&ahead, |literal| number::count(literal, key)).map(SettingValue::Count),
        Form::Duration => number::parse(&ahead, |literal| number::millis(literal, key)).map(SettingValue::Duration),
        Form::Word(words) => word::parse(&ahead, key, words).map(SettingValue::Word),
        _ => text(&ahead, key).map(SettingValue::Text),
    };
    let message = match found {
        Err(Mistake::At(error)) => return Err(error),
        Ok(SettingValue::Path(path)) if ahead.peek(token::Paren) || ahead.peek(token::Brace) => {
            let not = if ahead.peek(token::Paren) { ", not a call" } else { "" };
            Some(format!("`{key}` is a path{not}; write `{key} = {}`", compact(&path)))
        }
        _ if continues(&ahead) => joined(skip_element(&input.fork())).map(|text| one_text(&text)),
        Ok(value) => {
            input.advance_to(&ahead);
            return Ok(value);
        }
        Err(Mistake::Value(message)) => Some(message),
        Err(Mistake::Form) => None,
    };
    let is_macro = is_macro(input);
    let expected = || match form {
        Form::Path if input.peek(Token![|]) || input.peek(Token![move]) => {
            format!("`{key}` is a path, not a closure; write a function, and its path such as `{example}`")
        }
        Form::Path | Form::CratePath => format!("`{key}` is a path; write `{example}`"),
        Form::Status => format!("`{key}` is a status; write `{example}`"),
        Form::Count if number::is_negative(input) => format!("`{key}` is at least 1"),
        Form::Count => number::expected_count(key, example),
        Form::Duration => format!("`{key}` is text, or the path of a constant; write `{example}`"),
        Form::Word(words) => words.expected(key),
        _ if is_macro => {
            format!("`{key}` is a string literal: macros are not expanded in an attribute; write `{key} = \"...\"`")
        }
        _ => format!("`{key}` is a string literal; write `{key} = \"...\"`"),
    };
    let message = message.unwrap_or_else(expected);
    Err(Error::new_spanned(skip_element(input), message))
}

/// Parses the text that is assigned to a name in a list.
fn assigned_text(input: ParseStream<'_>, name: &str) -> syn::Result<LitStr> {
    match assigned(input, name, "", Form::Text)? {
        SettingValue::Text(text) => Ok(text),
        _ => Err(input.error("expected a string literal")),
    }
}

/// True if a call of a macro is next, such as `concat!("a", "b")`.
pub(crate) fn is_macro(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Path::parse_mod_style).is_ok() && ahead.peek(Token![!]) && !ahead.peek(Token![!=])
}

/// Returns the text of a literal that is like a string but not one: `b"x"`, `c"x"` or `'x'`.
pub(crate) fn text_of(literal: &Lit) -> Option<String> {
    match literal {
        Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
        Lit::CStr(text) => text.value().into_string().ok(),
        Lit::Char(character) => Some(character.value().to_string()),
        Lit::Byte(byte) => Some(char::from(byte.value()).to_string()),
        _ => None,
    }
}

/// Returns the text of several string literals that are written as one: `"a" "b"` or `"a" + "b"`.
pub(super) fn joined(tokens: TokenStream) -> Option<String> {
    let parts = |input: ParseStream<'_>| {
        let mut text = String::new();
        let mut count = 0;
        while !input.is_empty() {
            text += &input.parse::<LitStr>()?.value();
            count += 1;
            input.parse::<Option<Token![+]>>()?;
        }
        Ok((count > 1).then_some(text))
    };
    parts.parse2(tokens).ok()?
}

/// Returns the message for a text in several parts.
pub(super) fn one_text(text: &str) -> String {
    format!("a text is one string literal; write `{text:?}`")
}

/// Returns a path without spaces, as it is usually written.
fn compact(path: &Path) -> String {
    spaceless(&path.to_token_stream())
}

/// Returns tokens without the spaces between them. A space within a literal stays.
fn spaceless(tokens: &TokenStream) -> String {
    tokens.clone().into_iter().map(|token| token.to_string()).collect()
}

/// `"text"`
fn text(input: ParseStream<'_>, key: &str) -> Result<LitStr, Mistake> {
    // `peek` of a literal parses it, so a cursor looks instead.
    if input.cursor().literal().is_none() {
        return Err(Mistake::Form);
    }
    match input.parse()? {
        Lit::Str(text) => Ok(text),
        literal => Err(match text_of(&literal) {
            Some(text) => Mistake::Value(format!("`{key}` is text; write `{key} = {text:?}`")),
            None => Mistake::Form,
        }),
    }
}

/// `("text", "text")`. `or_text` is true if the key also takes one text after `=`.
fn pair(input: ParseStream<'_>, key: &str, example: &str, or_text: bool) -> syn::Result<SettingValue> {
    let group = input.parse::<Group>()?;
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(group.stream()).ok();
    let texts: Vec<LitStr> = texts.into_iter().flatten().collect();
    let instead = match texts.as_slice() {
        [first, second] => return Ok(SettingValue::Pair(first.clone(), second.clone())),
        [only] if or_text => Some(match only.value().strip_prefix('{').and_then(|name| name.split_once('}')) {
            // `{namespace}name`
            Some((namespace, name)) => format!("{key}({namespace:?}, {name:?})"),
            None => format!("{key} = {:?}", only.value()),
        }),
        [only] => split_pair(key, only),
        [] if or_text && syn::parse2::<Ident>(group.stream()).is_ok() => {
            Some(format!("{key} = \"{}\"", group.stream().to_string().replace('_', "-")))
        }
        _ => match (assigned_texts(&group), text_and_name(&group)) {
            (Some((name, text)), _) => Some(format!("{key}({:?}, {:?})", name.value(), text.value())),
            (None, Some((text, name))) => Some(format!("{key}({:?}, \"{{{name}}}\")", text.value())),
            (None, None) => None,
        },
    };
    let written = instead.unwrap_or_else(|| example.to_owned());
    Err(Error::new_spanned(group, format!("`{key}` takes two string literals; write `{written}`")))
}

/// Returns the pair that is written as one text: `"Location: /a"`.
fn split_pair(key: &str, text: &LitStr) -> Option<String> {
    text.value().split_once(": ").map(|(name, value)| format!("{key}({name:?}, {value:?})"))
}

/// `("Location" = "/a")`
fn assigned_texts(group: &Group) -> Option<(LitStr, LitStr)> {
    let both = |input: ParseStream<'_>| {
        let name: LitStr = input.parse()?;
        if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
        } else if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
        } else {
            input.parse::<Token![=]>()?;
        }
        Ok((name, input.parse::<LitStr>()?))
    };
    both.parse2(group.stream()).ok()
}

/// `("ETag", tag)`
fn text_and_name(group: &Group) -> Option<(LitStr, Ident)> {
    let both = |input: ParseStream<'_>| {
        let text: LitStr = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok((text, input.parse::<Ident>()?))
    };
    both.parse2(group.stream()).ok()
}

/// `path::to::something`
fn path(input: ParseStream<'_>, key: &str, example: &str, form: Form) -> Result<Path, Mistake> {
    if input.cursor().literal().is_none() {
        return Ok(input.parse()?);
    }
    let Lit::Str(text) = input.parse()? else { return Err(Mistake::Form) };
    let written = match text.parse::<Path>() {
        Ok(path) if form == Form::CratePath && path.leading_colon.is_none() && path.get_ident().is_some() => {
            format!("{key} = ::{}", compact(&path))
        }
        Ok(path) => format!("{key} = {}", compact(&path)),
        Err(_) => example.to_owned(),
    };
    Err(Mistake::Value(format!("`{key}` is a path, not text; write `{written}`")))
}

/// `::name` or `crate::path`: the path is used inside a block, and perhaps inside a macro of another crate.
fn crate_path(input: ParseStream<'_>, key: &str, example: &str) -> Result<Path, Mistake> {
    let path = path(input, key, example, Form::CratePath)?;
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() || first == "crate" || first == "$crate" {
        return Ok(path);
    }
    let name = compact(&path);
    Err(Mistake::Value(format!(
        "`{key}` must be an absolute path; write `::{name}` for a crate or `crate::{name}` for a re-export in this one"
    )))
}

/// `404`, `NOT_FOUND` or `path::to::CONST`
pub(crate) fn status(input: ParseStream<'_>) -> Result<WrittenStatus, Mistake> {
    if input.peek(Token![-]) {
        return Ok(WrittenStatus::Signed(input.parse()?, input.parse()?));
    }
    if input.cursor().literal().is_some() {
        return Ok(match input.parse()? {
            Lit::Int(number) => WrittenStatus::Number(number),
            literal => WrittenStatus::Literal(literal),
        });
    }
    if input.peek(Token![::]) || input.peek2(Token![::]) {
        return Ok(WrittenStatus::Path(input.parse()?));
    }
    Ok(WrittenStatus::Name(input.call(Ident::parse_any)?))
}
