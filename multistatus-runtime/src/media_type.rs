//! Recognizes media types, which are compared without case and without their parameters (RFC 9110 section 8.3.1).

/// The media types that JSON Lines are written as. The first one is the default.
#[cfg(feature = "json")]
pub(crate) const JSON_LINES: &[&str] = &["application/jsonl", "application/ndjson", "application/x-ndjson"];

/// Returns a media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// True if a media type is `name`.
pub(crate) fn is(media_type: &str, name: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case(essence(name))
}

/// Returns the structured syntax of an `application` type in lower case: its suffix (RFC 6839), or else its name. A prefix `x-`
/// is left out.
#[cfg(feature = "json")]
fn syntax(media_type: &str) -> Option<String> {
    let media_type = essence(media_type).to_ascii_lowercase();
    let name = media_type.strip_prefix("application/")?;
    let syntax = name.rsplit('+').next().unwrap_or(name);
    Some(syntax.strip_prefix("x-").unwrap_or(syntax).to_owned())
}

/// True if the media type is one of JSON Lines. None of its names is registered, so several are in use.
#[cfg(feature = "json")]
pub(crate) fn is_json_lines(media_type: &str) -> bool {
    syntax(media_type).is_some_and(|syntax| matches!(&*syntax, "jsonl" | "ndjson" | "jsonlines" | "json-lines"))
}

/// True if the media type is `application/json` or has the suffix `+json`.
#[cfg(all(feature = "json", any(feature = "batch", feature = "dialects")))]
pub(crate) fn is_json(media_type: &str) -> bool {
    syntax(media_type).is_some_and(|syntax| syntax == "json")
}

/// True if the media type is `application/xml` or `text/xml`, or has the suffix `+xml` (RFC 7303).
#[cfg(feature = "webdav")]
pub(crate) fn is_xml(media_type: &str) -> bool {
    let media_type = essence(media_type).to_ascii_lowercase();
    matches!(&*media_type, "application/xml" | "text/xml") || media_type.ends_with("+xml")
}

#[cfg(all(test, feature = "json", feature = "batch"))]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_recognized_without_case_and_parameters() {
        for lines in [
            "application/jsonl",
            "application/ndjson",
            "application/x-ndjson",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "application/vnd.elasticsearch+x-ndjson; compatible-with=8",
            "application/vnd.acme.orders+ndjson",
            "application/vnd.acme.orders+jsonl",
            " Application/NDJSON ; charset=utf-8",
        ] {
            assert!(is_json_lines(lines) && !is_json(lines), "{lines}");
        }
        for json in
            ["application/json", "APPLICATION/Json;charset=utf-8", "application/vnd.acme+json", "application/a+b+json"]
        {
            assert!(is_json(json) && !is_json_lines(json), "{json}");
        }
        for other in [
            "",
            ";",
            "application",
            "application/",
            "text/json",
            "text/plain+json",
            "text/plain+ndjson",
            "application/jsonp",
            "application/json-seq",
            "application/ndjson+xml",
            "application/xml;a=application/ndjson",
            "application/json+",
        ] {
            assert!(!is_json(other) && !is_json_lines(other), "{other}");
        }
    }
}
