//! The attributes `#[outcome(...)]` of one enum, struct, variant or field: a status, a description, and keys.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Error, Ident, Lit, LitStr, MacroDelimiter, Meta, Token,
    ext::IdentExt,
    parse::{ParseStream, discouraged::Speculative},
    token,
};

use super::{
    habits::{self, Given},
    keys::{self, OutcomeKey, Target},
    status,
};
use crate::{
    attr::{
        parser::{self, Grammar, Preceding, SettingList},
        table,
        tokens::{continues, skip_element},
        value::{self, WrittenStatus},
    },
    diagnostics::Diagnostics,
};

/// Everything that the attributes of one target give.
pub(crate) struct Attributes {
    target: Target,
    pub(crate) status: Option<WrittenStatus>,
    pub(crate) description: Option<Description>,
    pub(crate) settings: SettingList<OutcomeKey>,
    /// True if something could not be read: then a key that is absent may be among it.
    pub(crate) broken: bool,
}

/// The description as it is written.
pub(crate) struct Description {
    pub(crate) literal: LitStr,
    pub(crate) position: TextPosition,
    /// True if format arguments follow, which a text does not take.
    pub(crate) has_arguments: bool,
}

/// The position of a description in its attribute.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum TextPosition {
    First,
    AfterSource,
    Elsewhere,
}

impl Attributes {
    pub(crate) fn parse(attributes: &[Attribute], target: Target, diagnostics: &mut Diagnostics) -> Self {
        let before = diagnostics.count();
        let mut parsed =
            Self { target, status: None, description: None, settings: SettingList::default(), broken: false };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("outcome")) {
            parsed.attribute(attribute, diagnostics);
        }
        parsed.broken = diagnostics.count() > before;
        parsed
    }

    fn attribute(&mut self, attribute: &Attribute, diagnostics: &mut Diagnostics) {
        match &attribute.meta {
            // #[outcome]
            Meta::Path(path) => diagnostics.error(path, self.without_list()),
            // #[outcome = 404]
            Meta::NameValue(pair) => {
                let list = self.in_parentheses(pair.value.to_token_stream());
                diagnostics.error(pair.eq_token, format!("expected parentheses; write `#[outcome({list})]`"));
            }
            // #[outcome()]
            Meta::List(list) if list.tokens.is_empty() => {
                diagnostics.error(attribute, self.sets_nothing("empty `#[outcome()]`"));
            }
            // #[outcome[404]]
            Meta::List(list) if !matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
                let tokens = &list.tokens;
                let list = self.in_parentheses(tokens.clone());
                diagnostics.error(tokens, format!("expected parentheses; write `#[outcome({list})]`"));
            }
            // #[outcome(...)]
            Meta::List(list) => {
                parser::parse(list.tokens.clone(), self).into_iter().for_each(|error| diagnostics.push(error));
            }
        }
    }

    /// Returns what to write for a value without parentheses, such as `#[outcome(404)]` for `404`.
    fn in_parentheses(&self, value: TokenStream) -> String {
        let written = habits::status_of_key(value.clone()).unwrap_or_else(|| value.to_string());
        let text = syn::parse2::<LitStr>(value).ok().map(|text| text.value());
        let is_status = |text: &str| status::of_text(text);
        match (self.target, text.as_deref().map(is_status), text) {
            (_, _, Some(text)) if table::find::<OutcomeKey>(&text, self.target).is_some() => text,
            (Target::Variant | Target::Struct, Some(Some(status)), _) => status,
            (Target::Variant | Target::Struct, Some(None), _) => format!("404, {written}"),
            (Target::Enum, Some(Some(status)), _) => format!("default = {status}"),
            (Target::Enum, None, _) if written.parse::<u16>().is_ok() => format!("default = {written}"),
            _ => written,
        }
    }

    fn without_list(&self) -> String {
        match self.target {
            Target::Variant | Target::Struct if self.has_source() => {
                "`#[outcome]` without a list sets nothing; remove it".to_owned()
            }
            Target::Variant | Target::Struct => {
                "`#[outcome]` needs a status; write `#[outcome(404)]` or `#[outcome(NOT_FOUND)]`".to_owned()
            }
            Target::Enum | Target::Field => self.sets_nothing("`#[outcome]`"),
        }
    }

    fn sets_nothing(&self, subject: &str) -> String {
        match self.target {
            Target::Variant | Target::Struct => {
                format!("{subject}; write a status such as `#[outcome(404)]`, or remove the attribute")
            }
            Target::Enum => format!(
                "{subject} on an enum sets nothing; write a setting such as `#[outcome(default = 500)]`, or remove it"
            ),
            Target::Field => format!(
                "{subject} on a field sets nothing; write the role of the field: `#[outcome(href)]`, `#[outcome(code)]` \
                 or `#[outcome(header = \"...\")]`"
            ),
        }
    }
}

