//! [`Gap`]: a part of the input that could not be read. Gaps are what turns 缺失 into 无法检查.

use std::fmt;

/// What could not be read, and where it would have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What went wrong.
    pub kind: GapKind,
    /// Part of a container (`word/document.xml`, a sheet's name), where it is known.
    pub part: Option<String>,
    /// Page number, where pages exist.
    pub page: Option<u32>,
}

/// The kinds of gaps. A kind that [`GapKind::hides_content`] makes absence unprovable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// Needs a password.
    Encrypted,
    /// Broken data: the detail says what the reader met. What came before it is kept.
    Damaged(String),
    /// A format that is recognised but not read yet; its name.
    Unsupported(String),
    /// Zero bytes, or a container with nothing inside.
    Empty,
    /// Could not be opened: does not exist, no permission, not a regular file.
    Inaccessible(String),
    /// A page that consists of pictures without text: scanned.
    ImagePage,
    /// A page of pictures whose text could not be recognised; the detail says why.
    Unrecognised(String),
    /// Glyphs that carry no Unicode value; how many.
    UnmappedGlyphs(u32),
    /// Formulas without a stored result; how many.
    FormulaWithoutValue(u32),
    /// A limit of [`Limits`](crate::parse::Limits) was reached.
    Limit {
        /// The setting's name, as in `yushen.toml`.
        limit: &'static str,
        /// What was met (at least).
        measured: u64,
        /// What is allowed.
        allowed: u64,
    },
    /// The content is not what the name says: expected, found.
    WrongExtension {
        /// Format that the extension promises.
        named: String,
        /// Format of the content.
        found: String,
    },
    /// Two readers could understand the container differently; the detail says how.
    Ambiguous(String),
    /// Something that was read, but that a person should know about (a lossy decoding, a
    /// hidden sheet).
    Remark(String),
}

impl Gap {
    /// A gap of the whole file.
    pub fn new(kind: GapKind) -> Self {
        Self { kind, part: None, page: None }
    }

    /// The gap, placed in a part of the container.
    pub fn in_part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }

    /// The gap, placed on a page.
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// A limit that was reached.
    pub fn limit(limit: &'static str, measured: u64, allowed: u64) -> Self {
        Self::new(GapKind::Limit { limit, measured, allowed })
    }
}

impl GapKind {
    /// Whether content may be missing from what was read.
    pub fn hides_content(&self) -> bool {
        match self {
            Self::Encrypted
            | Self::Damaged(_)
            | Self::Unsupported(_)
            | Self::Inaccessible(_)
            | Self::ImagePage
            | Self::Unrecognised(_)
            | Self::UnmappedGlyphs(_)
            | Self::FormulaWithoutValue(_)
            | Self::Limit { .. }
            | Self::Ambiguous(_) => true,
            Self::Empty | Self::WrongExtension { .. } | Self::Remark(_) => false,
        }
    }

    /// What the submitter can do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Encrypted => "解除密码后重新提交，或另存为不加密的文件".into(),
            Self::Damaged(_) => "用原编辑软件打开并另存一份，确认能正常打开后重新提交".into(),
            Self::Unsupported(_) => "另存为 docx、pdf、xlsx 或 md 后重新检查".into(),
            Self::Empty => "核对是否传错文件".into(),
            Self::Inaccessible(_) => "核对路径和读取权限".into(),
            Self::ImagePage => {
                "提供由原文档导出、带文字层的文件；没有的，加 --ocr 做文字识别，或由人工核对该页".into()
            }
            Self::Unrecognised(_) => {
                "提供由原文档导出、带文字层的文件，或更清晰的扫描件（300 dpi 以上），否则由人工核对该页"
                    .into()
            }
            Self::UnmappedGlyphs(_) => "由原文档重新导出 PDF 并嵌入字体，否则由人工核对该处".into(),
            Self::FormulaWithoutValue(_) => "用表格软件打开、重新计算并保存".into(),
            Self::Limit { limit, .. } => format!("确认文件无误后，在 yushen.toml 的 [limits] 中调高 {limit}"),
            Self::WrongExtension { found, .. } => format!("把扩展名改为与内容一致（{found}）"),
            Self::Ambiguous(_) => "重新打包或另存后提交，避免不同软件读出不同内容".into(),
            Self::Remark(_) => "如与预期不符，请人工核对".into(),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(page) = self.page {
            write!(f, "第 {page} 页：")?;
        }
        if let Some(part) = &self.part {
            write!(f, "{part}：")?;
        }
        match &self.kind {
            GapKind::Encrypted => write!(f, "文件已加密，需要密码才能读取"),
            GapKind::Damaged(detail) => write!(f, "内容损坏：{detail}"),
            GapKind::Unsupported(format) => write!(f, "已识别为 {format}，暂不能读取其内容"),
            GapKind::Empty => write!(f, "文件为空"),
            GapKind::Inaccessible(detail) => write!(f, "无法打开：{detail}"),
            GapKind::ImagePage => write!(f, "只有图像，没有文字层"),
            GapKind::Unrecognised(why) => write!(f, "只有图像，文字识别没有成功：{why}"),
            GapKind::UnmappedGlyphs(count) => write!(f, "{count} 个字符无法识别"),
            GapKind::FormulaWithoutValue(count) => write!(f, "{count} 个公式没有保存计算结果"),
            GapKind::Limit { limit, measured, allowed } => {
                write!(f, "超过上限 {limit}：读到 {measured}，允许 {allowed}，其后的内容未检查")
            }
            GapKind::WrongExtension { named, found } => {
                write!(f, "扩展名是 {named}，内容是 {found}，已按内容识别")
            }
            GapKind::Ambiguous(detail) => write!(f, "不同软件可能读出不同内容：{detail}"),
            GapKind::Remark(detail) => write!(f, "{detail}"),
        }
    }
}
