//! The formats: detection, and a reader for each.

mod archive;
mod container;
mod docx;
mod export;
mod html;
mod jsonl;
mod kind;
mod mapping_search;
mod markup;
mod news;
mod object;
pub(super) mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(test, feature = "pdf"))]
mod pdf;
mod row;
mod table;
mod text;
mod values;
mod warc;

use super::bytes::open::{ByteStream, OpenedBytes};
use super::bytes::wide::{HEAD, WideReader, WideText};
use super::file::InputFile;
use super::reader::{Context, OpenedInput, Opening};
use super::warning::guessed;
use crate::error::Error;
use container::{Container, sniff};
use std::io::Read as _;
use std::sync::Arc;

/// The reader for an opened file, or for the member of `depth` nested archives.
pub(super) fn reader_of(item: &InputFile, opened: OpenedBytes, context: &Arc<Context>, depth: u32) -> Opening {
    let OpenedBytes { mut stream, size, plain, gzip, meter } = opened;
    let mut head = Vec::with_capacity(HEAD + 64);
    let mut broken = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    let container = sniff(item.name, &head, &context.options.fields);
    let container = container.map_err(|cause| Error::Input { path: item.path.clone(), cause })?;
    let mut transcoded = None;
    if let Some(wide) = WideText::of(&head).filter(|_| container.is_record_stream()) {
        if wide.mark == 0 {
            log::warn!("{}: {}", item.path.display(), guessed(wide.encoding));
        }
        transcoded = Some(wide);
        stream = ByteStream::new(WideReader::new(wide, std::mem::take(&mut head), broken.take(), stream));
        broken = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    }
    let input = OpenedInput { item, head, broken, stream, size, plain, gzip, meter, transcoded, context, depth };
    match container {
        Container::Text => text::open(input),
        Container::Html => html::open(input),
        Container::JsonLines => jsonl::open(input),
        Container::Values { array } => values::open(input, array),
        Container::Table => table::open(input),
        Container::Markup(markup) => Ok(markup::open(input, markup)),
        Container::Warc => warc::open(input),
        #[cfg(feature = "parquet")]
        Container::Parquet => parquet::open(input),
        #[cfg(not(feature = "parquet"))]
        Container::Parquet => {
            let cause = Error::lacks_feature("read Parquet", "parquet");
            Err(Error::Input { path: item.path.clone(), cause })
        }
        Container::Docx => docx::open(input),
        #[cfg(feature = "pdf")]
        Container::Pdf => pdf::open(input),
        #[cfg(not(feature = "pdf"))]
        Container::Pdf => {
            let way = "build whosaid with the cargo feature `pdf`, or convert it to text first, as with pdftotext";
            let cause = format!("a PDF document, which this build cannot read ({way})");
            Err(Error::Input { path: item.path.clone(), cause })
        }
        Container::Zip => archive::zip::open(input),
        Container::Tar => archive::tar::open(input),
    }
}
