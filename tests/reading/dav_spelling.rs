//! Proves that the fast path for DAV responses (`read/dav/canonical`) equals the general path.
//!
//! The fast path reads responses as most servers write them. A blank inside a tag selects the general path.

use multistatus::read::Verdict;

use crate::dav::{read, rooted};

/// Wraps responses in a root element, with another prefix than `D:` or with none.
fn prefixed(prefix: &str, responses: &str) -> String {
    let declaration = prefix.strip_suffix(':').map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
    rooted(responses).replace("xmlns:D", &declaration).replace("D:", prefix)
}

#[test]
fn responses_read_the_same_on_both_paths() {
    let href = "<D:href>/a</D:href>";
    let status = "<D:status>HTTP/1.1 403 Forbidden</D:status>";
    for inside in [
        format!("{href}{status}"),
        format!("\n  <D:href>\n/a?b&amp;c&#33;\t</D:href>\n  {href}\n  {status}\n"),
        format!("{status}<D:responsedescription> a &lt; \u{FFFD}\u{F8FF}ü \n</D:responsedescription>{href}"),
        format!("{href}{status}<D:responsedescription></D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>&quot;&apos;&#x20AC;&#38;&amp;amp;&gt;</D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>fifteen bytes: \u{FFFD}&lt;\t\u{F8FF}\n</D:responsedescription>"),
        format!("{href}{status}<D:responsedescription>{}&lt;</D:responsedescription>", "thirteen one ".repeat(9)),
        format!("<D:href>/fourteen-bytes%20/%7e?q=1#f</D:href>{status}"),
        format!("<D:href>/fourteen-bytes%2</D:href>{status}"),
        format!("<D:href>/fifteen-bytes-%2x/and-many-more</D:href>{status}"),
        format!("<D:href>%41</D:href>{status}<D:href>%</D:href>"),
        format!("{href}{status}<D:error><D:a-name-of-seventeen/><D:exactly-sixteen_/></D:error>"),
        format!("{href}{status} "),
        format!("{href}\n{status}{href}"),
        format!("{href}{status}<D:error>\n<D:a/><D:b><D:href>/x</D:href> <D:href>&#47;y</D:href></D:b></D:error>"),
        format!("{href}{status}<D:error><D:a></D:a></D:error><D:error/>"),
        format!("{href}{status}<D:error><D:a>text</D:a></D:error>"),
        format!("{href}{status}<D:error><D:a> </D:a><a/></D:error>"),
        format!("{href}{status}<D:location><D:href>/l</D:href>\n</D:location>"),
        format!("{href}{status}<D:location/>"),
        format!("{href}{status}{status}"),
        format!("{href}<D:status>HTTP/1.1 599 </D:status>"),
        format!("{href}<D:status>HTTP/1.1 200</D:status>"),
        format!("{href}<D:status>HTTP/1.1 200  OK</D:status>"),
        format!("{href}<D:status> HTTP/1.1 200 OK</D:status>"),
        format!("{href}<D:status>HTTP/1.1 200 OK\n</D:status>"),
        format!("{href}<D:status>HTTP/1.1 &#50;00 OK</D:status>"),
        format!("{href}<D:status>HTTP/1.1 103 Early</D:status>"),
        format!("{href}<D:status>HTTP/1.1 999 x</D:status>"),
        format!("<D:href>/a b</D:href>{status}"),
        format!("<D:href>/a>b</D:href>{status}"),
        format!("{href}<D:propstat>\n<D:prop> <D:a/><D:b>1 &amp;\n</D:b><D:c></D:c></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat>{status}<D:prop/></D:propstat><D:propstat><D:prop></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop><D:a><D:b/></D:a><x/></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop>text</D:prop>{status}</D:propstat>"),
        format!("{href}{status}<D:propstat><D:prop><D:a/></D:prop>{status}</D:propstat>"),
        format!("{href}{href}<D:propstat><D:prop><D:a/></D:prop>{status}</D:propstat>"),
        format!("{href}<D:propstat><D:prop><D:a/></D:prop></D:propstat>"),
        format!("{href}<D:propstat>{status}</D:propstat>"),
        "<D:href>/a</D:href>".to_owned(),
        status.to_owned(),
    ] {
        for prefix in ["D:", "", "dav:", "davns:", "much-longer:"] {
            let canonical = read(&prefixed(prefix, &format!("<D:response>{inside}</D:response>")));
            // A blank in the end tag selects the general path and moves no position.
            let general = read(&prefixed(prefix, &format!("<D:response>{inside}</D:response >")));
            assert_eq!(canonical.ending.verdict, Verdict::Complete, "{prefix} {inside}");
            assert_eq!(canonical.ending.verdict, general.ending.verdict, "{prefix} {inside}");
            assert_eq!(canonical.items, general.items, "{prefix} {inside}");
        }
    }
}
