//! Is the project, by its table of costs, one of another kind.

use super::anchor;
use crate::fact::budget::LineClass;
use crate::rule::condition::{Truth, budget_mostly};
use crate::rule::{Case, Outcome, Remark, Verdict};

pub(super) fn judge(case: &Case<'_>, classes: &[LineClass]) -> Outcome {
    let titles: Vec<&str> = classes.iter().map(|class| class.title()).collect();
    let titles = titles.join("、");
    match (budget_mostly(case, classes), anchor(case)) {
        (Truth::Yes(places), _) => {
            let reason = format!("费用一半以上用于{titles}");
            Outcome::new(Verdict::Contradicted, reason.clone())
                .say(Remark::new(reason, places.first().copied()))
        }
        (Truth::No(_), Some(place)) => {
            case.if_all_read(Outcome::met(format!("费用不以{titles}为主"), vec![place]))
        }
        (Truth::No(reason) | Truth::Unknown(reason), _) => case.absent(reason).into_inapplicable(),
    }
}
