//! Whether the rules themselves are still in force on the day of judgement.

use super::{Case, Outcome, Remark, Verdict};
use crate::date::Date;
use serde::Deserialize;

/// The last day on which the rules hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValidityRule {
    /// The day.
    pub until: Date,
}

impl ValidityRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let (today, until) = (case.as_of, self.until);
        if today <= until {
            let evidence = case.opening().into_iter().collect::<Vec<_>>();
            return Outcome {
                evidence,
                ..Outcome::new(Verdict::Met, format!("{today} 在有效期内（至 {until}）"))
            };
        }
        let message = format!("所依据的办法有效期至 {until}，按 {today} 检查时已过有效期");
        Outcome::new(Verdict::Contradicted, message.clone()).say(Remark::new(message, None))
    }
}
