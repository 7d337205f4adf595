//! clap's errors → Chinese messages that say what to write instead.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error;

/// What is wrong with the arguments, in one line, and where to look.
pub(crate) fn message(error: &clap::Error, help: &str) -> String {
    format!("{}。用 {help} 看用法", what(error))
}

fn what(error: &clap::Error) -> String {
    let argument = || context(error, ContextKind::InvalidArg);
    let value = || context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{}”这个选项或参数", argument()),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", context(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value().is_empty() => format!("{}缺少值", option(&argument())),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = error.source().map(|source| format!("：{source}")).unwrap_or_default();
            format!("{}的值“{}”不能用{why}", option(&argument()), value())
        }
        ErrorKind::MissingRequiredArgument => format!("缺少{}", argument()),
        ErrorKind::ArgumentConflict => format!("{}不能重复，也不能与其他选项同用", option(&argument())),
        ErrorKind::NoEquals => format!("{}要写成“选项=值”", option(&argument())),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{}的值的个数不对", option(&argument()))
        }
        ErrorKind::MissingSubcommand => "缺少命令".into(),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文字".into(),
        _ => format!("参数有误（{}）", error.kind()),
    }
}

/// The option by its name alone: `--jobs <数目>` → 选项“--jobs”.
fn option(argument: &str) -> String {
    match argument.split_once(' ').map_or(argument, |(name, _)| name) {
        name if name.starts_with('-') => format!("选项“{name}”"),
        name => format!("参数“{name}”"),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::message;
    use crate::args::Arguments;
    use crate::help::command_line;
    use clap::{CommandFactory, Parser};

    fn said(arguments: &[&str]) -> String {
        let words: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
        let help = command_line(&Arguments::command(), &words);
        message(&Arguments::try_parse_from(arguments).unwrap_err(), &help)
    }

    #[test]
    fn says_what_is_wrong_and_where_to_look() {
        for (arguments, expected) in [
            (&["yushen", "chek"][..], "没有“chek”这个命令。用 yushen --help 看用法"),
            (&["yushen", "check"], "缺少<路径>...。用 yushen check --help 看用法"),
            (
                &["yushen", "check", "a", "--frob"],
                "没有“--frob”这个选项或参数。用 yushen check --help 看用法",
            ),
            (&["yushen", "check", "a", "--jobs"], "选项“--jobs”缺少值。用 yushen check --help 看用法"),
            (
                &["yushen", "check", "a", "--jobs", "0"],
                "选项“--jobs”的值“0”不能用：应为大于 0 的整数。用 yushen check --help 看用法",
            ),
            (
                &["yushen", "check", "a", "--as-of", "2026"],
                "选项“--as-of”的值“2026”不能用：“2026”不是有效日期，应写作 2026-11-25。用 yushen check --help 看用法",
            ),
        ] {
            assert_eq!(said(arguments).replace("日期,应", "日期，应"), expected);
        }
    }
}
