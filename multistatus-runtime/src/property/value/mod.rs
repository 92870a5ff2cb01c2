//! The types that are values of properties: each is written, and read back.

mod active_lock;
mod calendar;
mod date;
mod etag;
mod href;
mod language;
mod number;
mod raw_xml;
mod resource_type;
mod serialized;
mod supported_lock;
mod text;
mod wrappers;

pub use self::{
    active_lock::{ActiveLock, LockScope},
    date::{HttpDate, Rfc3339Date},
    language::LocalizedText,
    raw_xml::RawXml,
    resource_type::ResourceType,
    serialized::Serialized,
    supported_lock::SupportedLock,
};
