//! Exports: what GraphQL shows each caller and nothing else, all of it, in files that open.

mod files;
mod stream;

use std::collections::BTreeSet;

use api::config::Settings;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Answer, Caller};
use tests::rows::{id, insert, row};
use tests::world::{EMAIL, PHONE, World};
use url::form_urlencoded::Serializer;

/// What can be exported, under the names of GraphQL's lists.
const KINDS: [&str; 9] = [
    "initiatives",
    "missions",
    "challenges",
    "decisions",
    "contributions",
    "news",
    "events",
    "organisations",
    "people",
];

/// The address of a file, with these parameters.
fn address(file: &str, parameters: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/export/{file}?{query}")
}

async fn file(caller: &Caller<'_>, file: &str, parameters: &[(&str, &str)]) -> Answer {
    let answer = caller.get(&address(file, parameters)).await;
    assert_eq!(answer.status, StatusCode::OK, "{file}: {}", answer.text);
    answer
}

/// The rows of a file of JSON Lines.
async fn rows(caller: &Caller<'_>, kind: &str, parameters: &[(&str, &str)]) -> Vec<Json> {
    let answer = file(caller, &format!("{kind}.jsonl"), parameters).await;
    assert!(answer.text.is_empty() || answer.text.ends_with('\n'), "{kind}");
    answer.text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// The lines of a CSV file, the header first.
async fn table(caller: &Caller<'_>, kind: &str, parameters: &[(&str, &str)], delimiter: u8) -> Vec<Vec<String>> {
    let answer = file(caller, &format!("{kind}.csv"), parameters).await;
    let text = answer.text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    let lines = reader.records().map(|line| line.expect("a line like the first").iter().map(str::to_owned).collect());
    lines.collect()
}

/// What stands in a column of a table.
fn column<'a>(table: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let place = table[0].iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
    table[1..].iter().map(|line| line[place].as_str()).collect()
}

/// What GraphQL shows of a list, by id.
async fn listed(caller: &Caller<'_>, kind: &str) -> Vec<String> {
    let document =
        format!("{{ list: {kind}(first: 100, orderBy: [{{ field: ID, direction: ASC }}]) {{ nodes {{ id }} }} }}");
    ids(caller.data(&document, Json::Null).await["list"]["nodes"].as_array().expect("a list"))
}

