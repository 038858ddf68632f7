//! Panics of libraries, contained: what a library panics at is an error like another, and nothing is printed of it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Nothing is said of a panic on this thread.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

static INSTALLED: Once = Once::new();

/// Does what a library might panic at; `None` when it did. Nothing of what it was about may be used afterwards.
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    INSTALLED.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                others(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::contained;

    #[test]
    fn a_panic_is_no_result() {
        let inside = contained(|| contained(|| vec![0][std::hint::black_box(7)]));
        assert_eq!(inside, Some(None));
        assert_eq!(contained(|| 3), Some(3));
    }
}
