//! A convention that needs a context does not write outcomes without one.

use multistatus::{MultiStatus, StatusCode, dialect};

fn main() {
    let result = MultiStatus::from_outcomes([StatusCode::OK]);
    let _ = result.encode(&dialect::SCIM);
    let _ = result.encode(&dialect::ELASTIC);
}
