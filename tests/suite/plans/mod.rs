//! What a query costs does not grow with what there is: each way to a row leads over an index, on both databases.
//!
//! The statements are those that the API sends, caught on their way to the database; what is held against the rules is
//! how the database would run them (`EXPLAIN`). What is asked comes from the schema, so that a new field is tried too.

mod caught;
mod plan;
mod shape;
mod stage;

use std::collections::BTreeSet;

use api::policy::{Access, access};
use serde_json::{Value as Json, json};
use tests::database::backend;

use plan::By;
use shape::{Filter, List, Lookup, Shape, screaming, snake};
use stage::{Stage, grows};

/// Days and moments that lists are neither ordered nor narrowed by often enough to pay for an index in every write.
const DATES_WITHOUT_INDEX: [&str; 11] = [
    "Contribution.startsOn",
    "Contribution.endsOn",
    "ContactReading.readOn",
    "ContactReading.lastAt",
    "Event.endsAt",
    "Invitation.answeredAt",
    "Person.blockedAt",
    "SignInInvitation.expiresAt",
    "SignInInvitation.acceptedAt",
    "SignInInvitation.revokedAt",
    "StrategicNeed.retiredAt",
];

/// SQLite finds what holds one of several values by an index of them, value after value, and then sorts it. So are found
/// the states that make a portfolio, and the audiences of whoever belongs to several.
const BY_SEVERAL_VALUES: &str = "FocusArea.portfolio.initiatives";

/// Why no index finds what a filter asks for; the list is then walked in its order, by the index of that.
fn why_walked(shape: &Shape, kind: &str, filter: &Filter) -> Option<&'static str> {
    let is_ordered = shape.orders(kind).contains(&screaming(&filter.field));
    match filter.ty.as_str() {
        "StringWhere" if shape.keys(kind).contains(&filter.field) => None,
        "NewsStatusWhere" => None,
        "StringWhere" => Some("it is looked for inside of texts, of which an index knows but the beginnings"),
        "DateWhere" | "DateTimeWhere" if DATES_WITHOUT_INDEX.contains(&&*format!("{kind}.{}", filter.field)) => {
            Some("it is seldom asked for")
        }
        "BooleanWhere" | "IntWhere" | "FloatWhere" if !is_ordered => Some("many rows hold each of its few values"),
        _ if filter.is_choice && !is_ordered => Some("many rows hold each of its few values"),
        _ => None,
    }
}

/// A page in each order, from each end, and from a cursor on; and in its own order for those who do not see all there is.
#[tokio::test]
async fn a_page_stops_in_an_index() {
    let mut stage = Stage::new().await;
    for list in stage.shape.lists() {
        if access("Query", &list.field) == Some(Access::Anyone) {
            pages(&mut stage, &list, "anonymous", &json!(null)).await;
        }
        pages(&mut stage, &list, "member", &json!(null)).await;
        let of_anybody = (access("Query", &list.field) == Some(Access::Anyone)).then_some("anonymous");
        for order in stage.shape.orders(&list.kind) {
            for viewer in stage.viewers(&order).iter().copied().chain(of_anybody) {
                for direction in ["ASC", "DESC"] {
                    pages(&mut stage, &list, viewer, &json!([{ "field": order, "direction": direction }])).await;
                }
            }
        }
    }
    stage.end();
}

async fn pages(stage: &mut Stage, List { field, kind }: &List, viewer: &str, order: &Json) {
    let (table, document) = (snake(kind), page(field, kind));
    let mut cursor = Json::Null;
    for (size, from) in [("first", "after"), ("first", "after"), ("last", "before")] {
        let about = format!("{field} for {viewer} by {order}, {size} {from} {cursor}");
        let variables = json!({ size: 2, from: cursor, "order": order });
        let (data, plans) = stage.ask(viewer, &document, variables).await;
        for plan in plans.iter().filter(|plan| grows(&table) && plan.is_page_of(&table)) {
            let is_entered = cursor.is_null() || plan.worst(&table) == Some(By::Entry);
            stage.expect(plan.sorts <= plan.sorts_of_parts() && is_entered, &about, plan);
        }
        if cursor.is_null() {
            cursor = data["list"]["pageInfo"]["endCursor"].clone();
            let is_enough = !cursor.is_null() || viewer != "administrator" || !grows(&table);
            stage.expect_text(is_enough, &about, "there is nothing to try it on");
        }
    }
}

