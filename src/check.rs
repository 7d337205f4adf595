//! All rules over a package.
