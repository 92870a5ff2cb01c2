//! Web frameworks: one file each, behind a feature of the same name. No other file knows a framework.

#[cfg(feature = "actix")]
pub mod actix;
#[cfg(feature = "axum")]
mod axum;
#[cfg(any(feature = "actix", feature = "poem", feature = "rocket", feature = "salvo"))]
mod converted;
#[cfg(all(any(feature = "actix", feature = "rocket"), feature = "batch", feature = "json"))]
mod forwarded_body;
#[cfg(feature = "grpc")]
pub mod grpc;
#[cfg(any(feature = "actix", feature = "rocket"))]
mod headers;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(any(feature = "grpc", feature = "lambda"))]
mod unsuccessful;
