//! Small documents built by hand.
