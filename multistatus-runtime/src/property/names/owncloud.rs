//! The names of ownCloud, which Nextcloud has, too.

use crate::property::PropertyName;

/// The namespace.
pub const NAMESPACE: &str = "http://owncloud.org/ns";

names! {
    NAMESPACE;

    /// The id of a file, which a move does not change.
    ID = "id";
    /// The id of a file inside one server.
    FILEID = "fileid";
    /// `1` if a user has marked the file.
    FAVORITE = "favorite";
    /// What a user may do, as letters.
    PERMISSIONS = "permissions";
    /// The size of a file, or of everything inside a collection, in bytes.
    SIZE = "size";
    /// The checksums of a file.
    CHECKSUMS = "checksums";
    /// The id of the owner.
    OWNER_ID = "owner-id";
    /// The name of the owner.
    OWNER_DISPLAY_NAME = "owner-display-name";
    /// The kinds of shares of a file.
    SHARE_TYPES = "share-types";
    /// The tags of a file.
    TAGS = "tags";
    /// The number of comments that a user has not read.
    COMMENTS_UNREAD = "comments-unread";
}
