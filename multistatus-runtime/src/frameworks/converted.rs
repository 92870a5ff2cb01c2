//! A response of the crate `http` 1 for frameworks with response types of their own.

use crate::response::Response;

/// A response of this crate as the response of a framework with a response type of its own: actix-web, poem, Rocket, salvo.
///
/// The traits of these frameworks cannot be implemented for [`http::Response`], which is the type of another crate. A
/// [`MultiStatus`](crate::MultiStatus) and an outcome are responses there without it. It is for a response in a format of the
/// service, for a negotiated response in poem, whose response trait does not see what the request accepts, and for a `Result`
/// in actix-web, whose errors do not.
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
