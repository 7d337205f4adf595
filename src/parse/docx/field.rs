//! Fields: which text is a field's code, which its result, and which stands in a contents page.

/// Bytes of a field's code that are looked at.
const CODE_BYTES: usize = 16;
/// Fields inside fields that are told apart; deeper ones count as part of the innermost.
const DEEPEST_FIELD: usize = 64;

/// The open fields of a story, outermost first.
#[derive(Debug, Default)]
pub(in crate::parse) struct Fields {
    open: Vec<Field>,
    /// Fields begun beyond the deepest that is kept.
    beyond: u32,
}

#[derive(Debug, Default)]
struct Field {
    code: String,
    in_result: bool,
    is_contents: bool,
}

impl Fields {
    /// A field begins with its code.
    pub(in crate::parse) fn begin(&mut self) {
        if self.open.len() >= DEEPEST_FIELD {
            self.beyond += 1;
        } else {
            self.open.push(Field::default());
        }
    }

    /// Part of the code of the innermost field.
    pub(in crate::parse) fn code(&mut self, text: &str) {
        let Some(field) = self.open.last_mut().filter(|field| !field.in_result) else { return };
        let room = CODE_BYTES.saturating_sub(field.code.len());
        field.code.extend(text.chars().take(room));
    }

    /// The beginning of the code that is being read, if one is.
    pub(in crate::parse) fn open_code(&self) -> Option<&str> {
        self.open.last().filter(|field| !field.in_result).map(|field| field.code.as_str())
    }

    /// The code ends, the result begins.
    pub(in crate::parse) fn separate(&mut self) {
        if self.beyond > 0 {
            return;
        }
        if let Some(field) = self.open.last_mut() {
            field.in_result = true;
            field.is_contents = names_contents(&field.code);
        }
    }

    /// The field ends.
    pub(in crate::parse) fn end(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else {
            self.open.pop();
        }
    }

    /// Whether text here belongs to a field's code.
    pub(in crate::parse) fn hide_text(&self) -> bool {
        self.open.iter().any(|field| !field.in_result)
    }

    /// Whether text here stands in a contents page.
    pub(in crate::parse) fn in_contents(&self) -> bool {
        self.open.iter().any(|field| field.is_contents)
    }

    /// Gives up the codes that did not end in their paragraph: what follows is text.
    pub(in crate::parse) fn give_up_codes(&mut self) {
        for field in &mut self.open {
            field.in_result = true;
        }
    }

    /// Gives up contents pages whose end is missing.
    pub(in crate::parse) fn give_up_contents(&mut self) {
        for field in &mut self.open {
            field.is_contents = false;
        }
    }
}

/// Whether a field's code makes a contents page or a list of pictures and tables.
pub(in crate::parse) fn names_contents(code: &str) -> bool {
    code.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("TOC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_hidden_and_result_is_shown() {
        let mut fields = Fields::default();
        assert!(!fields.hide_text());
        fields.begin();
        fields.code(" PAGE ");
        assert!(fields.hide_text());
        fields.separate();
        assert!(!fields.hide_text() && !fields.in_contents());
        fields.end();
        assert!(!fields.hide_text());
    }

    #[test]
    fn a_result_inside_a_code_is_hidden() {
        let mut fields = Fields::default();
        fields.begin();
        fields.begin();
        fields.separate();
        assert!(fields.hide_text());
    }

    #[test]
    fn a_contents_field_holds_the_fields_inside_it() {
        let mut fields = Fields::default();
        fields.begin();
        fields.code(" TO");
        fields.code("C \\o \"1-3\" ");
        fields.separate();
        fields.begin();
        fields.code("PAGEREF _Toc1");
        fields.separate();
        assert!(fields.in_contents());
        fields.end();
        fields.end();
        assert!(!fields.in_contents());
    }

    #[test]
    fn endless_fields_are_bounded() {
        let mut fields = Fields::default();
        for _ in 0..20_000 {
            fields.begin();
        }
        assert_eq!(fields.open.len(), DEEPEST_FIELD);
        fields.give_up_codes();
        assert!(!fields.hide_text());
    }
}
