//! The gates of `#[outcome(respond(...))]`: each passes the impl on if the feature of its framework is enabled.

/// Passes an impl on.
#[cfg(feature = "axum")]
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_axum {
    ($item:item) => {
        $item
    };
}

/// Names the feature that is disabled.
#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_axum {
    ($item:item) => {
        ::core::compile_error!(
            "`respond(axum)` needs the feature `axum` of the crate `multistatus`; enable it in Cargo.toml"
        );
    };
}
