//! Whether two answers say the same.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::DateTime;
use eyre::{Result, WrapErr};
use serde_json::Value as Json;

use crate::contestant::primary_key;

/// What the first content takes from the clock and from chance, and so differs from database to database; ids under other
/// names do, too.
const ITS_OWN: [&str; 2] = ["id", "publishedAt"];

/// A number for what an answer says: the same for two databases that were filled on the same day. Left out are ids and
/// the moments of publishing; the order of lists is, too, since where all else is equal it is the order of ids.
pub fn fingerprint(data: &Json) -> u64 {
    let mut hasher = DefaultHasher::new();
    comparable(data).hash(&mut hasher);
    hasher.finish()
}

/// Does an answer with primary keys in place of ids say the same as ours, in the same order? Moments and numbers may be
/// spelt with more or fewer zeros, and cursors are each server's own.
pub fn same(ours: &Json, theirs: &Json) -> Result<bool> {
    Ok(match (ours, theirs) {
        (Json::Array(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && all(ours.iter().zip(theirs), |(ours, theirs)| same(ours, theirs))?
        }
        (Json::Object(ours), Json::Object(theirs)) => {
            let field = |(name, ours): (&String, &Json)| match (name.as_str(), ours, theirs.get(name)) {
                (_, _, None) => Ok(false),
                ("endCursor", ours, Some(theirs)) => Ok(ours.is_null() == theirs.is_null()),
                ("id", Json::String(ours), Some(theirs)) => Ok(theirs == &Json::from(primary_key(ours)?)),
                (_, ours, Some(theirs)) => same(ours, theirs),
            };
            ours.len() == theirs.len() && all(ours.iter(), field)?
        }
        (Json::Number(ours), Json::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        (Json::String(ours), Json::String(theirs)) if ours != theirs => {
            let moment =
                |text: &str| DateTime::parse_from_rfc3339(text).wrap_err_with(|| format!("{text} is no moment"));
            moment(ours)? == moment(theirs)?
        }
        (ours, theirs) => ours == theirs,
    })
}

fn all<T>(mut of: impl Iterator<Item = T>, is: impl Fn(T) -> Result<bool>) -> Result<bool> {
    of.try_fold(true, |so_far, one| Ok(so_far && is(one)?))
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
        Json::String(text) if primary_key(text).is_ok() => String::new(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spelling_does_not_count() {
        let id = "initiative_00000000000000000000000001";
        let ours = json!({ "id": id, "at": "2026-01-01T00:00:00Z", "quantity": 1.0, "endCursor": "a" });
        let mut theirs = json!({
            "id": "00000000-0000-0000-0000-000000000001", "at": "2026-01-01T00:00:00.000+00:00", "quantity": 1,
            "endCursor": "b",
        });
        assert!(same(&ours, &theirs).expect("they can be compared"));
        theirs["at"] = json!("2026-01-01T00:00:00.001+00:00");
        assert!(!same(&ours, &theirs).expect("they can be compared"));
    }

    #[test]
    fn ids_and_order_do_not_count() {
        let one = json!({ "nodes": [{ "id": "a", "name": "x" }, { "id": "b", "name": "y" }] });
        let other = json!({ "nodes": [{ "name": "y", "id": "c" }, { "name": "x", "id": "d" }] });
        assert_eq!(fingerprint(&one), fingerprint(&other));
        let group = |id: &str| json!({ "value": format!("team_{id}"), "count": 1 });
        let ids = ["00000000000000000000000001", "00000000000000000000000002"];
        assert_eq!(fingerprint(&group(ids[0])), fingerprint(&group(ids[1])));
        assert_ne!(fingerprint(&group("of")), fingerprint(&group("two")));
        assert_ne!(fingerprint(&one), fingerprint(&json!({ "nodes": [{ "id": "a", "name": "x" }] })));
    }
}
