//! The encoding of a body: detects it, and decodes the chunks into text.

#[cfg(feature = "xml")]
use encoding_rs::{DecoderResult, Encoding};

use super::replacements::{REPLACEMENT, Replacements};
use super::signature;
use crate::tokens::{Refusal, SyntaxError};

/// Maximum length of an XML declaration, and so of the bytes that show the encoding.
const DECLARATION: usize = 256;

/// Start of an XML declaration.
const XML: &str = "<?xml";

/// The byte order marks of UTF-8 and of UTF-16.
const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];

/// Reason why bytes are not decoded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Undecodable {
    Malformed(SyntaxError),
    Refused(Refusal),
}

/// Decodes chunks one after another.
pub(crate) struct Decoder {
    encoding: BodyEncoding,
    lenient: bool,
    /// The name of another format that the first bytes show.
    pub(crate) signature: Option<&'static str>,
}

enum BodyEncoding {
    /// The first bytes, while they do not show the encoding yet.
    Undecided(Vec<u8>),
    /// `partial` holds the start of a character that ends in the next chunk.
    Utf8 { partial: Vec<u8>, mark: usize },
    #[cfg(feature = "xml")]
    Other { decoder: Box<encoding_rs::Decoder>, name: &'static str },
}

impl Decoder {
    /// Creates a decoder. If it is lenient, it replaces the bytes of XML that are not text in the encoding.
    pub(crate) fn new(lenient: bool) -> Self {
        Self { encoding: BodyEncoding::Undecided(Vec::new()), lenient, signature: None }
    }

    /// Appends the text of `bytes` to `out`, as far as it can be decoded. `charset` is that of the content type.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        last: bool,
        charset: Option<&str>,
        out: &mut String,
        replacements: &mut Replacements,
    ) -> Result<(), Undecodable> {
        let lenient = self.lenient;
        match &mut self.encoding {
            BodyEncoding::Undecided(seen) => {
                seen.extend_from_slice(bytes);
                if !last && !decides(seen) {
                    return Ok(());
                }
                let seen = std::mem::take(seen);
                self.signature = signature::of(&seen);
                let (encoding, mark) = BodyEncoding::choose(&seen, charset).map_err(Undecodable::Refused)?;
                self.encoding = encoding;
                self.lenient &= is_xml(&seen[mark..]);
                self.push(&seen[mark..], last, charset, out, replacements)
            }
            BodyEncoding::Utf8 { partial, .. } => {
                let replacements = Some(replacements).filter(|_| lenient);
                if partial.is_empty() {
                    return utf8(bytes, last, partial, out, replacements);
                }
                let mut joined = std::mem::take(partial);
                joined.extend_from_slice(bytes);
                utf8(&joined, last, partial, out, replacements)
            }
            #[cfg(feature = "xml")]
            BodyEncoding::Other { decoder, name } => {
                let mut rest = bytes;
                loop {
                    let needed = decoder.max_utf8_buffer_length_without_replacement(rest.len());
                    out.reserve(needed.unwrap_or(rest.len().saturating_mul(3)));
                    let (result, read) = decoder.decode_to_string_without_replacement(rest, out, last);
                    rest = &rest[read..];
                    match result {
                        DecoderResult::InputEmpty => return Ok(()),
                        DecoderResult::OutputFull => {}
                        DecoderResult::Malformed(..) if lenient => {
                            // Positions are those in the decoded text.
                            replacements.push(out.len(), REPLACEMENT.len_utf8());
                            out.push(REPLACEMENT);
                        }
                        DecoderResult::Malformed(..) => {
                            return Err(Undecodable::Malformed(SyntaxError::Encoding { encoding: name }));
                        }
                    }
                }
            }
        }
    }

    /// Returns the length of the byte order mark if it was dropped since the last call. Positions in UTF-8 count it.
    pub(crate) fn mark(&mut self) -> usize {
        match &mut self.encoding {
            BodyEncoding::Utf8 { mark, .. } => std::mem::take(mark),
            _ => 0,
        }
    }
}

