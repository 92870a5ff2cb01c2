//! Web frameworks: one file each, behind a feature of the same name. No other file knows a framework.

#[cfg(feature = "axum")]
mod axum;
