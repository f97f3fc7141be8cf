//! The memory that this process holds, from `/proc/self/status`.

/// A number of kilobytes, as bytes.
fn status(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// Measures a peak from its creation on.
pub(crate) struct MemoryPeak {
    before: u64,
}

impl MemoryPeak {
    pub(crate) fn start() -> Self {
        // From here on, the peak is counted from what is held now.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        Self { before: status("VmRSS:") }
    }

    /// How many bytes more than at the start were held at once.
    pub(crate) fn bytes(&self) -> u64 {
        status("VmHWM:").saturating_sub(self.before)
    }
}
