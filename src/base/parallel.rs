//! The one place that knows of threads. Results come in the order of parts, whatever the number of threads.

/// Below this many bytes of text threads are not worth their start: ten thousand rows (2.7 MB) take a few milliseconds to
/// judge, and a quarter more of the processors' time with two threads.
pub const SMALL: u64 = 4 << 20;

/// The same where findings are written: ten thousand rows may have some ten megabytes of them.
#[cfg(feature = "cli")]
const SMALL_TO_WRITE: u64 = 1 << 20;

/// `work` on every part, each worker with a state of its own; `bytes` is how much text takes as long to judge. Workers take
/// the next part as they are done with one: a share that was cut beforehand would leave one of them alone with the end of
/// it when the machine slows it down.
#[cfg(feature = "cli")]
pub fn map<S, T: Send>(
    parts: u32,
    bytes: u64,
    threads: usize,
    state: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, u32) -> T + Sync + Send,
) -> Vec<T> {
    use std::sync::atomic::{AtomicU32, Ordering};
    if threads == 1 || parts < 2 || bytes < SMALL {
        return in_turn(parts, state, work);
    }
    let Ok(pool) = pool(parts, threads) else {
        return in_turn(parts, state, work);
    };
    let next = AtomicU32::new(0);
    // Beyond the last part nobody counts on, so that the number cannot come round.
    let another = || next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |part| (part < parts).then_some(part + 1));
    let found = pool.broadcast(|_| {
        let mut state = state();
        let mut found = Vec::new();
        while let Ok(part) = another() {
            found.push((part, work(&mut state, part)));
        }
        found
    });
    let mut found: Vec<(u32, T)> = found.into_iter().flatten().collect();
    found.sort_unstable_by_key(|(part, _)| *part);
    found.into_iter().map(|(_, result)| result).collect()
}

/// `work` on every part, and `take` on the results in the order of parts while later ones are worked on. Only a few
/// results wait at a time. Ends at the first error of `take`.
#[cfg(feature = "cli")]
pub fn in_order<S, T: Send, E>(
    parts: u32,
    bytes: u64,
    threads: usize,
    state: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, u32) -> T + Sync + Send,
    take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if threads == 1 || parts < 2 || bytes < SMALL_TO_WRITE {
        return take_in_turn(parts, state, work, take);
    }
    match pool(parts, threads) {
        Ok(pool) => line::run(&pool, parts, state, work, take),
        Err(_) => take_in_turn(parts, state, work, take),
    }
}

/// So many threads, but no more than there are parts; `0` for those that the machine has.
#[cfg(feature = "cli")]
fn pool(parts: u32, threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.min(parts as usize)).build()
}

/// Workers that take the next part as they are done with one, and one who takes their results in order.
#[cfg(feature = "cli")]
mod line {
    use std::collections::BTreeMap;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

    /// How far workers may be ahead of what was taken, a worker.
    const AHEAD: u32 = 3;

    #[derive(Default)]
    struct Progress {
        next: u32,
        taken: u32,
        stopped: bool,
    }

    struct Shared {
        progress: Mutex<Progress>,
        moved: Condvar,
        parts: u32,
        ahead: u32,
    }

    impl Shared {
        fn progress(&self) -> MutexGuard<'_, Progress> {
            self.progress.lock().unwrap_or_else(PoisonError::into_inner)
        }

        /// The next part to work on; waits while too many results wait.
        fn next(&self) -> Option<u32> {
            let mut progress = self.progress();
            while !progress.stopped && progress.next < self.parts && progress.next >= progress.taken + self.ahead {
                progress = self.moved.wait(progress).unwrap_or_else(PoisonError::into_inner);
            }
            if progress.stopped || progress.next >= self.parts {
                return None;
            }
            progress.next += 1;
            Some(progress.next - 1)
        }