impl BodyEncoding {
    /// Returns the decoder for a body with this start, and the length of its byte order mark.
    ///
    /// The mark takes precedence over the content type, and that over the XML declaration (RFC 7303 section 3). A body
    /// whose first character takes one byte is not UTF-16, even if it is declared so.
    fn choose(start: &[u8], charset: Option<&str>) -> Result<(Self, usize), Refusal> {
        let utf8 = |mark| Self::Utf8 { partial: Vec::new(), mark };
        match start {
            [0xef, 0xbb, 0xbf, ..] => return Ok((utf8(3), 3)),
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<' | b'{' | b'[', ..] => {
                return Err(unsupported("UTF-32"));
            }
            [0xff, 0xfe, ..] => return Ok((Self::other("utf-16le")?, 2)),
            [0xfe, 0xff, ..] => return Ok((Self::other("utf-16be")?, 2)),
            [first, 0, ..] if *first != 0 => return Ok((Self::other("utf-16le")?, 0)),
            [0, second, ..] if *second != 0 => return Ok((Self::other("utf-16be")?, 0)),
            _ => {}
        }
        let declared = charset.or_else(|| declared(start));
        let is_unicode = |label: &str| {
            ["utf-8", "utf8", "utf-16", "utf16", "utf-32", "utf32"]
                .iter()
                .any(|name| label.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
        };
        let label = declared.map(str::trim).filter(|label| !label.is_empty() && !is_unicode(label));
        match label {
            Some(label) => Ok((Self::other(label)?, 0)),
            None => Ok((utf8(0), 0)),
        }
    }

    #[cfg(feature = "xml")]
    fn other(label: &str) -> Result<Self, Refusal> {
        let encoding = Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| unsupported(label))?;
        if encoding == encoding_rs::UTF_8 {
            return Ok(Self::Utf8 { partial: Vec::new(), mark: 0 });
        }
        let decoder = Box::new(encoding.new_decoder_without_bom_handling());
        Ok(Self::Other { decoder, name: encoding.name() })
    }

    #[cfg(not(feature = "xml"))]
    fn other(label: &str) -> Result<Self, Refusal> {
        Err(unsupported(label))
    }
}

/// Returns the refusal of an encoding.
fn unsupported(label: &str) -> Refusal {
    Refusal::Encoding { label: label.chars().take(64).collect() }
}

/// True if these first bytes are enough to choose the encoding.
fn decides(start: &[u8]) -> bool {
    // Four bytes are enough for a mark, and to tell UTF-32 from UTF-16.
    if start.len() < 4 || start.len() >= DECLARATION {
        return start.len() >= DECLARATION;
    }
    let body = MARKS.iter().find_map(|mark| start.strip_prefix(*mark)).unwrap_or(start);
    let text = valid_prefix(body).0.trim_start();
    let shows_encoding =
        if text.len() < XML.len() { !XML.starts_with(text) } else { !text.starts_with(XML) || text.contains("?>") };
    // The first character shows if the body is XML.
    shows_encoding && first_character(body).is_some()
}

/// Returns the length of the byte order mark if the body is UTF-8, and can be read without a copy.
pub(crate) fn is_utf8(body: &[u8], charset: Option<&str>) -> Option<usize> {
    match BodyEncoding::choose(body, charset) {
        Ok((BodyEncoding::Utf8 { .. }, mark)) => Some(mark),
        _ => None,
    }
}

/// True if the first character is that of XML.
pub(crate) fn is_xml(start: &[u8]) -> bool {
    cfg!(feature = "xml") && first_character(start) == Some(b'<')
}

/// Returns the first byte that is not white space, in UTF-8 or in UTF-16.
fn first_character(start: &[u8]) -> Option<u8> {
    let is_ignored = |byte: &u8| matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n');
    start.iter().take(DECLARATION).copied().find(|byte| !is_ignored(byte))
}

/// Appends the valid text, and keeps an unfinished character for the next chunk. Other bytes are replaced if that is
/// allowed.
fn utf8(
    bytes: &[u8],
    last: bool,
    partial: &mut Vec<u8>,
    out: &mut String,
    mut replacements: Option<&mut Replacements>,
) -> Result<(), Undecodable> {
    let mut bytes = bytes;
    loop {
        let (valid, rest) = valid_prefix(bytes);
        out.push_str(valid);
        let Err(error) = std::str::from_utf8(rest) else { return Ok(()) };
        let length = match error.error_len() {
            None if !last => {
                partial.extend_from_slice(rest);
                return Ok(());
            }
            length => length.unwrap_or(rest.len()),
        };
        let Some(replacements) = &mut replacements else {
            return Err(Undecodable::Malformed(SyntaxError::Encoding { encoding: "UTF-8" }));
        };
        replacements.push(out.len(), length);
        out.push(REPLACEMENT);
        bytes = rest.get(length..).unwrap_or_default();
    }
}

/// Splits bytes into the text at their start and the rest, which begins with the first byte that is not UTF-8.
pub(crate) fn valid_prefix(bytes: &[u8]) -> (&str, &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, &[]),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(valid).unwrap_or_default(), rest)
        }
    }
}

