//! The request of this service's own, for conventions that say nothing about requests: an array of records.

use http::{HeaderMap, Method};
use multistatus::{
    Refused,
    batch::{
        Input,
        requests::{BulkRequest, Operation, RequestFormat},
    },
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// An array of records. The `name` of a record is its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records;

/// The part of a record that is its key.
#[derive(Deserialize)]
struct Named {
    name: String,
}

impl RequestFormat for Records {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, _: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let mut request = BulkRequest::new();
        for record in decoded::<Vec<&RawValue>>(body)? {
            let Named { name } = decoded(record.get().as_bytes())?;
            let mut operation = Operation::new(Method::POST, "/records");
            operation.body = Some(decoded(record.get().as_bytes())?);
            request.push(Input::new(operation).keyed(name), ());
        }
        Ok(request)
    }
}

fn decoded<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, Refused> {
    serde_json::from_slice(json).map_err(|error| Refused::Unreadable { cause: error.to_string() })
}
