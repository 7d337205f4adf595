//! A command's definition → its help. clap counts characters, not columns, and breaks lines only at
//! spaces: neither does for Chinese.

use clap::{Arg, Command};
use yushen::report::layout;

/// Columns in front of options and commands.
const INDENT: usize = 2;
/// Widest left column; what is wider gets a line of its own.
const WIDEST: usize = 26;

/// The help of the command that the arguments name.
pub(crate) fn render(root: &Command, arguments: &[String], width: usize) -> String {
    let mut root = root.clone();
    root.build();
    of(named(&root, arguments), width)
}

/// How to ask for the help of the command that the arguments name: `yushen check --help`.
pub(crate) fn command_line(root: &Command, arguments: &[String]) -> String {
    let mut root = root.clone();
    root.build();
    format!("{} --help", named(&root, arguments).get_bin_name().unwrap_or("yushen"))
}

fn named<'a>(root: &'a Command, arguments: &[String]) -> &'a Command {
    let words = arguments.iter().skip(1);
    words.fold(root, |command, word| command.find_subcommand(word).unwrap_or(command))
}

fn of(command: &Command, width: usize) -> String {
    let mut out = String::new();
    if let Some(about) = command.get_about() {
        out.push_str(&format!("{}\n\n", layout::wrap(&about.to_string(), width, 0)));
    }
    let usage = command.clone().render_usage().to_string();
    out.push_str(&format!("用法：{}\n", usage.trim_start_matches("Usage: ")));
    let commands = command
        .get_subcommands()
        .map(|sub| (sub.get_name().to_owned(), sub.get_about().map(ToString::to_string).unwrap_or_default()));
    push(&mut out, "命令", commands.collect(), width);
    let positional = command.get_arguments().filter(|argument| argument.is_positional());
    push(&mut out, "参数", positional.map(entry).collect(), width);
    let options = command.get_arguments().filter(|argument| !argument.is_positional());
    push(&mut out, "选项", options.map(entry).collect(), width);
    if let Some(after) = command.get_after_help() {
        out.push_str(&format!("\n{after}\n"));
    }
    out
}

fn entry(argument: &Arg) -> (String, String) {
    let values: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{name}>"))
        .filter(|_| argument.get_action().takes_values())
        .collect();
    let mut left = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("    --{long}"),
        _ => String::new(),
    };
    if !values.is_empty() {
        let gap = if left.is_empty() { "" } else { " " };
        left.push_str(&format!("{gap}{}", values.join(" ")));
    }
    (left, argument.get_help().map(ToString::to_string).unwrap_or_default())
}

fn push(out: &mut String, title: &str, entries: Vec<(String, String)>, width: usize) {
    if entries.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}：\n"));
    let column = entries
        .iter()
        .map(|(left, _)| layout::columns(left))
        .filter(|&used| used <= WIDEST)
        .max()
        .unwrap_or(0);
    let indent = INDENT + column + 2;
    let further = format!("\n{}", " ".repeat(indent));
    for (left, text) in entries {
        let text = layout::wrap(&text, width.saturating_sub(indent), 0).replace('\n', &further);
        let gap = if layout::columns(&left) > column { further.clone() } else { "  ".to_owned() };
        out.push_str(&format!("{}{}{gap}{text}\n", " ".repeat(INDENT), layout::pad(&left, column)));
    }
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::args::Arguments;
    use clap::CommandFactory;
    use yushen::report::layout;

    fn help(arguments: &[&str]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        render(&Arguments::command(), &arguments, 80)
    }

    #[test]
    fn every_command_has_help_with_an_example() {
        let commands: [&[&str]; 17] = [
            &["yushen"],
            &["yushen", "check"],
            &["yushen", "review"],
            &["yushen", "new"],
            &["yushen", "explain"],
            &["yushen", "facts"],
            &["yushen", "extract"],
            &["yushen", "outline"],
            &["yushen", "outline", "list"],
            &["yushen", "outline", "show"],
            &["yushen", "outline", "check"],
            &["yushen", "outline", "test"],
            &["yushen", "outline", "schema"],
            &["yushen", "compare"],
            &["yushen", "baseline"],
            &["yushen", "baseline", "create"],
            &["yushen", "baseline", "prune"],
        ];
        let mut seen = Vec::new();
        for command in commands {
            let help = help(command);
            assert!(help.contains(&format!("用法：{}", command.join(" "))), "{help}");
            assert!(help.contains("示例："), "{help}");
            assert!(help.lines().all(|line| layout::columns(line) <= 80), "{help}");
            assert!(!seen.contains(&help), "{command:?} shows another command's help");
            seen.push(help);
        }
    }

    #[test]
    fn help_has_no_english_words_of_its_own() {
        for word in ["Usage", "Options", "Commands", "Arguments", "default", "possible", "help]"] {
            assert!(!help(&["yushen", "check"]).contains(word), "{word}");
        }
    }
}
