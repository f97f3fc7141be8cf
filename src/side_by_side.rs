//! Two pieces of work at a time, for what is loaded when the program starts, before there is a thread pool.

use std::panic::resume_unwind;
use std::thread;

/// Does `other` on a thread of its own while this one does `here`; one after the other where no thread is available.
pub(crate) fn both<A, B: Send>(here: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let running = thread::Builder::new().spawn_scoped(scope, &other);
        let here = here();
        let other = match running {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => other(),
        };
        (here, other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_and_a_panic_is_passed_on() {
        let (list, sum) = both(|| vec![1, 2], || 1 + 2);
        assert_eq!((list, sum), (vec![1, 2], 3));
        let outcome = std::panic::catch_unwind(|| both(|| (), || panic!("other")));
        assert_eq!(outcome.unwrap_err().downcast_ref::<&str>(), Some(&"other"));
    }
}
