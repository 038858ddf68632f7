//! The one place that knows of threads. Results come in the order of parts, whatever the number of threads.

/// Below this many bytes threads are not worth their start.
#[cfg(feature = "cli")]
const SMALL: u64 = 4 << 20;

/// `work` on every part, each worker with a state of its own.
#[cfg(feature = "cli")]
pub fn map<S, T: Send>(
    parts: u32,
    bytes: u64,
    threads: usize,
    state: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, u32) -> T + Sync + Send,
) -> Vec<T> {
    use rayon::prelude::*;
    if threads == 1 || parts < 2 || bytes < SMALL {
        return in_turn(parts, state, work);
    }
    let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else {
        return in_turn(parts, state, work);
    };
    pool.install(|| (0..parts).into_par_iter().map_init(&state, &work).collect())
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
