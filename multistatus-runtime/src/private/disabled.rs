//! The error of a word in an attribute that needs a feature which is disabled.

/// Names the feature. Stands for the macro of the word: see the build script.
#[doc(hidden)]
#[macro_export]
macro_rules! __disabled {
    ($key:ident($word:ident) $($implementation:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "`",
            ::core::stringify!($key),
            "(",
            ::core::stringify!($word),
            ")` needs the feature `",
            ::core::stringify!($word),
            "` of the crate `multistatus`; enable it in Cargo.toml"
        ));
    };
}
