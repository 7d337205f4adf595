//! The review in the formats that people and machines read.
