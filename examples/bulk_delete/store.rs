//! The served directory: deletes a file in it by name, and nothing outside of it.

use std::{
    ffi::OsStr,
    fs::{self, File, TryLockError},
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use super::outcome::Delete;

/// A directory whose files can be deleted.
#[derive(Debug)]
pub(crate) struct Store {
    root: PathBuf,
}

impl Store {
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Deletes one file. The name is relative to the directory. Its parts are separated by `/`.
    pub(crate) fn delete(&self, name: &str) -> Delete {
        self.try_delete(name).unwrap_or_else(|failure| failure)
    }

    fn try_delete(&self, name: &str) -> Result<Delete, Delete> {
        let path = self.find(name)?;
        // The lock lasts until the file is deleted, so no other process can lock it in between.
        let file = File::open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Delete::Locked { name: name.into() }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        fs::remove_file(&path)?;
        Ok(Delete::Deleted)
    }

    /// Returns the path of an existing regular file. Each part of the name is checked before the next one.
    ///
    /// A process that can write to the directory could still create a link afterwards. If that matters, open the
    /// directory and use paths relative to its handle (`openat2`, or the crate `cap-std`).
    fn find(&self, name: &str) -> Result<PathBuf, Delete> {
        check(name)?;
        let mut path = self.root.clone();
        let mut kind = None;
        for part in name.split('/') {
            path.push(part);
            let found = match path.symlink_metadata() {
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(Delete::Missing { name: name.into() }),
                metadata => metadata?.file_type(),
            };
            if found.is_symlink() {
                return Err(Delete::Link { name: name.into(), link: part.into() });
            }
            kind = Some(found);
        }
        match kind {
            Some(kind) if kind.is_file() => Ok(path),
            Some(kind) if kind.is_dir() => Err(Delete::NotAFile { name: name.into(), found: "a directory" }),
            _ => Err(Delete::NotAFile { name: name.into(), found: "a special file" }),
        }
    }
}

/// Checks, by its text alone, that a name can be a file of the directory.
fn check(name: &str) -> Result<(), Delete> {
    let bad = |reason| Err(Delete::BadName { name: name.into(), reason });
    if name.is_empty() {
        return bad("it is empty");
    }
    if name.contains('\0') {
        return bad("it contains a NUL character");
    }
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        return Err(Delete::Outside { name: name.into() });
    }
    if !name.split('/').all(is_plain) {
        return bad("a part between slashes is not a name");
    }
    Ok(())
}

/// True if the operating system treats `part` as one plain name: not as empty, `.`, or the drive of a Windows path.
fn is_plain(part: &str) -> bool {
    let mut components = Path::new(part).components();
    components.next() == Some(Component::Normal(OsStr::new(part))) && components.next().is_none()
}
