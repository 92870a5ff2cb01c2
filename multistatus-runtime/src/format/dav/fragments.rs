//! The constant pieces of a DAV XML body.

use crate::outcome::status::iana;

/// The constant pieces in one way to name elements. They are constants of a type, so that each copy has a known length.
pub(crate) trait Fragments {
    const START: &'static str;
    /// The text before the name of an element, in its start tag and in its end tag.
    const ELEMENT: [&'static str; 2];
    /// Declarations for a `D:` element that holds XML from elsewhere: names without a prefix are in no namespace there.
    const FOREIGN_CONTENT: &'static str;
    /// Declaration for an element from elsewhere: its names without a prefix are in no namespace.
    const NO_DEFAULT: &'static str;
    const RESPONSE: &'static str;
    const HREF: [&'static str; 2];
    const STATUS: [&'static str; 2];
    const ERROR: [&'static str; 2];
    const DESCRIPTION: [&'static str; 2];
    const LOCATION: [&'static str; 2];
    const RESPONSE_END: &'static str;
    const END: &'static str;

    /// From the end of the href to the end of the status; empty for a code that IANA's registry does not hold.
    const STATUSES: &'static StatusFragments;
}

/// A fragment for each code from 200 to 599.
type StatusFragments = [&'static str; 400];

macro_rules! fragments {
    ($(#[$doc:meta])* $name:ident, $d:literal, $root:literal, $error:literal, $declare:literal, $undeclare:literal) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Fragments for $name {
            const START: &'static str = concat!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", $root);
            const ELEMENT: [&'static str; 2] = [concat!("<", $d), concat!("</", $d)];
            const FOREIGN_CONTENT: &'static str = concat!($declare, $undeclare);
            const NO_DEFAULT: &'static str = $undeclare;
            const RESPONSE: &'static str = concat!("<", $d, "response><", $d, "href>");
            const HREF: [&'static str; 2] = [concat!("<", $d, "href>"), concat!("</", $d, "href>")];
            const STATUS: [&'static str; 2] =
                [concat!("</", $d, "href><", $d, "status>HTTP/1.1 "), concat!(" </", $d, "status>")];
            const ERROR: [&'static str; 2] = [$error, concat!("</", $d, "error>")];
            const DESCRIPTION: [&'static str; 2] =
                [concat!("<", $d, "responsedescription>"), concat!("</", $d, "responsedescription>")];
            const LOCATION: [&'static str; 2] =
                [concat!("<", $d, "location><", $d, "href>"), concat!("</", $d, "href></", $d, "location>")];
            const RESPONSE_END: &'static str = concat!("</", $d, "response>");
            const END: &'static str = concat!("</", $d, "multistatus>");

            const STATUSES: &'static StatusFragments = &iana!(statuses $d);
        }
    };
}

macro_rules! statuses {
    ($d:literal; $($code:literal $phrase:literal,)+) => {{
        let mut statuses = [""; 400];
        $(
            statuses[$code - 200] =
                concat!("</", $d, "href><", $d, "status>HTTP/1.1 ", $code, " ", $phrase, "</", $d, "status>");
        )+
        statuses
    }};
}

fragments!(
    /// `D:response`, with the prefix declared on the root.
    Prefixed, "D:", "<D:multistatus xmlns:D=\"DAV:\">", "<D:error>", "", ""
);
fragments!(
    /// `D:error` outside of a multi-status, where no root declares the prefix.
    Standalone, "D:", "", "<D:error xmlns:D=\"DAV:\">", "", ""
);
fragments!(
    /// `response`, under a default namespace.
    Unprefixed, "", "<multistatus xmlns=\"DAV:\">", "<error>", " xmlns:D=\"DAV:\"", " xmlns=\"\""
);
