//! Quotes the method `status`, and the constants that rustc checks.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::{
    arms::{Arm, Bindings, located_at, match_self},
    outcome::forward,
};
use crate::{
    plan::{Plan, Sayings, Source},
    status::Code,
};

/// An item for each status that is given by the path of a constant.
pub(crate) struct Constants<'a> {
    paths: Vec<(String, &'a Path)>,
}

impl<'a> Constants<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        let codes = plan.variants.iter().filter_map(|says| match &says.source {
            Source::Code(code) => Some(code),
            _ => None,
        });
        let mut constants = Self { paths: Vec::new() };
        for code in codes.chain(&plan.default) {
            if let Code::Constant(path) = code {
                let text = path.to_token_stream().to_string();
                if constants.position(&text).is_none() {
                    constants.paths.push((text, path));
                }
            }
        }
        constants
    }

    fn position(&self, text: &str) -> Option<usize> {
        self.paths.iter().position(|(known, _)| known == text)
    }

    /// ```text
    /// const __STATUS0: __p::StatusCode = __p::StatusConst(Acme::BURST_QUOTA).get();
    /// ```
    ///
    /// Items, since an inline `const` is not evaluated by `cargo check`; and every token of the initializer stands at
    /// the user's path, so that a panic of the evaluation points there.
    pub(crate) fn items(&self) -> TokenStream {
        let items = self.paths.iter().enumerate().map(|(index, (_, path))| {
            let name = format_ident!("__STATUS{}", index);
            let open = quote_spanned!(located_at(first(path))=> __p::StatusConst);
            let rest = quote_spanned!(located_at(last(path))=> (#path).get());
            quote!(const #name: __p::StatusCode = #open #rest;)
        });
        items.collect()
    }

    /// The value of a status.
    pub(crate) fn value(&self, code: &Code) -> TokenStream {
        match code {
            Code::Number(number) => {
                let number = proc_macro2::Literal::u16_unsuffixed(*number);
                quote!(__p::status(#number))
            }
            Code::Constant(_) => {
                let index = self.position(&self.key(code)).unwrap_or_default();
                format_ident!("__STATUS{}", index).to_token_stream()
            }
        }
    }

    /// The same for the same value.
    fn key(&self, code: &Code) -> String {
        match code {
            Code::Number(number) => number.to_string(),
            Code::Constant(path) => path.to_token_stream().to_string(),
        }
    }

    /// What a variant without a status of its own has.
    pub(crate) fn default(&self, plan: &Plan<'_>) -> TokenStream {
        self.value(plan.default.as_ref().unwrap_or(&Code::Number(500)))
    }
}

/// ```text
/// fn status(&self) -> __p::StatusCode {
///     match self {
///         Self::Deleted { .. } => __p::status(204),
///         Self::Burst { .. } => __STATUS0,
///         Self::Policy { 0: __field0, .. } => pick(__field0),
///         Self::Upstream { 0: __field0, .. } => __p::code::<_, u16>(__field0, __p::status(500)),
///     }
/// }
/// ```
///
/// With `map` that is not the last word:
///
/// ```text
/// let __outcome = self;
/// let __status = match self { ... };
/// Self::soften(__outcome, __status)
/// ```
///
/// What is passed to a function of the user's has the span of its path, hygiene and all: rustc would otherwise offer to
/// repair the derive attribute.
pub(crate) fn method(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let default = constants.default(plan);
    let matched = match_self(plan, &default, |says, bindings| Some(arm(says, bindings, constants, &default)));
    let body = match (matched, plan.map) {
        (None, _) => quote!(match *self {}),
        (Some(matched), None) => matched,
        (Some(matched), Some(map)) => {
            let end = last(map);
            let (outcome, status) = (Ident::new("__outcome", end), Ident::new("__status", end));
            let arguments = quote_spanned!(end=> (#outcome, #status));
            quote! {
                let #outcome = self;
                let #status = #matched;
                #map #arguments
            }
        }
    };
    quote!(fn status(&self) -> __p::StatusCode { #body })
}

fn arm<'f>(
    says: &'f Sayings<'_>,
    bindings: &mut Bindings,
    constants: &'f Constants<'_>,
    default: &'f TokenStream,
) -> Arm<'f> {
    match &says.source {
        Source::Code(code) => Arm::shared(constants.key(code), || constants.value(code)),
        Source::Default => Arm::shared("default", || default.clone()),
        Source::With(path) => {
            let end = last(path);
            let fields = says.variant.fields.iter().map(|field| bindings.bind(field, end));
            let arguments = quote_spanned!(end=> (#(#fields),*));
            Arm::Own(quote!(#path #arguments))
        }
        Source::Field(field) => {
            let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
            Arm::Own(quote!(__p::code::<_, #ty>(#field, #default)))
        }
        Source::Inner(inner) => Arm::Own(forward(inner, bindings, "status", &TokenStream::new())),
    }
}

pub(super) fn first(path: &Path) -> Span {
    path.segments.first().map_or_else(Span::call_site, |segment| segment.ident.span())
}

fn last(path: &Path) -> Span {
    path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
}
