//! A long run → one line on the terminal: what is done, how fast, and what is at hand.

use crate::output;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use yushen::report::layout;

/// A run that is over by then shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two drawings.
const PAUSE: Duration = Duration::from_millis(200);

/// How far a run has come.
pub(crate) struct Progress {
    state: Mutex<State>,
    over: Condvar,
}

#[derive(Default)]
struct State {
    all: usize,
    packages: usize,
    files: usize,
    current: String,
    is_over: bool,
}

impl Progress {
    /// Does the work over so many packages; where somebody may look, the line is drawn meanwhile.
    pub(crate) fn over<T>(packages: usize, is_shown: bool, work: impl FnOnce(&Self) -> T) -> T {
        let state = State { all: packages, ..State::default() };
        let progress = Self { state: Mutex::new(state), over: Condvar::new() };
        if !is_shown {
            return work(&progress);
        }
        thread::scope(|scope| {
            scope.spawn(|| progress.draw());
            let _end = End(&progress);
            work(&progress)
        })
    }

    /// A package is at hand.
    pub(crate) fn begin(&self, name: String) {
        self.state().current = name;
    }

    /// A package with so many files is done.
    pub(crate) fn finish(&self, files: usize) {
        let mut state = self.state();
        state.packages += 1;
        state.files += files;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws until the work is over.
    fn draw(&self) {
        let start = Instant::now();
        let (mut state, mut pause) = (self.state(), PATIENCE);
        loop {
            let waited = self.over.wait_timeout_while(state, pause, |state| !state.is_over);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            if state.is_over {
                break;
            }
            output::sketch(&line(&state, start.elapsed(), output::stderr_width()));
            pause = PAUSE;
        }
        output::wipe();
    }
}

/// Ends the drawing, also when the work falls over.
struct End<'p>(&'p Progress);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.over.notify_all();
    }
}

/// What is shown after that time, in at most so many columns: a line that wraps cannot be wiped away.
fn line(state: &State, time: Duration, columns: usize) -> String {
    let State { all, packages, files, current, .. } = state;
    let tenths = u128::try_from(*files).unwrap_or(0) * 10_000 / time.as_millis().max(1);
    let rate = match tenths {
        0 => String::new(),
        1..100 => format!("，每秒 {}.{} 个", tenths / 10, tenths % 10),
        _ => format!("，每秒 {} 个", tenths / 10),
    };
    let seconds = time.as_secs();
    let line = format!(
        "已检查 {packages}/{all} 个申报包（{files} 个文件{rate}），用时 {seconds} 秒，正在检查 {current}"
    );
    layout::cut(&line, columns.saturating_sub(1)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(packages: usize, files: usize) -> State {
        State { all: 2000, packages, files, current: "申报包/甲.docx".into(), is_over: false }
    }

    #[test]
    fn says_what_is_done_how_fast_and_what_is_at_hand() {
        assert_eq!(
            line(&state(120, 360), Duration::from_millis(2500), 120),
            "已检查 120/2000 个申报包（360 个文件，每秒 144 个），用时 2 秒，正在检查 申报包/甲.docx"
        );
        assert!(line(&state(1, 3), Duration::from_secs(8), 120).contains("（3 个文件，每秒 0.3 个）"));
        assert!(line(&state(0, 0), Duration::from_secs(8), 120).contains("（0 个文件）"));
    }

    #[test]
    fn stays_on_one_line_of_the_terminal() {
        for columns in [20, 51, 80] {
            let line = line(&state(120, 360), Duration::from_secs(3), columns);
            assert!(layout::columns(&line) < columns && line.ends_with('…'), "{line}");
        }
    }

    #[test]
    fn work_that_falls_over_ends_the_drawing() {
        let fall = || Progress::over(1, true, |_| -> () { panic!("on purpose") });
        assert!(std::panic::catch_unwind(fall).is_err());
    }

    #[test]
    fn counts_what_is_finished() {
        let counted = Progress::over(2, false, |progress| {
            progress.begin("甲".into());
            progress.finish(3);
            progress.finish(1);
            let state = progress.state();
            (state.packages, state.files, state.current.clone())
        });
        assert_eq!(counted, (2, 4, "甲".to_owned()));
    }
}
