//! A store on a directory of the file system.
//!
//! A path is opened name by name, and no symbolic link is followed, so that no path leads out of the directory. Names are bytes:
//! one that is not UTF-8 has a path, too. Dead properties are in the folder `.davprops` of each directory: those of a file in a
//! file of its name, those of the directory itself in a file of the folder's name. No resource has a name that starts so.
//!
//! Regular files and directories are resources. Anything else, such as a link or a socket, is not listed, and it is removed with
//! the directory that it is in.

mod entry;
mod members;
mod temporary;

use std::{io, os::fd::OwnedFd, path::Path};

use multistatus::webdav::DeadProperties;
use rustix::{
    fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, mkdirat, openat, renameat, unlinkat},
    io::Errno,
};

use self::{
    entry::{Entry, RESERVED, file_type, live, open_directory},
    members::{DirectoryMembers, remove_others},
    temporary::{DirectoryUpload, Temporary},
};
use super::{Content, Members, Store, Upload};
use crate::{failure::Failure, path::ResourcePath, resource::Resource};

/// A directory of the file system.
pub(crate) struct Directory {
    root: OwnedFd,
}

impl Directory {
    /// Opens the directory that becomes the root collection.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { root: openat(CWD, root, flags, Mode::empty())? })
    }

    /// Opens the directory of a collection.
    fn directory(&self, path: &ResourcePath) -> Result<OwnedFd, Failure> {
        let mut directory = self.root.try_clone()?;
        for name in path.names() {
            if name.starts_with(RESERVED) {
                return Err(Failure::Reserved);
            }
            directory = open_directory(&directory, &name)?;
        }
        Ok(directory)
    }

    /// Opens the directory that a resource is in.
    fn entry(&self, path: &ResourcePath) -> Result<Entry<OwnedFd>, Failure> {
        let (Some(parent), Some(name)) = (path.parent(), path.names().last()) else {
            return Ok(Entry { directory: self.root.try_clone()?, name: b".".to_vec() });
        };
        if name.starts_with(RESERVED) {
            return Err(Failure::Reserved);
        }
        Ok(Entry { directory: self.directory(&parent)?, name })
    }

    /// Opens the directory that a resource is created in.
    fn new_entry(&self, path: &ResourcePath) -> Result<Entry<OwnedFd>, Failure> {
        self.entry(path).map_err(|failure| match failure {
            Failure::NotFound => Failure::NoParent,
            failure => failure,
        })
    }
}

/// Removes an empty directory.
fn remove_directory(entry: &Entry<OwnedFd>) -> Result<(), Failure> {
    remove_others(&open_directory(&entry.directory, &entry.name)?)?;
    Ok(unlinkat(&entry.directory, &*entry.name, AtFlags::REMOVEDIR)?)
}

impl Store for Directory {
    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure> {
        self.entry(path)?.resource()
    }

    fn members(&self, path: &ResourcePath) -> Result<Members, Failure> {
        Ok(Box::new(DirectoryMembers::new(path.clone(), self.directory(path)?)?))
    }

    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure> {
        let entry = self.entry(path)?;
        let file = entry.open()?;
        // Of the file that is open, which may have been replaced meanwhile.
        Ok((live(&entry.name, &fstat(&file)?), Content::File(file)))
    }

    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure> {
        let entry = self.new_entry(path)?;
        let temporary = Temporary::create(&entry.directory)?;
        Ok(Box::new(DirectoryUpload { entry, temporary }))
    }

    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure> {
        let entry = self.new_entry(path)?;
        Ok(mkdirat(&entry.directory, &*entry.name, Mode::from(0o777))?)
    }

    fn remove(&self, path: &ResourcePath) -> Result<(), Failure> {
        let entry = self.entry(path)?;
        let resource = entry.resource()?;
        let removed = match resource.is_collection() {
            true => remove_directory(&entry),
            false => {
                entry.remove_dead(false).and_then(|()| Ok(unlinkat(&entry.directory, &*entry.name, AtFlags::empty())?))
            }
        };
        // What stays, stays as it was.
        removed.inspect_err(|_| _ = entry.set_dead(resource.is_collection(), &resource.stored()))
    }

    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let (from, to) = (self.entry(from)?, self.new_entry(to)?);
        let source = from.resource()?;
        if !source.is_collection() {
            let mut temporary = Temporary::create(&to.directory)?;
            io::copy(&mut from.open()?, &mut temporary.file)?;
            return to.with_dead(&source.stored(), || temporary.rename(&to.directory, &to.name));
        }
        let created = mkdirat(&to.directory, &*to.name, Mode::from(0o777));
        match created {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let described = to.set_dead(true, &source.stored());
        if described.is_err() && created.is_ok() {
            remove_directory(&to)?;
        }
        described
    }

    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let (from, to) = (self.entry(from)?, self.new_entry(to)?);
        let source = from.resource()?;
        let rename = || Ok(renameat(&from.directory, &*from.name, &to.directory, &*to.name)?);
        if source.is_collection() {
            // Its properties are inside of it.
            return rename();
        }
        to.with_dead(&source.stored(), rename)?;
        from.remove_dead(false)
    }

    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure> {
        let entry = self.entry(path)?;
        entry.set_dead(file_type(&entry.stat()?) == FileType::Directory, dead)
    }
}
