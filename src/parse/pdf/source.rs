//! Page and annotation dictionaries → the streams to draw and the place to draw them.

use crate::parse::fixed::Matrix;
use hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro_syntax::page::Page;

/// From the coordinates of a page to points from its top left corner.
pub(super) fn placing(page: &Page<'_>) -> Matrix {
    /// No paper is as large; beyond it, places lose their digits.
    const LARGEST: f64 = 1e6;
    let matrix = page.initial_transform(true).as_coeffs();
    if matrix.iter().all(|value| value.abs() <= LARGEST) {
        Matrix(matrix)
    } else {
        Matrix([1.0, 0.0, 0.0, -1.0, 0.0, 842.0])
    }
}

/// The content streams of a page, and how many it names.
pub(super) fn content_streams<'a>(page: &Page<'a>) -> (Vec<Stream<'a>>, usize) {
    match page.raw().get::<Object<'a>>("Contents") {
        Some(Object::Stream(stream)) => (vec![stream], 1),
        Some(Object::Array(array)) => {
            let named = array.raw_iter().count();
            (array.iter::<Object<'a>>().filter_map(Object::into_stream).collect(), named)
        }
        _ => (Vec::new(), usize::from(page.raw().contains_key("Contents"))),
    }
}

/// The normal appearance of an annotation, in its present state.
pub(super) fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'a>>("AP")?.get::<Object<'a>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'a>>(annotation.get::<Name<'_>>("AS")?),
        _ => None,
    }
}
