//! Text recognition by the machine's own `tesseract`, as a child process: the picture goes in through its
//! standard input, a table of words comes back. No shell, no network, no file.

use crate::failure::Failure;
use std::io::{ErrorKind, Read, Write};
use std::num::NonZeroUsize;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use yushen::parse::Limits;
use yushen::parse::recognise::{Failure as Unrecognised, Frame, Line, Picture, Recogniser, Word};

const PROGRAM: &str = "tesseract";
/// Simplified Chinese, with the digits and letters that stand among it.
const LANGUAGE: &str = "chi_sim";
/// Output of one run: a page has some hundred kilobytes.
const MOST_OUTPUT: u64 = 32 << 20;
/// Between two looks at whether the child has ended.
const GLANCE: Duration = Duration::from_millis(5);
/// For listing its languages.
const START_SECONDS: u64 = 30;

const INSTALL: &str = "安装后再试：\n\
    \x20 Debian、Ubuntu、统信、麒麟：apt install tesseract-ocr tesseract-ocr-chi-sim\n\
    \x20 Fedora、openEuler：dnf install tesseract tesseract-langpack-chi_sim\n\
    \x20 macOS：brew install tesseract tesseract-lang\n\
    \x20 Windows：安装 Tesseract 时勾选 Chinese (Simplified)，并把其文件夹加入 PATH\n\
    不需要文字识别的，去掉 --ocr（或 yushen.toml 中的 ocr = true）";

/// The installed program, ready to be run.
#[derive(Debug)]
pub(crate) struct Tesseract {
    seconds: u64,
    lanes: usize,
    running: Mutex<usize>,
    ended: Condvar,
}

/// What a run of the program left.
struct Ended {
    is_success: bool,
    output: Vec<u8>,
    errors: Vec<u8>,
}

/// Why a run came to nothing.
enum Trouble {
    Missing,
    Unstartable(std::io::Error),
    TooSlow,
    TooMuch,
}

impl Tesseract {
    /// The program, where recognition is asked for.
    ///
    /// # Errors
    /// When it, or its Chinese model, is not installed: what was asked for is never left out in silence.
    pub(crate) fn if_asked(
        is_asked: bool,
        limits: &Limits,
        jobs: Option<NonZeroUsize>,
    ) -> Result<Option<Self>, Failure> {
        if !is_asked {
            return Ok(None);
        }
        let listed = match run(&["--list-langs"], Vec::new(), START_SECONDS) {
            Ok(listed) => listed,
            Err(Trouble::Missing) => {
                return Err(Failure::Message(format!("--ocr 需要本机装有 tesseract，没有找到。{INSTALL}")));
            }
            Err(Trouble::Unstartable(error)) => {
                return Err(Failure::Message(format!("tesseract 启动不了：{error}。{INSTALL}")));
            }
            Err(Trouble::TooSlow) => {
                return Err(Failure::Message(format!(
                    "tesseract 在 {START_SECONDS} 秒内没有回应。在命令行运行 tesseract --list-langs 看原因"
                )));
            }
            Err(Trouble::TooMuch) => {
                return Err(Failure::Message(
                    "tesseract --list-langs 的输出过多，不像是 tesseract。核对 PATH 中的 tesseract".into(),
                ));
            }
        };
        let languages =
            String::from_utf8_lossy(&listed.output).into_owned() + &String::from_utf8_lossy(&listed.errors);
        if !languages.lines().any(|line| line.trim() == LANGUAGE) {
            return Err(Failure::Message(format!(
                "tesseract 没有简体中文的识别数据（{LANGUAGE}）。{INSTALL}"
            )));
        }
        let lanes = jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, usize::from);
        let seconds = limits.ocr_page_seconds;
        Ok(Some(Self { seconds, lanes, running: Mutex::new(0), ended: Condvar::new() }))
    }

    /// Runs when fewer than the lanes are in use, whatever the number of files side by side.
    fn in_lane<T>(&self, work: impl FnOnce() -> T) -> T {
        // The count stays right when a thread panics: it is changed by single steps.
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while *running >= self.lanes {
            running = self.ended.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        *running += 1;
        drop(running);
        let done = work();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.ended.notify_one();
        done
    }
}

impl Recogniser for Tesseract {
    fn recognise(&self, picture: &Picture) -> Result<Vec<Line>, Unrecognised> {
        let dots = picture.dots_per_inch.max(70).to_string();
        // A page laid out in any way; where it holds tables, one block, for columns would be torn apart and
        // single digits in cells be taken for specks.
        let layout = if picture.is_ruled { "6" } else { "3" };
        let arguments = ["stdin", "stdout", "-l", LANGUAGE, "--psm", layout, "--dpi", &dots, "tsv"];
        let ended = self.in_lane(|| run(&arguments, portable_graymap(picture), self.seconds));
        match ended {
            Ok(ended) if ended.is_success => Ok(lines(&String::from_utf8_lossy(&ended.output))),
            Ok(ended) => {
                let said = String::from_utf8_lossy(&ended.errors);
                let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
                Err(Unrecognised::Told(format!("tesseract 出错（{}）", last.unwrap_or("没有说明"))))
            }
            Err(Trouble::TooSlow) => Err(Unrecognised::TooSlow(self.seconds)),
            Err(Trouble::TooMuch) => Err(Unrecognised::Told("tesseract 的输出过多，无法采信".into())),
            Err(Trouble::Missing) => Err(Unrecognised::Told("找不到 tesseract".into())),
            Err(Trouble::Unstartable(error)) => {
                Err(Unrecognised::Told(format!("tesseract 启动不了：{error}")))
            }
        }
    }

