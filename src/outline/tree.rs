//! The parsed TOML: where a key's value or a string stands.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table with `_` in its keys written as `-`, at every depth: packs may use either.
pub(super) fn dashed(table: Spanned<DeTable<'_>>) -> Spanned<DeTable<'_>> {
    let span = table.span();
    Spanned::new(span, dashed_table(table.into_inner()))
}

fn dashed_table(table: DeTable<'_>) -> DeTable<'_> {
    let mut renamed = DeTable::new();
    for (key, value) in table {
        let name = key.get_ref().replace('_', "-");
        let key =
            if renamed.contains_key(name.as_str()) { key } else { Spanned::new(key.span(), name.into()) };
        let span = value.span();
        renamed.insert(key, Spanned::new(span, dashed_value(value.into_inner())));
    }
    renamed
}

fn dashed_value(value: DeValue<'_>) -> DeValue<'_> {
    match value {
        DeValue::Table(table) => DeValue::Table(dashed_table(table)),
        DeValue::Array(array) => DeValue::Array(
            array
                .into_iter()
                .map(|item| {
                    let span = item.span();
                    Spanned::new(span, dashed_value(item.into_inner()))
                })
                .collect(),
        ),
        other => other,
    }
}

/// A table, with its place.
pub(super) trait Node<'i> {
    fn table(&self) -> Option<&DeTable<'i>>;
    fn place(&self) -> Range<usize>;
}

impl<'i> Node<'i> for Spanned<DeTable<'i>> {
    fn table(&self) -> Option<&DeTable<'i>> {
        Some(self.get_ref())
    }

    fn place(&self) -> Range<usize> {
        self.span()
    }
}

impl<'i> Node<'i> for Spanned<DeValue<'i>> {
    fn table(&self) -> Option<&DeTable<'i>> {
        self.get_ref().as_table()
    }

    fn place(&self) -> Range<usize> {
        self.span()
    }
}

fn value_at<'a, 'i>(node: &'a impl Node<'i>, path: &[&str]) -> Option<&'a Spanned<DeValue<'i>>> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(node.table()?.get(*first)?, |value, key| value.table()?.get(*key))
}

/// The place of a value, else of the table that should hold it.
pub(super) fn span_of<'i>(node: &impl Node<'i>, path: &[&str]) -> Range<usize> {
    value_at(node, path).map_or_else(|| node.place(), Spanned::span)
}

/// A string value.
pub(super) fn text_of<'i>(node: &impl Node<'i>, path: &[&str]) -> Option<String> {
    value_at(node, path)?.get_ref().as_str().map(str::to_owned)
}

/// The places of an array's items.
pub(super) fn items<'i>(node: &impl Node<'i>, path: &[&str]) -> Vec<Range<usize>> {
    let array = value_at(node, path).and_then(|value| value.get_ref().as_array());
    array.into_iter().flatten().map(Spanned::span).collect()
}

/// The place of the first string with that content inside a field, else of the field, else of the table.
pub(super) fn string_in(node: &Spanned<DeValue<'_>>, field: &str, wanted: &str) -> Range<usize> {
    match value_at(node, &[field]) {
        Some(value) => find_string(value, wanted).unwrap_or_else(|| value.span()),
        None => node.span(),
    }
}

fn find_string(value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::String(text) => (text == wanted).then(|| value.span()),
        DeValue::Array(array) => array.iter().find_map(|item| find_string(item, wanted)),
        DeValue::Table(table) => table.values().find_map(|item| find_string(item, wanted)),
        _ => None,
    }
}
