//! A store on a directory of the file system.
//!
//! A path is opened name by name, and no symbolic link is followed, so that no path leads out of the directory. Names are bytes,
//! whether or not they are UTF-8. Dead properties are in the folder `.davprops` of each directory: those of a member in a file of
//! the member's name, those of the directory itself in a file of the folder's name. No member has a name that starts so.
//!
//! Only regular files and directories are resources. Anything else, such as a symbolic link, is not listed; it is removed with
//! the directory that it is in.

use std::{
    ffi::CStr,
    fs::File,
    io::{self, Write},
    os::fd::OwnedFd,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use multistatus::webdav::DeadProperties;
use rustix::{
    fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, mkdirat, openat, renameat, statat, unlinkat},
    io::Errno,
};

use super::{Content, Member, Members, Store, Upload};
use crate::{
    failure::Failure,
    path::ResourcePath,
    resource::{Resource, Version},
};

/// The folder with dead properties, and the start of the names of files that are being written.
const RESERVED: &[u8] = b".davprops";

const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A directory of the file system.
pub(crate) struct Directory {
    root: OwnedFd,
}

/// A name in an open directory.
struct Entry {
    directory: OwnedFd,
    name: Vec<u8>,
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
            directory = open_directory(&directory, &name)?;
        }
        Ok(directory)
    }

    /// Opens the directory that a resource is in. Nothing need exist at the path itself.
    fn entry(&self, path: &ResourcePath) -> Result<Entry, Failure> {
        let (Some(parent), Some(name)) = (path.parent(), path.names().last()) else {
            return Ok(Entry { directory: self.root.try_clone()?, name: b".".to_vec() });
        };
        if name.starts_with(RESERVED) {
            return Err(Failure::Reserved);
        }
        Ok(Entry { directory: self.directory(&parent)?, name })
    }

    /// Opens the directory that a new resource is created in.
    fn new_entry(&self, path: &ResourcePath) -> Result<Entry, Failure> {
        self.entry(path).map_err(|failure| match failure {
            Failure::NotFound => Failure::NoParent,
            failure => failure,
        })
    }
}

fn open_directory(directory: &OwnedFd, name: &[u8]) -> Result<OwnedFd, Failure> {
    if name.starts_with(RESERVED) {
        return Err(Failure::Reserved);
    }
    Ok(openat(directory, name, DIRECTORY, Mode::empty())?)
}

impl Entry {
    fn stat(&self) -> Result<Stat, Failure> {
        let stat = statat(&self.directory, &*self.name, AtFlags::SYMLINK_NOFOLLOW)?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile | FileType::Directory => Ok(stat),
            _ => Err(Failure::NotFound),
        }
    }

    fn resource(&self) -> Result<Resource, Failure> {
        let mut resource = resource(&self.name, &self.stat()?);
        resource.dead = self.dead(resource.is_collection())?;
        Ok(resource)
    }

    /// Opens the folder with the dead properties, and returns the name of the file in it.
    fn properties(&self, is_collection: bool) -> Result<(OwnedFd, &[u8]), Failure> {
        if !is_collection {
            return Ok((openat(&self.directory, RESERVED, DIRECTORY, Mode::empty())?, &self.name));
        }
        let directory = openat(&self.directory, &*self.name, DIRECTORY, Mode::empty())?;
        Ok((openat(directory, RESERVED, DIRECTORY, Mode::empty())?, RESERVED))
    }

    fn dead(&self, is_collection: bool) -> Result<DeadProperties, Failure> {
        match self.properties(is_collection) {
            Ok((folder, name)) => read_dead(&folder, name),
            Err(Failure::NotFound) => Ok(DeadProperties::new()),
            Err(failure) => Err(failure),
        }
    }

    fn set_dead(&self, is_collection: bool, dead: &DeadProperties) -> Result<(), Failure> {
        if dead.iter().len() == 0 {
            return self.remove_dead(is_collection);
        }
        let directory = match is_collection {
            true => openat(&self.directory, &*self.name, DIRECTORY, Mode::empty())?,
            false => self.directory.try_clone()?,
        };
        match mkdirat(&directory, RESERVED, Mode::from(0o777)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let (folder, name) = self.properties(is_collection)?;
        let mut file = Temporary::create(directory)?;
        serde_json::to_writer(&mut file.file, dead).map_err(io::Error::from)?;
        file.rename(&folder, name)
    }

    fn remove_dead(&self, is_collection: bool) -> Result<(), Failure> {
        let (folder, name) = match self.properties(is_collection) {
            Ok(found) => found,
            Err(Failure::NotFound) => return Ok(()),
            Err(failure) => return Err(failure),
        };
        match unlinkat(folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a regular file. A named pipe does not block it.
    fn open(&self) -> Result<File, Failure> {
        self.stat()?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(openat(&self.directory, &*self.name, flags, Mode::empty())?.into())
    }
}

fn resource(name: &[u8], stat: &Stat) -> Resource {
    let time = |seconds: i64, nanoseconds: u64| {
        let seconds = u64::try_from(seconds).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds as u32)
    };
    let modified = time(stat.st_mtime, stat.st_mtime_nsec);
    let created = modified.min(time(stat.st_ctime, stat.st_ctime_nsec));
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => Resource::collection(created, modified),
        _ => {
            let since = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            let version = Version(since.as_nanos() as u64, stat.st_ino);
            let length = u64::try_from(stat.st_size).unwrap_or_default();
            Resource::file(&String::from_utf8_lossy(name), length, version, created, modified)
        }
    }
}

