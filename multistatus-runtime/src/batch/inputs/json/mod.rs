//! Inputs from a JSON body. Each element is decoded by itself, so that one that does not decode is one failed item.

mod array;
mod arriving;
mod element;
mod elements;
mod id;
mod line_column;
mod lines;
mod settings;
mod unreadable;

use http_body::Body;
use http_body_util::{BodyExt, Limited};
use serde::de::DeserializeOwned;

#[cfg(feature = "lambda")]
pub(crate) use self::element::decode_alone;
pub use self::settings::JsonInputs;
#[cfg(any(feature = "axum", feature = "salvo"))]
pub(crate) use self::unreadable::unreadable;
use self::{arriving::ArrivingInputs, elements::Elements, unreadable::BodyError};
#[cfg(feature = "dialects")]
pub(crate) use self::{
    element::input as decode_element,
    elements::{split_elements, split_lines, whole_document},
};
use crate::batch::{InputStream, Inputs, Refused};

/// Maximum length of a body that is read whole, unless the service sets another.
const MAX_BYTES: u64 = 2 << 20;

impl JsonInputs {
    /// Decodes the inputs of a body that is there as a whole.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not valid JSON, with line and column; if it holds no array of items; and if it
    /// exceeds a limit. JSON Lines are only refused for the limits.
    pub fn decode<T: DeserializeOwned>(&self, body: &[u8]) -> Result<Inputs<T>, Refused> {
        if self.max_bytes.is_some_and(|max_bytes| body.len() as u64 > max_bytes) {
            return Err(Refused::TooLarge { max_bytes: self.max_bytes });
        }
        // Nothing is decoded before all of the body is known to be valid, and within the limits.
        let mut elements = Elements::whole(self.clone(), body);
        let mut count = 0;
        while elements.skip()? {
            count += 1;
        }
        if let Some(max_items) = self.max_items.filter(|max_items| count > *max_items) {
            return Err(Refused::TooManyItems { max_items });
        }
        let mut elements = Elements::whole(self.clone(), body);
        let mut inputs = Vec::with_capacity(count);
        while let Some(input) = elements.next_whole() {
            inputs.push(input?);
        }
        Ok(Inputs::of_array(inputs, self.array()))
    }

    /// Reads a body to its end, and decodes the inputs.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`decode`](JsonInputs::decode), and an error if the body cannot be read to its end.
    pub async fn read<T, B>(&self, body: B) -> Result<Inputs<T>, Refused>
    where
        T: DeserializeOwned,
        B: Body<Error: Into<BodyError>>,
    {
        let max_bytes = self.max_bytes.unwrap_or(MAX_BYTES);
        let limited = Limited::new(body, usize::try_from(max_bytes).unwrap_or(usize::MAX));
        let body = limited.collect().await.map_err(|error| unreadable::unreadable(error, Some(max_bytes)))?;
        self.decode(&body.to_bytes())
    }

    /// Returns the inputs of a body that arrives, each as soon as it is complete. No more of the body is kept than one
    /// item takes.
    ///
    /// The first items run before the rest of the body is known. What [`decode`](JsonInputs::decode) refuses is the
    /// reason of one last input here, and the items before it have run.
    pub fn stream<T, B>(&self, body: B) -> InputStream<T>
    where
        T: DeserializeOwned + 'static,
        B: Body<Data: Send, Error: Into<BodyError>> + Send + 'static,
    {
        InputStream::of_array(ArrivingInputs::new(self.clone(), body), self.array())
    }
}
