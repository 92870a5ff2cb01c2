//! The members of a directory, and what is in it besides them.

use std::{ffi::CStr, os::fd::OwnedFd, sync::Arc};

use multistatus::webdav::DeadProperties;
use rustix::{
    fs::{AtFlags, Dir, FileType, statat, unlinkat},
    io::Errno,
};

use super::entry::{Entry, RESERVED, display, file_type, live, open_directory, read_dead};
use crate::{failure::Failure, path::ResourcePath, resource::Resource, store::Member};

/// The members of an open directory, read one by one.
pub(super) struct DirectoryMembers {
    path: ResourcePath,
    directory: OwnedFd,
    /// The folder with the dead properties of files, if there is one.
    folder: Option<OwnedFd>,
    names: Dir,
}

impl DirectoryMembers {
    pub(super) fn new(path: ResourcePath, directory: OwnedFd) -> Result<Self, Failure> {
        let folder = open_directory(&directory, RESERVED).ok();
        let names = Dir::read_from(&directory)?;
        Ok(Self { path, directory, folder, names })
    }

    fn resource(&self, name: &[u8]) -> Result<Resource, Failure> {
        let entry = Entry { directory: &self.directory, name: name.to_vec() };
        let mut resource = live(name, &entry.stat()?);
        let dead = match &self.folder {
            _ if resource.is_collection() => entry.dead(true)?,
            Some(folder) => read_dead(folder, name)?,
            None => DeadProperties::new(),
        };
        resource.restore(&display(name), dead);
        Ok(resource)
    }
}

/// A member that was removed since its name was read is left out, and so is what is not a resource.
impl Iterator for DirectoryMembers {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        loop {
            let entry = match self.names.next()? {
                Ok(entry) => entry,
                // The rest cannot be read, so the collection fails.
                Err(error) => return Some(Member { path: self.path.clone(), resource: Err(Box::new(error.into())) }),
            };
            let name = entry.file_name();
            if is_dots(name) || name.to_bytes().starts_with(RESERVED) {
                continue;
            }
            match self.resource(name.to_bytes()) {
                Err(Failure::NotFound) => {}
                found => {
                    let path = self.path.join(name.to_bytes());
                    return Some(Member { path, resource: found.map(Arc::new).map_err(Box::new) });
                }
            }
        }
    }
}

fn is_dots(name: &CStr) -> bool {
    matches!(name.to_bytes(), b"." | b"..")
}

/// Removes from a directory what is not a resource: the folder with dead properties, uploads that an earlier run has left
/// behind, and links. Fails if there is a resource.
pub(super) fn remove_others(directory: &OwnedFd) -> Result<(), Failure> {
    let mut others = Vec::new();
    for entry in Dir::read_from(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_owned();
        if is_dots(&name) {
            continue;
        }
        // Not the type that the listing has: some file systems leave it out.
        let kind = file_type(&statat(directory, &*name, AtFlags::SYMLINK_NOFOLLOW)?);
        if matches!(kind, FileType::RegularFile | FileType::Directory) && !name.to_bytes().starts_with(RESERVED) {
            return Err(Errno::NOTEMPTY.into());
        }
        others.push((name, kind));
    }
    for (name, kind) in others {
        if kind != FileType::Directory {
            unlinkat(directory, &*name, AtFlags::empty())?;
            continue;
        }
        let folder = open_directory(directory, name.to_bytes())?;
        for file in Dir::read_from(&folder)? {
            let file = file?;
            if !is_dots(file.file_name()) {
                unlinkat(&folder, file.file_name(), AtFlags::empty())?;
            }
        }
        unlinkat(directory, &*name, AtFlags::REMOVEDIR)?;
    }
    Ok(())
}
