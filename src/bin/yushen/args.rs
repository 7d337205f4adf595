//! Arguments → [`Command`]. Help and messages are Chinese; clap's own English words are left out.

use crate::target::{ReportFormat, ReportTarget};
use clap::{ArgAction, Args, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use yushen::date::Date;
use yushen::finding::Severity;

const EXIT_CODES: &str = "\
退出码：
  0  没有达到 --fail-on 的问题
  1  有达到 --fail-on 的问题
  2  用法、配置、大纲有误，或报告写不出去
  3  没有任何内容可检查（路径不存在、文件都读不出文字）
  4  已检查、没有达到 --fail-on 的问题，但有路径、文件或要求读不到内容";

#[derive(Debug, Parser)]
#[command(
    name = "yushen",
    version,
    about = "预审：政务信息化项目申报材料的静态检查器。离线运行，不改动材料；辅助检查，不替代评审。",
    override_usage = "yushen <命令> [选项]",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    after_help = "示例：\n  yushen check 方案.docx\n  yushen explain SR-C07\n\n用 yushen <命令> --help 看各命令的选项和示例。"
)]
pub(crate) struct Arguments {
    #[arg(
        short,
        long,
        global = true,
        action = ArgAction::Help,
        help = "显示帮助",
        display_order = 1000
    )]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version, help = "显示版本")]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(
        about = "逐条检查申报包，说明每项要求是否满足、写在哪里、依据哪条、怎样补正",
        override_usage = "yushen check <路径>... [选项]",
        after_help = check_help()
    )]
    Check(CheckArgs),
    #[command(
        about = "批量检查：文件夹里的每一项算一个申报包，各给一行结论",
        override_usage = "yushen review <文件夹> [选项]",
        after_help = review_help()
    )]
    Review(ReviewArgs),
    #[command(
        about = "按大纲生成待填写的方案骨架：章节、填写说明、概算表和目录表",
        override_usage = "yushen new <编号或文件> [选项]",
        after_help = "示例：\n  yushen new 大纲编号 -o 方案.docx\n  yushen new 我的大纲.toml > 方案.md"
    )]
    New(NewArgs),
    #[command(
        about = "说明一项要求：问什么、依据哪条、何时适用、怎样判断、正反示例",
        override_usage = "yushen explain <编号> [选项]",
        after_help = "示例：\n  yushen explain SR-C07\n  yushen explain X-01 --outline 我的大纲.toml"
    )]
    Explain(ExplainArgs),
    #[command(
        about = "列出读到的事实（名称、金额、期限、级别、日期、文号）及其位置",
        override_usage = "yushen facts <路径> [选项]",
        after_help = "示例：\n  yushen facts 方案.docx\n  yushen facts 申报包/ --format json"
    )]
    Facts(FactsArgs),
    #[command(
        about = "输出程序读到的内容；读不到的部分写到标准错误（json 中为 gaps）",
        override_usage = "yushen extract <文件> [选项]",
        after_help = "示例：\n  yushen extract 方案.pdf --format md > 方案.md\n  yushen extract 方案.docx --format json\n  yushen extract 扫描件.pdf --ocr"
    )]
    Extract(ExtractArgs),
    #[command(
        about = "查看、检查和测试大纲（规则包）",
        override_usage = "yushen outline <命令> [选项]",
        disable_help_subcommand = true,
        arg_required_else_help = true,
        after_help = "示例：\n  yushen outline list\n  yushen outline check 我的大纲.toml"
    )]
    Outline {
        #[command(subcommand)]
        command: OutlineCommand,
    },
    #[command(
        about = "比较申报包的两个版本：已解决、仍存在、新出现的问题",
        override_usage = "yushen compare <旧版> <新版> [选项]",
        after_help = "示例：\n  yushen compare 方案v1.docx 方案v2.docx\n  yushen compare 旧/ 新/ --format json\n\n大纲不写则按新版选择，两版用同一个。按内容对照，与位置无关。\n退出码同对新版的 yushen check。"
    )]
    Compare(CompareArgs),
    #[command(
        about = "有理由地接受问题：生成和清理基线",
        override_usage = "yushen baseline <命令> [选项]",
        disable_help_subcommand = true,
        arg_required_else_help = true,
        after_help = "示例：\n  yushen baseline create 方案.docx -o 基线.toml --reason \"会议同意\"\n  yushen baseline prune 基线.toml 方案.docx"
    )]
    Baseline {
        #[command(subcommand)]
        command: BaselineCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[arg(
        required = true,
        value_name = "路径",
        help = "申报包：一个文件、文件夹或 zip；每个路径算一个申报包"
    )]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    #[arg(value_name = "文件夹", help = "其中每个文件、文件夹或 zip 算一个申报包")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// How packages are judged and reported.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
    #[arg(
        long,
        value_name = "文件",
        help = "基线：其中接受的问题仍列出，标为“已接受”，不影响退出码；用 yushen baseline create 生成"
    )]
    pub(crate) baseline: Option<PathBuf>,
    #[arg(
        long,
        value_name = "格式[=文件]",
        help = format!(
            "报告格式 {}，可写多次；带“=文件”的存入文件，不带的输出到标准输出（只能有一个）；标准输出默认为 text",
            ReportFormat::names()
        )
    )]
    pub(crate) report: Vec<ReportTarget>,
    #[arg(
        long,
        value_name = "程度",
        help = "达到此程度的问题使退出码为 1：error（需补正、不予审核）、warning（另含建议完善、待核实）、never（从不）；默认 error"
    )]
    pub(crate) fail_on: Option<FailOn>,
    #[arg(short, long, help = "文本报告只列问题和一句话结论；不显示进度")]
    pub(crate) quiet: bool,
    #[arg(
        long,
        value_name = "何时",
        default_value = "auto",
        help = "何时用颜色：auto（输出到终端且没有设置 NO_COLOR）、always、never；默认 auto"
    )]
    pub(crate) color: When,
}