fn read_dead(folder: &OwnedFd, name: &[u8]) -> Result<DeadProperties, Failure> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(folder, name, flags, Mode::empty()) {
        Ok(file) => Ok(serde_json::from_reader(io::BufReader::new(File::from(file))).map_err(io::Error::from)?),
        Err(Errno::NOENT) => Ok(DeadProperties::new()),
        Err(error) => Err(error.into()),
    }
}

impl Store for Directory {
    fn resource(&self, path: &ResourcePath) -> Result<Resource, Failure> {
        self.entry(path)?.resource()
    }

    fn members(&self, path: &ResourcePath) -> Result<Members, Failure> {
        let directory = self.directory(path)?;
        let folder = openat(&directory, RESERVED, DIRECTORY, Mode::empty()).ok();
        let names = Dir::read_from(&directory)?;
        Ok(Box::new(Listing { names, folder, directory, path: path.clone() }))
    }

    fn read(&self, path: &ResourcePath) -> Result<(Resource, Content), Failure> {
        let entry = self.entry(path)?;
        let file = entry.open()?;
        let mut found = resource(&entry.name, &fstat(&file)?);
        found.dead = entry.dead(found.is_collection())?;
        Ok((found, Content::File(file)))
    }

    fn upload(&self, path: &ResourcePath) -> Result<Box<dyn Upload>, Failure> {
        let entry = self.new_entry(path)?;
        let temporary = Temporary::create(entry.directory.try_clone()?)?;
        Ok(Box::new(DirectoryUpload { entry, temporary }))
    }

    fn create_collection(&self, path: &ResourcePath) -> Result<(), Failure> {
        let entry = self.new_entry(path)?;
        Ok(mkdirat(&entry.directory, &*entry.name, Mode::from(0o777))?)
    }

    fn remove(&self, path: &ResourcePath) -> Result<(), Failure> {
        let entry = self.entry(path)?;
        if FileType::from_raw_mode(entry.stat()?.st_mode) != FileType::Directory {
            unlinkat(&entry.directory, &*entry.name, AtFlags::empty())?;
            return entry.remove_dead(false);
        }
        let directory = self.directory(path)?;
        remove_hidden(&directory)?;
        Ok(unlinkat(&entry.directory, &*entry.name, AtFlags::REMOVEDIR)?)
    }