impl Grammar for Attributes {
    type Key = OutcomeKey;

    fn target(&self) -> Target {
        self.target
    }

    fn settings(&mut self) -> &mut SettingList<OutcomeKey> {
        &mut self.settings
    }

    /// A status, or a description.
    fn positional(&mut self, input: ParseStream<'_>, preceding: Preceding<OutcomeKey>) -> Option<syn::Result<()>> {
        if self.is_argument(input, preceding) {
            return Some(self.refuse_argument(input));
        }
        if input.cursor().literal().is_some() {
            let literal = input.fork().parse::<Lit>().ok()?;
            if let Lit::Str(text) = literal {
                return Some(input.parse::<Lit>().and_then(|_| self.add_description(text, preceding)));
            }
            if let Some(message) = self.is_no_description(&literal) {
                return Some(Err(Error::new_spanned(skip_element(input), message)));
            }
        } else if !starts_status(input) {
            return None;
        }
        let ahead = input.fork();
        if let Ok(status) = value::status(&ahead)
            && !continues(&ahead)
        {
            if let Some(message) = habits::phrase(&status, &ahead.fork()) {
                return Some(Err(Error::new_spanned(skip_element(input), message)));
            }
            input.advance_to(&ahead);
            return Some(self.add_status(status));
        }
        let message = habits::expression(&input.fork());
        Some(Err(Error::new_spanned(skip_element(input), message)))
    }

    fn habit(&self, element: ParseStream<'_>) -> Option<Error> {
        let given = Given {
            target: self.target,
            status: self.status.is_some(),
            source: self.has_source(),
            description: self.description.is_some(),
        };
        habits::explain(&given, element)
    }

    fn expected(&self) -> &'static str {
        match self.target {
            Target::Variant | Target::Struct if !self.has_source() => "a status such as `404`, or a key",
            _ => "a key",
        }
    }

    fn explain(&self, word: &str) -> Option<String> {
        (self.is_of_variant() && keys::means_description(word))
            .then(|| format!("unknown key `{word}`; write the text itself right after the status"))
    }
}

impl Attributes {
    /// True if an argument of the description is next, as `format!` takes them: `"{}", 0` or `"{len}", len = path.len()`.
    fn is_argument(&self, input: ParseStream<'_>, preceding: Preceding<OutcomeKey>) -> bool {
        let Some(text) = &self.description else { return false };
        if !matches!(preceding, Preceding::Positional | Preceding::Mistake) {
            return false;
        }
        let value = text.literal.value().replace("{{", "").replace("}}", "");
        let unnamed = text.has_arguments || value.contains("{}") || value.contains("{:");
        let ahead = input.fork();
        let Ok(word) = ahead.call(Ident::parse_any) else { return unnamed && !input.peek(Token![,]) };
        let word = word.to_string();
        let named = ahead.peek(Token![=]) && value.contains(&format!("{{{word}"));
        (unnamed || named) && table::suggest::<OutcomeKey>(&word, self.target).is_none()
    }

