//! Signals. Ctrl-C: the first ends the run once work in progress is finished, after a second at most; the second ends the
//! process immediately.

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

/// Whether a file has reached the largest size allowed (`ulimit -f`).
static SIZE_LIMIT: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// A file that would become larger than allowed is an error of whoever writes it, like a full disk. The signal that comes with it
/// would end the process without a word.
pub(super) fn survive_size_limit() {
    if let Err(error) = flag::register(SIGXFSZ, Arc::clone(&SIZE_LIMIT)) {
        log::debug!("the limit on the size of files ends the program without a message: {error}");
    }
}

/// True if that has happened.
pub(super) fn reached_size_limit() -> bool {
    SIZE_LIMIT.load(Ordering::Relaxed)
}

/// Whether the user or a scheduler has asked the program to stop.
#[derive(Debug, Clone)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Handles SIGINT and SIGTERM from now on.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let requested = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // The order matters: the first signal sets the flag that makes the second one exit.
            flag::register_conditional_shutdown(signal, 130, Arc::clone(&requested))
                .context("cannot handle signals")?;
            flag::register(signal, Arc::clone(&requested)).context("cannot handle signals")?;
        }
        Ok(Self(requested))
    }

    /// What is set by the first signal.
    pub(super) fn request(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }

    pub(super) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
