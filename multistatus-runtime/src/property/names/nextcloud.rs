//! The names of Nextcloud.

use crate::property::PropertyName;

/// The namespace.
pub const NAMESPACE: &str = "http://nextcloud.org/ns";

names! {
    NAMESPACE;

    /// Says if there is a preview image.
    HAS_PREVIEW = "has-preview";
    /// `1` if the file is encrypted on the client.
    IS_ENCRYPTED = "is-encrypted";
    /// The kind of storage that a folder is on.
    MOUNT_TYPE = "mount-type";
    /// The note of a share.
    NOTE = "note";
    /// The description of a folder, as Markdown.
    RICH_WORKSPACE = "rich-workspace";
    /// The number of files in a folder.
    CONTAINED_FILE_COUNT = "contained-file-count";
    /// The number of folders in a folder.
    CONTAINED_FOLDER_COUNT = "contained-folder-count";
    /// `1` if the file is locked.
    LOCK = "lock";
    /// The time of creation, in seconds after 1970.
    CREATION_TIME = "creation_time";
    /// The time of upload, in seconds after 1970.
    UPLOAD_TIME = "upload_time";
}
