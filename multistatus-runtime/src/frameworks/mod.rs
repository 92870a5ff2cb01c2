//! Web frameworks: one file each, behind a feature of the same name. No other file knows a framework.

#[cfg(feature = "actix")]
pub(crate) mod actix;
#[cfg(feature = "axum")]
mod axum;
#[cfg(all(any(feature = "actix", feature = "rocket"), feature = "batch", feature = "json"))]
mod forwarded_body;
#[cfg(any(feature = "actix", feature = "rocket"))]
mod headers;
#[cfg(feature = "poem")]
pub(crate) mod poem;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub(crate) mod salvo;

/// A response of this crate as the response of a framework with a response type of its own: actix-web, poem, Rocket, salvo.
///
/// The traits of these frameworks cannot be implemented for [`http::Response`], which is the type of another crate. A
/// [`MultiStatus`](crate::MultiStatus) and an outcome are responses there without it. It is for a response in a format of the
/// service, for all responses in poem, whose responses do not see what the request accepts, and for a `Result` in actix-web,
/// whose errors do not.
///
/// ```
/// # #[cfg(feature = "actix")] {
/// use multistatus::{MultiStatus, Negotiate, StatusCode, format::Formats, frameworks::Converted};
///
/// async fn files(accept: Negotiate) -> Converted {
///     let formats = Formats::new();
///     Converted(accept.respond_from(&formats, MultiStatus::from_outcomes([StatusCode::OK])))
/// }
/// # let _: actix_web::Route = actix_web::web::get().to(files);
/// # }
/// ```
#[cfg(any(feature = "actix", feature = "poem", feature = "rocket", feature = "salvo"))]
#[derive(Debug)]
pub struct Converted(pub crate::response::Response);
