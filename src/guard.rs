//! Keeping a panic inside the document that it happened in. Called by batches, and by readers around the parsers of others.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// True while this thread works on a document.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What the hook saw of the last panic under guard, with its place in the source.
    static SEEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Installs a panic hook that leaves panics inside documents to the batch, which reports them as document errors with
/// their place, instead of writing them to standard error. All other panics go to the hook that was there before.
///
/// For programs, at their start: the hook is global. Without it, batches work the same, with more noise.
pub fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                return before(info);
            }
            let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
            SEEN.set(Some(message(info.payload()) + &place));
        }));
    });
}

/// Does `work`; a panic comes back as its message.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    // What `work` has touched is thrown away by the caller after a panic.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|payload| SEEN.take().unwrap_or_else(|| message(payload.as_ref())))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}
