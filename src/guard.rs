//! Keeping a panic, and a document that takes too long, to itself. Called by batches, and by readers around the parsers of
//! others; stages call [`on_time`] in their loops.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::{Duration, Instant};

thread_local! {
    /// True while this thread works on a document.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What the hook saw of the last panic under guard, with its place in the source.
    static SEEN: RefCell<Option<String>> = const { RefCell::new(None) };
    /// When the document that this thread works on must be done.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// What unwinds the stack of a document that takes too long; it is no panic.
struct OutOfTime;

/// Why a document was given up.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A panic, with its message.
    Panic(String),
    /// It took longer than its budget.
    OutOfTime,
}

/// Does `work`, which [`on_time`] ends after `budget`.
pub(crate) fn guarded_within<T>(budget: Option<Duration>, work: impl FnOnce() -> T) -> Result<T, Fault> {
    let outer = GUARDED.replace(true);
    DEADLINE.set(budget.and_then(|budget| Instant::now().checked_add(budget)));
    // What `work` has touched is thrown away by the caller after a panic.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    DEADLINE.set(None);
    GUARDED.set(outer);
    result.map_err(|payload| {
        if payload.is::<OutOfTime>() {
            return Fault::OutOfTime;
        }
        Fault::Panic(SEEN.take().unwrap_or_else(|| message(payload.as_ref())))
    })
}

/// To be called for each sentence, cue or the like: gives the document up where its time is over. It costs a look at the
/// clock.
pub(crate) fn on_time() {
    if let Some(deadline) = DEADLINE.get()
        && Instant::now() >= deadline
    {
        panic::resume_unwind(Box::new(OutOfTime));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_up_only_where_there_is_a_budget() {
        let forever = || loop {
            on_time();
        };
        assert!(matches!(guarded_within(Some(Duration::from_millis(5)), forever), Err(Fault::OutOfTime)));
        on_time();
        assert_eq!(guarded_within(None, on_time).ok(), Some(()));
        keep_panics_quiet();
        let fault = guarded_within(Some(Duration::from_secs(60)), || panic!("fell over")).map(|(): ()| ());
        assert!(matches!(fault, Err(Fault::Panic(said)) if said.starts_with("fell over")));
    }
}
