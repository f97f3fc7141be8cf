//! What both formats of web archives say of a record.

/// The parts needed of a record's header.
#[derive(Debug, Default)]
pub(super) struct ArchiveHeader {
    /// Where the content starts, from the start of the record.
    pub(super) start: usize,
    pub(super) length: u64,
    pub(super) wanted: bool,
    pub(super) url: Option<String>,
}