/// How packages are judged, the same for every command that does.
#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    #[arg(
        long,
        value_name = "编号或文件",
        help = "按哪个大纲检查：内置编号或 TOML 文件；写几次就按几个大纲各检查一遍；不写则自动选择"
    )]
    pub(crate) outline: Vec<String>,
    #[arg(
        long,
        value_name = "日期",
        help = "按哪一天判断办法是否施行，如 2026-11-25；不写则为今天（北京时间）"
    )]
    pub(crate) as_of: Option<Date>,
    #[arg(
        long,
        help = "用本机的 tesseract 识别扫描页的文字（不联网；每页约 1–5 秒）；据此得出的结论最多为“待核实”"
    )]
    pub(crate) ocr: bool,
    #[arg(long, value_name = "数目", value_parser = jobs, help = "同时使用几个线程；不写则为处理器个数")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[arg(
        long,
        value_name = "文件",
        help = "配置文件；不写则从所检查文件所在的文件夹（检查文件夹时为其上级，或身在其中时为它自己）起向上找 yushen.toml"
    )]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    #[command(
        about = "接受现有的问题：写成基线文件；文件已存在则补充其中没有的",
        override_usage = "yushen baseline create <路径>... -o <文件> --reason <理由> [选项]",
        after_help = "示例：\n  yushen baseline create 方案.docx -o 基线.toml --reason \"会议同意\"\n  yushen check 方案.docx --baseline 基线.toml\n\n读不到的内容（无法检查）不会被接受。"
    )]
    Create(BaselineCreateArgs),
    #[command(
        about = "清理基线：删去已过有效期的和所给申报包中已不存在的",
        override_usage = "yushen baseline prune <基线> <路径>... [选项]",
        after_help = "示例：\n  yushen baseline prune 基线.toml 方案.docx"
    )]
    Prune(BaselinePruneArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BaselineCreateArgs {
    #[arg(
        required = true,
        value_name = "路径",
        help = "申报包：一个文件、文件夹或 zip；每个路径算一个申报包"
    )]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(short, long, value_name = "文件", help = "基线文件")]
    pub(crate) output: PathBuf,
    #[arg(long, value_name = "理由", value_parser = reason, help = "为什么接受，报告会显示")]
    pub(crate) reason: String,
    #[arg(long, value_name = "日期", help = "有效至哪一天，如 2027-06-30；不写则一直有效")]
    pub(crate) expires: Option<Date>,
    #[arg(long, value_name = "编号", help = "只接受这项要求的问题，可写多次；不写则接受全部")]
    pub(crate) only: Vec<String>,
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BaselinePruneArgs {
    #[arg(value_name = "基线", help = "基线文件")]
    pub(crate) file: PathBuf,
    #[arg(
        required = true,
        value_name = "路径",
        help = "申报包：一个文件、文件夹或 zip；每个路径算一个申报包"
    )]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[arg(value_name = "旧版", help = "申报包的旧版：一个文件、文件夹或 zip")]
    pub(crate) before: PathBuf,
    #[arg(value_name = "新版", help = "申报包的新版")]
    pub(crate) after: PathBuf,
    #[arg(long, value_name = "格式", default_value = "text", help = "text 或 json；默认 text")]
    pub(crate) format: TextOrJson,
    #[arg(
        long,
        value_name = "程度",
        help = "新版中达到此程度的问题使退出码为 1：error、warning、never；默认 error"
    )]
    pub(crate) fail_on: Option<FailOn>,
    #[arg(
        long,
        value_name = "文件",
        help = "基线：其中接受的问题仍列出，标为“已接受”，不影响退出码；用 yushen baseline create 生成"
    )]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    #[arg(value_name = "编号或文件", help = "大纲：内置编号（yushen outline list）或 TOML 文件")]
    pub(crate) outline: String,
    #[arg(
        short,
        long,
        value_name = "文件",
        help = "写到哪里，按扩展名 .docx 或 .md 定格式；不写则以 Markdown 输出到标准输出"
    )]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, help = "覆盖已有的文件")]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[arg(value_name = "编号", help = "要求的编号，如报告中所列")]
    pub(crate) code: String,
    #[arg(long, value_name = "编号或文件", help = "在哪个大纲中找；不写则找所有内置大纲")]
    pub(crate) outline: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FactsArgs {
    #[arg(value_name = "路径", help = "申报包：一个文件、文件夹或 zip")]
    pub(crate) path: PathBuf,
    #[arg(long, value_name = "格式", default_value = "text", help = "text（对齐的表格）或 json；默认 text")]
    pub(crate) format: TextOrJson,
    #[arg(
        long,
        help = "用本机的 tesseract 识别扫描页的文字（不联网；每页约 1–5 秒）；据此得出的结论最多为“待核实”"
    )]
    pub(crate) ocr: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    #[arg(value_name = "文件", help = "文件；文件夹或 zip 则逐个文件输出")]
    pub(crate) path: PathBuf,
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        help = "text（全部文字）、md（标题、段落和表格，不含目录和页眉页脚）或 json（含种类、层级和位置）；默认 text"
    )]
    pub(crate) format: ExtractFormat,
    #[arg(
        long,
        help = "用本机的 tesseract 识别扫描页的文字（不联网；每页约 1–5 秒）；据此得出的结论最多为“待核实”"
    )]
    pub(crate) ocr: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutlineCommand {
    #[command(
        about = "列出内置大纲",
        override_usage = "yushen outline list",
        after_help = "示例：\n  yushen outline list"
    )]
    List,
    #[command(
        about = "列出一个大纲的各项要求",
        override_usage = "yushen outline show <编号或文件>",
        after_help = "示例：\n  yushen outline show 我的大纲.toml"
    )]
    Show {
        #[arg(value_name = "编号或文件", help = "内置编号或 TOML 文件")]
        outline: String,
    },
    #[command(
        about = "检查大纲文件的写法，错误处以 ─ 标出",
        override_usage = "yushen outline check <文件>...",
        after_help = "示例：\n  yushen outline check 我的大纲.toml\n\n退出码：0 没有错误 · 2 有错误"
    )]
    Check {
        #[arg(required = true, value_name = "文件", help = "TOML 文件")]
        files: Vec<PathBuf>,
    },
    #[command(
        about = "运行大纲中各项要求自带的示例",
        override_usage = "yushen outline test [编号或文件]...",
        after_help = "示例：\n  yushen outline test\n  yushen outline test 我的大纲.toml\n\n退出码：0 全部相符 · 1 有示例不符 · 2 大纲有误"
    )]
    Test {
        #[arg(value_name = "编号或文件", help = "内置编号或 TOML 文件；不写则为全部内置大纲")]
        outlines: Vec<String>,
    },
    #[command(
        about = "输出大纲文件的 JSON Schema，供编辑器补全",
        override_usage = "yushen outline schema",
        after_help = "示例：\n  yushen outline schema > 大纲.schema.json"
    )]
    Schema,
}

