//! What counts as the same.

use super::{Case, Report, Verdict};
use async_graphql::Value;
use std::collections::BTreeSet;

/// Adds one comparison to the report.
pub fn compare(report: &mut Report, case: &Case, reference: &str, ours: &Verdict) {
    report.compared += 1;
    let reference: Value = serde_json::from_str(reference).expect("the reference answers in JSON");
    let executed = field(&reference, "verdict") == Some(&Value::from("ok"));
    let theirs = field(&reference, "answer");
    let difference = match (executed, ours) {
        (false, Verdict::Refused(_)) => {
            report.refused += 1;
            return;
        }
        (false, Verdict::Answered(_)) => {
            let why = field(&reference, "messages").map(ToString::to_string).unwrap_or_default();
            format!("only the reference refuses: {why}")
        }
        (true, Verdict::Refused(why)) => format!("only the gate refuses: {why}"),
        (true, Verdict::Answered(ours)) => {
            report.executed += 1;
            match (theirs, ours) {
                (None, None) => return,
                (Some(theirs), Some(ours)) => match answers(report, theirs, ours) {
                    Some(difference) => difference,
                    None => return,
                },
                _ => String::from("only one side has an answer"),
            }
        }
    };
    let Case { title, document, operation, variables } = case;
    let variables = serde_json::to_string(variables).expect("variables serialise");
    report.differences.push(format!("{title}: {difference}\n{document}\n{operation:?} {variables}"));
}

fn answers(report: &mut Report, theirs: &Value, ours: &str) -> Option<String> {
    let mine: Value = serde_json::from_str(ours).expect("answers parse");
    let none = Value::Null;
    let (their_data, my_data) = (field(theirs, "data").unwrap_or(&none), field(&mine, "data").unwrap_or(&none));
    if !same(their_data, my_data) {
        return Some(format!("the data differs\n theirs {their_data}\n ours   {my_data}"));
    }
    let their_errors: BTreeSet<String> = items(theirs, "errors").map(|path| nulled(their_data, path)).collect();
    let my_errors = items(&mine, "errors").map(|error| field(error, "path").unwrap_or(&none));
    let my_errors: BTreeSet<String> = my_errors.map(|path| nulled(my_data, path)).collect();
    report.with_errors += usize::from(!my_errors.is_empty());
    (their_errors != my_errors)
        .then(|| format!("errors differ\n theirs {their_errors:?}\n ours   {my_errors:?}\n data   {my_data}"))
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name),
        _ => None,
    }
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    match field(value, name) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    }
    .iter()
}

/// Equal, with the order of keys. Numbers are equal as JavaScript sees them.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((left_key, left), (right_key, right))| left_key == right_key && same(left, right))
        }
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

/// The null that an error caused. Which of several errors below it are reported depends on which comes first, so
/// only the place where null stands is compared; without null on the way, the path itself.
fn nulled(data: &Value, path: &Value) -> String {
    let Value::List(segments) = path else { return String::from("no path") };
    let (mut at, mut place) = (data, String::new());
    for segment in segments {
        at = match (at, segment) {
            (Value::Null, _) => return format!("null at {place}"),
            (Value::Object(fields), Value::String(key)) => match fields.get(key.as_str()) {
                Some(value) => value,
                None => return format!("nowhere: {path}"),
            },
            (Value::List(items), Value::Number(index)) => {
                match items.get(index.as_u64().unwrap_or(u64::MAX) as usize) {
                    Some(value) => value,
                    None => return format!("nowhere: {path}"),
                }
            }
            _ => return format!("nowhere: {path}"),
        };
        place.push_str(&format!("/{segment}"));
    }
    match at {
        Value::Null => format!("null at {place}"),
        _ => format!("not null: {path}"),
    }
}
