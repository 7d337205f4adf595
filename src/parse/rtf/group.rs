//! [`Group`]: what holds between two braces, and what the words mean for it.

/// What the text of a group is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Goal {
    /// It is shown.
    #[default]
    Body,
    /// The list of fonts.
    Fonts,
    /// The list of styles.
    Styles,
    /// It is not shown.
    Skip,
}

/// Where a paragraph stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Story {
    #[default]
    Body,
    /// A note or a box.
    Note,
    /// A header or a footer.
    Furniture,
}

impl Story {
    /// The story that a group of that name opens.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "footnote" | "shptxt" => Some(Self::Note),
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
                Some(Self::Furniture)
            }
            _ => None,
        }
    }
}

/// The look of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) font: i32,
    /// In half points.
    pub(super) size: Option<u16>,
    pub(super) is_bold: bool,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
}

/// What holds in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) goal: Goal,
    pub(super) story: Story,
    pub(super) look: Look,
    /// Characters behind a number that stand for its character.
    pub(super) fallback: i32,
    /// Begun with `\*`: to be left out by those who do not know its name.
    pub(super) is_optional: bool,
    /// Among the properties of a drawing, which hold its picture.
    pub(super) in_shape: bool,
    pub(super) is_nested_row: bool,
    pub(super) style: i32,
    pub(super) outline: Option<i32>,
    pub(super) in_table: bool,
    /// Tables around the paragraph.
    pub(super) depth: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            goal: Goal::Body,
            story: Story::Body,
            look: Look::default(),
            fallback: 1,
            is_optional: false,
            in_shape: false,
            is_nested_row: false,
            style: 0,
            outline: None,
            in_table: false,
            depth: 0,
        }
    }
}

impl Group {
    /// A group inside this one.
    pub(super) fn inside(&self) -> Self {
        Self { is_optional: false, ..*self }
    }

    /// Whether a picture in it is seen.
    pub(super) fn shows_pictures(&self) -> bool {
        self.goal == Goal::Body || self.goal == Goal::Skip && self.in_shape
    }

    /// Applies a word to the look of characters and paragraphs.
    pub(super) fn property(&mut self, name: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        let count = number.unwrap_or(0);
        match name {
            "pard" => {
                (self.style, self.outline, self.in_table, self.depth) = (0, None, false, 0);
            }
            "plain" => self.look = Look::default(),
            "s" => self.style = count,
            "outlinelevel" => self.outline = Some(count),
            "intbl" => self.in_table = is_on,
            "itap" => self.depth = usize::try_from(count).unwrap_or(0),
            "f" => self.look.font = count,
            "fs" => self.look.size = u16::try_from(count).ok(),
            "b" => self.look.is_bold = is_on,
            "v" => self.look.is_hidden = is_on,
            "deleted" => self.look.is_deleted = is_on,
            _ => {}
        }
    }
}

/// Whether the word decides what its group is for.
pub(super) fn enter(group: &mut Group, name: &str) -> bool {
    let is_optional = std::mem::take(&mut group.is_optional);
    match name {
        // Text that stands in groups which are otherwise left out.
        "shptxt" | "ud" => (group.goal, group.in_shape) = (Goal::Body, false),
        // What older programs show instead of what the shape holds.
        "shprslt" => (group.goal, group.in_shape) = (Goal::Skip, false),
        _ if group.goal == Goal::Skip => {}
        "shpinst" => (group.goal, group.in_shape) = (Goal::Skip, true),
        "fonttbl" => group.goal = Goal::Fonts,
        "stylesheet" => group.goal = Goal::Styles,
        "nesttableprops" => group.is_nested_row = true,
        "shppict" => {}
        _ if Story::named(name).is_some() => {}
        _ if is_optional || is_never_shown(name) => group.goal = Goal::Skip,
        _ => return false,
    }
    true
}

fn is_never_shown(name: &str) -> bool {
    matches!(
        name,
        "colortbl"
            | "info"
            | "fldinst"
            | "listtable"
            | "listoverridetable"
            | "revtbl"
            | "filetbl"
            | "themedata"
            | "datastore"
            | "nonshppict"
            | "nonesttables"
            | "upr"
            | "xe"
            | "tc"
            | "objdata"
            | "objclass"
            | "annotation"
            | "ftnsep"
            | "ftnsepc"
            | "aftnsep"
            | "aftnsepc"
    )
}

/// The text of a word that stands for it.
pub(super) fn character(name: &str) -> Option<&'static str> {
    Some(match name {
        "tab" => "\t",
        "line" | "lbr" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// The code page of a font's character set; `None` for that of the file.
pub(super) fn page_of_charset(charset: i32) -> Option<u16> {
    Some(match charset {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
