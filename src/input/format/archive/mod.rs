//! Zip and tar archives: each file in them is read as it would be outside, in the order of the archive.
//!
//! As in a folder, hidden files and those with unknown extensions are skipped. A member's path is the archive's path
//! followed by its own. Members are decompressed on the reading thread, because each can be read only after the one
//! before.

mod members;
mod reader;
pub(super) mod tar;
pub(super) mod zip;
