//! Bytes → standard output, standard error, or a file that is whole or not there at all.
#![expect(
    clippy::disallowed_methods,
    reason = "output is where files are written and the environment is read"
)]

use crate::args::When;
use crate::failure::Failure;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use yushen::outline::PackError;
use yushen::report::layout;
use yushen::report::text::Colour;

/// Columns where there is no terminal.
pub(crate) const DEFAULT_WIDTH: usize = 100;
/// Longer lines are hard to read.
const WIDEST: usize = 120;

/// Writes text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes to standard output. A reader that has gone away is no failure.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("写不到标准输出：{error}")))
        }
        _ => Ok(()),
    }
}

/// Whether a line is drawn that [`wipe`] must take away before anything else is written.
static IS_SKETCHED: AtomicBool = AtomicBool::new(false);
/// To the start of the line, and all of it away.
const WIPE: &str = "\r\u{1b}[2K";

/// Writes a line to standard error.
pub(crate) fn say(message: &str) {
    let mut error = io::stderr().lock();
    let wipe = if IS_SKETCHED.swap(false, Ordering::Relaxed) { WIPE } else { "" };
    // There is nowhere left to complain to.
    let _ = writeln!(error, "{wipe}{message}");
}

/// Draws a line on standard error in place of the one drawn before.
pub(crate) fn sketch(line: &str) {
    let mut error = io::stderr().lock();
    IS_SKETCHED.store(true, Ordering::Relaxed);
    let _ = write!(error, "{WIPE}{line}").and_then(|()| error.flush());
}

/// Takes the drawn line away.
pub(crate) fn wipe() {
    let mut error = io::stderr().lock();
    if IS_SKETCHED.swap(false, Ordering::Relaxed) {
        let _ = write!(error, "{WIPE}").and_then(|()| error.flush());
    }
}

/// Whether standard error is a terminal that can take a line away again.
pub(crate) fn can_sketch() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
}

/// Columns of the terminal on standard error.
pub(crate) fn stderr_width() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// Tells why a command failed.
pub(crate) fn tell(failure: &Failure) {
    match failure {
        Failure::Message(message) => say(&format!("yushen：{message}")),
        Failure::Toml(mistakes) => {
            let colour = colour(When::Auto, io::stderr().is_terminal());
            mistakes.iter().for_each(|mistake| say(&drawn(mistake, colour)));
        }
    }
}

/// A mistake in a TOML file with its line and a mark under what is wrong.
pub(crate) fn drawn(mistake: &PackError, colour: Colour) -> String {
    let theme = match colour {
        Colour::Off => GraphicalTheme::unicode_nocolor(),
        Colour::On => GraphicalTheme::unicode(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width()).with_links(false);
    let mut out = String::new();
    if handler.render_report(&mut out, mistake.to_report().as_ref()).is_err() {
        out = mistake.to_string(); // writing to a string does not fail
    }
    // miette writes this one word of English.
    out.replacen("  help: ", "  建议：", 1)
}

/// Whether standard output is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output gets colours.
pub(crate) fn stdout_colour(when: When) -> Colour {
    colour(when, is_terminal())
}

fn colour(when: When, is_terminal: bool) -> Colour {
    let is_wanted = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
            is_terminal && !refused && !dumb
        }
    };
    if is_wanted { Colour::On } else { Colour::Off }
}

/// Columns of the terminal; where there is none, `COLUMNS` may say how wide to write.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|&columns| columns > 0);
    terminal.or_else(asked).map_or(DEFAULT_WIDTH, |columns| columns.min(WIDEST))
}

/// A path for people; what could write to the terminal is escaped.
pub(crate) fn shown(path: &Path) -> String {
    layout::printable(&path.to_string_lossy()).into_owned()
}

/// The extension in small letters.
pub(crate) fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// Writes a file whole: to a temporary file in the same folder, synced, then renamed. What is no
/// regular file (a pipe, a device) is written to directly.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    let written = if is_special {
        OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes))
    } else {
        replace(path, bytes)
    };
    written.map_err(|error| {
        Failure::Message(format!(
            "报告写不到“{}”：{}。换一个能写入的位置，或核对文件夹的权限和磁盘空间",
            shown(path),
            why(&error)
        ))
    })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let (temporary, mut file) = temporary_beside(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        // The failure that is told is the first one.
        let _ = fs::remove_file(&temporary);
    }
    renamed
}

fn temporary_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut attempt = 0;
    loop {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let temporary = path.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return opened.map(|file| (temporary, file)),
        }
    }
}

/// Why the system refused, in words.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "不存在".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::IsADirectory => "是文件夹".into(),
        ErrorKind::NotADirectory => "路径中有一段不是文件夹".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足".into(),
        ErrorKind::ReadOnlyFilesystem => "文件系统只读".into(),
        ErrorKind::InvalidFilename => "文件名过长或无效".into(),
        ErrorKind::InvalidData => "不是 UTF-8 文字".into(),
        _ => format!("系统返回：{error}"),
    }
}
