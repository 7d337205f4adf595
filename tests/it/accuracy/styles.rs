//! Four ways to lay out a proposal.

/// Number of styles: 第一章, 一、, 1, and headings without numbers.
pub(super) const COUNT: usize = 4;

/// Writes one file.
pub(super) struct Writer {
    style: usize,
    title: String,
    body: String,
    /// Lines of the contents page.
    contents: Vec<String>,
    chapters: usize,
    sections: usize,
}

impl Writer {
    pub(super) fn new(style: usize, title: &str) -> Self {
        Self {
            style,
            title: title.to_owned(),
            body: String::new(),
            contents: Vec::new(),
            chapters: 0,
            sections: 0,
        }
    }

    /// Opens a chapter.
    pub(super) fn chapter(&mut self, heading: &str) {
        self.chapters += 1;
        self.sections = 0;
        let line = self.numbered(self.chapters, heading);
        self.body.push_str(&format!("# {line}\n\n"));
        self.contents.push(line);
    }

    /// Names a chapter in the contents page and nowhere else.
    pub(super) fn list_only(&mut self, heading: &str) {
        self.contents.push(heading.to_owned());
    }

    /// Opens a section of the chapter.
    pub(super) fn section(&mut self, heading: &str) {
        self.sections += 1;
        let (chapter, section) = (self.chapters, self.sections);
        let line = match self.style {
            0 => format!("第{}节 {heading}", chinese(section)),
            1 => format!("（{}）{heading}", chinese(section)),
            2 => format!("{chapter}.{section} {heading}"),
            _ => heading.to_owned(),
        };
        self.body.push_str(&format!("## {line}\n\n"));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.body.push_str(text.trim());
        self.body.push_str("\n\n");
    }

    /// The whole file, with a contents page in two of the styles.
    pub(super) fn finish(self, with_contents: bool) -> String {
        let mut text = format!("{}\n\n", self.title);
        if with_contents || self.style.is_multiple_of(2) {
            text.push_str("目录\n\n");
            for (at, line) in self.contents.iter().enumerate() {
                text.push_str(&format!("{line}........{}\n\n", at + 1));
            }
        }
        text + &self.body
    }

    fn numbered(&self, number: usize, heading: &str) -> String {
        match self.style {
            0 => format!("第{}章 {heading}", chinese(number)),
            1 => format!("{}、{heading}", chinese(number)),
            2 => format!("{number} {heading}"),
            _ => heading.to_owned(),
        }
    }
}

/// 1 to 99 in Chinese numerals.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, number % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}
