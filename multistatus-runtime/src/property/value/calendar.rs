//! Fast path of dates: their two forms, from a calendar computed here, without `core::fmt`.
//!
//! - Speeds up: `getlastmodified` and `creationdate`, which take most of the time of a listing otherwise.
//! - Gate: `properties` of the instruction gate (`multistatus-runtime/benches`, bin `instructions`).
//! - Equal to the crates `httpdate` and `humantime`: `a_date_is_what_httpdate_and_humantime_write` in this file.

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
}
