//! Ctrl-C: the first ends the run once work in progress is finished, the second ends the process immediately.

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

    /// True after the first signal.
    pub(super) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
