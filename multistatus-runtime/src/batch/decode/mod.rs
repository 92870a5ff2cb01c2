//! Inputs from a request body: each element is decoded by itself, so that a bad one is one failed item.
//!
//! What an element of the body is, and whether the body is JSON at all, is found out here; limits of the batch itself are
//! the batch's.

mod buffer;
mod element;
mod extent;
mod lines;
mod position;
mod splitter;
mod stream;
mod whole;

use std::error::Error;

use http::{HeaderMap, header::CONTENT_TYPE};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use self::{position::Position, stream::Arriving};
use super::{InputStream, pointer::Pointer};
use crate::{Inputs, Refused, json_shape::is_json_lines};

/// How many bytes a body has at most that is read here, unless the service says otherwise.
const MAX_BYTES: u64 = 2 << 20;

/// How many bytes one item of a body has at most that still arrives, unless the service says otherwise.
const MAX_ITEM_BYTES: usize = 1 << 20;

type BoxError = Box<dyn Error + Send + Sync>;

/// How a request body holds the inputs of a batch: as a JSON array, as an array that is a member of an object, or as JSON
/// Lines.
///
/// Each element is decoded by itself. One that does not decode is one failed item, a 422 with the place of the fault (a
/// JSON pointer, RFC 6901) and what was expected; a line that is no JSON is a 400; the others run. What makes the body as
/// a whole unusable is a [`Refused`], before anything ran.
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
/// assert_eq!(failed.key().unwrap().as_str(), "b");
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
/// With the feature `axum`, [`Inputs`] and [`InputStream`] are extractors for a bare array and for JSON Lines. A handler
/// whose inputs have ids, or stand in a member, takes the body and says so; its refusal is a response:
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
#[must_use = "it says how inputs are decoded, and decodes none by itself"]
pub struct JsonInputs {
    holds: Holds,
    id: Option<Box<str>>,
    max_items: Option<usize>,
    max_bytes: Option<u64>,
    max_item_bytes: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Holds {
    Array { member: Option<Box<str>> },
    Lines,
}

impl JsonInputs {
    /// A body that is a JSON array of the inputs.
    pub fn new() -> Self {
        Self::of(Holds::Array { member: None })
    }

    /// A body that is a JSON object whose member of this name is the array of the inputs. Other members are ignored.
    pub fn member(name: impl Into<String>) -> Self {
        Self::of(Holds::Array { member: Some(name.into().into()) })
    }

    /// A body of JSON Lines: each line that is not empty is an input.
    pub fn lines() -> Self {
        Self::of(Holds::Lines)
    }

    fn of(holds: Holds) -> Self {
        Self { holds, id: None, max_items: None, max_bytes: None, max_item_bytes: MAX_ITEM_BYTES }
    }

    /// Names each input by the member of this name, a string or an integer. It is found in an element that does not
    /// decode, too; without it, the outcome or the index names the item.
    ///
    /// What else may name an item, of those that decode, is [`Inputs::keyed`] and [`InputStream::keyed`].
    pub fn id(mut self, member: impl Into<String>) -> Self {
        self.id = Some(member.into().into());
        self
    }

    /// How many items the body may have; with more it is refused before any is decoded, and what still arrives ends with
    /// a 413. No limit unless set: that of the [batch](crate::Batch::max_items) holds.
    pub fn max_items(mut self, max_items: usize) -> Self {
        self.max_items = Some(max_items);
        self
    }

    /// How many bytes the body may have. Unless set, [`read`](JsonInputs::read) takes 2 MiB, and there is no limit for
    /// what is [there already](JsonInputs::decode) nor for what is [not kept](JsonInputs::stream).
    pub fn max_bytes(mut self, max_bytes: u64) -> Self {
        self.max_bytes = Some(max_bytes);
        self
    }

    /// How many bytes one item of a body may have that still arrives: the memory that it needs. 1 MiB unless set. It holds
    /// for the members around the array, too.
    pub fn max_item_bytes(mut self, max_bytes: usize) -> Self {
        self.max_item_bytes = max_bytes;
        self
    }

