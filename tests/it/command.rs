//! Runs the program as a user does, in a folder of its own.
#![expect(clippy::disallowed_methods, reason = "the tests of the command line are about files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes with the test.
pub(crate) struct Scratch {
    folder: PathBuf,
}

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("yushen-it-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// Writes a file, folders before it included.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Copies one of the shipped examples.
    pub(crate) fn example(&self, example: &str, name: &str) -> &Self {
        self.file(name, fs::read(fixture(example)).unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of all files directly inside.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn command(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yushen"));
        command.current_dir(self.path(folder)).args(arguments).env_remove("NO_COLOR");
        command
    }

    /// Runs the program here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder inside.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Ended {
        ended(self.command(folder, arguments))
    }

    /// Runs the program with another `PATH`.
    pub(crate) fn run_with_path(&self, path: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command("", arguments);
        command.env("PATH", path);
        ended(command)
    }

    /// What the program writes to standard output when that is no terminal.
    pub(crate) fn bytes(&self, arguments: &[&str]) -> Vec<u8> {
        self.command("", arguments).output().unwrap().stdout
    }

    /// Runs the program with a reader that goes away at once.
    pub(crate) fn run_into_closed_pipe(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command("", arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        Ended {
            code: output.status.code().unwrap(),
            out: String::new(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A shipped example.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/construction").join(name)
}
