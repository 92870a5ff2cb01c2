//! The refusal of a request body that cannot be read to its end.

use std::error::Error;

use http_body_util::LengthLimitError;

use crate::batch::Refused;

pub(super) type BodyError = Box<dyn Error + Send + Sync>;

/// Returns the refusal for an error of a body. `max_bytes` is the limit of the body, if that is known.
pub(crate) fn unreadable(error: impl Into<BodyError>, max_bytes: Option<u64>) -> Refused {
    let error = error.into();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&*error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Refused::TooLarge { max_bytes };
        }
        cause = error.source();
    }
    Refused::Unreadable { cause: error.to_string() }
}
