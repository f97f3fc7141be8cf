//! Limits on what an input may expand to, and the wording of a refusal.

use std::io;

/// How far an input may expand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How many times its compressed size a stream may decompress to.
    pub(crate) ratio: u64,
    /// How many layers of compression and archives may be nested.
    pub(crate) nesting: u32,
}

/// The ratio is not checked below this size, in bytes: small output is harmless, and good files often start with runs of
/// equal bytes.
pub(crate) const UNCHECKED: u64 = 64 << 20;

impl Limits {
    /// Fails if a stream has decompressed to too many times its compressed size; both in bytes.
    pub(crate) fn check_ratio(self, decompressed: u64, compressed: u64) -> io::Result<()> {
        if decompressed > UNCHECKED && decompressed / self.ratio > compressed {
            let cause = format!("decompresses to more than {} times its size (--max-ratio)", self.ratio);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, cause));
        }
        Ok(())
    }
}

/// Says that something is too large. `exact` is false where `size` is only a lower bound.
pub(crate) fn too_large(what: &str, size: u64, exact: bool, limit: usize, flag: &str) -> String {
    let bound = if exact { "" } else { "more than " };
    format!("{what} of {bound}{size} bytes exceeds the limit of {limit} bytes ({flag})")
}
