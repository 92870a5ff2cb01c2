//! The directory that is served: deletes one file of it by name, and nothing outside of it.

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

    /// Deletes one file. The name is relative to the directory, its parts separated by `/`.
    pub(crate) fn delete(&self, name: &str) -> Delete {
        self.try_delete(name).unwrap_or_else(|failure| failure)
    }

    fn try_delete(&self, name: &str) -> Result<Delete, Delete> {
        let path = self.find(name)?;
        // The lock is held until the file is gone: nobody can take it in between.
        let file = File::open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Delete::Locked { name: name.into() }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        fs::remove_file(&path)?;
        Ok(Delete::Deleted)
    }

    /// The path of an existing regular file, each part of its name checked before the next one is looked at.
    ///
    /// Who else can write to the directory could still put a link in place afterwards. Where that is a concern, open
    /// the directory and work relative to its handle (`openat2`, or the crate `cap-std`).
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

/// Refuses a name that says, by its text alone, that it is no file of the directory.
fn check(name: &str) -> Result<(), Delete> {
    let bad = |reason| Err(Delete::BadName { name: name.into(), reason });
    if name.is_empty() {
        return bad("it is empty");
    }
    if name.contains('\0') {
        return bad("it holds a NUL");
    }
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        return Err(Delete::Outside { name: name.into() });
    }
    if !name.split('/').all(is_plain) {
        return bad("each of its parts, separated by slashes, has to be a name");
    }
    Ok(())
}

/// Whether the system takes `part` for exactly one name: not for nothing, `.`, or the drive of a Windows path.
fn is_plain(part: &str) -> bool {
    let mut components = Path::new(part).components();
    components.next() == Some(Component::Normal(OsStr::new(part))) && components.next().is_none()
}
