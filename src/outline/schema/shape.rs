//! A type that serde can read → the names and kinds of values that it reads.
//!
//! A [`Probe`] poses as the input of a type's own `Deserialize` code. Derived code tells its input
//! which fields or variants it knows before it reads any; the probe writes that down and gives up, and
//! the next run goes one step further, into one field or variant. Nothing is ever built.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess};
use serde::de::{IntoDeserializer, VariantAccess, Visitor};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// A kind of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Integer,
    Number,
    Bool,
    /// Not known: anything.
    Any,
    List(Box<Shape>),
    /// A struct without a name of its own.
    Fields(Vec<(&'static str, Shape)>),
    /// A struct or an enum in [`Catalog::definitions`].
    Named(String),
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Definition {
    Fields(Vec<(&'static str, Shape)>),
    /// With what stands behind the variant's name; nothing for plain words.
    Variants(Vec<(&'static str, Option<Shape>)>),
}

/// The types that were looked at.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) definitions: BTreeMap<String, Definition>,
    /// Name of the definition by the type's own name and members: two types may share a name.
    known: BTreeMap<(&'static str, &'static [&'static str]), String>,
}

impl Catalog {
    /// Looks at a type and at all that it holds.
    pub(super) fn add<T: DeserializeOwned>(&mut self) -> Shape {
        self.explore(&|probe| drop(T::deserialize(probe)), &mut Vec::new()).unwrap_or(Shape::Any)
    }

    /// What stands at the end of the path; `None` for a plain word.
    fn explore(&mut self, read: &dyn Fn(Probe<'_>), path: &mut Vec<usize>) -> Option<Shape> {
        let seen = RefCell::new(Seen { lists: 0, leaf: Leaf::Scalar(Shape::Any) });
        read(Probe { path, seen: &seen });
        let Seen { lists, leaf } = seen.into_inner();
        let shape = match leaf {
            Leaf::Word => return None,
            Leaf::Scalar(shape) => shape,
            Leaf::Inline(fields) => Shape::Fields(self.fields(read, path, fields)),
            Leaf::Struct(name, fields) => {
                self.named(name, fields, |catalog| Definition::Fields(catalog.fields(read, path, fields)))
            }
            Leaf::Enum(name, variants) => self.named(name, variants, |catalog| {
                let members = variants.iter().enumerate();
                let explored = members.map(|(at, variant)| (*variant, catalog.step(read, path, at)));
                Definition::Variants(explored.collect())
            }),
        };
        Some((0..lists).fold(shape, |shape, _| Shape::List(Box::new(shape))))
    }

    fn named(
        &mut self,
        name: &'static str,
        members: &'static [&'static str],
        define: impl FnOnce(&mut Self) -> Definition,
    ) -> Shape {
        if let Some(known) = self.known.get(&(name, members)) {
            return Shape::Named(known.clone());
        }
        let namesakes = self.known.keys().filter(|(known, _)| *known == name).count();
        let unique = if namesakes == 0 { name.to_owned() } else { format!("{name}{}", namesakes + 1) };
        self.known.insert((name, members), unique.clone());
        let definition = define(self);
        self.definitions.insert(unique.clone(), definition);
        Shape::Named(unique)
    }

    fn fields(
        &mut self,
        read: &dyn Fn(Probe<'_>),
        path: &mut Vec<usize>,
        fields: &'static [&'static str],
    ) -> Vec<(&'static str, Shape)> {
        let explored = fields.iter().enumerate();
        explored.map(|(at, field)| (*field, self.step(read, path, at).unwrap_or(Shape::Any))).collect()
    }

    fn step(&mut self, read: &dyn Fn(Probe<'_>), path: &mut Vec<usize>, at: usize) -> Option<Shape> {
        path.push(at);
        let shape = self.explore(read, path);
        path.pop();
        shape
    }
}

/// What stood at the end of the path.
struct Seen {
    /// Lists around it, since the last step of the path.
    lists: usize,
    leaf: Leaf,
}

enum Leaf {
    Word,
    Scalar(Shape),
    Inline(&'static [&'static str]),
    Struct(&'static str, &'static [&'static str]),
    Enum(&'static str, &'static [&'static str]),
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    /// Indices of fields and variants to go into.
    path: &'a [usize],
    seen: &'a RefCell<Seen>,
}

impl<'a> Probe<'a> {
    fn note<T>(self, leaf: Leaf) -> Result<T, Enough> {
        self.seen.borrow_mut().leaf = leaf;
        Err(Enough)
    }

    /// The next step, with the rest of the path.
    fn next(self) -> Option<(usize, Self)> {
        let (first, rest) = self.path.split_first()?;
        self.seen.borrow_mut().lists = 0;
        Some((*first, Self { path: rest, seen: self.seen }))
    }

    fn members<'de, V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
        leaf: Leaf,
    ) -> Result<V::Value, Enough> {
        match self.next() {
            None => self.note(leaf),
            Some((at, probe)) => visitor.visit_map(One { name: fields.get(at).copied(), probe }),
        }
    }
}

/// Why the reading stops: nothing is built, something was learnt.
#[derive(Debug)]
struct Enough;

impl fmt::Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("learnt enough")
    }
}

impl std::error::Error for Enough {}

impl serde::de::Error for Enough {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Methods that note one kind of scalar.
macro_rules! scalars {
    ($($method:ident => $shape:expr),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Enough> {
            self.note(Leaf::Scalar($shape))
        })*
    };
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Enough;

    scalars! {
        deserialize_any => Shape::Any, deserialize_ignored_any => Shape::Any, deserialize_unit => Shape::Any,
        deserialize_bytes => Shape::Any, deserialize_byte_buf => Shape::Any, deserialize_map => Shape::Any,
        deserialize_bool => Shape::Bool,
        deserialize_i8 => Shape::Integer, deserialize_i16 => Shape::Integer, deserialize_i32 => Shape::Integer,
        deserialize_i64 => Shape::Integer, deserialize_u8 => Shape::Integer, deserialize_u16 => Shape::Integer,
        deserialize_u32 => Shape::Integer, deserialize_u64 => Shape::Integer,
        deserialize_f32 => Shape::Number, deserialize_f64 => Shape::Number,
        deserialize_char => Shape::Text, deserialize_str => Shape::Text, deserialize_string => Shape::Text,
        deserialize_identifier => Shape::Text,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Enough> {
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Enough> {
        self.note(Leaf::Scalar(Shape::Any))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Enough> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Enough> {
        self.seen.borrow_mut().lists += 1;
        visitor.visit_seq(One { name: None, probe: self })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Enough> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Enough> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Enough> {
        self.members(fields, visitor, Leaf::Struct(name, fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Enough> {
        match self.next() {
            None => self.note(Leaf::Enum(name, variants)),
            Some((at, probe)) => visitor.visit_enum(One { name: variants.get(at).copied(), probe }),
        }
    }
}

/// One member of a struct, an enum or a list.
struct One<'a> {
    name: Option<&'static str>,
    probe: Probe<'a>,
}

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Enough;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Enough> {
        seed.deserialize(self.probe).map(Some)
    }
}

impl<'de> MapAccess<'de> for One<'_> {
    type Error = Enough;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Enough> {
        let Some(name) = self.name.take() else { return Ok(None) };
        let name: StrDeserializer<'_, Enough> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Enough> {
        seed.deserialize(self.probe)
    }
}

impl<'de> EnumAccess<'de> for One<'_> {
    type Error = Enough;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Enough> {
        let name: StrDeserializer<'_, Enough> = self.name.ok_or(Enough)?.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for One<'_> {
    type Error = Enough;

    fn unit_variant(self) -> Result<(), Enough> {
        self.probe.note(Leaf::Word)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Enough> {
        seed.deserialize(self.probe)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Enough> {
        self.probe.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Enough> {
        self.probe.members(fields, visitor, Leaf::Inline(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its shape counts")]
    struct Outer {
        name: String,
        some_numbers: Option<Vec<Vec<u32>>>,
        kind: Kind,
        #[serde(default)]
        inner: Vec<Outer>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its shape counts")]
    enum Kind {
        Plain,
        With(bool),
        Full { depth: f64 },
        Nested(Box<Kind>),
    }

    #[test]
    fn tells_what_derived_code_reads() {
        let mut catalog = Catalog::default();
        let shape = catalog.add::<Outer>();
        let list = |inner| Shape::List(Box::new(inner));
        let named = |name: &str| Shape::Named(name.to_owned());
        assert_eq!(shape, named("Outer"));
        assert_eq!(
            catalog.definitions["Outer"],
            Definition::Fields(vec![
                ("name", Shape::Text),
                ("some-numbers", list(list(Shape::Integer))),
                ("kind", named("Kind")),
                ("inner", list(named("Outer"))),
            ])
        );
        assert_eq!(
            catalog.definitions["Kind"],
            Definition::Variants(vec![
                ("plain", None),
                ("with", Some(Shape::Bool)),
                ("full", Some(Shape::Fields(vec![("depth", Shape::Number)]))),
                ("nested", Some(named("Kind"))),
            ])
        );
    }
}