fn ids(rows: &[Json]) -> Vec<String> {
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

fn each_id(value: &Json, note: &mut impl FnMut(&str)) {
    match value {
        Json::Object(fields) => fields.iter().for_each(|(key, value)| match value.as_str() {
            Some(id) if key == "id" => note(id),
            _ => each_id(value, note),
        }),
        Json::Array(items) => items.iter().for_each(|item| each_id(item, note)),
        _ => {}
    }
}

/// The access matrix of exports: each kind of caller, each file, held against what GraphQL shows that caller.
#[tokio::test]
async fn each_caller_exports_what_graphql_shows_them() {
    let world = World::new().await;
    let mut sizes = BTreeSet::new();
    for (name, caller) in world.callers() {
        let mut named = BTreeSet::new();
        for kind in KINDS {
            let told = rows(&caller, kind, &[]).await;
            let shown = listed(&caller, kind).await;
            assert_eq!(ids(&told), shown, "{kind} as {name}");
            let table = table(&caller, kind, &[], b';').await;
            assert_eq!(column(&table, "id"), shown, "{kind} as {name}");
            told.iter().for_each(|row| each_id(row, &mut |id| named.extend([id.to_owned()])));
            let texts = format!("{told:?}{table:?}");
            assert!(!texts.contains(EMAIL) && !texts.contains(PHONE), "{kind} as {name}");
            sizes.insert((kind, told.len()));
        }
        // what a row leads to is there for them, too
        for some in named.into_iter().collect::<Vec<_>>().chunks(100) {
            let nodes = caller.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": some })).await;
            assert_eq!(ids(nodes["nodes"].as_array().expect("a list")), some, "as {name}");
        }
    }
    assert!(sizes.len() > KINDS.len() * 2, "callers differ: {sizes:?}");
}

#[tokio::test]
async fn whoever_is_not_let_in_gets_no_file() {
    let world = World::new().await;
    for (name, status, caller) in world.refused() {
        for kind in KINDS {
            for extension in ["csv", "jsonl"] {
                let answer = caller.get(&format!("/export/{kind}.{extension}")).await;
                assert_eq!(answer.status.as_u16(), status, "{kind}.{extension} as {name}");
                assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
                assert!(answer.body["errors"][0]["message"].is_string(), "{}", answer.text);
            }
        }
    }
}

/// A row is what GraphQL answers, in both languages; a table has the same in its columns.
#[tokio::test]
async fn rows_hold_what_graphql_shows() {
    let app = App::seeded().await;
    let caller = app.as_member();
    let document = "{ news(first: 100, orderBy: [{ field: ID, direction: ASC }]) { nodes {
        id slug sv: title(language: SV) en: title(language: EN) status publishedAt visibility author { id name }
        documents(first: 10) { nodes { id } } version createdAt } } }";
    let shown = caller.data(document, Json::Null).await["news"]["nodes"].take();
    let told = rows(&caller, "news", &[]).await;
    let table = table(&caller, "news", &[], b';').await;
    assert!(told.len() >= 3);
    for (place, shown) in shown.as_array().expect("a list").iter().enumerate() {
        let row = &told[place];
        for field in ["id", "slug", "status", "publishedAt", "visibility", "author", "version", "createdAt"] {
            assert_eq!(row[field], shown[field], "{field}");
        }
        assert_eq!((&row["titleSv"], &row["titleEn"]), (&shown["sv"], &shown["en"]));
        assert_eq!(row["documents"]["nodes"], shown["documents"]["nodes"]);
        let cell = |name| column(&table, name)[place].to_owned();
        assert_eq!(cell("slug"), shown["slug"]);
        assert_eq!(cell("titleEn"), shown["en"]);
        assert_eq!(cell("version"), shown["version"].to_string());
        assert_eq!(cell("author.name"), shown["author"]["name"].as_str().unwrap_or_default());
        let documents: Vec<_> = ids(shown["documents"]["nodes"].as_array().expect("a list"));
        assert_eq!(cell("documents.id"), documents.join(" | "));
    }
}

