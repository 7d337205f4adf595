//! How the time of work grows: four times the input must not cost sixteen times the time.

use std::time::{Duration, Instant};

/// Four times the input may take this many times as long: linear work takes 4, quadratic 16.
const GROWTH: u32 = 8;
/// What a busy machine may add.
const SLACK: Duration = Duration::from_secs(2);

/// The time of work, with what came of it. The work has a thread of its own: on one that is shared, waiting for a
/// part of it may mean doing another test's work first.
pub(crate) fn time<T: Send>(work: impl FnOnce() -> T + Send) -> (Duration, T) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let start = Instant::now();
        let done = work();
        (start.elapsed(), done)
    })
}

/// Holds that the time of four times the input is in proportion.
pub(crate) fn assert_linear(name: &str, once: Duration, four_times: Duration) {
    assert!(four_times < once * GROWTH + SLACK, "{name}: {once:?}, four times as much {four_times:?}");
}
