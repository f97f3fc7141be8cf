//! Opening a list and undoing its compression (gzip, bzip2, zstd), told from the first bytes and never from the name.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// An opened list, and its first bytes.
pub(super) struct ListInput {
    path: PathBuf,
    stream: BufReader<Box<dyn Read + Send>>,
}

/// So much of a list tells its format.
const HEAD: usize = 1 << 16;

impl ListInput {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let stream = File::open(path).and_then(decompress).map_err(|error| Error::io(path, error))?;
        Ok(Self { path: path.to_owned(), stream: BufReader::with_capacity(HEAD, stream) })
    }

    /// The first bytes, which are read again with the rest.
    pub(super) fn head(&mut self) -> Result<&[u8]> {
        let Self { path, stream } = self;
        let mut head = Vec::with_capacity(HEAD);
        stream.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| Error::io(&*path, error))?;
        let rest = std::mem::replace(stream, BufReader::new(Box::new(io::empty())));
        *stream = BufReader::with_capacity(HEAD, Box::new(Cursor::new(head).chain(rest)));
        stream.fill_buf().map_err(|error| Error::io(&*path, error))
    }

    /// All of it as text.
    pub(super) fn text(mut self) -> Result<String> {
        let mut text = String::new();
        self.stream.read_to_string(&mut text).map_err(|error| Error::io(&self.path, error))?;
        Ok(text)
    }
}

impl Read for ListInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl BufRead for ListInput {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.stream.consume(amount);
    }
}

/// The decompressed stream. Several gzip members, bzip2 streams or zstd frames in a row are one.
fn decompress(mut raw: File) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut magic)?;
    let (gzip, bzip2, zstd) =
        (magic.starts_with(&[0x1f, 0x8b]), magic.starts_with(b"BZh"), magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
    let whole = BufReader::with_capacity(1 << 17, Cursor::new(magic).chain(raw));
    Ok(if gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(whole))
    } else if bzip2 {
        Box::new(bzip2::bufread::MultiBzDecoder::new(whole))
    } else if zstd {
        Box::new(zstd::stream::read::Decoder::with_buffer(whole)?)
    } else {
        Box::new(whole)
    })
}
