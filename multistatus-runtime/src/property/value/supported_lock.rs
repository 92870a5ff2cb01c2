//! `SupportedLock`: the value of `supportedlock` (RFC 4918 section 15.10).

use crate::property::{ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyValue, XmlElement};

/// The kinds of write locks that a resource supports.
///
/// ```
/// use multistatus::webdav::SupportedLock;
///
/// assert_eq!(SupportedLock::ALL, SupportedLock { exclusive: true, shared: true });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SupportedLock {
    /// True if a client can take an exclusive lock.
    pub exclusive: bool,
    /// True if clients can take shared locks.
    pub shared: bool,
}

impl SupportedLock {
    /// No locks: a server of class 1.
    pub const NONE: Self = Self { exclusive: false, shared: false };

    /// Exclusive and shared locks.
    pub const ALL: Self = Self { exclusive: true, shared: true };
}

macro_rules! entry {
    ($scope:literal) => {
        concat!(
            "<D:lockentry><D:lockscope><D:",
            $scope,
            "/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>"
        )
    };
}

impl PropertyValue for SupportedLock {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        if self.exclusive {
            content.plain(entry!("exclusive"));
        }
        if self.shared {
            content.plain(entry!("shared"));
        }
        Ok(())
    }
}

/// Entries for locks other than write locks are ignored.
impl FromPropertyValue for SupportedLock {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let entries = element.children().iter().filter(|entry| entry.name().is_dav("lockentry"));
        let writes = entries
            .filter(|entry| entry.dav_child("locktype").is_some_and(|of_type| of_type.dav_child("write").is_some()));
        let mut supported = Self::NONE;
        for scope in writes.filter_map(|entry| entry.dav_child("lockscope")) {
            supported.exclusive |= scope.dav_child("exclusive").is_some();
            supported.shared |= scope.dav_child("shared").is_some();
        }
        Ok(supported)
    }
}
