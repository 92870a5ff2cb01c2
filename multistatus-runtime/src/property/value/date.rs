//! Dates in the two forms that WebDAV has.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::calendar;
use crate::{
    property::{ContentWriter, PropertyFailure, PropertyValue, from_value::from_text},
    tokens::xml::WHITE,
};

/// A date in the form of HTTP, as `getlastmodified` has it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
///
/// It has whole seconds. A date outside of the years 1970 to 9999 has no such form; it becomes the nearest one.
///
/// ```
/// use multistatus::webdav::HttpDate;
///
/// let date = HttpDate(std::time::UNIX_EPOCH);
/// assert_eq!(date.to_string(), "Thu, 01 Jan 1970 00:00:00 GMT");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpDate(pub SystemTime);

/// A date in the form of RFC 3339, as `creationdate` has it: `1994-11-06T08:49:37Z`.
///
/// It is written in UTC, with whole seconds. A date outside of the years 1970 to 9999 becomes the nearest one.
///
/// ```
/// use multistatus::webdav::Rfc3339Date;
///
/// let date = Rfc3339Date(std::time::UNIX_EPOCH);
/// assert_eq!(date.to_string(), "1970-01-01T00:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rfc3339Date(pub SystemTime);

/// Returns the seconds after 1970; zero before.
#[inline]
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

macro_rules! date {
    ($type:ident, $expected:literal, $format:path, $usual:path, $parse:expr) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(str::from_utf8(&$format(seconds(self.0))).unwrap_or_default())
            }
        }

        impl From<SystemTime> for $type {
            fn from(time: SystemTime) -> Self {
                Self(time)
            }
        }

        impl PropertyValue for $type {
            #[inline]
            fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
                content.plain_bytes(&$format(seconds(self.0)));
                Ok(())
            }
        }

        from_text!($type, $expected, |text: &str| {
            let usual = $usual(text).map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
            usual.or_else(|| $parse(text.trim_matches(WHITE))).map(Self)
        });
    };
}
date!(HttpDate, "a date such as `Sun, 06 Nov 1994 08:49:37 GMT`", calendar::http, calendar::read_http, |text| {
    httpdate::parse_http_date(text).ok()
});
date!(Rfc3339Date, "a date such as `1994-11-06T08:49:37Z`", calendar::rfc3339, calendar::read_rfc3339, rfc3339);

/// Reads a date with any offset from UTC (RFC 3339 section 5.6).
fn rfc3339(text: &str) -> Option<SystemTime> {
    let (local, zone) = text.split_at_checked(19)?;
    let zone = zone.trim_start_matches(|character: char| character == '.' || character.is_ascii_digit());
    let fraction = &text[19..text.len() - zone.len()];
    let local = humantime::parse_rfc3339_weak(&format!("{}{fraction}Z", local.replace(['t', ' '], "T"))).ok()?;
    if matches!(zone, "Z" | "z") {
        return Some(local);
    }
    let (sign, offset) = zone.split_at_checked(1)?;
    let (hours, minutes) = offset.split_once(':')?;
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<u64>().ok()).flatten();
    let offset = Duration::from_secs(number(hours)? * 3600 + number(minutes)? * 60);
    match sign {
        "+" => local.checked_sub(offset),
        "-" => local.checked_add(offset),
        _ => None,
    }
}
