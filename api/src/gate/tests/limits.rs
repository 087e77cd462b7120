//! Each limit refuses what exceeds it and says so; just within it nothing is refused.

use super::{json, limits, server, server_with};
use crate::gate::{
    Limits,
    introspection::STANDARD_QUERY,
    scan::{Scan, scan},
};

#[test]
fn text_is_scanned_like_a_lexer_would() {
    let found = |text| {
        let Scan { tokens, nesting, .. } = scan(text);
        (tokens, nesting)
    };
    assert_eq!(found(""), (0, 0));
    assert_eq!(found("\u{feff}{ a, b }"), (4, 1));
    assert_eq!(found("query Q($n: [Int!]! = -1.5e+3) { a(n: $n) ...F # ) ] }\n }"), (25, 2));
    assert_eq!(found(r#"{ a(s: "{ \" {", t: """ { \""" " { """) }"#), (11, 2));
    assert_eq!(found("\"unterminated\n{"), (2, 1));
    assert_eq!(found("\"\"\"unterminated {"), (1, 0));
    assert_eq!(found("\"escaped line end\\\n{{"), (3, 2));
    assert_eq!(found("\"ends in a backslash\\"), (1, 0));
}

#[test]
fn tokens() {
    let server = server_with(Limits { tokens: 10, ..limits() });
    server.bind("{ a:slow(ms: 1) }", json!({})).expect("10 tokens");
    assert_eq!(
        server.refusal("{ a:slow(ms: 1) __typename }", json!({})),
        "DOCUMENT_TOO_COMPLEX: The document has 11 tokens; at most 10 are allowed."
    );
}

#[test]
fn bytes_and_white_space() {
    let server = server_with(Limits { bytes: 20, ..limits() });
    assert_eq!(
        server.refusal("{ __typename __typename }", json!({})),
        "DOCUMENT_TOO_COMPLEX: The document is 25 bytes long; at most 20 are allowed."
    );
    let spaces = ", ".repeat(9_000);
    assert!(super::server().refusal(&format!("{{{spaces}__typename}}"), json!({})).contains("white space"));
}

#[test]
fn depth() {
    let server = server();
    let nested =
        |levels: usize| format!("{{ strict {{ {} number {} }}", "deep { ".repeat(levels - 2), "}".repeat(levels - 1));
    server.bind(&nested(15), json!({})).expect("15 levels");
    assert_eq!(
        server.refusal(&nested(16), json!({})),
        "DOCUMENT_TOO_COMPLEX: The operation is nested 16 levels deep; at most 15 are allowed."
    );
    let fragments = "query { strict { ...A } } fragment A on Deep { deep { deep { deep { deep { deep { ...B } } } } } }
        fragment B on Deep { deep { deep { deep { deep { deep { ...C } } } } } }
        fragment C on Deep { deep { deep { deep { deep { number } } } } }";
    assert!(server.refusal(fragments, json!({})).contains("nested 16 levels deep"));
}

#[test]
fn aliases() {
    let server = server();
    let set = |count: usize| (0..count).map(|n| format!("a{n}: number ")).collect::<String>();
    server.bind(&format!("{{ deep {{ {} }} }}", set(30)), json!({})).expect("30 aliases");
    assert_eq!(
        server.refusal(&format!("{{ deep {{ {} }} }}", set(31)), json!({})),
        "DOCUMENT_TOO_COMPLEX: One set of fields has 31 aliases; at most 30 are allowed."
    );
    let spread =
        format!("{{ deep {{ ...A ...B }} }} fragment A on Deep {{ {} }} fragment B on Deep {{ {} }}", set(16), set(16));
    assert!(server.refusal(&spread, json!({})).contains("One set of fields has 32 aliases"));
    let many = (0..5).map(|n| format!("d{n}: deep {{ ...F }} ")).collect::<String>();
    let many = format!("{{ deep {{ {many} }} }} fragment F on Deep {{ {} }}", set(20));
    assert_eq!(
        server.refusal(&many, json!({})),
        "DOCUMENT_TOO_COMPLEX: The operation has 105 aliases; at most 100 are allowed."
    );
    server.bind("{ deep { number: number } }", json!({})).expect("an alias equal to the name is none");
}

#[test]
fn directives() {
    let server = server();
    let document = |count: usize| format!("{{ deep {{ {} }} }}", "number @skip(if: false) ".repeat(count));
    server.bind(&document(20), json!({})).expect("20 directives");
    assert_eq!(
        server.refusal(&document(21), json!({})),
        "DOCUMENT_TOO_COMPLEX: The document has 21 directives; at most 20 are allowed."
    );
}

#[test]
fn root_fields() {
    let server = server();
    let fields = |count: usize| (0..count).map(|n| format!("f{n}: __typename ")).collect::<String>();
    server
        .bind(&format!("{{ {} ...F }} fragment F on Query {{ f0: __typename }}", fields(20)), json!({}))
        .expect("20 root fields");
    assert_eq!(
        server.refusal(&format!("{{ {} ...F }} fragment F on Query {{ __typename }}", fields(20)), json!({})),
        "DOCUMENT_TOO_COMPLEX: The operation has 21 root fields; at most 20 are allowed."
    );
}

#[test]
fn selections() {
    let server = server_with(Limits { selections: 10, ..limits() });
    let refused = server.refusal(
        "{ deep { a: deep { ...F } b: deep { ...F } } } fragment F on Deep { number deep { number deep { number } } }",
        json!({}),
    );
    assert!(refused.starts_with("DOCUMENT_TOO_COMPLEX: The operation selects "), "{refused}");
}

#[test]
fn cost() {
    let server = server();
    let cost = |document: &str, variables| match server.bind(document, variables) {
        Ok(bound) => bound.cost(),
        Err(refusal) => panic!("{document}: {refusal}"),
    };
    assert_eq!(cost("{ __typename }", json!({})), 1);
    assert_eq!(cost("{ deep { number deep { number } } }", json!({})), 3);
    assert_eq!(cost("{ things { nodes { id } } }", json!({})), 1 + 1 + 25);
    assert_eq!(cost("{ things(first: 3) { nodes { id owner { id } } totalCount } }", json!({})), 1 + 1 + 3 * 2 + 1);
    assert_eq!(cost("{ things(last: 3) { edges { cursor node { id } } } }", json!({})), 1 + 1 + 3 * 2);
    assert_eq!(cost("{ things(first: 5000) { nodes { id } } }", json!({})), 1 + 1 + 100);
    assert_eq!(cost("{ things(first: -1) { nodes { id } } }", json!({})), 2);
    let page =
        "query($n: Int, $m: Int = 7) { things(first: $n) { nodes { id } } last: things(last: $m) { nodes { id } } }";
    assert_eq!(cost(page, json!({ "n": 4 })), 1 + 1 + 4 + 1 + 7);
    assert_eq!(cost(page, json!({ "n": null, "m": 2 })), 1 + 1 + 25 + 1 + 2);
    assert_eq!(
        cost("{ tags { id } search { ... on Thing { id owner { id } } ... on Team { id } } }", json!({})),
        1 + 3 + 10 * 2
    );
    assert_eq!(cost("{ nodes(ids: [1, 2, 3]) { id } }", json!({})), 1 + 3);
    assert_eq!(
        cost("query($ids: [ID!]!) { nodes(ids: $ids) { id owner { id } } }", json!({ "ids": ["a", "b"] })),
        1 + 4
    );
    let nested = "query($n: Int) { search { ... on Thing { owner { id } } } things(first: $n) { nodes { owner { owner { owner { id } } } } } }";
    let server = server_with(Limits { cost: 100, ..limits() });
    server.bind(nested, json!({ "n": 10 })).expect("62 objects");
    assert_eq!(
        server.refusal(nested, json!({ "n": 50 })),
        "DOCUMENT_TOO_COMPLEX: The operation costs up to 222; at most 100 is allowed. Ask for smaller pages, or for less that \
         has to be gone through."
    );
}

#[test]
fn introspection() {
    let server = server();
    let cost = server.bind(STANDARD_QUERY, json!({})).expect("every tool asks for this").cost();
    assert_eq!(cost, 1);
    let nested = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert!(server.refusal(nested, json!({})).contains("nested 3 levels deep; at most 2"));
    let fragments = "{ __type(name: \"Query\") { ...A } } fragment A on __Type { fields { type { ...B } } }
        fragment B on __Type { fields { type { ...C } } } fragment C on __Type { possibleTypes { name } }";
    assert!(server.refusal(fragments, json!({})).contains("nested 3 levels deep"));
    let wide = (0..30)
        .map(|n| format!("f{n}: fields {{ args {{ name type {{ name }} }} type {{ fields {{ name }} }} }} "))
        .collect::<String>();
    let refused = server.refusal(&format!("{{ __schema {{ types {{ {wide} }} }} }}"), json!({}));
    assert!(refused.contains("The introspection would return about"), "{refused}");
}
