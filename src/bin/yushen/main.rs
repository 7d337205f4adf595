//! The command line: everything that touches files, the clock, the environment and the terminal.

mod args;
mod baseline;
mod check;
mod clock;
mod compare;
mod config;
mod explain;
mod extract;
mod facts;
mod failure;
mod help;
mod intake;
mod judging;
mod new;
mod outline;
mod outlines;
mod output;
mod progress;
mod reading;
mod reports;
mod table;
mod target;
mod tesseract;
mod usage;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use failure::{Exit, Failure};
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        output::say(&format!(
            "yushen：程序内部出错（{place}），相关内容按“无法检查”处理。请把材料和此行报告给开发者"
        ));
    }));
    let ended = match Arguments::try_parse() {
        Ok(arguments) => run(&arguments.command),
        Err(error) => refuse(&error),
    };
    ended
        .unwrap_or_else(|failure| {
            output::tell(&failure);
            Exit::Usage
        })
        .into()
}

fn run(command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(args),
        Command::Review(args) => check::review(args),
        Command::New(args) => new::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Facts(args) => facts::run(args),
        Command::Extract(args) => extract::run(args),
        Command::Outline { command } => outline::run(command),
        Command::Compare(args) => compare::run(args),
        Command::Baseline { command } => baseline::run(command),
    }
}

/// Help and version are asked for; everything else is a mistake.
fn refuse(error: &clap::Error) -> Result<Exit, Failure> {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayVersion => {
            output::print(&error.render().to_string())?;
            Ok(Exit::Clean)
        }
        ErrorKind::DisplayHelp => {
            output::print(&help())?;
            Ok(Exit::Clean)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::say(help().trim_end());
            Ok(Exit::Usage)
        }
        _ => {
            let help = help::command_line(&Arguments::command(), &arguments());
            Err(Failure::Message(usage::message(error, &help)))
        }
    }
}

fn help() -> String {
    help::render(&Arguments::command(), &arguments(), output::width())
}

fn arguments() -> Vec<String> {
    std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect()
}
