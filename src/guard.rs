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
    /// When to look whether the document that this thread works on has used up its time.
    static BUDGET: Cell<Option<Budget>> = const { Cell::new(None) };
}

/// The time that a document has. It is the processor's, because a process that was stopped, or a machine that slept, is no
/// fault of the document; asking for it takes long, so that the clock on the wall is looked at first.
#[derive(Debug, Clone, Copy)]
struct Budget {
    time: Duration,
    /// What this thread had used when the document began.
    begun: Duration,
    /// Before this it cannot have used its time.
    earliest: Instant,
}

/// The processor time that this thread has used; where that cannot be told, the time on the wall.
fn used() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        START.elapsed()
    }
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

impl Fault {
    /// What the document's error says; `budget` is the time that it had.
    pub(crate) fn cause(&self, budget: Option<Duration>) -> String {
        match self {
            Self::Panic(panic) => bug(panic),
            Self::OutOfTime => {
                let seconds = budget.unwrap_or_default().as_secs_f64();
                format!("it takes longer than {seconds} seconds (--max-time), and was given up")
            }
        }
    }
}

/// What an error says of a panic.
pub(crate) fn bug(panic: &str) -> String {
    format!("a bug in this program, please report it: {panic}")
}

/// Does `work`, which [`on_time`] ends after `budget`.
pub(crate) fn guarded_within<T>(budget: Option<Duration>, work: impl FnOnce() -> T) -> Result<T, Fault> {
    let outer = GUARDED.replace(true);
    BUDGET.set(budget.and_then(|time| {
        let earliest = Instant::now().checked_add(time)?;
        Some(Budget { time, begun: used(), earliest })
    }));
    // What `work` has touched is thrown away by the caller after a panic.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    BUDGET.set(None);
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
    if let Some(budget) = BUDGET.get()
        && Instant::now() >= budget.earliest
    {
        let left = budget.time.saturating_sub(used().saturating_sub(budget.begun));
        if left.is_zero() {
            panic::resume_unwind(Box::new(OutOfTime));
        }
        BUDGET.set(Some(Budget { earliest: Instant::now() + left, ..budget }));
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
        let asleep = || {
            std::thread::sleep(Duration::from_millis(50));
            on_time();
        };
        let rested = guarded_within(Some(Duration::from_millis(30)), asleep);
        assert!(rested.is_ok() || !cfg!(unix), "a thread that sleeps uses no time");
        assert_eq!(guarded_within(None, on_time).ok(), Some(()));
        keep_panics_quiet();
        let fault = guarded_within(Some(Duration::from_secs(60)), || panic!("fell over")).map(|(): ()| ());
        assert!(matches!(fault, Err(Fault::Panic(said)) if said.starts_with("fell over")));
    }
}
