//! Whether there is a standard output.

use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Fails if standard output was closed when the program started (`>&-`).
pub(super) fn check() -> anyhow::Result<()> {
    anyhow::ensure!(!CLOSED.load(Ordering::Relaxed), "standard output is closed");
    Ok(())
}

#[cfg(unix)]
extern "C" fn look() {
    let closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
    CLOSED.store(closed, Ordering::Relaxed);
}

/// Called before `main`, because there Rust has already opened `/dev/null` in the place of an output that was closed, and
/// whatever is printed would vanish without an error.
#[cfg(unix)]
#[allow(unsafe_code, reason = "the system calls what is in this section; `look` only asks about a file descriptor")]
#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static BEFORE_MAIN: extern "C" fn() = look;
