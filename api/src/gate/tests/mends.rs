//! Where async-graphql deviates from the specification, the client does not notice.

use super::{json, outline, server};
use async_graphql::{Pos, Response, ServerError, value};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn what_is_left_out_is_not_null() {
    let server = server();
    let document = "query($t: String, $n: Int) { patch(input: { title: $t, number: $n, nested: { title: $t }, all: [{ title: $t }] }) echo(title: $t, number: $n) }";
    let document = document.replace("$n: Int", "$n: Int! = 5");
    let text = server.text(&document, json!({})).await;
    assert!(!text.contains("Null"), "{text}");
    assert_eq!(text.matches("title: Undefined").count(), 3, "{text}");
    let text = server.text(&document, json!({ "t": null })).await;
    assert_eq!(text.matches("title: Null").count(), 3, "{text}");
    let text = server.text(&document, json!({ "t": "x" })).await;
    assert_eq!(text.matches("title: Value").count(), 3, "{text}");
}

#[tokio::test]
async fn defaults_step_in() {
    let server = server();
    let echo = "query($n: Int!) { echo(number: $n) }".replace("Int!", "Int! = 4");
    assert!(server.text(&echo, json!({})).await.contains("Undefined 4"));
    assert!(server.data("{ echo }").await.contains("Undefined 3"));
    assert!(server.data("{ patch(input: {}) }").await.contains("number: 7"));
    let list = "query($c: [Colour!] = GREEN) { echo(colours: $c, ratio: 1, id: 7) }";
    assert!(server.text(list, json!({})).await.contains("Some(1.0) Some([Green]) Some(\\\"7\\\")"));
    let coerced = "query($r: Float, $c: [Colour!], $i: ID) { echo(ratio: $r, colours: $c, id: $i) }";
    let text = server.text(coerced, json!({ "r": 2, "c": "RED", "i": 7, "unknown": 1 })).await;
    assert!(text.contains("Some(2.0) Some([Red]) Some(\\\"7\\\")"), "{text}");
}

