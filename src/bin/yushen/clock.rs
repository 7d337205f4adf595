//! The clock → today's date.
#![expect(clippy::disallowed_methods, reason = "the program reads the clock so that the library need not")]

use std::time::{SystemTime, UNIX_EPOCH};
use yushen::date::Date;

/// All of China has one time, eight hours ahead of UTC.
const OFFSET_SECONDS: i64 = 8 * 3600;

/// Today in Beijing.
pub(crate) fn today() -> Date {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(0) + OFFSET_SECONDS;
    Date::from_unix_days(seconds / 86_400)
        .or_else(|| Date::new(1970, 1, 1))
        .expect("the first day of 1970 exists")
}
