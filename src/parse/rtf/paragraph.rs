//! [`Paragraph`]: its text and look while the runs come.

use super::group::{Look, Story};
use crate::document::Draft;
use crate::parse::encoding;

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    text: String,
    /// Where its first text stands.
    pub(super) story: Option<Story>,
    has_bold: bool,
    has_light: bool,
    /// The largest of its runs, in half points.
    size: Option<u16>,
}

impl Paragraph {
    pub(super) fn push(&mut self, text: &str, look: Look, story: Story) {
        self.text.push_str(text);
        self.story.get_or_insert(story);
        if !text.trim().is_empty() {
            self.has_bold |= look.is_bold;
            self.has_light |= !look.is_bold;
            self.size = self.size.max(look.size);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn finish(self) -> (String, Draft) {
        let text: String = encoding::tidy(self.text);
        let is_noise = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let text = if text.contains(is_noise) { text.replace(is_noise, "") } else { text };
        (text, Draft { bold: self.has_bold && !self.has_light, size: self.size, ..Draft::default() })
    }
}
