//! What nobody should search for, and what highlights must not do.

use serde_json::{Value as Json, json};
use tests::app::App;
use tests::rows::{id, insert, row};

use super::found;

const SEARCH: &str = "query($query: String!, $after: String) { search(query: $query, after: $after) { totalCount edges { cursor node { id } highlights { field passages { text isMatch } } } } }";

#[tokio::test]
async fn words_are_looked_for_and_nothing_else() {
    let app = App::seeded().await;
    let caller = app.anonymous();
    let everything = found(&caller, "kommun", None).await;
    for query in [
        "kommun\"",
        "\"kommun",
        "kommun*",
        "(kommun",
        "kommun)",
        "kommun:",
        "-kommun",
        "^kommun",
        "+kommun",
        "'kommun'",
        "kommun\\",
        "kommun😀",
        "\u{202e}kommun",
        "{kommun}",
        "kommun;--",
        "kommun%",
        "KOMMUN kommun",
        "\u{feff}kommun",
    ] {
        assert_eq!(found(&caller, query, None).await, everything, "{query:?}");
    }
    for query in [
        "terms:kommun",
        "kommun AND zzz",
        "NEAR(kommun zzz)",
        "kommun OR zzz",
        "@organisation",
        "=kommun +zzz",
        "| kommun zzz",
    ] {
        assert_eq!(found(&caller, query, None).await.1, 0, "{query:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_searched_for_is_refused() {
    let app = App::seeded().await;
    for (query, expected) in [
        ("", "Sökningen innehåller inget ord. Skriv minst ett ord, eller början av ett."),
        (" \t ", "Sökningen innehåller inget ord. Skriv minst ett ord, eller början av ett."),
        ("😀 \" * \u{200b}", "Sökningen innehåller inget ord. Skriv minst ett ord, eller början av ett."),
        (&"x".repeat(201), "En sökning har högst 200 tecken och 16 ord. Förkorta den."),
        (&"a b c d ".repeat(5).replace(' ', "1 2 "), "En sökning har högst 200 tecken och 16 ord. Förkorta den."),
    ] {
        let query =
            if query.starts_with("a1") { (0..17).map(|n| format!("x{n} ")).collect() } else { query.to_owned() };
        let (code, message) = app.anonymous().error(SEARCH, json!({ "query": query })).await;
        assert_eq!((code.as_str(), message.as_str()), ("BAD_USER_INPUT", expected), "{query:?}");
    }
    let english = app.anonymous().reading("en").error(SEARCH, json!({ "query": "?" })).await.1;
    assert_eq!(english, "There is no word in the search. Write one word at least, or the beginning of one.");
    let long = json!({ "query": "x".repeat(201) });
    let (code, _) =
        app.anonymous().error("query($query: String) { people(search: $query) { totalCount } }", long).await;
    assert_eq!(code, "BAD_USER_INPUT");
    for page in ["first: 0", "first: 101", "last: 0", "first: 1, last: 1", "after: \"x\"", "before: \"bm8\""] {
        let document = format!("{{ search(query: \"kommun\", {page}) {{ nodes {{ id }} }} }}");
        assert_eq!(app.anonymous().error(&document, Json::Null).await.0, "BAD_USER_INPUT", "{page}");
    }
    let answer = app.anonymous().data(SEARCH, json!({ "query": "kommun" })).await;
    let cursor = answer["search"]["edges"][0]["cursor"].clone();
    let (code, message) = app.anonymous().error(SEARCH, json!({ "query": "barn", "after": cursor })).await;
    assert_eq!(code, "BAD_USER_INPUT");
    assert_eq!(
        message,
        "Markören kommer från en annan sökning; ta markörer från en sökning med samma query och types."
    );
}

/// Passages are text: what looks like markup in them is what somebody wrote.
#[tokio::test]
async fn highlights_are_text_in_the_readers_language() {
    let app = App::empty().await;
    let set = [
        ("id", id(1).into()),
        ("slug", "f".into()),
        ("status", "PROPOSED".into()),
        ("name_sv", "Trygga <b>skolor</b> & \"skolvägar\"".into()),
        ("name_en", "Safe schools".into()),
        ("summary_sv", "Hur skolan blir trygg".to_owned().into()),
        ("summary_en", sea_orm::Value::String(None)),
    ];
    insert::<entity::focus_area::Entity>(&app, vec![row::<entity::focus_area::Entity>(&app, &set)]).await;
    let highlights = async |language: &'static str, query: &str| {
        let answer = app.anonymous().reading(language).data(SEARCH, json!({ "query": query })).await;
        answer["search"]["edges"][0]["highlights"].clone()
    };
    let piece = |text: &str, is_match: bool| json!({ "text": text, "isMatch": is_match });
    let swedish = json!([
        { "field": "name", "passages": [
            piece("Trygga <b>", false), piece("skolor", true), piece("</b> & \"skolvägar\"", false)
        ] },
        { "field": "summary", "passages": [piece("Hur ", false), piece("skolan", true), piece(" blir trygg", false)] },
    ]);
    assert_eq!(highlights("sv", "skolor").await, swedish);
    assert_eq!(highlights("en", "skolor").await, swedish, "what is in the other language alone");
    let english = json!([{ "field": "name", "passages": [piece("Safe ", false), piece("schools", true)] }]);
    assert_eq!(highlights("en", "school").await, english);
    assert_eq!(highlights("sv", "school").await, english);

    let body =
        format!("# Rubrik\n\nText om **Mälaren** och [länken](https://example.org/malaren). {}", "Mer. ".repeat(100));
    let set = [
        ("id", id(2).into()),
        ("slug", "n".into()),
        ("status", "PUBLISHED".into()),
        ("published_at", Some(app.clock.now()).into()),
        ("audience_id", entity::audience::PUBLIC.into()),
        ("title_en", sea_orm::Value::String(None)),
        ("body_sv", body.into()),
    ];
    insert::<entity::news::Entity>(&app, vec![row::<entity::news::Entity>(&app, &set)]).await;
    let shown = highlights("sv", "mälaren").await;
    assert_eq!(shown[0]["field"], "body");
    assert_eq!(shown[0]["passages"][0], piece("Rubrik Text om ", false));
    assert_eq!(shown[0]["passages"][1], piece("Mälaren", true));
    let rest = shown[0]["passages"][2]["text"].as_str().expect("a text");
    assert!(rest.starts_with(" och länken. Mer.") && rest.ends_with('…') && rest.chars().count() < 200, "{rest}");
}
