//! Web frameworks: one file each, behind a feature of its name. The only place that knows them.

#[cfg(feature = "axum")]
mod axum;
