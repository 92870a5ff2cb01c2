//! The text of a duration, such as `5s`: one whole number and one unit.

/// Each unit with its milliseconds and its other spellings.
static UNITS: &[(&str, u64, &[&str])] = &[
    ("ms", 1, &["msec", "msecs", "milli", "millis", "millisecond", "milliseconds"]),
    ("s", 1_000, &["sec", "secs", "second", "seconds"]),
    ("m", 60_000, &["min", "mins", "minute", "minutes"]),
    ("h", 3_600_000, &["hr", "hrs", "hour", "hours"]),
];

const TAKES: &str = "write a whole number and `ms`, `s`, `m` or `h`, such as `5s`";

/// A century, in milliseconds: no timer counts further.
const LONGEST: u64 = 100 * 365 * 24 * 3_600_000;

/// Returns the milliseconds of `text`, or a message that says what to write instead.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let Some(factor) = factor(unit).filter(|_| digits > 0) else { return Err(instead(text, number, unit)) };
    match number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(0) => Err("a duration of zero leaves no time; write at least `1ms`".to_owned()),
        Some(millis) if millis <= LONGEST => Ok(millis),
        _ => Err(format!("`{text}` is longer than a century; leave it out if there is no limit")),
    }
}

/// True if `unit` is the name of a unit.
pub(crate) fn is_unit(unit: &str) -> bool {
    factor(unit).is_some()
}

fn factor(unit: &str) -> Option<u64> {
    UNITS.iter().find(|(name, ..)| *name == unit).map(|(_, factor, _)| *factor)
}

/// Returns what is wrong with `text`, and what is probably meant.
fn instead(text: &str, number: &str, unit: &str) -> String {
    if number.is_empty() {
        return format!("`{text}` is not a duration; {TAKES}");
    }
    if unit.is_empty() {
        return format!(
            "`{text}` has no unit; write `{number}s` for seconds, or `{number}ms`, `{number}m`, `{number}h`"
        );
    }
    let word = unit.trim();
    let lower = word.to_lowercase();
    let known = UNITS.iter().find(|(name, _, others)| *name == lower || others.contains(&lower.as_str()));
    if let Some((unit, ..)) = known {
        return format!("`{text}` is written `{number}{unit}`");
    }
    if let Some(fraction) = unit.strip_prefix('.') {
        return fraction_of(text, number, fraction);
    }
    if let Some(sum) = sum(text) {
        return format!("`{text}` is written `{sum}`");
    }
    if unit.contains(|character: char| character.is_ascii_digit()) {
        return format!("`{text}` has more than one number; {TAKES}");
    }
    format!("`{word}` is not a unit of time here; {TAKES}")
}

/// Returns `90s` for `1m30s`, in the longest unit that is exact.
fn sum(text: &str) -> Option<String> {
    let mut millis = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|character: char| character.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let letters = after.find(|character: char| character.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        millis = millis.checked_add(number.parse::<u64>().ok()?.checked_mul(factor(unit.trim())?)?)?;
        rest = after.trim_start();
    }
    let (unit, factor, _) = UNITS.iter().rev().find(|(_, factor, _)| millis.is_multiple_of(*factor))?;
    (millis > 0).then(|| format!("{}{unit}", millis / factor))
}

/// Suggests `1500ms` for `1.5s`, if that is exact.
fn fraction_of(text: &str, number: &str, fraction: &str) -> String {
    let digits = fraction.len() - fraction.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (fraction, unit) = fraction.split_at(digits);
    let millis = || {
        let scale = 10_u64.checked_pow(u32::try_from(digits).ok()?)?;
        let number = number.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(fraction.parse().ok()?)?;
        let millis = number.checked_mul(factor(unit)?)?;
        (millis % scale == 0).then_some(millis / scale)
    };
    match millis() {
        Some(millis) => format!("`{text}` is written `{millis}ms`"),
        None => format!("`{text}` is not a whole number; {TAKES}"),
    }
}
