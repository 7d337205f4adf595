//! Rule kinds: what a requirement can ask of a package.
