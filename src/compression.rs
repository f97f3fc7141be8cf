//! Undoing gzip, zstd and bzip2, detected by the first bytes of a stream and never by a file's name.

use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
    Bzip2,
}

/// How many bytes [`Codec::detect`] looks at.
const HEAD: u64 = 10;

impl Codec {
    /// The compression of a stream that begins with `head`; `None` if it is not compressed.
    pub(crate) fn detect(head: &[u8]) -> Option<Self> {
        // zstd's skippable frames, which may come first, are `0x184D2A5?`, little endian.
        let skippable = head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18];
        let block = head.get(4..10);
        let bzip2 =
            head.starts_with(b"BZh") && (block == Some(b"1AY&SY") || block == Some(b"\x17\x72\x45\x38\x50\x90"));
        if head.starts_with(&[0x1f, 0x8b]) {
            Some(Self::Gzip)
        } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || skippable {
            Some(Self::Zstd)
        } else {
            bzip2.then_some(Self::Bzip2)
        }
    }

    /// The decompressed stream. Several gzip members, zstd frames or bzip2 streams in a row are one.
    pub(crate) fn decoder<'r>(self, raw: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
        self.buffered_decoder(BufReader::with_capacity(128 << 10, raw))
    }

    /// The same for a stream that has a buffer of its own.
    pub(crate) fn buffered_decoder<'r>(self, raw: impl BufRead + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(raw)?),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
        })
    }
}

/// The first bytes of a stream, as many as [`Codec::detect`] looks at.
pub(crate) fn first_bytes(read: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD as usize);
    read.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// The stream, decompressed if it is compressed.
pub(crate) fn decompressed<'r>(mut raw: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    let head = first_bytes(&mut raw)?;
    let codec = Codec::detect(&head);
    let whole = Cursor::new(head).chain(raw);
    match codec {
        Some(codec) => codec.decoder(whole),
        None => Ok(Box::new(whole)),
    }
}