fn page(field: &str, kind: &str) -> String {
    format!(
        "query($first: Int, $after: String, $last: Int, $before: String, $order: [{kind}Order!]) {{
            list: {field}(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {{
                nodes {{ __typename }} pageInfo {{ endCursor }}
            }}
        }}"
    )
}

/// What belongs to a thing, for one thing and for several at once.
#[tokio::test]
async fn a_list_within_a_thing_enters_an_index() {
    let mut stage = Stage::new().await;
    // the first list of a kind is that of all
    let mut kinds = BTreeSet::new();
    for list in stage.shape.lists().into_iter().filter(|list| kinds.insert(list.kind.clone())) {
        for nested in stage.shape.nested(&list.kind) {
            let (page, rows) = if nested.is_paged {
                ("(first: 2)", "{ nodes { __typename } totalCount }")
            } else {
                ("", "{ __typename }")
            };
            let inner = format!("{}{page} {rows}", nested.way.join(" { "));
            let ends = "}".repeat(nested.way.len() - 1);
            let table = snake(&nested.kind);
            for parents in [1, 2] {
                let document = format!("{{ {}(first: {parents}) {{ nodes {{ {inner} {ends} }} }} }}", list.field);
                let (_, plans) = stage.ask("administrator", &document, json!(null)).await;
                let name = format!("{}.{}", list.kind, nested.way.join("."));
                let by_several = backend() == "sqlite" && name == BY_SEVERAL_VALUES;
                let about = format!("{name} of {parents}");
                let plans: Vec<_> =
                    plans.iter().filter(|plan| plan.reads_for_parents(&table, &snake(&list.kind))).collect();
                stage.expect_text(!plans.is_empty(), &about, "nothing was read");
                for plan in plans.into_iter().filter(|_| grows(&table)) {
                    // the rows of several parents are sorted once they are found; what is found over a link, too, and what is
                    // short by nature
                    let over_link = plan.reads_beside(&table) || !nested.is_paged;
                    let sorts = usize::from(parents > 1) + usize::from(over_link || by_several) + plan.sorts_of_parts();
                    let is_entered = plan.worst(&table) == Some(By::Entry);
                    stage.expect(is_entered && plan.sorts <= sorts, &about, plan);
                }
            }
        }
    }
    stage.end();
}

/// Those answers to a criterion that are yes, or no, are counted by an index that holds all that this takes.
#[tokio::test]
async fn answers_to_a_criterion_are_counted_by_an_index_of_theirs() {
    let mut stage = Stage::new().await;
    let document = "{ criteria(first: 1) { nodes { answers(where: { isMet: { eq: false } }) { totalCount } } } }";
    let (_, plans) = stage.ask("administrator", document, json!(null)).await;
    let counts: Vec<_> = plans.iter().filter(|plan| plan.worst("screening_answer").is_some()).collect();
    stage.expect_text(!counts.is_empty(), document, "nothing was counted");
    for plan in counts {
        stage.expect(plan.uses("ix_screening_answer_criterion_id_is_met_screening_id"), document, plan);
    }
    stage.end();
}

/// A state that is worked out from the clock is one that an index serves: each value of it, and each page.
#[tokio::test]
async fn a_state_by_the_clock_enters_an_index() {
    let mut stage = Stage::new().await;
    for value in ["DRAFT", "SCHEDULED", "PUBLISHED", "ARCHIVED"] {
        for viewer in ["administrator", "member"] {
            for wanted in [json!({ "eq": value }), json!({ "not": value }), json!({ "oneOf": [value, "DRAFT"] })] {
                let about = format!("news for {viewer} by {wanted}");
                let variables = json!({ "where": { "status": wanted } });
                let count = "query($where: NewsWhere) { news(where: $where) { totalCount } }";
                let (_, plans) = stage.ask(viewer, count, variables.clone()).await;
                for plan in plans.iter().filter(|plan| plan.worst("news").is_some()) {
                    stage.expect(plan.worst("news") == Some(By::Entry), &about, plan);
                }
                if wanted["eq"].is_string() {
                    let page = "query($where: NewsWhere) { news(first: 5, where: $where) { nodes { __typename } } }";
                    let (_, plans) = stage.ask(viewer, page, variables).await;
                    for plan in plans.iter().filter(|plan| plan.is_page_of("news")) {
                        stage.expect(plan.sorts <= plan.sorts_of_parts(), &about, plan);
                    }
                }
            }
        }
    }
    stage.end();
}

