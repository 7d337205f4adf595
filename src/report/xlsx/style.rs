//! How cells look: a word always says what its colour says.

use crate::check::PackageVerdict;
use crate::finding::Status;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Good,
    Bad,
    Doubtful,
    Unread,
    Plain,
}

impl Paint {
    pub(super) fn of_status(status: Status) -> Self {
        match status {
            Status::Met => Self::Good,
            Status::Unmet => Self::Bad,
            Status::Doubtful => Self::Doubtful,
            Status::Unreadable => Self::Unread,
            Status::Inapplicable => Self::Plain,
        }
    }

    pub(super) fn of_consequence(consequence: &str) -> Self {
        match consequence {
            "不予审核" | "需补正" => Self::Bad,
            "待核实" | "建议完善" => Self::Doubtful,
            "无法检查" => Self::Unread,
            _ => Self::Plain,
        }
    }

    pub(super) fn of_verdict(verdict: PackageVerdict) -> Self {
        match verdict {
            PackageVerdict::Veto | PackageVerdict::Incomplete => Self::Bad,
            PackageVerdict::Advice => Self::Doubtful,
            PackageVerdict::Clean => Self::Good,
            PackageVerdict::Unchecked => Self::Unread,
        }
    }
}

/// The formats of a workbook.
pub(super) struct Styles {
    pub(super) header: Format,
    pub(super) text: Format,
    pub(super) number: Format,
    pub(super) date: Format,
    pub(super) remark: Format,
    painted: [(Paint, Format); 5],
}

impl Styles {
    pub(super) fn new() -> Self {
        let text = Format::new()
            .set_font_name("等线")
            .set_font_size(10)
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00D0_D0D0));
        let filled = |background: u32, letters: u32| {
            let (background, letters) = (Color::RGB(background), Color::RGB(letters));
            text.clone().set_background_color(background).set_font_color(letters).set_bold()
        };
        Self {
            header: filled(0x001F_4E79, 0x00FF_FFFF).set_align(FormatAlign::VerticalCenter),
            number: text.clone().set_num_format("0"),
            date: text.clone().set_num_format("yyyy-mm-dd"),
            remark: Format::new().set_font_name("等线").set_font_size(9),
            painted: [
                (Paint::Good, filled(0x00E2_F0D9, 0x0023_5A1B)),
                (Paint::Bad, filled(0x00FB_E0DD, 0x009C_1006)),
                (Paint::Doubtful, filled(0x00FF_F2CC, 0x007A_5200)),
                (Paint::Unread, filled(0x00E4_DFEC, 0x004B_2E83)),
                (Paint::Plain, text.clone()),
            ],
            text,
        }
    }

    pub(super) fn painted(&self, paint: Paint) -> &Format {
        let known = self.painted.iter().find(|(known, _)| *known == paint);
        known.map_or(&self.text, |(_, format)| format)
    }
}
