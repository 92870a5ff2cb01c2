//! Web frameworks: one file each, behind a feature of the same name. No other file knows a framework.

#[cfg(feature = "axum")]
mod axum;
#[cfg(feature = "grpc")]
pub mod grpc;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(any(feature = "grpc", feature = "lambda"))]
mod unsuccessful;
