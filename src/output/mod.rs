//! Where records go: one file per sink. Called by [`crate::pipeline`], which hands over whole records, in order.
//!
//! There is one sink so far, a stream of lines ([`LineSink`]); a database or a run folder will be a second file here and a
//! variant of [`Sink`].

mod lines;

pub use lines::LineSink;

use crate::error::Result;

/// A sink for records.
pub enum Sink {
    /// Standard output, a file, or any writer.
    Lines(LineSink),
}

impl Sink {
    /// Takes some whole records, each ended by a line feed.
    ///
    /// # Errors
    /// [`crate::Error::Output`], which names the sink. See [`crate::Error::is_broken_pipe`].
    pub fn write(&mut self, records: &[u8]) -> Result<()> {
        match self {
            Self::Lines(sink) => sink.write(records),
        }
    }

    /// Makes sure that everything has arrived.
    ///
    /// # Errors
    /// As [`Sink::write`].
    pub fn finish(&mut self) -> Result<()> {
        match self {
            Self::Lines(sink) => sink.finish(),
        }
    }
}
