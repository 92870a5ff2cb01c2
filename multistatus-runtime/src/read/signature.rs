//! Recognizes bodies that are neither XML nor JSON by their first bytes, so that the verdict names what was found.

/// The first bytes of a format, and its name.
const SIGNATURES: [(&[u8], &str); 14] = [
    (&[0x1f, 0x8b], "gzip data, which has to be decompressed first"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "zstd data, which has to be decompressed first"),
    (&[0x78, 0x01], DEFLATE),
    (&[0x78, 0x9c], DEFLATE),
    (&[0x78, 0xda], DEFLATE),
    (b"BZh", "bzip2 data, which has to be decompressed first"),
    (&[0xfd, b'7', b'z', b'X'], "xz data, which has to be decompressed first"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (&[0xff, 0xd8, 0xff], "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file, such as a WebP image"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
];

const DEFLATE: &str = "deflate data, which has to be decompressed first";

/// Returns the name of the format that these first bytes of a body show. Four bytes are enough.
pub(crate) fn of(start: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(signature, _)| start.starts_with(signature)).map(|(_, name)| *name)
}
