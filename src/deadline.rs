//! One article that panics or runs too long must not take the batch with it: [`with_deadline`] turns both into an error,
//! [`catch_panic`] does the same for third-party parsers. Stages call [`check_deadline`] in their loops.

use crate::work::step;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once, OnceLock};
use std::time::{Duration, Instant};

thread_local! {
    /// True while this thread catches panics.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// Message and source location of the last panic that was caught, as the hook saw them.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Calls of [`tick`] since the clock was last looked at.
    static TICKS: Cell<u32> = const { Cell::new(0) };
    /// Ends the work of this thread.
    static STOP: RefCell<StopSignal> = RefCell::default();
    /// The deadline of the article that this thread is working on.
    static DEADLINE: Cell<Option<Deadline>> = const { Cell::new(None) };
}

/// A limit on CPU time. Wall-clock time would blame the article for a suspended process or a sleeping machine. Reading the
/// CPU clock is slow, so the wall clock is checked first.
#[derive(Debug, Clone, Copy)]
struct Deadline {
    limit: Duration,
    /// CPU time that the thread had used at the start.
    start: Duration,
    /// The limit cannot be reached before this moment.
    earliest: Instant,
}

/// CPU time used by this thread; wall-clock time on platforms that do not report it.
fn cpu_time() -> Duration {
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

/// Unwinds the stack. It is not a panic.
enum EarlyEnd {
    /// The deadline has passed.
    Deadline,
    /// The run is to stop.
    Stop,
    /// The text is not read, for this reason.
    Refusal(String),
}

/// How long work in progress may go on after a run was asked to stop.
const GRACE: Duration = Duration::from_millis(500);

/// Asks the threads of a run to stop; by default never.
#[derive(Debug, Clone, Default)]
pub(crate) struct StopSignal {
    requested: Option<Arc<AtomicBool>>,
    /// When a thread first saw the request.
    seen: Arc<OnceLock<Instant>>,
}

impl StopSignal {
    /// Stops a run some time after `requested` is set.
    pub(crate) fn new(requested: Option<Arc<AtomicBool>>) -> Self {
        Self { requested, seen: Arc::default() }
    }

    /// True if the run was asked to stop and has had time for what was in progress.
    pub(crate) fn has_passed(&self) -> bool {
        self.requested.as_ref().is_some_and(|requested| requested.load(Ordering::Relaxed))
            && self.seen.get_or_init(Instant::now).elapsed() >= GRACE
    }
}

/// Why work on an article was abandoned.
#[derive(Debug)]
pub(crate) enum Abandoned {
    /// It panicked, with this message.
    Panic(String),
    /// It exceeded its limit.
    TimeLimit,
    /// The run was asked to stop.
    Stopped,
    /// Its text is not read, for this reason.
    Refused(String),
}

impl Abandoned {
    /// The message for the article's error; `limit` is the time it was given.
    pub(crate) fn cause(&self, limit: Option<Duration>) -> String {
        match self {
            Self::Panic(panic) => panic_message(panic),
            Self::TimeLimit => {
                let seconds = limit.unwrap_or_default().as_secs_f64();
                format!("exceeded the {seconds} s limit (--max-time); skipped")
            }
            Self::Stopped => "interrupted".to_owned(),
            Self::Refused(cause) => cause.clone(),
        }
    }
}

/// The message of an error caused by a panic.
pub(crate) fn panic_message(panic: &str) -> String {
    format!("this is a bug in whosaid, please report it: {panic}")
}

/// Limits what this thread reads next to `limit` of CPU time, from now on, and lets `stop` end it.
pub(crate) fn start_clock(limit: Option<Duration>, stop: &StopSignal) {
    STOP.set(stop.clone());
    DEADLINE.set(limit.and_then(|limit| {
        let earliest = Instant::now().checked_add(limit)?;
        Some(Deadline { limit, start: cpu_time(), earliest })
    }));
}

/// Gives the record that is read next the whole time.
pub(crate) fn restart_clock() {
    if let Some(deadline) = DEADLINE.get() {
        let earliest = Instant::now() + deadline.limit;
        DEADLINE.set(Some(Deadline { start: cpu_time(), earliest, ..deadline }));
    }
}

/// Ends what [`start_clock`] began.
pub(crate) fn stop_clock() {
    start_clock(None, &StopSignal::default());
}

/// Runs `work`. [`check_deadline`] stops it once the thread has used `limit` of CPU time, or less where [`start_clock`] has
/// begun to count before.
pub(crate) fn with_deadline<T>(limit: Option<Duration>, work: impl FnOnce() -> T) -> Result<T, Abandoned> {
    let outer = CATCHING.replace(true);
    let counting = DEADLINE.get();
    if counting.is_none() {
        let stop = STOP.take();
        start_clock(limit, &stop);
    }
    // After a panic, the caller discards everything that `work` has touched.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    DEADLINE.set(counting);
    CATCHING.set(outer);
    result.map_err(|payload| match payload.downcast::<EarlyEnd>() {
        Ok(end) => match *end {
            EarlyEnd::Deadline => Abandoned::TimeLimit,
            EarlyEnd::Stop => Abandoned::Stopped,
            EarlyEnd::Refusal(cause) => Abandoned::Refused(cause),
        },
        Err(payload) => Abandoned::Panic(CAUGHT.take().unwrap_or_else(|| message(payload.as_ref()))),
    })
}

/// Abandons the article because of what is in it. Does nothing where nobody is there to report it.
pub(crate) fn refuse(cause: impl FnOnce() -> String) {
    if CATCHING.get() {
        panic::resume_unwind(Box::new(EarlyEnd::Refusal(cause())));
    }
}

/// Abandons the article if its deadline has passed. Stages call this once per sentence, cue or similar unit; it costs a look
/// at the clock.
pub(crate) fn check_deadline() {
    step();
    if let Some(deadline) = DEADLINE.get()
        && Instant::now() >= deadline.earliest
    {
        let left = deadline.limit.saturating_sub(cpu_time().saturating_sub(deadline.start));
        if left.is_zero() {
            panic::resume_unwind(Box::new(EarlyEnd::Deadline));
        }
        DEADLINE.set(Some(Deadline { earliest: Instant::now() + left, ..deadline }));
    }
    if CATCHING.get() && STOP.with_borrow(StopSignal::has_passed) {
        panic::resume_unwind(Box::new(EarlyEnd::Stop));
    }
}

/// How often [`tick`] looks at the clock: every so many calls.
const STRIDE: u32 = 128;

/// [`check_deadline`] for loops that turn often: over the names, marks or records of an article.
#[inline]
pub(crate) fn tick() {
    step();
    let ticks = TICKS.get() + 1;
    TICKS.set(ticks % STRIDE);
    if ticks == STRIDE {
        check_deadline();
    }
}

/// Installs a global panic hook that prints nothing for a panic inside an article, because the batch reports it as that
/// article's error. Other panics go to the previous hook.
///
/// Call it once when a program starts. Batches work without it, but panics are then printed as well.
pub fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CATCHING.get() {
                return before(info);
            }
            let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
            CAUGHT.set(Some(message(info.payload()) + &place));
        }));
    });
}

