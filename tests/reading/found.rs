//! The verdict on a body that is no multi-status names what was found.

use multistatus::{
    Reader,
    read::{Defect, DefectKind, Refusal, SyntaxError, Verdict},
};

use crate::chunked::read_however_cut;

const ROOT: &str = "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/a</D:href><D:status>HTTP/1.1 200 OK</D:status>\
                    </D:response></D:multistatus>";

#[test]
fn what_is_no_multi_status_is_named() {
    for (body, found) in [
        (&b""[..], "an empty body"),
        (b" \r\n\t", "an empty body"),
        (b"\xef\xbb\xbf", "an empty body"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "gzip data, which has to be decompressed first"),
        (b"\x1f\x8b", "gzip data, which has to be decompressed first"),
        (b"\x28\xb5\x2f\xfd\x04\x58", "zstd data, which has to be decompressed first"),
        (b"\x78\x9c\xed\xbd", "deflate data, which has to be decompressed first"),
        (b"\x78\x01\x01\0\0\xff\xff", "deflate data, which has to be decompressed first"),
        (b"BZh91AY&SY", "bzip2 data, which has to be decompressed first"),
        (b"\xfd7zXZ\0", "xz data, which has to be decompressed first"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\0", "a GIF image"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\x8b\x0f\x80<D:multistatus", "binary data"),
        (b"\xff", "binary data"),
        (b"  \xff", "binary data"),
        (b"\0\0\x01\0\x01", "binary data"),
        (b"\x05\x06\x07<", "binary data"),
        (b"Not Found", "text"),
        (b"Zugriff verweigert: ung\xfcltig", "text"),
        (b"<html></html>", "html"),
        (b"<!-- c --><HTML>", "HTML"),
        (b"<!DOCTYPE html><html><body>", "an HTML page"),
        (b"\n<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", "an HTML page"),
        (b"<!DOCTYPE html", "an HTML page"),
        (b"<html lang=en><meta charset=utf-8>", "an HTML page"),
        (b"<!-- c --><Html class>", "an HTML page"),
        (b"<D:error xmlns:D='DAV:'/>", "{DAV:}error"),
    ] {
        for reader in [Reader::new(), Reader::new().lenient()] {
            let ending = read_however_cut(&reader, body).ending;
            assert_eq!(ending.verdict, Verdict::NotMultiStatus { found: found.to_owned() }, "{}", body.escape_ascii());
        }
    }
}

#[test]
fn a_long_name_is_shortened() {
    let body = format!("<p:{} xmlns:p='urn:{}'/>", "a".repeat(100_000), "b".repeat(1_000));
    let Verdict::NotMultiStatus { found } = read_however_cut(&Reader::new(), body.as_bytes()).ending.verdict else {
        panic!("{body}")
    };
    assert_eq!(found, format!("{{urn:{}}}{}", "b".repeat(196), "a".repeat(200)));
}

#[test]
fn other_document_types_are_refused() {
    for start in
        ["<!DOCTYPE htm", "<!DOCTYPE htmlx>", "<!DOCTYPE d [<!ENTITY a 'b'>]>", "<!DOCTYPE", "<!doctype multistatus>"]
    {
        let verdict = read_however_cut(&Reader::new(), format!("{start}{ROOT}").as_bytes()).ending.verdict;
        assert!(matches!(verdict, Verdict::Refused { refusal: Refusal::Doctype, .. }), "{start}: {verdict}");
    }
}

#[test]
fn an_encoding_that_is_not_supported_is_named() {
    let utf_32: Vec<u8> = ROOT.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect();
    let declared = |label: &str| format!("<?xml version=\"1.0\" encoding=\"{label}\"?>{ROOT}").into_bytes();
    for (body, label) in [
        (declared("ebcdic"), "ebcdic"),
        (declared("cp037"), "cp037"),
        (declared("utf-7"), "utf-7"),
        (declared("x-user"), "x-user"),
        (utf_32.clone(), "UTF-32"),
        ([&[0xff, 0xfe, 0, 0], &utf_32[..]].concat(), "UTF-32"),
    ] {
        for reader in [Reader::new(), Reader::new().lenient()] {
            let verdict = read_however_cut(&reader, &body).ending.verdict;
            assert_eq!(verdict, Verdict::Refused { at: 0, refusal: Refusal::Encoding { label: label.to_owned() } });
            assert_eq!(verdict.to_string(), format!("refused at byte 0: its encoding `{label}` is not supported"));
        }
    }
    let reader = Reader::new().content_type(format!("text/xml; charset={}", "x".repeat(1_000)));
    let verdict = read_however_cut(&reader, ROOT.as_bytes()).ending.verdict;
    assert!(matches!(&verdict, Verdict::Refused { refusal: Refusal::Encoding { label }, .. } if label.len() == 64));
    let reader = Reader::new().content_type("text/xml; charset=\"\"");
    assert!(read_however_cut(&reader, ROOT.as_bytes()).ending.verdict.is_complete());
    for label in ["utf-8", "UTF8", "utf-16", "utf-32", "us-ascii", "iso-8859-15", "windows-1252"] {
        assert!(read_however_cut(&Reader::new(), &declared(label)).ending.verdict.is_complete(), "{label}");
    }
}

#[test]
fn a_declaration_that_is_malformed_is_not_hidden() {
    for declaration in
        ["<?xml foo?>", "<?xml?>", "<?xml version=\"9\"?>", "<?xml version=\"1.0\"<>&?>", "<?xml encoding='utf-8'?>"]
    {
        let body = format!("{declaration}{ROOT}");
        let strict = read_however_cut(&Reader::new(), body.as_bytes());
        assert_eq!(
            strict.ending.verdict,
            Verdict::Malformed { at: 0, error: SyntaxError::Declaration },
            "{declaration}"
        );
        let lenient = read_however_cut(&Reader::new().lenient(), body.as_bytes());
        assert_eq!((lenient.items.len(), &lenient.ending.verdict), (1, &Verdict::Complete), "{declaration}");
        assert_eq!(lenient.ending.defects, [Defect::new(0, DefectKind::InvalidDeclaration)], "{declaration}");
    }
    // Servers write a line before it.
    let late = read_however_cut(&Reader::new(), format!("\r\n<?xml version='1.0'?>{ROOT}").as_bytes());
    assert_eq!(late.ending.verdict, Verdict::Complete);
    assert_eq!(late.ending.defects, [Defect::new(2, DefectKind::InvalidDeclaration)]);
    let correct = read_however_cut(&Reader::new(), format!("<?xml version='1.0'?>\n{ROOT}").as_bytes());
    assert_eq!((correct.ending.verdict, correct.ending.defects), (Verdict::Complete, vec![]));
    let both = format!("<?xml foo?><!--\u{1}-->{ROOT}");
    let both = read_however_cut(&Reader::new().lenient(), both.as_bytes()).ending.defects;
    let kinds: Vec<_> = both.iter().map(|defect| defect.kind).collect();
    assert_eq!(kinds, [DefectKind::InvalidDeclaration, DefectKind::ReplacedCharacter]);
}
