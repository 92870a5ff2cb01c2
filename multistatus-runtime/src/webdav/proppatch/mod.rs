//! Changes of properties: PROPPATCH (RFC 4918 section 9.2), and the properties of a new collection (RFC 5689, RFC 4791 section
//! 5.3.1).

mod draft;
mod outcome;
mod protected;
mod response;

pub use self::{draft::ProppatchDraft, outcome::ProppatchOutcome};
