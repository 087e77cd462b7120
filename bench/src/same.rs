//! Whether two databases give the same answers.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value as Json;

/// What the first content takes from the clock and from chance, and so differs from database to database.
const ITS_OWN: [&str; 2] = ["id", "publishedAt"];

/// A number for what an answer says: the same for two databases that were filled on the same day. Left out are ids and
/// the moments of publishing; the order of lists is, too, since where all else is equal it is the order of ids.
pub fn fingerprint(data: &Json) -> u64 {
    let mut hasher = DefaultHasher::new();
    comparable(data).hash(&mut hasher);
    hasher.finish()
}

fn comparable(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let mut items: Vec<_> = items.iter().map(comparable).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        Json::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !ITS_OWN.contains(&name.as_str()));
            let mut kept: Vec<_> = kept.map(|(name, value)| format!("{name}:{}", comparable(value))).collect();
            kept.sort_unstable();
            format!("{{{}}}", kept.join(","))
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_and_order_do_not_count() {
        let one = json!({ "nodes": [{ "id": "a", "name": "x" }, { "id": "b", "name": "y" }] });
        let other = json!({ "nodes": [{ "name": "y", "id": "c" }, { "name": "x", "id": "d" }] });
        assert_eq!(fingerprint(&one), fingerprint(&other));
        assert_ne!(fingerprint(&one), fingerprint(&json!({ "nodes": [{ "id": "a", "name": "x" }] })));
    }
}