/// Words are looked up in an index of terms, and what they are in by its number.
#[tokio::test]
async fn a_search_enters_an_index() {
    let mut stage = Stage::new().await;
    for document in [
        r#"{ search(query: "skola kommun") { totalCount nodes { __typename } } }"#,
        r#"{ search(query: "skola", types: [NEWS]) { totalCount nodes { __typename } } }"#,
        r#"{ initiatives(search: "skola kommun", first: 5) { totalCount nodes { __typename } } }"#,
    ] {
        for viewer in ["administrator", "member", "anonymous"] {
            let (_, plans) = stage.ask(viewer, document, json!(null)).await;
            let plans: Vec<_> = plans.iter().filter(|plan| plan.worst("search_document").is_some()).collect();
            stage.expect_text(!plans.is_empty(), document, "nothing was looked up");
            for plan in plans {
                let tables = ["search_document", "search_term", "search_posting"];
                let is_entered = tables.iter().all(|table| plan.worst(table).is_none_or(|by| by == By::Entry));
                stage.expect(is_entered, &format!("{document} for {viewer}"), plan);
            }
        }
    }
    stage.end();
}

/// That none of what is related is so is looked up for each row, and not by reading all that is related.
#[tokio::test]
async fn what_has_none_enters_an_index() {
    let mut stage = Stage::new().await;
    for List { field, kind } in stage.shape.lists() {
        let filters = stage.shape.filters(&kind).into_iter().filter(|filter| filter.ty.ends_with("ListWhere"));
        for filter in filters.collect::<Vec<_>>() {
            let document = format!("query($where: {kind}Where) {{ {field}(where: $where) {{ totalCount }} }}");
            let variables = json!({ "where": { &filter.field: { "none": {} } } });
            let (_, plans) = stage.ask("administrator", &document, variables).await;
            let plans: Vec<_> = plans.iter().filter(|plan| plan.looks_for_none()).collect();
            let about = format!("{field} by {}: none", filter.field);
            stage.expect_text(!plans.is_empty(), &about, "nothing was looked for");
            for plan in plans {
                stage.expect(plan.reads.iter().any(|read| read.by == By::Entry), &about, plan);
            }
        }
    }
    stage.end();
}

/// One thing is found by each of its keys. What a filter finds is counted by an index of what it asks for, or else its
/// list is walked in its order.
#[tokio::test]
async fn a_key_and_a_filter_enter_an_index() {
    let mut stage = Stage::new().await;
    for Lookup { field, kind, key, value } in stage.shape.lookups() {
        let document = format!("{{ {field}({key}: {value}) {{ __typename }} }}");
        let (_, plans) = stage.ask("administrator", &document, json!(null)).await;
        let found: Vec<_> = plans.iter().filter_map(|plan| plan.worst(&snake(&kind))).collect();
        stage.expect_text(found == [By::Entry] || !grows(&snake(&kind)), &document, &format!("{found:?}"));
    }
    for List { field, kind } in stage.shape.lists() {
        let table = snake(&kind);
        for filter in stage.shape.filters(&kind) {
            let why = why_walked(&stage.shape, &kind, &filter);
            let shown = if why.is_some() { "nodes { __typename }" } else { "totalCount" };
            let document = format!("query($where: {kind}Where) {{ {field}(where: $where) {{ {shown} }} }}");
            let variables = json!({ "where": { &filter.field: filter.value } });
            let (_, plans) = stage.ask("administrator", &document, variables).await;
            let about = format!("{field} by {}: {}", filter.field, why.unwrap_or("an index"));
            let plans = plans.iter().filter(|plan| grows(&table) && plan.worst(&table).is_some());
            for plan in plans {
                let is_served = match why {
                    Some(_) => plan.sorts <= plan.sorts_of_parts(),
                    None => plan.worst(&table) == Some(By::Entry),
                };
                stage.expect(is_served, &about, plan);
            }
        }
    }
    stage.end();
}