#[tokio::test]
async fn the_address_says_which_and_in_which_order() {
    let app = App::seeded().await;
    let anybody = app.anonymous();
    let slugs = async |parameters: &[(&str, &str)]| {
        let rows = rows(&anybody, "organisations", parameters).await;
        rows.iter().map(|row| row["slug"].as_str().expect("a slug").to_owned()).collect::<Vec<_>>()
    };
    let by_name = r#"[{"field":"NAME","direction":"DESC"}]"#;
    assert_eq!(slugs(&[("orderBy", by_name)]).await, ["vasteras-stad", "malardalens-universitet", "eskilstuna-kommun"]);
    // one order stands for a list of one, as in variables
    let by_name = r#"{"field":"NAME","direction":"ASC"}"#;
    let municipalities = r#"{"sector":{"eq":"MUNICIPALITY"}}"#;
    let asked = [("orderBy", by_name), ("where", municipalities)];
    assert_eq!(slugs(&asked).await, ["eskilstuna-kommun", "vasteras-stad"]);
    assert_eq!(slugs(&[("search", "mälardalens")]).await, ["malardalens-universitet"]);
    assert_eq!(slugs(&[("search", "mälardalens"), ("where", municipalities)]).await, [""; 0]);
    assert_eq!(slugs(&[("search", ""), ("where", ""), ("orderBy", "")]).await.len(), 3);
    // nothing at all is a file, too: with its header
    let none = [("where", r#"{"slug":{"eq":"no-such"}}"#)];
    assert_eq!(table(&anybody, "organisations", &none, b';').await.len(), 1);
    assert_eq!(rows(&anybody, "organisations", &none).await, [Json::Null; 0]);
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_told_before_anything_else() {
    let app = App::seeded().await;
    for (address, status, sv, en) in [
        ("/export/news.xlsx", 404, "Det finns inget på den här adressen", "There is nothing at this address"),
        ("/export/newz.csv", 404, "Det finns inget på den här adressen", "There is nothing at this address"),
        ("/export/news", 404, "Det finns inget på den här adressen", "There is nothing at this address"),
        ("/export/teams.csv", 404, "Det finns inget på den här adressen", "There is nothing at this address"),
        ("/export/news.csv?wher=x", 400, "Här finns ingen parameter wher.", "There is no parameter wher here."),
        ("/export/news.csv?first=5", 400, "Här finns ingen parameter first.", "There is no parameter first here."),
        ("/export/news.csv?after=x", 400, "Här finns ingen parameter after.", "There is no parameter after here."),
        ("/export/news.jsonl?delimiter=tab", 400, "ingen parameter delimiter", "no parameter delimiter"),
        ("/export/news.csv?delimiter=%3B", 400, "vara semicolon, comma eller tab.", "be semicolon, comma or tab."),
        ("/export/news.csv?search=a&search=b", 400, "search finns två gånger", "search is there twice"),
        ("/export/news.csv?where=%7B", 400, "where måste vara JSON", "where must be JSON"),
        ("/export/news.csv?orderBy=ID", 400, "orderBy måste vara JSON", "orderBy must be JSON"),
        ("/export/news.csv?where=%7B%22x%22:1%7D", 400, "field \"x\"", "field \"x\""),
        ("/export/news.csv?where=1", 400, "\"$where\"", "\"$where\""),
        ("/export/news.csv?where=%7B%22slug%22:%7B%22eq%22:1%7D%7D", 400, "where.slug.eq", "where.slug.eq"),
        ("/export/news.csv?orderBy=%7B%22field%22:%22SLUG%22,%22direction%22:%22ASC%22%7D", 400, "SLUG", "SLUG"),
        (
            "/export/news.csv?where=%7B%22publishedAt%22:%7B%22lt%22:%22now%22%7D%7D",
            400,
            "\"now\" är ingen tidpunkt",
            "\"now\" is no",
        ),
        ("/export/news.csv?where=%7B%22id%22:%7B%22eq%22:%22x%22%7D%7D", 400, "x", "x"),
    ] {
        for (language, expected) in [("sv", sv), ("en", en)] {
            let answer = app.anonymous().reading(language).get(address).await;
            assert_eq!(answer.status.as_u16(), status, "{address}: {}", answer.text);
            let message = answer.body["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(message.contains(expected), "{address}: {message:?} should say {expected:?}");
            assert!(!answer.headers.contains_key(header::CONTENT_DISPOSITION), "{address}");
        }
    }
    let posted = app.anonymous().request(Method::POST, "/export/news.csv").body(Default::default()).expect("a request");
    assert_eq!(app.anonymous().send(posted).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

/// Organisations in this number, with these names.
async fn organisations(app: &App, names: impl IntoIterator<Item = String>) {
    let rows = names.into_iter().enumerate().map(|(number, name)| {
        let set = [
            ("id", id(1000 + number as u128).into()),
            ("slug", format!("o{number}").into()),
            ("name", name.into()),
            ("sector", "OTHER".into()),
        ];
        row::<entity::organisation::Entity>(app, &set)
    });
    insert::<entity::organisation::Entity>(app, rows.collect()).await;
}

/// An app with so many organisations.
async fn with_organisations(settings: Settings, number: usize) -> App {
    let app = App::with(settings).await;
    organisations(&app, (0..number).map(|number| format!("Organisation {number}"))).await;
    app
}
