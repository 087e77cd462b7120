//! Search: what is found by which words, by whom, and when.

mod following;
mod hostile;
mod model;
mod sight;
mod table;

use serde_json::{Value as Json, json};
use tests::caller::Caller;

/// What a caller finds: all ids, the best first, and how many there are said to be.
async fn found(caller: &Caller<'_>, query: &str, types: Option<&str>) -> (Vec<String>, usize) {
    let document = "query($query: String!, $types: [SearchType!], $after: String) {
        search(query: $query, types: $types, first: 100, after: $after) {
            totalCount nodes { id } pageInfo { hasNextPage endCursor }
        }
    }";
    let (mut ids, mut after) = (vec![], Json::Null);
    loop {
        let types = types.map(|of| vec![of]);
        let page = caller.data(document, json!({ "query": query, "types": types, "after": after })).await;
        let page = &page["search"];
        let nodes = page["nodes"].as_array().expect("a list");
        ids.extend(nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            let count = page["totalCount"].as_u64().and_then(|count| usize::try_from(count).ok());
            return (ids, count.expect("a count"));
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// What a caller finds of a list by the same words.
async fn listed(caller: &Caller<'_>, list: &str, query: &str) -> Vec<String> {
    let document = format!("query($query: String) {{ list: {list}(search: $query, first: 100) {{ nodes {{ id }} }} }}");
    let answer = caller.data(&document, json!({ "query": query })).await;
    let nodes = answer["list"]["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}
