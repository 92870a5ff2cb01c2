//! The answers to the reports multiget and sync-collection.

mod multiget;
mod sync;
mod sync_error;
mod sync_outcome;
mod sync_page;

pub use self::{
    multiget::Multiget, sync::SyncCollection, sync_error::SyncError, sync_outcome::NotSynchronized, sync_page::SyncPage,
};