#[tokio::test]
async fn conditions_know_defaults() {
    let server = server();
    let document = "query($yes: Boolean = true, $no: Boolean! = false) {
        a: __typename @skip(if: $yes) b: __typename @include(if: $yes) c: __typename @skip(if: $no) d: __typename @include(if: $no)
        ... @skip(if: $yes) { e: __typename } ...F @include(if: $yes) } fragment F on Query { f: __typename }";
    let keys =
        |text: String| text.matches(|letter: char| letter.is_ascii_lowercase()).count().min(1).to_string() + &text;
    let text = keys(server.text(document, json!({})).await);
    assert!(text.ends_with(r#"{"data":{"b":"Query","c":"Query","f":"Query"}}"#), "{text}");
    let text = keys(server.text(document, json!({ "yes": false, "no": true })).await);
    assert!(text.ends_with(r#"{"data":{"a":"Query","d":"Query","e":"Query"}}"#), "{text}");
}

#[tokio::test]
async fn fields_with_the_same_key_run_once() {
    let server = server();
    let document = "mutation { add(n: 1) { total } ...F ... { add(n: 1) { a: total } } } fragment F on Mutation { add(n: 1) { total b: total } }";
    assert_eq!(
        server.data(document).await,
        r#"{"add":{"total":1,"a":1,"b":1}}"#.replace(r#""a":1,"b":1"#, r#""b":1,"a":1"#)
    );
    assert_eq!(server.calls.writes.load(Ordering::SeqCst), 1);
    server.data("{ slow(ms: 0) slow(ms: 0) ... on Query { slow(ms: 0) } }").await;
    assert_eq!(server.calls.reads.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn mutations_run_one_after_the_other() {
    let server = server();
    assert_eq!(
        server.data("mutation { b: add(n: 1) { total } a: add(n: 2) { total } c: add(n: 3) { total } }").await,
        r#"{"b":{"total":1},"a":{"total":3},"c":{"total":6}}"#
    );
}

#[tokio::test]
async fn fields_merge_on_abstract_types() {
    let server = server();
    let document = |id: &str| {
        format!(
            "{{ node(id: \"{id}\") {{ owner {{ id }} ... on Thing {{ title owner {{ name }} size }} ...T id }} }}
             fragment T on Team {{ name a: owner {{ name }} ... on Node {{ b: id }} }}"
        )
    };
    assert_eq!(
        server.data(&document("thing")).await,
        r#"{"node":{"owner":{"id":"team_1","name":"Team 1"},"title":"Thing 1","size":1,"id":"thing_1"}}"#
    );
    assert_eq!(
        server.data(&document("team")).await,
        r#"{"node":{"owner":{"id":"team_2"},"name":"Team 1","a":{"name":"Team 2"},"b":"team_1","id":"team_1"}}"#
    );
    assert_eq!(server.data(&document("none")).await, r#"{"node":null}"#);
    assert_eq!(
        server.data("{ search { ... on Node { id } ... on Team { kind: __typename } __typename ... on Thing { t: title } } }").await,
        r#"{"search":[{"id":"thing_1","__typename":"Thing","t":"Thing 1"},{"id":"team_2","kind":"Team","__typename":"Team"}]}"#
    );
    assert_eq!(server.data("{ search { ... on Team { id } } }").await, r#"{"search":[{},{"id":"team_2"}]}"#);
    assert_eq!(
        server.data("{ search { __typename } }").await,
        r#"{"search":[{"__typename":"Thing"},{"__typename":"Team"}]}"#
    );
    assert_eq!(
        server.data("{ node(id: \"team\") { n: __typename id } }").await,
        r#"{"node":{"n":"Team","id":"team_1"}}"#
    );
}

#[tokio::test]
async fn interfaces_are_no_way_around_a_guard() {
    let server = server();
    let answer = server.answer("{ node(id: \"thing\") { label } }", json!({})).await;
    assert_eq!(outline(&answer), json!({ "data": { "node": { "label": null } }, "errors": [["node", "label"]] }));
    assert_eq!(server.data("{ node(id: \"team\") { label } }").await, r#"{"node":{"label":"team"}}"#);
}

#[tokio::test]
async fn keys_come_in_order_whoever_finishes_first() {
    let server = server();
    let data = server.data("{ c: slow(ms: 12) a: slow(ms: 1) __typename b: slow(ms: 5) }").await;
    assert_eq!(data, r#"{"c":2,"a":0,"__typename":"Query","b":1}"#);
}

#[tokio::test]
async fn an_object_without_fields_is_an_object() {
    let server = server();
    assert_eq!(server.data("{ deep @skip(if: true) { number } }").await, "{}");
    assert_eq!(server.data("{ deep { number @skip(if: true) } }").await, r#"{"deep":{}}"#);
    assert_eq!(
        server.data("{ deep { list { deep { number @include(if: false) } } } }").await,
        r#"{"deep":{"list":[{"deep":{}},{"deep":{}}]}}"#
    );
    assert_eq!(server.data("{ node(id: \"none\") { id @skip(if: true) } }").await, r#"{"node":null}"#);
    assert_eq!(server.data("{ node(id: \"team\") { id @skip(if: true) } }").await, r#"{"node":{}}"#);
    assert_eq!(server.data("mutation { add(n: 1) { total @skip(if: true) } }").await, r#"{"add":{}}"#);
}

#[tokio::test]
async fn null_goes_up_to_the_nearest_nullable_place() {
    let server = server();
    let outline = async |document: &str| outline(&server.answer(document, json!({})).await);
    assert_eq!(
        outline("{ deep { number fails } n: __typename }").await,
        json!({ "data": { "deep": null, "n": "Query" }, "errors": [["deep", "fails"]] })
    );
    assert_eq!(
        outline("{ deep { mayFail number } }").await,
        json!({ "data": { "deep": { "mayFail": null, "number": 1 } }, "errors": [["deep", "mayFail"]] })
    );
    assert_eq!(
        outline("{ deep { mayFail } }").await,
        json!({ "data": { "deep": { "mayFail": null } }, "errors": [["deep", "mayFail"]] })
    );
    assert_eq!(outline("{ strict { fails } }").await, json!({ "data": null, "errors": [["strict", "fails"]] }));
    assert_eq!(
        outline("{ strict { maybe { deep { fails } } number } }").await,
        json!({ "data": { "strict": { "maybe": null, "number": 1 } }, "errors": [["strict", "maybe", "deep", "fails"]] })
    );
    assert_eq!(
        outline("{ strict { list { number fails } } }").await,
        json!({ "data": { "strict": { "list": null } }, "errors": [["strict", "list", 0, "fails"], ["strict", "list", 1, "fails"]] })
    );
    assert_eq!(
        outline("{ strict { sparse { fails } } }").await,
        json!({ "data": { "strict": { "sparse": [null, null] } }, "errors": [["strict", "sparse", 0, "fails"]] })
    );
    assert_eq!(
        outline("mutation { add(n: 1) { fails } }").await,
        json!({ "data": null, "errors": [["add", "fails"]] })
    );
}

#[test]
fn errors_without_a_path_find_their_field() {
    let server = server();
    let bound =
        server.bind("{ a: slow(ms: 1)\n b: __typename\n deep { number }\n on(day: 1) }", json!({})).expect("valid");
    let mut response = Response::new(value!({ "b": "Query" }));
    let error = |message: &str, line, column| ServerError::new(message, Some(Pos { line, column }));
    // As from a wrapper around the root that refuses a field before its resolver is asked.
    response.errors = vec![error("no deep", 3, 2), error("no on", 4, 2), error("no a", 1, 6)];
    let answer = bound.complete(response);
    assert_eq!(answer.data, None, "a is non-null");
    let paths = answer.errors.iter().map(|error| (error.message.as_str(), json!(error.path)));
    assert_eq!(
        paths.collect::<Vec<_>>(),
        [("no deep", json!(["deep"])), ("no on", json!(["on"])), ("no a", json!(["a"]))]
    );
}

#[tokio::test]
async fn arguments_fail_in_their_field() {
    let server = server();
    let document = "query($n: Int = 5) { strict { list { number(n: $n) } maybe { deep { number } } } }";
    let answer = server.answer(document, json!({ "n": null })).await;
    assert_eq!(
        outline(&answer),
        json!({ "data": { "strict": { "list": null, "maybe": { "deep": { "number": 1 } } } },
            "errors": [["strict", "list", 0, "number"], ["strict", "list", 1, "number"]] })
    );
    let answer = server.answer("query($d: Day!) { on(day: $d) }", json!({ "d": "soon" })).await;
    assert_eq!(outline(&answer), json!({ "data": { "on": null }, "errors": [["on"]] }));
    assert_eq!(server.data("{ by(by: { id: 7 }) }").await, r#"{"by":"id 7"}"#);
    assert!(
        server
            .text("query($b: By!) { by(by: $b) }", json!({ "b": { "reference": "r" } }))
            .await
            .contains("reference r")
    );
}

#[tokio::test]
async fn subscriptions_bind_as_well() {
    let server = server();
    let document = "subscription { ...S } fragment S on Subscription { tick: ticks(upTo: 2) { ... on Node { id } } tick: ticks(upTo: 2) { title id } }";
    assert_eq!(
        server.events(document).await,
        [
            r#"{"data":{"tick":{"id":"thing_1","title":"Thing 1"}}}"#,
            r#"{"data":{"tick":{"id":"thing_2","title":"Thing 2"}}}"#
        ]
    );
    assert!(
        server
            .refusal("subscription { a: ticks(upTo: 1) { id } b: ticks(upTo: 1) { id } }", json!({}))
            .contains("must have one root field; this one has 2")
    );
}

#[tokio::test]
async fn introspection_works_through_the_gate() {
    let server = server();
    let data = server.data(crate::gate::introspection::STANDARD_QUERY).await;
    assert!(data.contains(r#""isOneOf":true"#));
    assert_eq!(
        server.data("{ __type(name: \"Node\") { kind name possibleTypes { name } fields { name } } }").await,
        r#"{"__type":{"kind":"INTERFACE","name":"Node","possibleTypes":[{"name":"Team"},{"name":"Thing"}],"fields":[{"name":"id"},{"name":"owner"},{"name":"label"}]}}"#
            .replace(r#"[{"name":"Team"},{"name":"Thing"}]"#, r#"[{"name":"Thing"},{"name":"Team"}]"#)
    );
}
