//! A response of the crate `http` 1 for frameworks with response types of their own.

use crate::response::Response;

/// A response of this crate as the response of a framework that does not use the crate `http` 1: actix-web, Rocket.
///
/// Their response types are not those of [`http`], and their traits cannot be implemented for [`http::Response`].
/// A [`MultiStatus`](crate::MultiStatus) and an outcome are responses there without it. It is for a response in a format of
/// the service, and for a `Result` in actix-web, whose errors do not see what the request accepts.
///
/// ```
/// # #[cfg(feature = "actix")] {
/// use multistatus::{MultiStatus, Negotiate, StatusCode, actix::Converted, format::Formats};
///
/// async fn files(accept: Negotiate) -> Converted {
///     let formats = Formats::new();
///     Converted(accept.respond_from(&formats, MultiStatus::from_outcomes([StatusCode::OK])))
/// }
/// # let _: actix_web::Route = actix_web::web::get().to(files);
/// # }
/// ```
#[derive(Debug)]
pub struct Converted(pub Response);
