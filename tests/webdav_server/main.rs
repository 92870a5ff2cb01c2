//! The example `webdav` over sockets: what clients see, and that the store agrees with it. Most tests run on both stores.

#[path = "../../examples/webdav/conditions.rs"]
mod conditions;
#[path = "../../examples/webdav/failure.rs"]
mod failure;
#[path = "../../examples/webdav/listing.rs"]
mod listing;
#[path = "../../examples/webdav/methods/mod.rs"]
mod methods;
#[path = "../../examples/webdav/path.rs"]
mod path;
#[path = "../../examples/webdav/resource.rs"]
mod resource;
#[path = "../../examples/webdav/server.rs"]
mod server;
#[path = "../../examples/webdav/store/mod.rs"]
mod store;
#[path = "../../examples/webdav/locks.rs"]
mod table;

mod client;
mod documentation;
mod files;
mod locks;
mod members;
mod names;
mod properties;
mod reports;
mod tree;
mod typed_client;
mod write;
