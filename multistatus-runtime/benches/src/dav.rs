//! Writes the status-only workload: a folder whose files cannot be deleted. dav-server runs through its public handler.

use std::{
    fmt,
    future::{Future, ready},
    pin::pin,
    time::SystemTime,
};

use bytes::Bytes;
use dav_server::{
    DavHandler,
    davpath::DavPath,
    fs::{
        DavDirEntry, DavFile, DavFileSystem, DavMetaData, FsError, FsFuture, FsResult, FsStream, OpenOptions,
        ReadDirMeta,
    },
};
use futures_util::stream;
use http::{Request, StatusCode};
use multistatus::format::Duplicates;

use crate::{
    candidate::{Candidate, drain, now},
    workload::{folder, name, refusal, refused},
    xml::{encoded, streamed},
};

/// Returns the candidates for `count` items, the reference first.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let items = refused(count);
    vec![
        Candidate::new("multistatus, streamed", move |sink| drain(streamed(items), sink)),
        encoded("multistatus, Vec", items, Duplicates::Allow),
        delete("dav-server DELETE", Folder { count, refuses: true }).normalized(unindented),
    ]
}

/// Returns the part of dav-server's time that it does not spend on its body: the same folder, from which every file is
/// deleted.
pub fn walk(count: usize) -> Candidate {
    delete("dav-server DELETE, nothing to report", Folder { count, refuses: false })
}

fn delete(name: &'static str, folder_of: Folder) -> Candidate {
    let handler = DavHandler::builder().filesystem(Box::new(folder_of)).build_handler();
    Candidate::new(name, move |sink| {
        let request = Request::delete(folder(0)).body(Empty).expect("a valid request");
        let mut response = pin!(handler.handle(request));
        let response = now(|context| response.as_mut().poll(context));
        drain(response.into_body(), sink);
    })
}

/// Makes dav-server's body equal to ours: its declaration ends differently, and it indents.
fn unindented(body: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(body).expect("it writes UTF-8");
    text.lines()
        .enumerate()
        .flat_map(|(line, text)| [text.trim(), if line == 0 { "\n" } else { "" }])
        .collect::<String>()
        .into()
}

/// An empty request body.
struct Empty;

impl http_body::Body for Empty {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Ready(None)
    }
}

/// A file system with one folder of `count` files.
#[derive(Clone)]
struct Folder {
    count: usize,
    refuses: bool,
}

fn at_once<'a, T: Send + 'a>(result: FsResult<T>) -> FsFuture<'a, T> {
    Box::pin(ready(result))
}

impl DavFileSystem for Folder {
    fn open<'a>(&'a self, _: &'a DavPath, _: OpenOptions) -> FsFuture<'a, Box<dyn DavFile>> {
        at_once(Err(FsError::NotImplemented))
    }

    fn read_dir<'a>(&'a self, _: &'a DavPath, _: ReadDirMeta) -> FsFuture<'a, FsStream<Box<dyn DavDirEntry>>> {
        let entries = (0..self.count).map(|number| Ok(Box::new(File(number)) as Box<dyn DavDirEntry>));
        at_once(Ok(Box::pin(stream::iter(entries)) as FsStream<_>))
    }

    fn metadata<'a>(&'a self, path: &'a DavPath) -> FsFuture<'a, Box<dyn DavMetaData>> {
        at_once(Ok(Box::new(Metadata { directory: path.is_collection() })))
    }

    fn remove_dir<'a>(&'a self, _: &'a DavPath) -> FsFuture<'a, ()> {
        at_once(Ok(()))
    }

    fn remove_file<'a>(&'a self, path: &'a DavPath) -> FsFuture<'a, ()> {
        if !self.refuses {
            return at_once(Ok(()));
        }
        at_once(Err(match refusal(number(path.as_bytes())) {
            StatusCode::FORBIDDEN => FsError::Forbidden,
            StatusCode::NOT_FOUND => FsError::NotFound,
            _ => FsError::InsufficientStorage,
        }))
    }
}

/// Returns the number in the name of a file.
fn number(path: &[u8]) -> usize {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    let digits = name.iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

struct File(usize);

impl DavDirEntry for File {
    fn name(&self) -> Vec<u8> {
        name(self.0).into()
    }

    fn metadata(&self) -> FsFuture<'_, Box<dyn DavMetaData>> {
        at_once(Ok(Box::new(Metadata { directory: false })))
    }
}

#[derive(Clone)]
struct Metadata {
    directory: bool,
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metadata({})", self.directory)
    }
}

impl DavMetaData for Metadata {
    fn len(&self) -> u64 {
        0
    }

    fn modified(&self) -> FsResult<SystemTime> {
        Ok(SystemTime::UNIX_EPOCH)
    }

    fn is_dir(&self) -> bool {
        self.directory
    }
}