        fn change(&self, change: impl FnOnce(&mut Progress)) {
            change(&mut self.progress());
            self.moved.notify_all();
        }
    }

    /// Lets everybody stop when a worker ends before it is done.
    struct Worker<'s>(&'s Shared, bool);

    impl Drop for Worker<'_> {
        fn drop(&mut self) {
            if !self.1 {
                self.0.change(|progress| progress.stopped = true);
            }
        }
    }

    pub fn run<S, T: Send, E>(
        pool: &rayon::ThreadPool,
        parts: u32,
        state: impl Fn() -> S + Sync + Send,
        work: impl Fn(&mut S, u32) -> T + Sync + Send,
        take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let workers = pool.current_num_threads();
        let ahead = AHEAD.saturating_mul(workers as u32);
        let shared = Shared { progress: Mutex::default(), moved: Condvar::new(), parts, ahead };
        let (shared, state, work) = (&shared, &state, &work);
        let (sender, receiver) = channel();
        pool.in_place_scope(|scope| {
            for _ in 0..workers {
                let sender: Sender<(u32, T)> = sender.clone();
                scope.spawn(move |_| {
                    let mut worker = Worker(shared, false);
                    let mut state = state();
                    while let Some(part) = shared.next() {
                        if sender.send((part, work(&mut state, part))).is_err() {
                            break;
                        }
                    }
                    worker.1 = true;
                });
            }
            drop(sender);
            let taken = take_all(shared, &receiver, take);
            if taken.is_err() {
                shared.change(|progress| progress.stopped = true);
            }
            taken
        })
    }

    fn take_all<T, E>(
        shared: &Shared,
        receiver: &Receiver<(u32, T)>,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        for (part, result) in receiver {
            waiting.insert(part, result);
            while let Some(result) = waiting.remove(&wanted) {
                take(result)?;
                wanted += 1;
                shared.change(|progress| progress.taken = wanted);
            }
        }
        Ok(())
    }
}

#[cfg(not(feature = "cli"))]
pub fn in_order<S, T: Send, E>(
    parts: u32,
    _bytes: u64,
    _threads: usize,
    state: impl Fn() -> S,
    work: impl Fn(&mut S, u32) -> T,
    take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    take_in_turn(parts, state, work, take)
}

fn take_in_turn<S, T, E>(
    parts: u32,
    state: impl Fn() -> S,
    work: impl Fn(&mut S, u32) -> T,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut state = state();
    (0..parts).try_for_each(|part| take(work(&mut state, part)))
}

#[cfg(not(feature = "cli"))]
pub fn map<S, T: Send>(
    parts: u32,
    _bytes: u64,
    _threads: usize,
    state: impl Fn() -> S,
    work: impl Fn(&mut S, u32) -> T,
) -> Vec<T> {
    in_turn(parts, state, work)
}

fn in_turn<S, T>(parts: u32, state: impl Fn() -> S, work: impl Fn(&mut S, u32) -> T) -> Vec<T> {
    let mut state = state();
    (0..parts).map(|part| work(&mut state, part)).collect()
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_order_whoever_worked_them_out() {
        for threads in [1, 2, 7] {
            let work = |worked: &mut u32, part: u32| {
                *worked += 1;
                ((0..(part * 7919) % 5000).fold(part, |sum, n| sum ^ n ^ n), *worked)
            };
            let found = map(500, SMALL, threads, || 0, work);
            assert_eq!(found.iter().map(|(part, _)| *part).collect::<Vec<_>>(), (0..500).collect::<Vec<u32>>());
            // A state belongs to one worker, from its first part to its last.
            let workers = found.iter().filter(|(_, worked)| *worked == 1).count();
            assert!((1..=threads).contains(&workers), "{workers} of {threads}");
        }
    }

    #[test]
    fn results_are_taken_in_order_and_an_error_ends_it() {
        for threads in [1, 2, 7] {
            let mut taken = Vec::new();
            let work = |_: &mut (), part: u32| (part, (0..(part * 7919) % 5000).fold(0u32, |sum, n| sum ^ n));
            let keep = |(part, _)| {
                taken.push(part);
                Ok::<(), u32>(())
            };
            assert_eq!(in_order(500, SMALL, threads, || (), work, keep), Ok(()));
            assert_eq!(taken, (0..500).collect::<Vec<u32>>());
            let broken = |(part, _)| if part == 41 { Err(part) } else { Ok(()) };
            assert_eq!(in_order(500, SMALL, threads, || (), work, broken), Err(41));
        }
    }
}
