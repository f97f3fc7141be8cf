//! Limits on what an input may expand to, and the wording of a refusal.

/// How far an input may expand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How many times its compressed size a stream may decompress to.
    pub(crate) ratio: u64,
    /// How many layers of compression and archives may be nested.
    pub(crate) nesting: u32,
}

/// Says that something is too large. `exact` is false where `size` is only a lower bound.
pub(crate) fn too_large(what: &str, size: u64, exact: bool, limit: usize, flag: &str) -> String {
    let bound = if exact { "" } else { "more than " };
    format!("{what} of {bound}{size} bytes exceeds the limit of {limit} bytes ({flag})")
}
