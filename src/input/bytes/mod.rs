//! From files to bytes to text: opening inputs, decompressing and decoding them.

pub(super) mod decode;
pub(super) mod limits;
pub(super) mod members;
pub(super) mod open;
pub(super) mod wide;
