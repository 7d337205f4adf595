//! Bytes → text, by UTF-8, GB18030 and a last guess.
