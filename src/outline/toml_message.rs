//! Messages of the TOML reader and of serde → Chinese messages that say what to write.

use super::near::nearest;

/// What is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

fn explained(message: impl Into<String>, help: impl Into<String>) -> Explained {
    Explained { message: message.into(), help: Some(help.into()) }
}

/// The Chinese words for a message of the `toml` crate.
pub fn explain(message: &str) -> Explained {
    structural(message).or_else(|| syntax(message)).unwrap_or_else(|| {
        // Our own types already speak Chinese.
        let own = message.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let message = if own { message.to_owned() } else { format!("此处写法有误：{message}") };
        Explained { message, help: None }
    })
}

/// Messages of serde's derived code.
fn structural(message: &str) -> Option<Explained> {
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (name, expected) = quoted_then_list(rest)?;
        return Some(unknown("字段", &snake(&name), &expected.iter().map(|e| snake(e)).collect::<Vec<_>>()));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (name, expected) = quoted_then_list(rest)?;
        return Some(unknown("取值或种类", &name, &expected));
    }
    if let Some(rest) = message.strip_prefix("missing field `") {
        let name = snake(rest.split('`').next()?);
        return Some(explained(format!("缺少字段“{name}”"), format!("补上 {name} = …")));
    }
    if let Some(rest) = message.strip_prefix("duplicate field `") {
        let name = snake(rest.split('`').next()?);
        return Some(explained(format!("字段“{name}”写了两次"), "只保留一处（下划线和连字符视为相同）"));
    }
    for lead in ["invalid type: ", "invalid value: "] {
        if let Some((found, expected)) = message.strip_prefix(lead).and_then(|m| m.rsplit_once(", expected "))
        {
            let (found, expected) = (kind_of_value(found), kind_of_value(expected));
            return Some(explained(
                format!("此处应为{expected}，写的是{found}"),
                format!("改写为{expected}"),
            ));
        }
    }
    if message.starts_with("wanted exactly 1 element") || message.starts_with("expected table with exactly 1")
    {
        let none = message.contains("found 0") || message.contains("empty");
        let told = if none { "没有写是哪一种" } else { "同时写了几种，只能写一种" };
        return Some(explained(
            told,
            "规则写作 rule.种类 = …，条件写作 when.种类 = …，每个示例只写一种预期结果",
        ));
    }
    (message.starts_with("wanted string or table"))
        .then(|| explained("此处应写种类及其参数", "规则写作 rule.种类 = { … }，条件写作 when.种类 = …"))
}

/// `name`, expected one of `a`, `b` → the name and the list.
fn quoted_then_list(rest: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = rest.split_once('`')?;
    let expected = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((name.to_owned(), expected))
}

/// A name that is not known, with the one that was probably meant.
pub(super) fn unknown(what: &str, name: &str, known: &[String]) -> Explained {
    let message = format!("没有“{name}”这个{what}");
    match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => explained(message, format!("是否想写“{meant}”？")),
        None if known.is_empty() => Explained { message, help: None },
        None => explained(message, format!("可以写：{}", listed(known))),
    }
}

/// The first names of a list; a long list does not fit into a line.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 24;
    let mut text = names[..names.len().min(SHOWN)].join("、");
    if names.len() > SHOWN {
        text.push_str(&format!(" 等 {} 个", names.len()));
    }
    text
}

/// Fields are written with `_` in packs; `-` is understood as well.
fn snake(name: &str) -> String {
    name.replace('-', "_")
}

/// serde's words for a kind of value.
fn kind_of_value(words: &str) -> String {
    let value = words.split_once('`').map(|(_, rest)| rest.trim_end_matches('`'));
    let kind = match words {
        w if w.starts_with("string \"") => return format!("字符串{}", &w["string ".len()..]),
        w if w.starts_with("a string") || w == "string" || w == "str" => "带引号的字符串",
        w if w.starts_with("a sequence") || w.starts_with("sequence") || w == "array" => "数组 […]",
        w if w.starts_with("a boolean") => "true 或 false",
        w if w.starts_with("boolean") => "布尔值",
        w if w.starts_with("integer") => "整数",
        w if w.starts_with("floating point") => "小数",
        w if is_integer_type(w) => "不小于 0 的整数",
        w if w.starts_with("struct") || w.starts_with("a map") || w.starts_with("map") => "表 {…}",
        w if w.starts_with("enum") || w.contains("variant") => "种类名及其参数",
        w => return format!("“{w}”"),
    };
    match value.filter(|_| !words.starts_with("a ")) {
        Some(value) => format!("{kind} {value}"),
        None => kind.to_owned(),
    }
}

fn is_integer_type(words: &str) -> bool {
    matches!(words, "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64")
}