    /// Returns the message for a literal in the position of a description that is not a string.
    fn is_no_description(&self, literal: &Lit) -> Option<String> {
        if !self.is_of_variant() || !self.has_source() || self.description.is_some() {
            return None;
        }
        match value::text_of(literal) {
            Some(text) => Some(format!("a description is text; write `{text:?}`")),
            None if matches!(literal, Lit::Float(_) | Lit::Bool(_)) => {
                Some("expected a description such as `\"...\"`, or a key".to_owned())
            }
            None => None,
        }
    }

    /// Reports the first argument. The placeholders of the text are not checked then.
    fn refuse_argument(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let argument = skip_element(input);
        let Some(text) = &mut self.description else { return Ok(()) };
        if std::mem::replace(&mut text.has_arguments, true) {
            return Ok(());
        }
        let message = "a text takes no arguments; name a field in it, such as `{path}` or `{0}`";
        Err(Error::new_spanned(argument, message))
    }
}

/// True if a status is next: a sign, a path, or a word that is not followed by a value and looks like a name.
fn starts_status(input: ParseStream<'_>) -> bool {
    if input.peek(Token![-]) || input.peek(Token![::]) || input.peek2(Token![::]) {
        return true;
    }
    let ahead = input.fork();
    let Ok(word) = ahead.call(Ident::parse_any) else { return false };
    let word = word.unraw().to_string();
    let assigned = ahead.peek(Token![=]) || ahead.peek(token::Paren);
    let alone = ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(Token![;]) || continues(&ahead) && !assigned;
    alone && table::find_anywhere::<OutcomeKey>(&word).is_none() && status::looks_like_name(&word)
}

impl Attributes {
    fn add_description(&mut self, literal: LitStr, preceding: Preceding<OutcomeKey>) -> syn::Result<()> {
        let value = literal.value();
        let message = match self.target {
            _ if table::find::<OutcomeKey>(&value, self.target).is_some() && !self.is_of_variant() => {
                format!("a key is not text; write `{value}`")
            }
            Target::Field => "a description belongs on the variant, not on a field".to_owned(),
            Target::Enum => {
                "a description belongs on each variant; to take it from `Display` write `display`".to_owned()
            }
            Target::Variant | Target::Struct if self.description.is_some() => {
                "a second description; keep one".to_owned()
            }
            Target::Variant | Target::Struct => {
                let position = match preceding {
                    // An attribute may continue the list of the one before it.
                    Preceding::Nothing if self.has_source() => TextPosition::AfterSource,
                    Preceding::Nothing => TextPosition::First,
                    Preceding::Key(key) if !matches!(key, OutcomeKey::With | OutcomeKey::Via) => {
                        TextPosition::Elsewhere
                    }
                    // The element that could not be read may be the status.
                    Preceding::Key(_) | Preceding::Positional | Preceding::Mistake => TextPosition::AfterSource,
                };
                self.description = Some(Description { literal, position, has_arguments: false });
                return Ok(());
            }
        };
        Err(Error::new_spanned(literal, message))
    }

    /// True if the target itself gives the source of its status.
    pub(crate) fn has_source(&self) -> bool {
        self.status.is_some() || self.settings.has(OutcomeKey::With) || self.settings.has(OutcomeKey::Via)
    }

    /// True if the target takes a status and a description.
    pub(super) fn is_of_variant(&self) -> bool {
        matches!(self.target, Target::Variant | Target::Struct)
    }

    fn add_status(&mut self, status: WrittenStatus) -> syn::Result<()> {
        let message = match self.target {
            Target::Field => habits::status_on_field(),
            Target::Enum => habits::status_on_enum(&status.to_token_stream().to_string()),
            Target::Variant | Target::Struct if self.status.is_none() => {
                self.status = Some(status);
                return Ok(());
            }
            Target::Variant | Target::Struct if self.description.is_none() && status::may_be_a_text(&status) => {
                "a description is a string literal, not a constant; write the text itself".to_owned()
            }
            Target::Variant | Target::Struct => habits::SECOND_STATUS.to_owned(),
        };
        Err(Error::new_spanned(status, message))
    }
}
