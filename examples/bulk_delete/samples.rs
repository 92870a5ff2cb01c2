//! The files that the example deletes: real ones, in a temporary directory that goes away with it.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::TempDir;

/// What to ask for: most of it can be deleted, and some of it cannot.
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
    /// Its lock is held as long as it is open.
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

    /// Creates the files again that were deleted.
    pub(crate) fn refill(&self) -> io::Result<()> {
        for name in NAMES.iter().filter(|name| !["missing.txt", "archive", "locked.txt"].contains(name)) {
            fs::write(self.path().join(name), "to be deleted")?;
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// What is in the directory now, sorted.
    pub(crate) fn list(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(self.path())?;
        let mut names =
            entries.map(|entry| Ok(entry?.file_name().display().to_string())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}
