//! Files mapped into memory: the one place of the crate with `unsafe`.

use memmap2::Mmap;
use std::fs::File;
use std::io;

/// Maps a file for reading.
///
/// # Errors
/// What the operating system says.
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the bytes of a map must not change while they are borrowed. Compiled gazetteers are replaced by renaming a new
    // file over the old one and never written to in place (see `Compiled::save`), so that whoever has one mapped keeps the
    // bytes that were opened. A stranger who writes into the file all the same breaks that promise, as with every program
    // that maps files; all that is read from it is checked, so that other bytes give other names but no other memory.
    #[allow(unsafe_code, reason = "no safe interface can rule out that another process changes the file")]
    unsafe {
        Mmap::map(file)
    }
}
