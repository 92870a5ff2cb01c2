//! The files that the example deletes. They are in a temporary directory, which is removed at the end.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::TempDir;

/// The names in the request. `missing.txt`, `archive` and `locked.txt` cannot be deleted.
pub(crate) const NAMES: [&str; 9] = [
    "doc.txt",
    "missing.txt",
    "archive",
    "locked.txt",
    "two words.txt",
    "R&D <draft>.txt",
    "100%.txt",
    "ticket #7.txt",
    "Grüße 🎉.txt",
];

/// A directory with the sample files.
#[derive(Debug)]
pub(crate) struct Samples {
    directory: TempDir,
    /// The open file keeps its lock.
    _locked: File,
}

impl Samples {
    pub(crate) fn new() -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("bulk_delete-").tempdir()?;
        fs::create_dir(directory.path().join("archive"))?;
        fs::write(directory.path().join("archive/2025.txt"), "kept")?;
        let locked = File::create(directory.path().join("locked.txt"))?;
        locked.lock()?;
        let samples = Self { directory, _locked: locked };
        samples.refill()?;
        Ok(samples)
    }

    /// Creates the deleted files again.
    pub(crate) fn refill(&self) -> io::Result<()> {
        for name in NAMES.iter().filter(|name| !["missing.txt", "archive", "locked.txt"].contains(name)) {
            fs::write(self.path().join(name), "to be deleted")?;
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the sorted names in the directory.
    pub(crate) fn list(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(self.path())?;
        let mut names =
            entries.map(|entry| Ok(entry?.file_name().display().to_string())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}