fn review_help() -> String {
    format!(
        "示例：
  yushen review 第三批/
  yushen review 第三批/ --report text=明细.txt --report json=结果.json

{EXIT_CODES}

隐藏文件、符号链接和 yushen.toml 不算申报包；
文件夹里的 yushen.toml 是这一批的配置。"
    )
}

fn check_help() -> String {
    format!(
        "示例：
  yushen check 方案.docx
  yushen check 申报包/ --report json=结果.json
  yushen check 方案.docx --report html=报告.html
  yushen check 方案.docx --report opinion=审查意见.docx
  yushen check 方案.docx --report docx=批注.docx
  yushen check 方案.pdf --report pdf=批注.pdf
  yushen check 甲.pdf 乙.zip --quiet --fail-on warning
  yushen check 扫描件.pdf --ocr

{EXIT_CODES}

配置文件 yushen.toml：
  outline = \"编号或文件\"
  fail-on = \"warning\"
  baseline = \"基线.toml\"     # 已接受的问题，用 yushen baseline create 生成
  ocr = true                # 总是识别扫描页，同 --ocr
  [[ignore]]                # 不要求的项目：仍列出，标为“已接受”，不影响退出码
  requirement = \"编号\"
  reason = \"理由（必填）\"
  [terms]                   # 补充词语：词语集编号 = [\"词\", …]
  [limits]                  # 读取上限，名称见超限时的提示"
    )
}

/// From which weight on findings make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Never,
}

impl FailOn {
    /// Whether a finding of that weight is enough.
    pub(crate) fn is_reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Never => false,
        }
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "error" => Ok(Self::Error),
            "warning" => Ok(Self::Warning),
            "never" => Ok(Self::Never),
            _ => Err("可用的值有 error、warning、never".into()),
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err("可用的值有 auto、always、never".into()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextOrJson {
    Text,
    Json,
}

impl FromStr for TextOrJson {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("可用的格式有 text、json".into()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExtractFormat {
    Text,
    Markdown,
    Json,
}

impl FromStr for ExtractFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "md" => Ok(Self::Markdown),
            "json" => Ok(Self::Json),
            _ => Err("可用的格式有 text、md、json".into()),
        }
    }
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "应为大于 0 的整数".into())
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("理由是空的".into()) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds() {
        Arguments::command().debug_assert();
    }
}