    fn lanes(&self) -> usize {
        self.lanes
    }
}

/// Runs the program with that input; ends it when it takes longer.
fn run(arguments: &[&str], input: Vec<u8>, seconds: u64) -> Result<Ended, Trouble> {
    let mut command = Command::new(PROGRAM);
    command
        .args(arguments)
        .env("LC_ALL", "C")
        // Its own threads cost more than they bring; pages are read side by side instead.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // A group of its own: what may be a script is ended with all that it started.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::Missing,
        _ => Trouble::Unstartable(error),
    })?;
    let until = Instant::now() + Duration::from_secs(seconds.min(u64::from(u32::MAX)));
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // A child that stops reading closes the pipe; what it says then tells why.
    let _written = in_background(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let output = in_background(move || read_all(stdout));
    let errors = in_background(move || read_all(stderr));
    let ended = take(&output, until).and_then(|output| {
        let errors = take(&errors, until)?;
        let is_success = wait(&mut child, until)?;
        Ok(Ended { is_success, output, errors })
    });
    if ended.is_err() {
        stop(&mut child);
    }
    ended
}

/// Works on a thread that nobody waits for longer than for what it sends: whoever holds the other end of a
/// pipe may hold it for ever.
fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = channel();
    // Without the thread the channel closes, and nobody takes what it sends any more after the limit.
    let _ = thread::Builder::new().spawn(move || sender.send(work()));
    receiver
}

/// What a pipe gave until then.
fn take(pipe: &Receiver<Result<Vec<u8>, Trouble>>, until: Instant) -> Result<Vec<u8>, Trouble> {
    match pipe.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => Err(Trouble::TooSlow),
        Err(RecvTimeoutError::Disconnected) => {
            Err(Trouble::Unstartable(std::io::Error::other("线程启动不了")))
        }
    }
}

/// Whether the child ended well.
fn wait(child: &mut Child, until: Instant) -> Result<bool, Trouble> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if Instant::now() < until => thread::sleep(GLANCE),
            Ok(None) => return Err(Trouble::TooSlow),
            Err(error) => return Err(Trouble::Unstartable(error)),
        }
    }
}

/// Ends the child, which has not been waited for yet, and what it started.
fn stop(child: &mut Child) {
    // All of it fails only for what has ended by itself; waiting leaves nothing behind.
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
    let _ = child.wait();
}

fn read_all(pipe: Option<impl Read>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What came before a broken pipe is what there is.
        let _ = pipe.take(MOST_OUTPUT + 1).read_to_end(&mut bytes);
    }
    if bytes.len() as u64 > MOST_OUTPUT { Err(Trouble::TooMuch) } else { Ok(bytes) }
}

/// The picture in the plainest format that there is.
fn portable_graymap(picture: &Picture) -> Vec<u8> {
    let mut bytes = format!("P5\n{} {}\n255\n", picture.width, picture.height).into_bytes();
    bytes.extend_from_slice(&picture.grey);
    bytes
}

/// The lines of its table: one row each for the page, its blocks, paragraphs, lines and words.
fn lines(table: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in table.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[level, _, _, _, _, _, left, top, width, height, confidence, text] = cells.as_slice() else {
            continue;
        };
        let Some(frame) = frame([left, top, width, height]) else { continue };
        match (level, lines.last_mut()) {
            ("4", _) => lines.push(Line { frame, words: Vec::new() }),
            ("5", Some(line)) => {
                let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
                let confidence: f64 = confidence.parse().unwrap_or(0.0);
                if !text.is_empty() {
                    let confidence = confidence.clamp(0.0, 100.0).round() as u8;
                    line.words.push(Word { text, frame, confidence });
                }
            }
            _ => {}
        }
    }
    lines.retain(|line| !line.words.is_empty());
    lines
}

fn frame(cells: [&str; 4]) -> Option<Frame> {
    let [left, top, width, height] = cells.map(|cell| cell.parse::<u32>().ok());
    let (left, top) = (left?, top?);
    Some(Frame { left, top, right: left.saturating_add(width?), bottom: top.saturating_add(height?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_and_words() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t10\t20\t100\t30\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t40\t30\t96.75\t总 \n\
                     5\t1\t1\t1\t1\t2\t50\t20\t60\t30\t12.2\t投资\n\
                     4\t1\t1\t1\t2\t0\t10\t60\t100\t30\t-1\t\n\
                     5\t1\t1\t1\t2\t1\t10\t60\t40\t30\t95\t \n\
                     5\t1\t1\tbroken\n";
        let lines = lines(table);
        assert_eq!(lines.len(), 1, "a line without words is none: {lines:?}");
        assert_eq!(lines[0].frame, Frame { left: 10, top: 20, right: 110, bottom: 50 });
        let words: Vec<(&str, u8)> =
            lines[0].words.iter().map(|word| (word.text.as_str(), word.confidence)).collect();
        assert_eq!(words, [("总", 97), ("投资", 12)]);
    }

    #[test]
    fn more_than_a_page_can_say_is_not_cut_off_in_silence() {
        let read = |bytes: u64| read_all(Some(std::io::repeat(b'x').take(bytes)));
        assert_eq!(read(1_000).ok().map(|bytes| bytes.len()), Some(1_000));
        assert!(matches!(read(MOST_OUTPUT + 1), Err(Trouble::TooMuch)));
    }

    #[test]
    fn a_picture_is_written_with_its_size() {
        let picture =
            Picture { width: 2, height: 1, grey: vec![0, 255], dots_per_inch: 300, is_ruled: false };
        assert_eq!(portable_graymap(&picture), b"P5\n2 1\n255\n\x00\xff");
    }
}
