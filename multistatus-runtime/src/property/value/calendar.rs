//! Fast path of dates: their two forms, from a calendar computed here, without `core::fmt`.
//!
//! - Speeds up: `getlastmodified` and `creationdate`, which take most of the time of a listing otherwise.
//! - Gates: `properties` and `decode-properties` of the instruction gate (`multistatus-runtime/benches`, bin `instructions`).
//! - Equal to the crates `httpdate` and `humantime`: `a_date_is_what_httpdate_and_humantime_write` and
//!   `a_date_that_is_read_is_what_httpdate_and_humantime_read` in this file.

/// The last second of the year 9999, in seconds after 1970. Neither form can have a later one.
const LAST_SECOND: u64 = 253_402_300_799;

const DAYS: [&[u8; 3]; 7] = [b"Sun", b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat"];
const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// A date of the Gregorian calendar, in UTC.
struct Date {
    year: u32,
    /// From 1.
    month: u32,
    day: u32,
    /// From 0, which is Sunday.
    weekday: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Date {
    /// Returns the date of a number of seconds after 1970.
    ///
    /// Years are counted from March, so that the leap day is the last one of a year.
    #[inline]
    fn new(seconds: u64) -> Self {
        let seconds = seconds.min(LAST_SECOND);
        let (days, of_day) = ((seconds / 86_400) as u32, (seconds % 86_400) as u32);
        // Days after 1 March of the year 0, and inside a cycle of 400 years.
        let shifted = days + 719_468;
        let (cycle, of_cycle) = (shifted / 146_097, shifted % 146_097);
        let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
        let of_year = of_cycle - (365 * year + year / 4 - year / 100);
        // The lengths of months from March on repeat every five months.
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self {
            year: year + 400 * cycle + u32::from(month <= 2),
            month,
            day,
            weekday: (days + 4) % 7,
            hour: of_day / 3_600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }

    #[inline]
    fn put_year(&self, text: &mut [u8], at: usize) {
        put(text, at, self.year / 100);
        put(text, at + 2, self.year % 100);
    }

    #[inline]
    fn put_time(&self, text: &mut [u8], at: usize) {
        put(text, at, self.hour);
        put(text, at + 3, self.minute);
        put(text, at + 6, self.second);
    }
}

/// Writes two digits.
#[inline(always)]
fn put(text: &mut [u8], at: usize, number: u32) {
    text[at] = b'0' + (number / 10) as u8;
    text[at + 1] = b'0' + (number % 10) as u8;
}

/// Returns the date in the form of RFC 9110 section 5.6.7. It is ASCII.
#[inline]
pub(super) fn http(seconds: u64) -> [u8; 29] {
    let date = Date::new(seconds);
    let mut text = *b"Thu, 01 Jan 1970 00:00:00 GMT";
    text[..3].copy_from_slice(DAYS[date.weekday as usize % 7]);
    put(&mut text, 5, date.day);
    text[8..11].copy_from_slice(MONTHS[(date.month as usize - 1) % 12]);
    date.put_year(&mut text, 12);
    date.put_time(&mut text, 17);
    text
}

/// Returns the date in the form of RFC 3339 section 5.6, in UTC. It is ASCII.
#[inline]
pub(super) fn rfc3339(seconds: u64) -> [u8; 20] {
    let date = Date::new(seconds);
    let mut text = *b"1970-01-01T00:00:00Z";
    date.put_year(&mut text, 0);
    put(&mut text, 5, date.month);
    put(&mut text, 8, date.day);
    date.put_time(&mut text, 11);
    text
}

/// Returns the seconds of a date in the form that [`http`] writes; `None` for any other text.
#[inline]
pub(super) fn read_http(text: &str) -> Option<u64> {
    let text: &[u8; 29] = text.as_bytes().try_into().ok()?;
    let name = [text[8], text[9], text[10]];
    let month = MONTHS.iter().position(|month| **month == name)? as u32 + 1;
    let seconds = seconds(number(text, 12) * 100 + number(text, 14), month, number(text, 5), time(text, 17))?;
    // This checks each character, the length of the month, and the weekday.
    (http(seconds) == *text).then_some(seconds)
}

/// Returns the seconds of a date in the form that [`rfc3339`] writes; `None` for any other text.
#[inline]
pub(super) fn read_rfc3339(text: &str) -> Option<u64> {
    let text: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let year = number(text, 0) * 100 + number(text, 2);
    let seconds = seconds(year, number(text, 5), number(text, 8), time(text, 11))?;
    // This checks each character, and the length of the month.
    (rfc3339(seconds) == *text).then_some(seconds)
}

/// Returns two digits as a number. Other characters are some number.
#[inline(always)]
fn number(text: &[u8], at: usize) -> u32 {
    let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
    digit(text[at]) * 10 + digit(text[at + 1])
}

/// Returns the second of the day of a time.
#[inline(always)]
fn time(text: &[u8], at: usize) -> u32 {
    (number(text, at) * 60 + number(text, at + 3)) * 60 + number(text, at + 6)
}

/// Returns the seconds of a date; `None` before 1970. A month or day that does not exist gives the seconds of some date.
#[inline(always)]
fn seconds(year: u32, month: u32, day: u32, of_day: u32) -> Option<u64> {
    // Years and months are counted from March, as in `Date::new`.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    Some(u64::from(days.checked_sub(719_469)?) * 86_400 + u64::from(of_day))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_date_is_what_httpdate_and_humantime_write() {
        // A step that is no multiple of a day visits every month, weekday, hour, minute and second.
        let steps = (0..=LAST_SECOND).step_by(1_000_003);
        let days = (0..150_000).flat_map(|day| [86_400 * day, 86_400 * day + 86_399]);
        for seconds in steps.chain(days).chain([LAST_SECOND, LAST_SECOND - 1]) {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(str::from_utf8(&http(seconds)), Ok(&*httpdate::fmt_http_date(time)));
            assert_eq!(str::from_utf8(&rfc3339(seconds)), Ok(&*humantime::format_rfc3339_seconds(time).to_string()));
        }
        assert_eq!((http(u64::MAX), rfc3339(u64::MAX)), (http(LAST_SECOND), rfc3339(LAST_SECOND)));
    }

    #[test]
    fn a_date_that_is_read_is_what_httpdate_and_humantime_read() {
        let since = |time: std::time::SystemTime| time.duration_since(UNIX_EPOCH).unwrap().as_secs();
        let steps = (0..=LAST_SECOND).step_by(1_000_003);
        let days = (0..150_000).flat_map(|day| [86_400 * day, 86_400 * day + 86_399]);
        for seconds in steps.chain(days).chain([LAST_SECOND]) {
            let (http, rfc3339) = (http(seconds), rfc3339(seconds));
            assert_eq!(read_http(str::from_utf8(&http).unwrap()), Some(seconds));
            assert_eq!(read_rfc3339(str::from_utf8(&rfc3339).unwrap()), Some(seconds));
        }
        // With any one character replaced, the text is not read, or is read as by the crates.
        for seconds in [0, 951_782_400, 1_793_955_577, LAST_SECOND] {
            let (http, rfc3339) = (http(seconds), rfc3339(seconds));
            for byte in 0..=0x7f {
                for at in 0..http.len() {
                    let mut text = http;
                    text[at] = byte;
                    let text = str::from_utf8(&text).unwrap();
                    let read = read_http(text);
                    assert!(read.is_none() || read == httpdate::parse_http_date(text).ok().map(since), "{text}");
                }
                for at in 0..rfc3339.len() {
                    let mut text = rfc3339;
                    text[at] = byte;
                    let text = str::from_utf8(&text).unwrap();
                    let read = read_rfc3339(text);
                    assert!(read.is_none() || read == humantime::parse_rfc3339(text).ok().map(since), "{text}");
                }
            }
        }
        let others =
            ["", "1994-11-06T08:49:37", "1969-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "1994-13-06T08:49:37Z"];
        assert!(others.iter().all(|text| read_rfc3339(text).is_none() && read_http(text).is_none()));
        // A date of each form that does not exist.
        assert_eq!((read_rfc3339("2026-02-29T00:00:00Z"), read_http("Sun, 29 Feb 2026 00:00:00 GMT")), (None, None));
    }
}
