//! The macros of [`multistatus`](https://docs.rs/multistatus). Name that crate in your manifest, not this one.

#![forbid(unsafe_code)]

mod apart;
mod ast;
mod attr;
mod batch;
mod check;
mod condition;
mod describe;
mod diagnostics;
mod expand;
mod generics;
mod inverse;
mod keys;
mod list;
mod plan;
mod roles;
mod status;
#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
mod tests;
mod value;

use expand::Derive;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares what can happen to one item of a batch: one variant for each outcome.
///
/// ```
/// use multistatus::Outcome;
///
/// /// What happened to one file of a bulk delete.
/// #[derive(Debug, Outcome)]
/// enum Delete {
///     #[outcome(204)]
///     Deleted,
///
///     #[outcome(404, "no file at {path}")]
///     Missing { path: String },
///
///     #[outcome(LOCKED, "{path} is locked by {owner}", condition = "lock-token-submitted")]
///     Locked { path: String, owner: String },
/// }
///
/// assert_eq!(Delete::Deleted.status(), 204);
/// ```
///
/// Everything is said by one attribute, `outcome`. On a variant it begins with the status, which the description may
/// follow; the keys come after them, in any order.
///
/// | where | what it takes |
/// | --- | --- |
/// | enum, struct | [`default`, `map`](#status-of-the-whole-type), [`display`](#description), [`type_base`](#problem), [`bound`](#generics), [`crate`](#the-name-of-the-crate) |
/// | variant, struct | [a status, `with`](#status), [a description](#description), [`transparent`, `other`](#inner-outcomes), [`via`](#foreign-types), [`title`, `type`](#problem), [`condition`](#conditions), [`header`](#headers), [`retry`](#retry), [`opaque`](#secrets) |
/// | field | [`href`](#the-key-of-the-item), [`code`](#status), [`header`](#headers), [`retry_after`](#retry), [`body`](#body), [`extension`](#problem), [`condition_href`](#conditions) |
///
/// A struct is an enum with one variant: it takes the keys of both. Each field role also takes an `Option`, and `None`
/// leaves it out. Nothing is inferred from the name of a field. `skip_parse` on a variant and `default` on a field are for
/// the way back, [`derive(FromItem)`](derive@FromItem). Reserved for later: `remote`.
///
/// # Status
///
/// A number, an IANA name, or the path of a constant of type `u16` or `StatusCode`; a constant is checked at compile
/// time. `with = path` calls a function with a reference to each field, in order. The role `code` takes the status from a
/// field, a `u16` or `StatusCode`.
///
/// ```
/// use multistatus::{Outcome, StatusCode};
///
/// struct Acme;
///
/// impl Acme {
///     const BURST_QUOTA: u16 = 592;
/// }
///
/// #[derive(Outcome)]
/// enum Upload {
///     #[outcome(201)]
///     Created,
///     #[outcome(CONTENT_TOO_LARGE)]
///     TooLarge,
///     #[outcome(Acme::BURST_QUOTA)]
///     Burst,
///     #[outcome(with = refused, "refused: {0}")]
///     Refused(String),
///     Upstream(#[outcome(code)] StatusCode),
/// }
///
/// fn refused(reason: &str) -> StatusCode {
///     if reason == "name taken" { StatusCode::CONFLICT } else { StatusCode::FORBIDDEN }
/// }
///
/// assert_eq!(Upload::Burst.status(), 592);
/// assert_eq!(Upload::Refused("name taken".into()).status(), 409);
/// ```
///
/// # Status of the whole type
///
/// `default = CODE` is for variants that give no status. `map = path` has the last word: a function of the outcome and
/// its status.
///
/// ```
/// use multistatus::{Outcome, StatusCode};
///
/// #[derive(Outcome)]
/// #[outcome(default = 500, map = Self::soften)]
/// enum Read {
///     #[outcome(403)]
///     Denied,
///     Broken,
/// }
///
/// impl Read {
///     /// Do not reveal what may not be seen.
///     fn soften(&self, status: StatusCode) -> StatusCode {
///         if status == StatusCode::FORBIDDEN { StatusCode::NOT_FOUND } else { status }
///     }
/// }
///
/// assert_eq!((Read::Denied.status().as_u16(), Read::Broken.status().as_u16()), (404, 500));
/// ```
///
/// # Description
///
/// Text with `{field}`, `{0}` and the format specs of `std::fmt`; braces are doubled. It follows the status, or stands
/// first where the status comes from `default` or a `code` field. `display` on the type takes the description of every
/// other variant from its `Display`.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Debug, Outcome)]
/// #[outcome(default = 500, display)]
/// enum Parse {
///     #[outcome(422, "line {line}: expected {expected:?}")]
///     Syntax { line: u32, expected: char },
///     #[outcome("the parser failed")]
///     Failed,
///     #[outcome(413)]
///     TooLong,
/// }
///
/// impl std::fmt::Display for Parse {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "not parsed ({self:?})")
///     }
/// }
///
/// let mut text = String::new();
/// Parse::TooLong.description(&mut text)?;
/// assert_eq!(text, "not parsed (TooLong)");
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # The key of the item
///
/// `href` marks the field that names the item: text, or a `Key`. A key given to `push` wins over it.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// #[outcome(409, "{0} already exists")]
/// struct Clash(#[outcome(href)] String);
///
/// assert_eq!(Clash("/a".into()).href().unwrap().as_str(), "/a");
/// ```
///
/// # Inner outcomes
///
/// `transparent` takes everything from the only field, which is an outcome itself; `retry` and `opaque` may stand beside
/// it.
///
/// ```
/// use multistatus::{Outcome, StatusCode};
///
/// #[derive(Outcome)]
/// enum Copy<Backend> {
///     #[outcome(201)]
///     Copied,
///     #[outcome(transparent, retry = never)]
///     Backend(Backend),
/// }
///
/// assert_eq!(Copy::Backend(StatusCode::BAD_GATEWAY).status(), 502);
/// ```
///
/// `other` does the same with an `Item`: what some other server said, kept whole.
///
/// # Foreign types
///
/// `via = Mapping` takes the outcome of the only field without a role from a type of your own that implements
/// `OutcomeAs` for it. What the variant says itself wins; its headers, conditions and extensions are added.
///
/// ```
/// use multistatus::{Outcome, OutcomeAs, StatusCode, map};
///
/// struct Mapping;
///
/// impl OutcomeAs<std::io::Error> for Mapping {
///     fn status(error: &std::io::Error) -> StatusCode {
///         map::io(error.kind())
///     }
/// }
///
/// #[derive(Outcome)]
/// enum Read {
///     #[outcome(via = Mapping, "cannot read {path}")]
///     Io { #[outcome(href)] path: String, error: std::io::Error },
/// }
///
/// let missing = Read::Io { path: "/a".into(), error: std::io::ErrorKind::NotFound.into() };
/// assert_eq!(missing.status(), StatusCode::NOT_FOUND);
/// ```
///
/// # Problem
///
/// A failure carries a problem (RFC 9457). Its type is `type`, else `type_base` followed by the name of the variant in
/// kebab case, else none; `title` is the reason phrase unless given; `extension` adds a field as a member, under its own
/// name or the one given. Any `Serialize` will do.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// #[outcome(type_base = "https://example.com/problems/")]
/// enum Store {
///     #[outcome(507, title = "Quota used up")]
///     OverQuota { #[outcome(extension)] used: u64, #[outcome(extension = "limit-bytes")] limit: u64 },
///     #[outcome(409, type = "https://example.com/taken")]
///     Taken,
/// }
///
/// let full = Store::OverQuota { used: 9, limit: 8 };
/// assert_eq!(full.problem_type(), Some("https://example.com/problems/over-quota"));
/// ```
///
/// # Conditions
///
/// `condition = "name"` is a precondition or postcondition of WebDAV that failed, an element in the namespace `DAV:`;
/// `condition("namespace", "name")` is one of another namespace. There may be several. `condition_href` marks the field
/// with the href of the condition, and with several of them says whose.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// enum Put {
///     #[outcome(423, condition = "lock-token-submitted")]
///     Locked { #[outcome(condition_href)] lock_root: String },
///     #[outcome(409, condition("urn:ietf:params:xml:ns:caldav", "no-uid-conflict"), condition = "name-allowed")]
///     Uid { #[outcome(condition_href = "no-uid-conflict")] other: String },
/// }
///
/// assert_eq!(Put::OUTCOMES[1].conditions.len(), 2);
/// ```
///
/// # Headers
///
/// `header("Name", "text with {field}")` on the variant, or `header = "Name"` on a field with a `Display`.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// #[outcome(201, header("Location", "/orders/{id}"))]
/// struct Created {
///     id: u64,
///     #[outcome(header = "ETag")]
///     tag: Option<String>,
/// }
///
/// assert_eq!(Created::OUTCOMES[0].headers, ["Location", "ETag"]);
/// ```
///
/// # Retry
///
/// `retry` says whether a failed item may be sent again, where the status alone does not: `never`, `safe`,
/// `if_idempotent` or `with_cause`. `retry_after` marks the field with the time to wait, a `Duration` or an integer of
/// seconds.
///
/// ```
/// use multistatus::{Outcome, Retry};
///
/// #[derive(Outcome)]
/// enum Send {
///     #[outcome(423, retry = safe)]
///     Busy,
///     #[outcome(429, "slow down")]
///     Throttled { #[outcome(retry_after)] seconds: u32 },
/// }
///
/// assert_eq!(Send::Busy.retry(), Some(Retry::Safe));
/// assert_eq!(Send::Throttled { seconds: 7 }.retry_after().unwrap().as_secs(), 7);
/// ```
///
/// # Body
///
/// `body` is the representation on a success; on a failure it replaces the problem. Any `Serialize` will do.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// #[outcome(200)]
/// struct Found(#[outcome(body)] Vec<u8>);
/// # assert_eq!(Found(Vec::new()).status(), 200);
/// ```
///
/// # Secrets
///
/// `opaque` keeps the description, title, body and extensions of a variant out of every format, and those of an inner
/// outcome, too, with its headers and conditions. The status stays, and so does what the variant itself says of type,
/// headers, conditions and retry.
///
/// ```
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// enum Query {
///     #[outcome(500, "connection to {0} failed", opaque)]
///     Database(String),
/// }
///
/// let mut text = String::new();
/// Query::Database("10.0.0.7".into()).description(&mut text)?;
/// assert_eq!(text, "");
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Generics
///
/// The type of a field that mentions a parameter gets the bound that its use needs: `Outcome`, `Display`, `AsRef<str>`,
/// `Serialize`. `bound(...)` replaces all of these.
///
/// ```
/// use std::fmt::Display;
/// use multistatus::Outcome;
///
/// #[derive(Outcome)]
/// #[outcome(bound(T: Display + Clone))]
/// enum Check<T> {
///     #[outcome(422, "{0} is not allowed")]
///     Refused(T),
/// }
/// # assert_eq!(Check::Refused(1).status(), 422);
/// ```
///
/// # The name of the crate
///
/// `crate = path` where `multistatus` goes by another name: `::name` for a crate, `crate::path` for a re-export.
///
/// ```
/// mod service {
///     pub use ::multistatus as outcomes;
/// }
///
/// #[derive(service::outcomes::Outcome)]
/// #[outcome(crate = crate::service::outcomes, 204)]
/// struct Done;
/// # fn main() {}
/// ```
#[proc_macro_derive(Outcome, attributes(outcome))]
pub fn outcome(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    Derive::Outcome.expand(&input).into()
}

#[doc = include_str!("from_item.md")]
#[proc_macro_derive(FromItem, attributes(outcome))]
pub fn from_item(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    Derive::FromItem.expand(&input).into()
}

#[doc = include_str!("batch.md")]
#[proc_macro_attribute]
pub fn batch(list: TokenStream, item: TokenStream) -> TokenStream {
    batch::expand(list.into(), item.into()).into()
}
