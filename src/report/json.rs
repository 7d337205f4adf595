//! [`Report`] → JSON, schema `yushen/1`.

use super::Report;

/// The report as indented JSON with a line break at its end.
pub fn render(report: &Report) -> String {
    let mut text =
        serde_json::to_string_pretty(report).expect("the model has string keys and no fallible serializer");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{faulty_proposal, reading, review};
    use crate::gap::GapKind;
    use crate::report::{Report, SCHEMA};
    use serde_json::Value;

    fn json(report: &Report) -> Value {
        serde_json::from_str(&super::render(report)).unwrap()
    }

    #[test]
    fn follows_the_schema() {
        let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let faulty = faulty_proposal();
        let unchecked = review(Vec::new(), vec![reading("", Some(GapKind::Encrypted))]);
        let value = json(&Report::new(faulty.as_of, &[faulty, unchecked]));
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(value["packages"][1]["verdict"], "unchecked");
    }

    #[test]
    fn holds_values_quotes_and_places() {
        let review = faulty_proposal();
        let value = json(&Report::new(review.as_of, &[review]));
        let package = &value["packages"][0];
        assert_eq!(package["facts"][0]["name"], "total-investment");
        assert_eq!(package["facts"][0]["value"]["fen"], 1_280_000_000_i64);
        assert_eq!(package["facts"][0]["quote"], "1,280 万元");
        assert_eq!(package["results"][0]["evidence"][0]["location"]["section"][0], "第一章 运维服务");
        assert_eq!(package["findings"][2]["location"], serde_json::json!({}));
        assert_eq!(package["files"][0]["pages"], Value::Null);
    }

    #[test]
    fn is_the_same_text_each_time() {
        let render = || {
            let review = faulty_proposal();
            super::render(&Report::new(review.as_of, &[review]))
        };
        assert_eq!(render(), render());
    }
}
