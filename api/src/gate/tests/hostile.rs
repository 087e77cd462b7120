//! What is sent to break things is refused, on a small stack.

use super::{json, map, server};
use crate::gate::{Gate, Refusal, RefusalKind};
use crate::language::Language;

/// Runs on 2 MiB, the stack of a tokio worker.
fn refused(gate: &Gate, document: &str) -> Refusal {
    std::thread::scope(|scope| {
        let attempt = || match gate.prepare(document) {
            Err(refusal) => refusal,
            Ok(prepared) => match gate.bind(&prepared, None, map(json!({})), Language::En) {
                Err(refusal) => refusal,
                Ok(_) => panic!("let through: {}", document.chars().take(80).collect::<String>()),
            },
        };
        let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn_scoped(scope, attempt);
        thread.expect("a thread").join().expect("no overflow")
    })
}

#[test]
fn documents() {
    let gate = server().gate;
    let many = |count: usize, part: &dyn Fn(usize) -> String| (0..count).map(part).collect::<String>();
    let bomb = |levels: usize| {
        let part = |n| format!("fragment f{n} on Deep {{ a: deep {{ ...f{m} }} b: deep {{ ...f{m} }} }} ", m = n + 1);
        format!("{{ deep {{ ...f0 }} }} {} fragment f{levels} on Deep {{ number }}", many(levels, &part))
    };
    let flat = |levels: usize| {
        let part = |n| format!("fragment f{n} on Deep {{ ...f{m} ... {{ ...f{m} }} }} ", m = n + 1);
        format!("{{ deep {{ ...f0 }} }} {} fragment f{levels} on Deep {{ number nope }}", many(levels, &part))
    };
    let hostile = [
        ("a bomb of 31 levels", bomb(31)),
        ("a flat bomb", flat(31)),
        ("nested braces", "{a".repeat(100_000)),
        ("nested brackets", format!("{{ a(b: {}", "[".repeat(100_000))),
        ("nested objects", format!("{{ a(b: {}", "{a:".repeat(100_000))),
        ("nested parentheses", "(".repeat(100_000)),
        ("nested list types", format!("query($a: {}", "[".repeat(100_000))),
        ("a cycle", "{ deep { ...A } } fragment A on Deep { ...B } fragment B on Deep { ...A }".to_owned()),
        ("a cycle through fields", "{ deep { ...A } } fragment A on Deep { deep { ...A } }".to_owned()),
        ("many aliases", format!("{{ {} }}", many(10_000, &|n| format!("a{n}: __typename ")))),
        ("many directives", format!("{{ __typename {} }}", "@skip(if: false) ".repeat(10_000))),
        ("many unknown directives", format!("{{ __typename {} }}", "@a".repeat(10_000))),
        ("a long string", format!("{{ by(by: {{ id: \"{}\" }}) }}", "x".repeat(256 * 1024))),
        (
            "many fragments",
            format!("{{ ...f0 }} {}", many(10_000, &|n| format!("fragment f{n} on Query {{ __typename }} "))),
        ),
        (
            "a chain of fragments",
            format!("{{ ...f0 }} {}", many(200, &|n| format!("fragment f{n} on Query {{ ...f{} }} ", n + 1))),
        ),
        ("many variables", format!("query({}) {{ __typename }}", many(10_000, &|n| format!("$v{n}: Int ")))),
        ("many inline fragments", format!("{{ {} }}", "... { __typename } ".repeat(10_000))),
        ("nested inline fragments", format!("{{ {} __typename {} }}", "... { ".repeat(1_000), "} ".repeat(1_000))),
        ("braces behind a broken string", format!("{{ a(b: \"\\q{} }}", "{".repeat(50_000))),
        ("braces behind an escaped line end", format!("{{ a(b: \"\\\n{} }}", "{".repeat(50_000))),
        ("braces behind an open block string", format!("{{ a(b: \"\"\"\\\"\"\"{} }}", "{".repeat(50_000))),
        ("braces behind a broken escape", format!("{{ a(b: \"\\u{} }}", "{a".repeat(50_000))),
        ("braces behind a bad character", format!("{{ a(b: \u{0}\u{1}\"{} }}", "{a".repeat(50_000))),
        ("comments", "#\n".repeat(100_000)),
        ("commas", ",".repeat(200_000)),
        ("nothing", String::new()),
        ("zeros", "\0".repeat(10_000)),
    ];
    for (what, document) in hostile {
        let refusal = refused(&gate, &document);
        assert!(!refusal.errors.is_empty() && refusal.errors.len() <= 50, "{what}");
    }
}

#[test]
fn overlapping_fields_stay_cheap() {
    // Each fragment adds a way to reach each field, so that the sets of merged fields multiply.
    let gate = server().gate;
    let part = |n: usize| {
        format!("fragment f{n} on Deep {{ deep {{ ...f{} ...f{} }} maybe {{ ...f{} }} number }} ", n + 1, n + 2, n + 2)
    };
    let parts = (0..13).map(part).collect::<String>();
    let ends = "fragment f13 on Deep { number } fragment f14 on Deep { number }";
    let document = format!("{{ deep {{ ...f0 }} }} {parts} {ends}");
    // Refused or not, it must not take long; the assertion is that it ends.
    let _ = gate.prepare(&document).and_then(|prepared| gate.bind(&prepared, None, map(json!({})), Language::En));
}

#[test]
fn variables() {
    let server = server();
    let document = "query($p: Patch!) { patch(input: $p) }";
    let mut deep = json!({});
    for _ in 0..100 {
        deep = json!({ "nested": deep });
    }
    assert!(server.refusal(document, json!({ "p": deep })).contains("nested 101 levels deep; at most 64"));
    let mut lists = json!([]);
    for _ in 0..100 {
        lists = json!([lists]);
    }
    let refused = server.refusal("query($d: Day!) { on(day: $d) }", json!({ "d": lists }));
    assert!(refused.contains("nested 101 levels deep; at most 64"), "{refused}");
    assert_eq!(
        server.bind(document, json!({ "p": {}, "q": lists })).map_err(|refusal| refusal.kind).err(),
        None::<RefusalKind>
    );
}
