//! The layout of a request body that holds the inputs of a batch, and its limits.

use http::{HeaderMap, header::CONTENT_TYPE};
use jsonptr::{PointerBuf, Token};

use crate::{
    batch::{Refused, inputs::content_encoding::without_encoding},
    media_type::{is_json, is_json_lines},
};

/// Maximum length of one item of a body that arrives, unless the service sets another.
const MAX_ITEM_BYTES: usize = 1 << 20;

/// The inputs of a batch in a request body: a JSON array, an array that is a member of an object, or JSON Lines.
///
/// Each element is decoded by itself. One that does not decode is one failed item, a 422 with a JSON pointer (RFC 6901) to
/// the error and what was expected; a line that is not valid JSON is a 400; the others run. A body that is unusable as a
/// whole is [`Refused`] before anything runs.
///
/// ```
/// use multistatus::{Batch, Outcome, StatusCode, batch::JsonInputs};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Order { sku: String, quantity: u32 }
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let body = br#"{"orders": [
///     {"id": "a", "sku": "tea", "quantity": 2},
///     {"id": "b", "sku": "tea", "quantity": "two"}
/// ]}"#;
/// let inputs = JsonInputs::member("orders").id("id").decode::<Order>(body)?;
/// let result = Batch::new(async |order: Order| StatusCode::CREATED).inputs(inputs).run().await?;
///
/// let failed = result.get(1).unwrap();
/// assert_eq!(failed.key().unwrap().text(), "b");
/// assert_eq!(failed.status(), StatusCode::UNPROCESSABLE_ENTITY);
/// assert_eq!(
///     serde_json::to_value(failed.outcome().unwrap().json()).unwrap()["body"]["errors"],
///     serde_json::json!([{
///         "pointer": "/orders/1/quantity",
///         "detail": r#"invalid type: string "two", expected u32"#,
///     }]),
/// );
/// # Ok(())
/// # }
/// ```
///
/// # In axum
///
/// With the feature `axum`, [`Inputs`](crate::Inputs) and [`InputStream`](crate::batch::InputStream) are extractors for an array
/// and for JSON Lines. A handler whose inputs have ids, or are in a member, takes the body; a refusal is a response:
///
/// ```
/// # #[cfg(feature = "axum")] {
/// use axum::{body::Bytes, http::HeaderMap};
/// use multistatus::{Batch, Negotiate, Outcome, Refused, Response, StatusCode, batch::JsonInputs};
///
/// #[derive(serde::Deserialize)]
/// struct Order { sku: String, quantity: u32 }
///
/// async fn create(accept: Negotiate, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
///     let inputs = JsonInputs::member("orders").id("id").for_request(&headers)?.decode::<Order>(&body)?;
///     let result = Batch::new(async |order: Order| StatusCode::CREATED).inputs(inputs).run().await?;
///     Ok(accept.respond(result))
/// }
/// # let _: axum::Router = axum::Router::new().route("/", axum::routing::post(create));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it decodes nothing until it is given a body"]
pub struct JsonInputs {
    layout: Layout,
    id: Option<Box<str>>,
    pub(super) max_items: Option<usize>,
    pub(super) max_bytes: Option<u64>,
    pub(super) max_item_bytes: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Layout {
    Array { member: Option<Box<str>> },
    Lines,
}

impl JsonInputs {
    /// The body is a JSON array of the inputs.
    pub fn new() -> Self {
        Self::of(Layout::Array { member: None })
    }

    /// The body is a JSON object whose member of this name is the array of the inputs. Other members are ignored.
    pub fn member(name: impl Into<String>) -> Self {
        Self::of(Layout::Array { member: Some(name.into().into()) })
    }

    /// The body is JSON Lines: each line that is not empty is an input.
    pub fn lines() -> Self {
        Self::of(Layout::Lines)
    }

    fn of(layout: Layout) -> Self {
        Self { layout, id: None, max_items: None, max_bytes: None, max_item_bytes: MAX_ITEM_BYTES }
    }

    /// Takes the key of each input from the member of this name, a string or an integer, even if the element does not
    /// decode. Without it, the outcome or the index names the item.
    ///
    /// An element that has the member twice is a 422 without a key, because the handler might take the other one. The member
    /// is found by this name alone: give the field of the item no other names, such as those of `#[serde(alias = "..")]`.
    ///
    /// [`Inputs::keyed`](crate::Inputs::keyed) and [`InputStream::keyed`](crate::batch::InputStream::keyed) take the key from
    /// an item that decodes.
    pub fn id(mut self, member: impl Into<String>) -> Self {
        self.id = Some(member.into().into());
        self
    }

    /// Sets the maximum number of items of the body. A body with more is refused before any is decoded; one that arrives
    /// ends with a 413. Unless set, only the limit of the [batch](crate::Batch::max_items) applies.
    pub fn max_items(mut self, max_items: usize) -> Self {
        self.max_items = Some(max_items);
        self
    }

    /// Sets the maximum number of bytes of the body. Unless set, it is 2 MiB for [`read`](JsonInputs::read);
    /// [`decode`](JsonInputs::decode) and [`stream`](JsonInputs::stream) have no limit.
    pub fn max_bytes(mut self, max_bytes: u64) -> Self {
        self.max_bytes = Some(max_bytes);
        self
    }

    /// Sets the maximum number of bytes of one item of a body that arrives, and so the memory that it takes. It also
    /// applies to the members around the array. 1 MiB unless set.
    pub fn max_item_bytes(mut self, max_bytes: usize) -> Self {
        self.max_item_bytes = max_bytes;
        self
    }

    /// Chooses between JSON Lines and an array by the content type of a request. JSON Lines are `application/jsonl`,
    /// `application/ndjson`, `application/x-ndjson`, `application/jsonlines`, `application/json-lines`, and types that end with
    /// `+jsonl`, `+ndjson` or `+x-ndjson`. An array is `application/json` or a type that ends with `+json`. Case and parameters
    /// do not matter.
    ///
    /// # Errors
    ///
    /// Returns [`Refused::UnsupportedMediaType`] for any other content type, and without one. Returns
    /// [`Refused::UnsupportedEncoding`] if the body has a content encoding, such as `gzip`.
    pub fn for_request(mut self, headers: &HeaderMap) -> Result<Self, Refused> {
        let content_type = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
        match content_type.as_deref() {
            Some(lines) if is_json_lines(lines) => self.layout = Layout::Lines,
            Some(json) if is_json(json) && self.is_lines() => self.layout = Layout::Array { member: None },
            Some(json) if is_json(json) => {}
            _ => return Err(Refused::UnsupportedMediaType { found: content_type.map(Into::into) }),
        }
        without_encoding(headers)?;
        Ok(self)
    }

    pub(super) fn is_lines(&self) -> bool {
        self.layout == Layout::Lines
    }

    /// Returns the name of the member that holds the array.
    pub(super) fn holder(&self) -> Option<&str> {
        match &self.layout {
            Layout::Array { member } => member.as_deref(),
            Layout::Lines => None,
        }
    }

    /// Returns the pointer of the array.
    pub(super) fn array(&self) -> Option<PointerBuf> {
        match &self.layout {
            Layout::Array { member: Some(member) } => Some(Token::from(&**member).into()),
            Layout::Array { member: None } => Some(PointerBuf::new()),
            Layout::Lines => None,
        }
    }

    /// Returns the name of the member with the key of an input.
    pub(super) fn named_by(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

impl Default for JsonInputs {
    fn default() -> Self {
        Self::new()
    }
}
