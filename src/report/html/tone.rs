//! Status and consequence → the sign and the class that show them; the word always stands beside.

use crate::check::PackageVerdict;
use crate::finding::Status;

/// How a thing looks. In the order of importance: the first wins where several meet in one passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// 不予审核, 需补正, 不符合
    Bad,
    /// 建议完善
    Advice,
    /// 待核实
    Doubt,
    /// 无法检查
    Unread,
    /// 提示
    Note,
    /// 符合
    Good,
    /// 已接受, 不适用
    Quiet,
    /// A value that was read, without a judgement.
    Plain,
}

impl Tone {
    pub(super) fn of_status(status: Status) -> Self {
        match status {
            Status::Met => Self::Good,
            Status::Unmet => Self::Bad,
            Status::Doubtful => Self::Doubt,
            Status::Unreadable => Self::Unread,
            Status::Inapplicable => Self::Quiet,
        }
    }

    /// The tone of a consequence as the model words it.
    pub(super) fn of_consequence(consequence: &str) -> Self {
        match consequence {
            "不予审核" | "需补正" => Self::Bad,
            "建议完善" => Self::Advice,
            "待核实" => Self::Doubt,
            "无法检查" => Self::Unread,
            "提示" => Self::Note,
            _ => Self::Quiet,
        }
    }

    pub(super) fn of_verdict(verdict: PackageVerdict) -> Self {
        match verdict {
            PackageVerdict::Veto | PackageVerdict::Incomplete => Self::Bad,
            PackageVerdict::Advice => Self::Advice,
            PackageVerdict::Clean => Self::Good,
            PackageVerdict::Unchecked => Self::Unread,
        }
    }

    /// The class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Bad => "t-bad",
            Self::Advice => "t-advice",
            Self::Doubt => "t-doubt",
            Self::Unread => "t-unread",
            Self::Note => "t-note",
            Self::Good => "t-good",
            Self::Quiet => "t-quiet",
            Self::Plain => "t-plain",
        }
    }

    /// The sign in front of the word, for eyes without colours.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Bad => "✗",
            Self::Advice => "△",
            Self::Doubt => "?",
            Self::Unread => "!",
            Self::Note => "·",
            Self::Good => "✓",
            Self::Quiet => "–",
            Self::Plain => "›",
        }
    }
}