    fn copy(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let (from, to) = (self.entry(from)?, self.new_entry(to)?);
        let found = from.resource()?;
        if found.is_collection() {
            match mkdirat(&to.directory, &*to.name, Mode::from(0o777)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        } else {
            let mut temporary = Temporary::create(to.directory.try_clone()?)?;
            io::copy(&mut from.open()?, &mut temporary.file)?;
            temporary.rename(&to.directory, &to.name)?;
        }
        to.set_dead(found.is_collection(), &found.dead)
    }

    fn rename(&self, from: &ResourcePath, to: &ResourcePath) -> Result<(), Failure> {
        let (from, to) = (self.entry(from)?, self.new_entry(to)?);
        let found = from.resource()?;
        renameat(&from.directory, &*from.name, &to.directory, &*to.name)?;
        if !found.is_collection() {
            // The properties of a collection are inside of it.
            to.set_dead(false, &found.dead)?;
            from.remove_dead(false)?;
        }
        Ok(())
    }

    fn set_dead(&self, path: &ResourcePath, dead: &DeadProperties) -> Result<(), Failure> {
        let entry = self.entry(path)?;
        let is_collection = FileType::from_raw_mode(entry.stat()?.st_mode) == FileType::Directory;
        entry.set_dead(is_collection, dead)
    }
}

/// Removes what is in a directory and is not a resource: the folder with dead properties, and links.
fn remove_hidden(directory: &OwnedFd) -> Result<(), Failure> {
    for entry in Dir::read_from(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        match entry.file_type() {
            _ if is_dots(name) => {}
            FileType::Directory if name.to_bytes().starts_with(RESERVED) => {
                let folder = openat(directory, name, DIRECTORY, Mode::empty())?;
                for file in Dir::read_from(&folder)? {
                    let file = file?;
                    if !is_dots(file.file_name()) {
                        unlinkat(&folder, file.file_name(), AtFlags::empty())?;
                    }
                }
                unlinkat(directory, name, AtFlags::REMOVEDIR)?;
            }
            FileType::Directory => {}
            FileType::RegularFile if !name.to_bytes().starts_with(RESERVED) => {}
            _ => unlinkat(directory, name, AtFlags::empty())?,
        }
    }
    Ok(())
}

fn is_dots(name: &CStr) -> bool {
    matches!(name.to_bytes(), b"." | b"..")
}

/// The members of an open directory. What is removed while it is read is left out.
struct Listing {
    names: Dir,
    folder: Option<OwnedFd>,
    directory: OwnedFd,
    path: ResourcePath,
}

impl Iterator for Listing {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        loop {
            let name = match self.names.next()? {
                Ok(entry) => entry.file_name().to_bytes().to_vec(),
                Err(_) => return None,
            };
            if matches!(&*name, b"." | b"..") || name.starts_with(RESERVED) {
                continue;
            }
            match self.member(&name) {
                Err(Failure::NotFound) => {}
                resource => return Some(Member { path: self.path.join(&name), resource }),
            }
        }
    }
}

impl Listing {
    fn member(&self, name: &[u8]) -> Result<Resource, Failure> {
        let directory = self.directory.try_clone()?;
        let entry = Entry { directory, name: name.to_vec() };
        let mut found = resource(name, &entry.stat()?);
        if found.is_collection() {
            found.dead = entry.dead(true)?;
        } else if let Some(folder) = &self.folder {
            found.dead = read_dead(folder, name)?;
        }
        Ok(found)
    }
}

/// A file that is being written. It is removed if it is dropped.
struct Temporary {
    directory: OwnedFd,
    name: String,
    file: File,
}

impl Temporary {
    fn create(directory: OwnedFd) -> Result<Self, Failure> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        loop {
            let number = LAST.fetch_add(1, Ordering::Relaxed);
            let name = format!(".davprops-{}-{number}", std::process::id());
            match openat(&directory, &*name, flags, Mode::from(0o666)) {
                Ok(file) => return Ok(Self { directory, name, file: file.into() }),
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Moves the file to its place.
    fn rename(self, directory: &OwnedFd, name: &[u8]) -> Result<(), Failure> {
        Ok(renameat(&self.directory, &*self.name, directory, name)?)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _gone = unlinkat(&self.directory, &*self.name, AtFlags::empty());
    }
}

struct DirectoryUpload {
    entry: Entry,
    temporary: Temporary,
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
