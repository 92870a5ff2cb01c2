//! The XML declaration (XML 1.0 section 2.8).

use super::{WHITE, attribute};

/// Start of an XML declaration.
pub(crate) const START: &str = "<?xml";

/// True if the text, from `<?xml` to `?>`, is an XML declaration.
pub(crate) fn is_valid(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix(START).and_then(|text| text.strip_suffix("?>")) else { return false };
    let mut expected = ["version", "encoding", "standalone"].iter();
    let mut first = true;
    loop {
        let trimmed = rest.trim_start_matches(WHITE);
        if trimmed.is_empty() {
            return !first;
        }
        // White space is required before each part, and the version is, too.
        let Some((name, value, behind)) = attribute(trimmed).filter(|_| trimmed.len() < rest.len()) else {
            return false;
        };
        if first != (name == "version") || !expected.any(|known| *known == name) || !is_value(name, value) {
            return false;
        }
        (first, rest) = (false, behind);
    }
}

fn is_value(name: &str, value: &str) -> bool {
    match name {
        "version" => value
            .strip_prefix("1.")
            .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|digit| digit.is_ascii_digit())),
        "encoding" => {
            value.starts_with(|first: char| first.is_ascii_alphabetic())
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        }
        _ => matches!(value, "yes" | "no"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_declarations_are_valid() {
        for valid in [
            "<?xml version='1.0'?>",
            "<?xml version=\"1.1\" ?>",
            "<?xml\n version = '1.0'\tencoding=\"utf-8\"\r\n?>",
            "<?xml version='1.0' standalone='no'?>",
            "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>",
        ] {
            assert!(is_valid(valid), "{valid}");
        }
        for invalid in [
            "<?xml?>",
            "<?xml foo?>",
            "<?xml version=\"9\"?>",
            "<?xml version='1.'?>",
            "<?xml version='1.0a'?>",
            "<?xml version=1.0?>",
            "<?xml version='1.0\"?>",
            "<?xml version='1.0'<>&?>",
            "<?xml version='1.0'encoding='utf-8'?>",
            "<?xml encoding='utf-8'?>",
            "<?xml encoding='utf-8' version='1.0'?>",
            "<?xml version='1.0' version='1.0'?>",
            "<?xml version='1.0' encoding=''?>",
            "<?xml version='1.0' encoding='utf 8'?>",
            "<?xml version='1.0' standalone='yes' encoding='utf-8'?>",
            "<?xml version='1.0' standalone='maybe'?>",
            "<?xml version='1.0' other='x'?>",
            "<?xml version='1.0'",
        ] {
            assert!(!is_valid(invalid), "{invalid}");
        }
    }
}
