//! Validates each input with the crate garde.

use garde::{Error, Path, Report, Validate};
use jsonptr::PointerBuf;

use super::{FieldError, InputStream, Inputs};

impl<T: Validate<Context: Default>> Inputs<T> {
    /// Validates each item before anything runs. One that is not valid is a 422 that lists the errors of its fields, and
    /// the others run.
    ///
    /// A pointer consists of the names of the fields in Rust; `#[serde(rename)]` does not change it.
    ///
    /// ```
    /// use garde::Validate;
    /// use multistatus::{Inputs, batch::NotRun};
    ///
    /// #[derive(Validate)]
    /// struct Order {
    ///     #[garde(range(min = 1))]
    ///     quantity: u32,
    /// }
    ///
    /// let inputs = Inputs::new([Order { quantity: 1 }, Order { quantity: 0 }]).validated();
    /// let Some(Err(NotRun::Invalid { errors })) = inputs.iter().nth(1).map(|input| input.item()) else { panic!() };
    /// assert_eq!(errors[0].to_string(), "/quantity: lower than 1");
    /// ```
    pub fn validated(self) -> Self {
        self.checked_fields(|item| errors(item.validate()))
    }
}

impl<T: Validate> Inputs<T> {
    /// Validates each item as [`validated`](Inputs::validated) does, with a context for its validators.
    pub fn validated_with(self, context: &T::Context) -> Self {
        self.checked_fields(|item| errors(item.validate_with(context)))
    }
}

impl<T: Validate<Context: Default> + 'static> InputStream<T> {
    /// Validates each item before it runs, as [`Inputs::validated`] does.
    pub fn validated(self) -> Self {
        self.checked_fields(|item| errors(item.validate()))
    }
}

impl<T: Validate<Context: Send + 'static> + 'static> InputStream<T> {
    /// Validates each item as [`validated`](InputStream::validated) does, with a context for its validators.
    pub fn validated_with(self, context: T::Context) -> Self {
        self.checked_fields(move |item| errors(item.validate_with(&context)))
    }
}

fn errors(validated: Result<(), Report>) -> Vec<FieldError> {
    let report = validated.err().map(Report::into_inner).unwrap_or_default();
    report.into_iter().map(|(path, error)| field_error(&path, &error)).collect()
}

fn field_error(path: &Path, error: &Error) -> FieldError {
    let mut pointer = PointerBuf::new();
    // A path shows its parts only to a serializer: each with its kind, which is `none` for a type that wraps one value.
    let parts = serde_json::to_value(path).and_then(serde_json::from_value::<Vec<(String, String)>>);
    for (kind, part) in parts.unwrap_or_default() {
        if kind != "none" {
            pointer.push_back(part);
        }
    }
    FieldError::new(pointer.as_str(), error.message())
}