/// Runs `work` and returns the message of a panic as an error.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = CATCHING.replace(true);
    // After a panic, the caller discards everything that `work` has touched.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    result.map_err(|payload| match payload.downcast_ref::<EarlyEnd>() {
        Some(EarlyEnd::Deadline) => "exceeded the time limit (--max-time)".to_owned(),
        Some(EarlyEnd::Stop) => "interrupted".to_owned(),
        Some(EarlyEnd::Refusal(cause)) => cause.clone(),
        None => CAUGHT.take().unwrap_or_else(|| message(payload.as_ref())),
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_with_a_deadline_is_stopped() {
        let forever = || loop {
            check_deadline();
        };
        assert!(matches!(with_deadline(Some(Duration::from_millis(5)), forever), Err(Abandoned::TimeLimit)));
        check_deadline();
        let asleep = || {
            std::thread::sleep(Duration::from_millis(50));
            check_deadline();
        };
        let rested = with_deadline(Some(Duration::from_millis(30)), asleep);
        assert!(rested.is_ok() || !cfg!(unix), "a sleeping thread uses no CPU time");
        assert_eq!(with_deadline(None, check_deadline).ok(), Some(()));
        let requested = Arc::new(AtomicBool::new(true));
        start_clock(None, &StopSignal::new(Some(requested)));
        let begun = Instant::now();
        assert!(matches!(with_deadline(None, forever), Err(Abandoned::Stopped)));
        assert!(begun.elapsed() >= GRACE, "{:?}", begun.elapsed());
        stop_clock();
        let refused = with_deadline(None, || refuse(|| "too long".to_owned()));
        assert!(matches!(refused, Err(Abandoned::Refused(cause)) if cause == "too long"));
        refuse(|| "nobody is there".to_owned());
        keep_panics_quiet();
        let abandoned = with_deadline(Some(Duration::from_secs(60)), || panic!("fell over")).map(|(): ()| ());
        assert!(matches!(abandoned, Err(Abandoned::Panic(said)) if said.starts_with("fell over")));
    }
}
