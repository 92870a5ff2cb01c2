//! Parses the function under `#[batch]`. Validates nothing, and does not parse the body.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{
    Attribute, Error, Generics, Ident, Lit, Token, Type, Visibility,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
    token,
};

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    /// The whole item.
    pub(crate) item: TokenStream,
    /// The item without its attributes and visibility.
    pub(crate) tokens: TokenStream,
    pub(crate) asynchronous: Option<Token![async]>,
    /// `const`, `unsafe` and `extern "C"`: the keyword of each, and its tokens.
    pub(crate) qualifiers: Vec<(&'static str, TokenStream)>,
    pub(crate) fn_token: Token![fn],
    pub(crate) ident: Ident,
    /// Includes the `where` clause.
    pub(crate) generics: Generics,
    pub(crate) parameters: Vec<WrittenParameter>,
    /// The type after `->`.
    pub(crate) output: Option<Type>,
    /// True if it ends with a block.
    pub(crate) has_body: bool,
}

pub(crate) enum WrittenParameter {
    /// `self` in one of its forms.
    Receiver(TokenStream),
    /// `...`
    Variadic(TokenStream),
    Typed {
        attributes: Vec<Attribute>,
        pattern: TokenStream,
        ty: Box<Type>,
    },
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let item = input.fork().parse()?;
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let start = input.fork();
        let tokens = start.fork().parse()?;
        let (mut asynchronous, mut qualifiers) = (None, Vec::new());
        let fn_token = loop {
            if input.peek(Token![async]) {
                asynchronous = Some(input.parse()?);
            } else if let Some(qualifier) = qualifier(input)? {
                qualifiers.push(qualifier);
            } else if input.peek(Token![fn]) {
                break input.parse()?;
            } else {
                return Err(start.error("`#[batch]` goes on an async function that handles one item"));
            }
        };
        let ident = input.call(Ident::parse_any)?;
        let mut generics: Generics = input.parse()?;
        let content;
        parenthesized!(content in input);
        let parameters = content.parse_terminated(WrittenParameter::parse, Token![,])?.into_iter().collect();
        let output = input.parse::<Option<Token![->]>>()?.map(|_| input.parse()).transpose()?;
        generics.where_clause = input.parse()?;
        let has_body = input.peek(token::Brace);
        input.parse::<TokenStream>()?;
        Ok(Self {
            attributes,
            visibility,
            item,
            tokens,
            asynchronous,
            qualifiers,
            fn_token,
            ident,
            generics,
            parameters,
            output,
            has_body,
        })
    }
}

fn qualifier(input: ParseStream<'_>) -> syn::Result<Option<(&'static str, TokenStream)>> {
    let mut tokens = TokenStream::new();
    let word = if input.peek(Token![const]) {
        "const"
    } else if input.peek(Token![unsafe]) {
        "unsafe"
    } else if input.peek(Token![extern]) {
        "extern"
    } else {
        return Ok(None);
    };
    tokens.extend([input.parse::<TokenTree>()?]);
    if word == "extern" && input.cursor().literal().is_some() {
        let abi: Lit = input.parse()?;
        tokens.extend(quote!(#abi));
    }
    Ok(Some((word, tokens)))
}

impl WrittenParameter {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let mut pattern = TokenStream::new();
        // The pattern ends at the first colon that is not part of a path.
        while !input.is_empty() && !input.peek(Token![,]) && (!input.peek(Token![:]) || input.peek(Token![::])) {
            if input.peek(Token![::]) {
                let path: Token![::] = input.parse()?;
                pattern.extend(quote!(#path));
            } else {
                pattern.extend([input.parse::<TokenTree>()?]);
            }
        }
        let receiver =
            pattern.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "self"));
        let dots = pattern.to_string().replace(' ', "").contains("...");
        if !input.peek(Token![:]) {
            return if receiver {
                Ok(Self::Receiver(pattern))
            } else if dots {
                Ok(Self::Variadic(pattern))
            } else {
                let message = "expected `:` and the type of the parameter after this";
                Err(if pattern.is_empty() { input.error(message) } else { Error::new_spanned(pattern, message) })
            };
        }
        input.parse::<Token![:]>()?;
        if input.peek(Token![...]) {
            let dots: Token![...] = input.parse()?;
            return Ok(Self::Variadic(quote!(#dots)));
        }
        let ty = Box::new(input.parse()?);
        Ok(if receiver { Self::Receiver(pattern) } else { Self::Typed { attributes, pattern, ty } })
    }
}
