//! What a report was made from, for the formats that show or annotate the documents themselves.

use crate::check::PackageReview;
use crate::parse::Limits;
use crate::source::Package;
use std::sync::Arc;

/// A package as submitted and as reviewed. Report formats without the document's own text do without it.
#[derive(Debug)]
pub struct Original {
    /// The bytes; one source for each reading of the review, in the same order.
    pub package: Arc<Package>,
    /// The documents as read and the results with their spans.
    pub review: PackageReview,
    /// Those that it was read with: it is read again within the same.
    pub limits: Limits,
}
