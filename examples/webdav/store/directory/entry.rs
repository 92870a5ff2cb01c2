//! `Entry`: a name in an open directory, and the dead properties of what has it.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufReader},
    os::fd::{AsFd, OwnedFd},
    time::{Duration, SystemTime},
};

use multistatus::webdav::DeadProperties;
use rustix::{
    fs::{AtFlags, FileType, Mode, OFlags, Stat, mkdirat, openat, statat, unlinkat},
    io::Errno,
};

use super::temporary::Temporary;
use crate::{
    failure::Failure,
    resource::{Resource, Version},
};

/// The folder with dead properties, and the start of the names of files that are being written.
pub(super) const RESERVED: &[u8] = b".davprops";

const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens a directory in another one. A symbolic link is not followed.
pub(super) fn open_directory(directory: impl AsFd, name: &[u8]) -> Result<OwnedFd, Failure> {
    Ok(openat(directory, name, DIRECTORY, Mode::empty())?)
}

/// A name in an open directory.
pub(super) struct Entry<D> {
    pub(super) directory: D,
    pub(super) name: Vec<u8>,
}

impl<D: AsFd> Entry<D> {
    /// Returns the metadata of a regular file or a directory. Anything else is not found.
    pub(super) fn stat(&self) -> Result<Stat, Failure> {
        let stat = statat(&self.directory, &*self.name, AtFlags::SYMLINK_NOFOLLOW)?;
        match file_type(&stat) {
            FileType::RegularFile | FileType::Directory => Ok(stat),
            _ => Err(Failure::NotFound),
        }
    }

    /// Returns the properties.
    pub(super) fn resource(&self) -> Result<Resource, Failure> {
        let mut resource = live(&self.name, &self.stat()?);
        resource.restore(&display(&self.name), self.dead(resource.is_collection())?);
        Ok(resource)
    }

    /// Opens a regular file. A named pipe does not block it.
    pub(super) fn open(&self) -> Result<File, Failure> {
        self.stat()?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(openat(&self.directory, &*self.name, flags, Mode::empty())?.into())
    }

    /// Opens the folder with the dead properties, and returns the name of the file in it.
    fn folder(&self, is_collection: bool) -> Result<(OwnedFd, &[u8]), Failure> {
        match is_collection {
            true => Ok((open_directory(open_directory(&self.directory, &self.name)?, RESERVED)?, RESERVED)),
            false => Ok((open_directory(&self.directory, RESERVED)?, &self.name)),
        }
    }

    /// Returns the dead properties.
    pub(super) fn dead(&self, is_collection: bool) -> Result<DeadProperties, Failure> {
        match self.folder(is_collection) {
            Ok((folder, name)) => read_dead(&folder, name),
            Err(Failure::NotFound) => Ok(DeadProperties::new()),
            Err(failure) => Err(failure),
        }
    }

    /// Replaces the dead properties, in one step.
    pub(super) fn set_dead(&self, is_collection: bool, dead: &DeadProperties) -> Result<(), Failure> {
        if dead.is_empty() {
            return self.remove_dead(is_collection);
        }
        let parent = match is_collection {
            true => open_directory(&self.directory, &self.name)?,
            false => self.directory.as_fd().try_clone_to_owned()?,
        };
        match mkdirat(&parent, RESERVED, Mode::from(0o777)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let (folder, name) = self.folder(is_collection)?;
        let mut temporary = Temporary::create(parent)?;
        serde_json::to_writer(&mut temporary.file, dead).map_err(io::Error::from)?;
        temporary.rename(&folder, name)
    }

    /// Makes a file that has dead properties. If it cannot be made, nothing stays behind.
    pub(super) fn with_dead(
        &self,
        dead: &DeadProperties,
        make: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.set_dead(false, dead)?;
        make().inspect_err(|_| _ = self.remove_dead(false))
    }

    /// Removes the dead properties.
    pub(super) fn remove_dead(&self, is_collection: bool) -> Result<(), Failure> {
        let removed =
            self.folder(is_collection).and_then(|(folder, name)| Ok(unlinkat(folder, name, AtFlags::empty())?));
        match removed {
            Err(Failure::NotFound) => Ok(()),
            removed => removed,
        }
    }
}

/// Reads a file with dead properties.
pub(super) fn read_dead(folder: &OwnedFd, name: &[u8]) -> Result<DeadProperties, Failure> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(folder, name, flags, Mode::empty()) {
        Ok(file) => Ok(serde_json::from_reader(BufReader::new(File::from(file))).map_err(io::Error::from)?),
        Err(Errno::NOENT) => Ok(DeadProperties::new()),
        Err(error) => Err(error.into()),
    }
}

/// Returns a name as text, as far as it is UTF-8. The root has none.
pub(super) fn display(name: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(if name == b"." { b"" } else { name })
}

/// Returns the type of a file.
pub(super) fn file_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

fn time(seconds: i64, nanoseconds: impl TryInto<u32>) -> SystemTime {
    let seconds = u64::try_from(seconds).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds.try_into().unwrap_or_default())
}

/// Returns the live properties of a file or a directory.
pub(super) fn live(name: &[u8], stat: &Stat) -> Resource {
    let modified = time(stat.st_mtime, stat.st_mtime_nsec);
    // The file system says when a file changed, not when it was created. This is the earlier of the two times it knows.
    let created = modified.min(time(stat.st_ctime, stat.st_ctime_nsec));
    if file_type(stat) == FileType::Directory {
        return Resource::collection(created, modified);
    }
    let since = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let length = u64::try_from(stat.st_size).unwrap_or_default();
    // A file that is replaced gets another number, also if both are written in the same instant.
    let version = Version(since.as_nanos() as u64, stat.st_ino);
    Resource::file(&display(name), length, version, created, modified)
}
