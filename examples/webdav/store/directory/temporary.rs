//! `Temporary`: a file that is being written beside its final path.

use std::{
    fs::File,
    io::Write,
    os::fd::{AsFd, OwnedFd},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use rustix::{
    fs::{AtFlags, Mode, OFlags, openat, renameat, unlinkat},
    io::Errno,
};

use super::entry::Entry;
use crate::{failure::Failure, resource::Resource, store::Upload};

/// A file with a reserved name, which is removed if it is dropped.
pub(super) struct Temporary {
    directory: OwnedFd,
    name: String,
    pub(super) file: File,
}

impl Temporary {
    /// Creates an empty file in a directory.
    pub(super) fn create(directory: impl AsFd) -> Result<Self, Failure> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let directory = directory.as_fd().try_clone_to_owned()?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        loop {
            let number = LAST.fetch_add(1, Ordering::Relaxed);
            let name = format!(".davprops-{}-{number}", process::id());
            match openat(&directory, &*name, flags, Mode::from(0o666)) {
                Ok(file) => return Ok(Self { directory, name, file: file.into() }),
                // An earlier run has left it behind.
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Gives the file its name, in one step. A file that has the name is replaced.
    pub(super) fn rename(self, directory: impl AsFd, name: &[u8]) -> Result<(), Failure> {
        Ok(renameat(&self.directory, &*self.name, directory, name)?)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _not_found = unlinkat(&self.directory, &*self.name, AtFlags::empty());
    }
}

/// The upload of a file.
pub(super) struct DirectoryUpload {
    pub(super) entry: Entry<OwnedFd>,
    pub(super) temporary: Temporary,
}

impl Upload for DirectoryUpload {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.temporary.file.write_all(bytes)?)
    }

    fn commit(self: Box<Self>) -> Result<Resource, Failure> {
        let Self { entry, temporary } = *self;
        temporary.rename(&entry.directory, &entry.name)?;
        entry.resource()
    }
}