/// Messages of the TOML parser.
fn syntax(message: &str) -> Option<Explained> {
    let (told, help) = SYNTAX.iter().find(|(lead, ..)| message.starts_with(lead)).map(|(_, t, h)| (t, h))?;
    Some(explained(format!("TOML 语法有误：{told}"), *help))
}

/// Leads of the parser's messages, what they mean, what to do.
const SYNTAX: &[(&str, &str, &str)] = &[
    ("duplicate key", "同一张表里键重复", "只保留一处"),
    ("string values must be quoted", "等号后面的字符串没有引号", "给字符串加上英文双引号"),
    ("invalid basic string", "字符串没有在本行结束", "补上右引号；多行文字用三个双引号括起来"),
    ("invalid multi-line basic string", "多行字符串没有结束", "在末尾补上三个双引号"),
    ("invalid literal string", "字符串没有在本行结束", "补上右单引号；多行文字用三个单引号括起来"),
    ("invalid multi-line literal string", "多行字符串没有结束", "在末尾补上三个单引号"),
    ("unclosed array table", "[[…]] 没有写完", "在名字后面补上 ]]"),
    ("unclosed table", "[…] 没有写完", "在名字后面补上 ]"),
    ("unclosed array", "数组没有结束", "补上 ]"),
    ("unclosed inline table", "行内表没有结束", "补上 }；行内表写在一行之内"),
    ("missing comma", "两项之间缺少逗号", "补上英文逗号"),
    ("extra comma", "多写了逗号", "删去多余的逗号"),
    ("key with no value", "只有键，没有等号和值", "写作 键 = 值；键和等号用英文字符"),
    ("missing value", "等号后面没有值", "补上值"),
    ("missing assignment", "键和值之间缺少等号", "写作 键 = 值"),
    ("extra `=`", "多写了等号", "只保留一个等号"),
    ("extra assignment", "多写了等号", "只保留一个等号"),
    (
        "invalid unquoted key",
        "键里有不能直接写的字符",
        "键用英文字母、数字、下划线或连字符，其他字符要加引号",
    ),
    ("unquoted keys cannot be empty", "等号前面没有键", "补上键"),
    ("missing key", "缺少键", "补上键"),
    ("unexpected content", "此处有多余的内容", "删去，或换到下一行"),
    ("unexpected key or value", "此处不能再写键或值", "换到下一行，或补上逗号"),
    ("missing opening quote", "缺少左引号", "用英文引号括起来；中文引号不能作字符串的边界"),
    ("missing escaped value", "反斜杠后面的转义不完整", "反斜杠本身写作 \\\\，或改用单引号字符串"),
    ("invalid escape", "反斜杠后面的转义不能识别", "反斜杠本身写作 \\\\，或改用单引号字符串"),
    ("carriage return must be followed", "换行符不完整", "把文件的换行统一为 LF 或 CRLF"),
    (
        "cannot extend value of type",
        "这个键已经有值，不能再往里添加",
        "改用一种写法：要么整张表，要么逐项的点号键",
    ),
    ("cannot recurse further", "嵌套太深", "减少嵌套层数"),
    ("recursion limit", "嵌套太深", "减少嵌套层数"),
];

#[cfg(test)]
mod tests {
    use super::explain;

    #[test]
    fn says_what_to_write() {
        for (english, message, help) in [
            (
                "unknown field `at-leat`, expected `of` or `at-least`",
                "没有“at_leat”这个字段",
                "是否想写“at_least”？",
            ),
            ("unknown field `zzz`, expected `of` or `at-least`", "没有“zzz”这个字段", "可以写：of、at_least"),
            (
                "unknown variant `duratin`, expected `duration` or `other`",
                "没有“duratin”这个取值或种类",
                "是否想写“duration”？",
            ),
            ("missing field `help`", "缺少字段“help”", "补上 help = …"),
            (
                "invalid type: integer `3`, expected a string",
                "此处应为带引号的字符串，写的是整数 3",
                "改写为带引号的字符串",
            ),
            (
                "invalid type: string \"x\", expected a sequence",
                "此处应为数组 […]，写的是字符串\"x\"",
                "改写为数组 […]",
            ),
            (
                "string values must be quoted, expected literal string",
                "TOML 语法有误：等号后面的字符串没有引号",
                "给字符串加上英文双引号",
            ),
        ] {
            let explained = explain(english);
            assert_eq!((explained.message.as_str(), explained.help.as_deref()), (message, Some(help)));
        }
    }

    #[test]
    fn leaves_chinese_and_foreign_words() {
        assert_eq!(explain("“2026-13”不是有效日期").message, "“2026-13”不是有效日期");
        assert_eq!(explain("something new").message, "此处写法有误：something new");
    }
}
