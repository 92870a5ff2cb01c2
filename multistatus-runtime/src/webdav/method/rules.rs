//! `MethodRules`: the table of methods.

use http::StatusCode;

/// The rules of a method whose response may be a 207: which outcomes it lists, in which form, and which status it has
/// otherwise.
///
/// [`MethodRules::ALL`] is the table. Another method can have rules of its own: start from those of a similar one.
///
/// ```
/// use multistatus::webdav::{Listing, MethodRules};
///
/// assert_eq!(MethodRules::DELETE.listing, Listing::DeepestFailures);
/// let purge = MethodRules { name: "PURGE", source: "our manual", ..MethodRules::DELETE };
/// assert_eq!(purge.success, 204);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodRules {
    /// The method, or the report of the method REPORT.
    pub name: &'static str,
    /// The specification that has the rules.
    pub source: &'static str,
    /// The outcomes that a 207 lists.
    pub listing: Listing,
    /// The form of what it lists.
    pub form: ResponseForm,
    /// The status if nothing is listed; 207 if the answer is a multi-status also then.
    pub success: StatusCode,
    /// True if a failure of the Request-URI or the destination alone is a plain answer with that status, and not a 207.
    pub single_failure_is_plain: bool,
    /// True if a request that changed nothing may be answered with a 4xx, and not a 207.
    pub total_failure_may_be_plain: bool,
}

/// The outcomes that a 207 lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Listing {
    /// The failures, without those of their ancestors: a collection stays if a member does.
    DeepestFailures,
    /// The failures, without those of their descendants at the source: the members of a collection that cannot be copied are
    /// not copied. At the destination, as [`DeepestFailures`](Self::DeepestFailures).
    HighestFailures,
    /// The failures.
    Failures,
    /// The failures, and the Request-URI with status 424.
    FailuresAndRequestUri,
    /// All outcomes.
    All,
    /// The properties of the Request-URI: all with 200, or those that failed, and the others with 424.
    Properties,
}

/// The form in which a resource is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseForm {
    /// A response with `status`.
    Status,
    /// A response with `propstat` elements; with `status` if the resource failed as a whole.
    Propstat,
    /// `propstat` elements alone, below a root element of this name. The status of the answer is not 207.
    Root(&'static str),
}

impl Listing {
    /// True if successes are listed, too.
    pub(super) fn has_successes(self) -> bool {
        matches!(self, Self::All | Self::Properties)
    }
}

impl MethodRules {
    /// DELETE of a collection.
    pub const DELETE: Self = Self {
        name: "DELETE",
        source: "RFC 4918 section 9.6.1",
        listing: Listing::DeepestFailures,
        form: ResponseForm::Status,
        success: StatusCode::NO_CONTENT,
        single_failure_is_plain: true,
        total_failure_may_be_plain: true,
    };

    /// COPY. The success is 201 unless the destination was overwritten.
    pub const COPY: Self = Self {
        name: "COPY",
        source: "RFC 4918 section 9.8",
        listing: Listing::HighestFailures,
        success: StatusCode::CREATED,
        total_failure_may_be_plain: false,
        ..Self::DELETE
    };

    /// MOVE. The success is 201 unless the destination was overwritten.
    pub const MOVE: Self = Self {
        name: "MOVE",
        source: "RFC 4918 section 9.9",
        listing: Listing::DeepestFailures,
        success: StatusCode::CREATED,
        total_failure_may_be_plain: false,
        ..Self::DELETE
    };

    /// LOCK with `Depth: infinity`. The success is the response of the lock.
    pub const LOCK: Self = Self {
        name: "LOCK",
        source: "RFC 4918 section 9.10.3",
        listing: Listing::FailuresAndRequestUri,
        success: StatusCode::OK,
        total_failure_may_be_plain: false,
        ..Self::DELETE
    };

    /// PROPFIND. [`PropertyXml`](crate::webdav::PropertyXml) writes it.
    pub const PROPFIND: Self = Self {
        name: "PROPFIND",
        source: "RFC 4918 section 9.1",
        listing: Listing::All,
        form: ResponseForm::Propstat,
        success: StatusCode::MULTI_STATUS,
        single_failure_is_plain: true,
        total_failure_may_be_plain: false,
    };

    /// PROPPATCH. It answers 207 once any change was attempted.
    pub const PROPPATCH: Self = Self {
        name: "PROPPATCH",
        source: "RFC 4918 section 9.2",
        listing: Listing::Properties,
        single_failure_is_plain: false,
        ..Self::PROPFIND
    };

    /// MKCOL with a body. A failure has the status of the property that failed.
    pub const MKCOL: Self = Self {
        name: "MKCOL",
        source: "RFC 5689 section 3",
        listing: Listing::Properties,
        form: ResponseForm::Root("mkcol-response"),
        success: StatusCode::CREATED,
        single_failure_is_plain: true,
        total_failure_may_be_plain: true,
    };

    /// MKCALENDAR. A 207 says that there is no calendar.
    pub const MKCALENDAR: Self = Self {
        name: "MKCALENDAR",
        source: "RFC 4791 section 5.3.1",
        listing: Listing::Properties,
        form: ResponseForm::Propstat,
        success: StatusCode::CREATED,
        single_failure_is_plain: false,
        total_failure_may_be_plain: false,
    };

    /// UPDATE. The success lists the resources that changed.
    pub const UPDATE: Self = Self {
        name: "UPDATE",
        source: "RFC 3253 section 7.1",
        listing: Listing::All,
        form: ResponseForm::Status,
        success: StatusCode::MULTI_STATUS,
        single_failure_is_plain: true,
        total_failure_may_be_plain: false,
    };

    /// MERGE. The success lists the resources that changed.
    pub const MERGE: Self = Self { name: "MERGE", source: "RFC 3253 section 11.2", ..Self::UPDATE };

    /// LABEL with a `Depth`.
    pub const LABEL: Self = Self {
        name: "LABEL",
        source: "RFC 3253 section 8.2",
        listing: Listing::Failures,
        success: StatusCode::OK,
        ..Self::UPDATE
    };

    /// A request that names several resources in its body, as BDELETE, BCOPY and BMOVE of Exchange do: each is listed.
    pub const BULK: Self = Self {
        name: "BDELETE, BCOPY, BMOVE, BPROPPATCH",
        source: "Exchange 2003",
        single_failure_is_plain: false,
        ..Self::UPDATE
    };

    /// `calendar-multiget` and `addressbook-multiget`. [`Multiget`](crate::webdav::Multiget) answers them.
    pub const MULTIGET: Self = Self {
        name: "REPORT calendar-multiget, addressbook-multiget",
        source: "RFC 4791 section 7.9, RFC 6352 section 8.7",
        listing: Listing::All,
        form: ResponseForm::Propstat,
        success: StatusCode::MULTI_STATUS,
        single_failure_is_plain: false,
        total_failure_may_be_plain: false,
    };

    /// `sync-collection`. [`SyncCollection`](crate::webdav::SyncCollection) answers it.
    pub const SYNC_COLLECTION: Self =
        Self { name: "REPORT sync-collection", source: "RFC 6578 section 3", ..Self::MULTIGET };

    /// The table of methods.
    pub const ALL: &'static [Self] = &[
        Self::DELETE,
        Self::COPY,
        Self::MOVE,
        Self::LOCK,
        Self::PROPFIND,
        Self::PROPPATCH,
        Self::MKCOL,
        Self::MKCALENDAR,
        Self::UPDATE,
        Self::MERGE,
        Self::LABEL,
        Self::BULK,
        Self::MULTIGET,
        Self::SYNC_COLLECTION,
    ];
}
