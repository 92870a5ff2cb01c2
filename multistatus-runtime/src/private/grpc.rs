//! The impl of `#[outcome(respond(grpc))]`.

pub use tonic::Status;

pub use crate::frameworks::grpc::status;

/// Implements `From` for `tonic::Status`.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_grpc {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::From<$outcome> for $private::grpc::Status $($clause)* {
            fn from(outcome: $outcome) -> Self {
                $private::grpc::status(&outcome)
            }
        }
    };
}
