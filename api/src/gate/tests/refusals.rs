//! What is wrong with a request, where, and under which code.

use super::{json, map, server};
use crate::gate::{OperationKind, RefusalKind};
use crate::language::Language;

#[test]
fn codes_and_places() {
    let gate = server().gate;
    let refused = |document: &str| match gate.prepare(document) {
        Err(refusal) => refusal,
        Ok(_) => panic!("let through: {document}"),
    };
    let refusal = refused("{\n  nope }");
    assert_eq!(
        serde_json::to_value(&refusal.errors).expect("errors serialise"),
        json!([{
            "message": "type `Query` does not have a field `nope`",
            "locations": [{ "line": 2, "column": 3 }],
            "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" },
        }])
    );
    assert_eq!(refused("{").kind, RefusalKind::Parse);
    assert_eq!(refused("{ deep { number(n n: 1) } }").kind, RefusalKind::Parse);
    assert_eq!(refused("{ patch(input: { title title: \"a\" }) }").kind, RefusalKind::Parse);
    assert_eq!(refused("").kind, RefusalKind::Parse);
    assert_eq!(refused("{ __typename } type A { a: Int }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ by(by: {}) }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ by(by: {id: 1, reference: \"a\"}) }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ by(by: {id: null}) }").kind, RefusalKind::Validation);
    assert_eq!(refused("query($i: ID) { by(by: {id: $i}) }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ patch(input: {title: \"a\", title: \"b\"}) }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ deep { number(n: 1) number(n: 2) } }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ nodes(ids: []) { id } nodes(ids: [1]) { id } }").kind, RefusalKind::Validation);
    assert_eq!(
        refused("{ nodes(ids: []) @skip(if: true) { id } nodes(ids: [1]) { id } }").kind,
        RefusalKind::Validation
    );
    assert_eq!(refused("{ deep @nope { number } }").kind, RefusalKind::Validation);
    assert_eq!(refused("{ by(by: {}) a: by(by: {}) }").errors.len(), 2);
}

#[test]
fn operations_are_selected_by_name() {
    let gate = server().gate;
    let one = gate.prepare("mutation { add(n: 1) { total } }").expect("valid");
    assert_eq!(one.operation(None).expect("the only one").kind, OperationKind::Mutation);
    assert!(one.operation(Some("A")).is_err());
    let two = gate.prepare("query A { __typename } mutation B { add(n: 1) { total } }").expect("valid");
    assert_eq!(two.operation(Some("A")).expect("A").kind, OperationKind::Query);
    assert_eq!(two.operation(Some("B")).expect("B").name, Some("B"));
    let none = two.operation(None).expect_err("ambiguous");
    assert_eq!(none.kind, RefusalKind::BadInput);
    assert_eq!(
        two.operation(Some("C")).expect_err("unknown").to_string(),
        "BAD_USER_INPUT: Unknown operation named \"C\"."
    );
    assert!(gate.bind(&two, Some("B"), map(json!({})), Language::En).is_ok());
}

#[test]
fn variables_that_do_not_fit() {
    let server = server();
    let wrong = |document: &str, variables| {
        let refused = server.refusal(document, variables);
        refused.strip_prefix("BAD_USER_INPUT: ").unwrap_or(&refused).to_owned()
    };
    let number = "query($n: Int!) { deep { number(n: $n) } }";
    assert_eq!(wrong(number, json!({})), "Variable \"$n\" of required type \"Int!\" was not provided.");
    assert_eq!(
        wrong(number, json!({ "n": null })),
        "Variable \"$n\" got an invalid value: expected non-nullable type \"Int!\" not to be null."
    );
    assert_eq!(
        wrong(number, json!({ "n": "1" })),
        "Variable \"$n\" got an invalid value: Int cannot represent a string."
    );
    assert_eq!(
        wrong(number, json!({ "n": 3_000_000_000u64 })),
        "Variable \"$n\" got an invalid value: Int cannot represent this integer."
    );
    assert_eq!(
        wrong(number, json!({ "n": 1.5 })),
        "Variable \"$n\" got an invalid value: Int cannot represent this number."
    );
    let patch = "query($p: Patch!) { patch(input: $p) }";
    assert_eq!(
        wrong(patch, json!({ "p": { "titel": "x" } })),
        "Variable \"$p\" got an invalid value: field \"titel\" is not defined by type \"Patch\"."
    );
    assert_eq!(
        wrong(patch, json!({ "p": { "all": [{}, { "nested": { "title": 1 } }] } })),
        "Variable \"$p\" got an invalid value at \"p.all[1].nested.title\": String cannot represent a number."
            .replace("a number", "this integer")
    );
    let by = "query($b: By!) { by(by: $b) }";
    let exactly_one = "Variable \"$b\" got an invalid value: exactly one key must be given for OneOf type \"By\".";
    assert_eq!(wrong(by, json!({ "b": {} })), exactly_one);
    assert_eq!(wrong(by, json!({ "b": { "id": "1", "reference": "2" } })), exactly_one);
    assert!(wrong(by, json!({ "b": { "id": null } })).contains("must be non-null"));
    let colours = "query($c: [Colour!]) { echo(colours: $c) }";
    assert!(
        wrong(colours, json!({ "c": ["BLUE"] }))
            .contains("at \"c[0]\": value \"BLUE\" does not exist in enum \"Colour\"")
    );
    let condition = "query($c: Boolean = true) { deep { number @skip(if: $c) } }";
    assert!(wrong(condition, json!({ "c": null })).contains("must not be null"));
}
