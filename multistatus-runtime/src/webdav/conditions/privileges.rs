//! The privileges of access control (RFC 3744 section 3), for [`need_privileges`](super::need_privileges).

use crate::property::PropertyName;

macro_rules! privileges {
    ($($(#[$doc:meta])* $constant:ident = $local:literal;)+) => {
        $($(#[$doc])* pub const $constant: PropertyName = PropertyName::declared("DAV:", $local);)+
    };
}

privileges! {
    /// To read content and properties.
    READ = "read";
    /// To change content, properties and members.
    WRITE = "write";
    /// To change properties.
    WRITE_PROPERTIES = "write-properties";
    /// To change content.
    WRITE_CONTENT = "write-content";
    /// To remove a lock of somebody else.
    UNLOCK = "unlock";
    /// To read the access control list.
    READ_ACL = "read-acl";
    /// To read the own privileges.
    READ_CURRENT_USER_PRIVILEGE_SET = "read-current-user-privilege-set";
    /// To change the access control list.
    WRITE_ACL = "write-acl";
    /// To add members to a collection.
    BIND = "bind";
    /// To remove members from a collection.
    UNBIND = "unbind";
    /// All of them.
    ALL = "all";
}
