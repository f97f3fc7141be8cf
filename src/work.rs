//! How many steps a text takes. The tests compare texts of different sizes by steps, because seconds depend on the machine.

thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one step, in builds with debug assertions: a look at a token, a word or a name, a turn of a loop.
#[inline]
pub(crate) fn step() {
    if cfg!(debug_assertions) {
        STEPS.set(STEPS.get() + 1);
    }
}

/// The steps that this thread has taken; always 0 in builds without debug assertions.
#[must_use]
pub fn steps() -> u64 {
    STEPS.get()
}
