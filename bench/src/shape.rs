//! The shape of an answer: which of its lists hold something, and which of its objects are there.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// The paths at which an answer has objects that hold further objects or lists.
///
/// Where there is nothing, nothing further is asked of the database: an initiative without screenings takes no
/// statement for their answers. So only answers of one shape can be compared. What holds nothing but values leads to
/// no statement of its own, and so is no part of the shape.
pub fn shape(answer: &Json) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    walk(answer, "", &mut paths);
    paths
}

fn walk(value: &Json, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| walk(item, path, paths)),
        Json::Object(fields) => {
            let inner = |value: &Json| value.is_object() || value.is_array();
            if fields.values().any(inner) {
                paths.insert(path.to_owned());
            }
            for (name, value) in fields {
                walk(value, &format!("{path}/{name}"), paths);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_leads_further_counts() {
        let answer =
            json!({ "a": { "nodes": [{ "b": 1 }, { "b": 2, "c": { "d": 3 } }] }, "e": { "nodes": [] }, "f": null });
        let paths: Vec<_> = shape(&answer).into_iter().collect();
        assert_eq!(paths, ["", "/a", "/a/nodes", "/e"]);
    }
}
