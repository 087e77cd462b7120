//! The shape of an answer: what of it decides how many statements it takes.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// What led to statements: the paths of objects that hold lists or further objects, and for each level the kinds of
/// things that are referred to there and at no level above.
///
/// Where there is nothing, nothing further is asked of the database: an initiative without screenings takes no
/// statement for their answers. And a thing that was read once is not read again: the organisations of owners take no
/// statement where each of them leads the initiative, too. So only answers of one shape can be compared.
pub fn shape(answer: &Json) -> BTreeSet<String> {
    let mut walk = Walk::default();
    walk.value(answer, "", 0);
    walk.shape()
}

#[derive(Default)]
struct Walk {
    paths: BTreeSet<String>,
    /// The things that are referred to, by level: an object within an object, not within a list.
    references: BTreeSet<(usize, String)>,
}

impl Walk {
    fn value(&mut self, value: &Json, path: &str, level: usize) {
        match value {
            Json::Array(items) => items.iter().for_each(|item| self.value(item, path, level)),
            Json::Object(fields) => {
                if fields.values().any(|value| value.is_object() || value.is_array()) {
                    self.paths.insert(path.to_owned());
                }
                for (name, value) in fields {
                    // A connection and its nodes are one level.
                    let level = if name == "nodes" { level } else { level + 1 };
                    if let Some(id) = value["id"].as_str() {
                        self.references.insert((level, id.to_owned()));
                    }
                    self.value(value, &format!("{path}/{name}"), level);
                }
            }
            _ => {}
        }
    }

    fn shape(self) -> BTreeSet<String> {
        let mut known = BTreeSet::new();
        let mut shape = self.paths;
        // They come in the order of their levels.
        for (level, id) in self.references {
            // Before the last `_` stands the kind.
            let kind = id.rsplit_once('_').map_or("", |(kind, _)| kind).to_owned();
            if known.insert(id) {
                shape.insert(format!("{level}:{kind}"));
            }
        }
        shape
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(answer: Json) -> Vec<String> {
        shape(&answer).into_iter().collect()
    }

    #[test]
    fn values_are_no_part_of_it() {
        let answer =
            json!({ "a": { "nodes": [{ "b": 1 }, { "b": 2, "c": { "d": 3 } }] }, "e": { "nodes": [] }, "f": null });
        assert_eq!(of(answer), ["", "/a", "/a/nodes", "/e"]);
    }

    #[test]
    fn what_was_read_above_is_not_read_again() {
        let answer = |id: &str| json!({ "a": { "id": "x_1" }, "b": { "nodes": [{ "id": "y_1", "c": { "id": id } }] } });
        assert_eq!(of(answer("x_1")), ["", "/b", "/b/nodes", "1:x"]);
        assert_eq!(of(answer("x_2")), ["", "/b", "/b/nodes", "1:x", "2:x"]);
    }
}
