//! Opening an input and undoing its compression, told from the first bytes and never from the name.

use super::STDIN;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

/// A readable stream of decompressed bytes.
pub(super) type Stream = Box<dyn Read + Send>;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// zstd's skippable frames, which may stand first: `0x184D2A5?`, little endian.
const ZSTD_SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];

/// An opened input.
pub(super) struct Opened {
    /// Its bytes, decompressed.
    pub(super) stream: Stream,
    /// Size in bytes where the file is regular and not compressed.
    pub(super) size: Option<u64>,
    /// True for a regular file, which can be opened a second time.
    pub(super) regular: bool,
}

/// Opens `path`, or standard input for `-`.
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    if path == Path::new(STDIN) {
        let (stream, _) = decompress(io::stdin())?;
        return Ok(Opened { stream, size: None, regular: false });
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let (stream, compressed) = decompress(file)?;
    let size = (metadata.is_file() && !compressed).then_some(metadata.len());
    Ok(Opened { stream, size, regular: metadata.is_file() })
}

/// The decompressed stream, and whether it was compressed. Several gzip members or zstd frames in a row are one stream.
fn decompress(mut raw: impl Read + Send + 'static) -> io::Result<(Stream, bool)> {
    let mut magic = Vec::with_capacity(64);
    raw.by_ref().take(4).read_to_end(&mut magic)?;
    let gzip = magic.starts_with(GZIP);
    let zstd =
        magic.starts_with(ZSTD) || (magic.len() == 4 && magic[0] & 0xf0 == 0x50 && &magic[1..] == ZSTD_SKIPPABLE);
    let whole = Cursor::new(magic).chain(raw);
    Ok(if gzip {
        (Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(128 << 10, whole))), true)
    } else if zstd {
        (Box::new(zstd::stream::read::Decoder::new(whole)?), true)
    } else {
        (Box::new(whole), false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: Vec<u8>) -> (String, bool) {
        let (mut stream, compressed) = decompress(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        (text, compressed)
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_and_frames_in_a_row_are_one_stream() {
        assert_eq!(read([gzip("one "), gzip("two")].concat()), ("one two".into(), true));
        let frames = ["one ", "two"].map(|text| zstd::encode_all(text.as_bytes(), 1).unwrap()).concat();
        assert_eq!(read(frames.clone()), ("one two".into(), true));
        let skippable = [&[0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &frames].concat();
        assert_eq!(read(skippable), ("one two".into(), true));
    }

    #[test]
    fn plain_bytes_pass() {
        for text in ["", "a", "abc", "abcdefgh"] {
            assert_eq!(read(text.into()), (text.into(), false));
        }
    }
}
