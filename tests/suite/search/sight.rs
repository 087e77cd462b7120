//! Who finds what: exactly what their lists show, and nothing else is counted.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use entity::kind::SearchType;
use sea_orm::{ActiveEnum, Iterable};
use serde_json::Value as Json;
use tests::caller::Caller;
use tests::world::World;

use super::{found, listed, sorted};

/// Words that each row of the world holds one of.
const WORDS: [&str; 21] = [
    "protected",
    "title",
    "name",
    "text",
    "label",
    "summary",
    "statement",
    "description",
    "motivation",
    "audience",
    "holder",
    "former",
    "colleague",
    "author",
    "owner",
    "proposer",
    "visitor",
    "granted",
    "blocked",
    "revoked",
    "o",
];

/// The list of a type, and whether it has pages.
fn list_of(schema: &Schema, of: SearchType) -> (String, bool) {
    let name: String = of.to_value().split('_').map(|word| word[..1].to_owned() + &word[1..].to_lowercase()).collect();
    let query = schema.get_object("Query").expect("a query root");
    let list = |ty: String| ty == format!("{name}Connection!") || ty == format!("[{name}!]!");
    let (field, definition) = query.fields.iter().find(|(_, field)| list(field.ty.to_string())).expect("it has a list");
    (field.to_string(), definition.ty.to_string().ends_with("Connection!"))
}

async fn all(caller: &Caller<'_>, list: &str, is_paged: bool) -> BTreeSet<String> {
    let (page, nodes) = if is_paged { ("(first: 100) { nodes { id } }", "/list/nodes") } else { ("{ id }", "/list") };
    let answer = caller.data(&format!("{{ list: {list}{page} }}"), Json::Null).await;
    let nodes = answer.pointer(nodes).and_then(Json::as_array).expect("a list");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn everybody_finds_what_their_lists_show() {
    let world = World::new().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let callers = world.callers();
    let (_, administrator) = callers.last().expect("there are callers");
    let mut words = vec![];
    for of in SearchType::iter() {
        let mut of_type = vec![];
        for word in WORDS {
            if found(administrator, word, Some(&of.to_value())).await.1 > 0 {
                of_type.push(word);
            }
        }
        words.push((of, of_type));
    }
    for (name, caller) in &callers {
        for (of, words) in &words {
            let (list, is_paged) = list_of(&schema, *of);
            let visible = all(caller, &list, is_paged).await;
            let mut seen = BTreeSet::new();
            for word in words {
                let about = format!("{name} searches {list} for {word}");
                let (ids, count) = found(caller, word, Some(&of.to_value())).await;
                assert_eq!(ids.len(), count, "{about}");
                if is_paged {
                    assert_eq!(sorted(listed(caller, &list, word).await), sorted(ids.clone()), "{about}");
                }
                seen.extend(ids);
            }
            assert_eq!(seen, visible, "{name} searches {list}");
        }
        let (ids, count) = found(caller, "title", None).await;
        assert_eq!(ids.len(), count, "{name} searches everything");
    }
}

/// What is due by the clock alone is found by the clock alone, on the same server and with the same words.
#[tokio::test]
async fn scheduled_news_is_found_when_it_is_due() {
    let world = World::new().await;
    let (caller, other) = (world.app.anonymous(), world.app.as_member());
    let before = found(&caller, "title", Some("NEWS")).await;
    assert!(found(&other, "title", Some("NEWS")).await.1 > before.1, "members read more");
    world.app.clock.advance(chrono::TimeDelta::hours(2));
    let after = found(&caller, "title", Some("NEWS")).await;
    assert_eq!(after.1, before.1 + 1, "one was due within the hour");
    assert_eq!(after.0.len(), before.0.len() + 1);
}
