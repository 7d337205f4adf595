//! Words: section concepts with their wordings, and sets of terms, found in one pass.