    /// The same for the body of a request with these header fields: JSON Lines where its content type says so, else the
    /// array. JSON is `application/json` and whatever ends with `+json`; JSON Lines is `application/jsonl` or
    /// `application/x-ndjson`.
    ///
    /// # Errors
    ///
    /// [`Refused::UnsupportedMediaType`] for any other content type, and without one.
    pub fn for_request(mut self, headers: &HeaderMap) -> Result<Self, Refused> {
        let content_type = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let media_type = content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let media_type = media_type.to_ascii_lowercase();
        if is_json_lines(&media_type) {
            self.holds = Holds::Lines;
            return Ok(self);
        }
        let json =
            media_type.strip_prefix("application/").is_some_and(|name| name == "json" || name.ends_with("+json"));
        if !json {
            return Err(Refused::UnsupportedMediaType { found: content_type.map(Into::into) });
        }
        if self.is_lines() {
            self.holds = Holds::Array { member: None };
        }
        Ok(self)
    }

    /// Decodes the inputs of a body that is there.
    ///
    /// # Errors
    ///
    /// Where the body is no JSON, with line and column; where it holds no array of items; and where it crosses a limit.
    /// JSON Lines are only refused for crossing one.
    pub fn decode<T: DeserializeOwned>(&self, body: &[u8]) -> Result<Inputs<T>, Refused> {
        if self.max_bytes.is_some_and(|max_bytes| body.len() as u64 > max_bytes) {
            return Err(Refused::TooLarge { max_bytes: self.max_bytes });
        }
        match self.holds {
            Holds::Array { .. } => self.decode_array(body),
            Holds::Lines => self.decode_lines(body.strip_prefix(whole::MARK).unwrap_or(body)),
        }
    }

    fn decode_array<T: DeserializeOwned>(&self, body: &[u8]) -> Result<Inputs<T>, Refused> {
        let elements = whole::elements(body, self.holder())?;
        self.check_count(elements.len())?;
        let array = self.array().unwrap_or_default();
        let input = |(index, json): (usize, &serde_json::value::RawValue)| {
            element::input(json.get(), self.named_by(), || array.then(index))
                .map_err(|error| Position::START.syntax(&error))
        };
        let inputs = elements.into_iter().enumerate().map(input).collect::<Result<_, _>>()?;
        Ok(Inputs::of_array(inputs, self.array()))
    }

    fn decode_lines<T: DeserializeOwned>(&self, body: &[u8]) -> Result<Inputs<T>, Refused> {
        let lines = || whole::lines(body);
        self.check_count(lines().count())?;
        let inputs = lines().map(|(number, line)| element::line(line, self.named_by(), Position::line(number)));
        Ok(Inputs::of_array(inputs.collect(), None))
    }

    fn check_count(&self, count: usize) -> Result<(), Refused> {
        match self.max_items {
            Some(max_items) if count > max_items => Err(Refused::TooManyItems { max_items }),
            _ => Ok(()),
        }
    }

    /// Reads a body to its end, and decodes the inputs.
    ///
    /// # Errors
    ///
    /// As [`decode`](JsonInputs::decode); besides, where the body cannot be read to its end.
    pub async fn read<T, B>(&self, body: B) -> Result<Inputs<T>, Refused>
    where
        T: DeserializeOwned,
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        let max_bytes = self.max_bytes.unwrap_or(MAX_BYTES);
        let limited = Limited::new(body, usize::try_from(max_bytes).unwrap_or(usize::MAX));
        let body = limited.collect().await.map_err(|error| unreadable(error, Some(max_bytes)))?;
        self.decode(&body.to_bytes())
    }

    /// The inputs of a body that still arrives, each as soon as it is there. No more of the body is kept than one item
    /// takes.
    ///
    /// Nothing is known of the rest while the first items run: what [`decode`](JsonInputs::decode) refuses is the reason
    /// of one last input here, and what came before it has run.
    pub fn stream<T, B>(&self, body: B) -> InputStream<T>
    where
        T: DeserializeOwned + 'static,
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        InputStream::of_array(Arriving::new(self.clone(), body), self.array())
    }

    fn is_lines(&self) -> bool {
        self.holds == Holds::Lines
    }

    /// The member that holds the array.
    fn holder(&self) -> Option<&str> {
        match &self.holds {
            Holds::Array { member } => member.as_deref(),
            Holds::Lines => None,
        }
    }

    /// The place of the array.
    fn array(&self) -> Option<Pointer> {
        match &self.holds {
            Holds::Array { member: Some(member) } => Some(Pointer::default().then(member)),
            Holds::Array { member: None } => Some(Pointer::default()),
            Holds::Lines => None,
        }
    }

    /// The member that names an input.
    fn named_by(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

impl Default for JsonInputs {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a body is not read to its end. `max_bytes` is its limit, where that is known.
pub(crate) fn unreadable(error: impl Into<BoxError>, max_bytes: Option<u64>) -> Refused {
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