/// Returns the encoding that an XML declaration names.
fn declared(start: &[u8]) -> Option<&str> {
    let start = start.get(..start.len().min(DECLARATION))?;
    let (text, _) = valid_prefix(start);
    let declaration = text.trim_start().strip_prefix(XML)?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label)
}

/// Decodes a whole body of XML. An error has the text before the first byte that is not text.
#[cfg(feature = "webdav")]
pub(crate) fn decode(body: &[u8], charset: Option<&str>) -> Result<String, (String, Undecodable)> {
    let (mut text, mut replacements) = (String::new(), Replacements::default());
    match Decoder::new(false).push(body, true, charset, &mut text, &mut replacements) {
        Ok(()) => Ok(text),
        Err(error) => Err((text, error)),
    }
}

/// Returns the parameter `charset` of a content type.
pub(crate) fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(chunks: &[&[u8]], charset: Option<&str>) -> Result<String, Undecodable> {
        let (mut decoder, mut out, mut replacements) = (Decoder::new(false), String::new(), Replacements::default());
        for chunk in chunks {
            decoder.push(chunk, false, charset, &mut out, &mut replacements)?;
        }
        decoder.push(&[], true, charset, &mut out, &mut replacements).map(|()| out)
    }

    #[test]
    fn a_character_may_be_cut_anywhere() {
        let text = "<ü🦀>".as_bytes();
        for cut in 0..text.len() {
            let (first, second) = text.split_at(cut);
            assert_eq!(decode(&[first, second], None).as_deref(), Ok("<ü🦀>"), "{cut}");
        }
        assert!(decode(&[&text[..4]], None).is_err());
        assert!(decode(&[b"<\xff"], None).is_err());
    }

    #[cfg(feature = "xml")]
    #[test]
    fn every_way_to_name_an_encoding() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let with_mark = [&[0xff, 0xfe][..], &utf16("<ü/>")].concat();
        for cut in 0..with_mark.len() {
            assert_eq!(decode(&[&with_mark[..cut], &with_mark[cut..]], None).as_deref(), Ok("<ü/>"));
        }
        assert_eq!(decode(&[&utf16("<ü/>")], None).as_deref(), Ok("<ü/>"));
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>";
        assert!(decode(&[latin], None).is_ok_and(|text| text.ends_with("<a>ü</a>")));
        assert_eq!(decode(&[b"<a>\xfc</a>"], Some("iso-8859-1")).as_deref(), Ok("<a>ü</a>"));
        // The declaration cannot be right.
        assert!(decode(&[b"<?xml version='1.0' encoding='UTF-16'?><a/>"], None).is_ok());
        assert_eq!(
            decode(&[b"<?xml version='1.0' encoding='x-ours'?><a/>"], None),
            Err(Undecodable::Refused(Refusal::Encoding { label: "x-ours".to_owned() }))
        );
    }

    #[test]
    fn the_charset_is_a_parameter() {
        assert_eq!(charset("text/xml; a=b; Charset=\"utf-8\""), Some("utf-8"));
        assert_eq!(charset("text/xml"), None);
    }
}
