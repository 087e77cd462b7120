//! What was kept before there were rules, in the forms that others read: feeds, calendars, files, the catalogue.

use tests::rows::execute;

use super::*;

#[tokio::test]
async fn the_news_feed_is_whole_whatever_is_in_it() {
    let app = App::seeded().await;
    published(&app, "Först", "Text").await;
    let id = published(&app, "Rubrik", "Text").await;
    published(&app, "Utan text", "Text").await;
    let odd = quoted("a\u{ffff}b\u{1}c <&\u{fffe}");
    execute(
        &app,
        &format!("UPDATE news SET title_sv = {odd}, lead_sv = {odd}, body_sv = {odd} WHERE title_sv = 'Rubrik'"),
    )
    .await;
    execute(&app, &format!("UPDATE person SET name = {odd}")).await;
    execute(&app, "UPDATE news SET lead_sv = NULL, body_sv = NULL WHERE title_sv = 'Utan text'").await;
    let feed = app.anonymous().get("/news.atom").await;
    assert_eq!(feed.status, 200, "{}", feed.text);
    assert!(!feed.text.contains(['\u{ffff}', '\u{fffe}', '\u{1}']), "{}", feed.text);
    assert!(feed.text.contains("abc &lt;&amp;"), "{}", feed.text);
    let (head, entries) = feed.text.split_once("<entry>").expect("entries");
    for part in ["<author><name>", "rel=\"self\"", "rel=\"alternate\"", "<updated>", "<id>"] {
        assert!(head.contains(part), "{part}: {head}");
    }
    for entry in entries.split("<entry>") {
        for part in ["<content", "rel=\"alternate\"", "<updated>", "<published>", "<id>urn:uuid:", "<title>"] {
            assert!(entry.contains(part), "{part}: {entry}");
        }
        let link = entry.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
        let path = link.strip_prefix(app.config.public_url().as_str()).expect("an address of this server");
        let shown = app.anonymous().get(path).await;
        assert!(shown.body["data"]["newsItem"]["title"].is_string(), "{link}: {}", shown.text);
    }
    let shown = app.anonymous().data("query($id: ID!) { newsItem(id: $id) { title } }", json!({ "id": id })).await;
    assert!(shown["newsItem"]["title"].is_string());
}

#[tokio::test]
async fn no_text_writes_lines_of_its_own_into_calendars() {
    let app = App::seeded().await;
    let editor = app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "eva");
    for (title, ends_at) in [("Möte", "2026-12-01T09:00:00.000Z"), ("Lika", "2026-12-01T08:00:00.000Z")] {
        let times = json!({ "startsAt": "2026-12-01T08:00:00.000Z", "endsAt": "2026-12-01T09:00:00.000Z" });
        let input =
            json!({ "title": { "sv": title }, "kind": "MEETING", "when": { "times": times }, "visibility": "PUBLIC" });
        editor.call("createEvent", "", input).await.done();
        execute(&app, &format!("UPDATE event SET ends_at = '{ends_at}' WHERE title_sv = '{title}'")).await;
    }
    let odd = |text: &str| {
        quoted(&format!(
            "{text}\r\nATTENDEE:a\rATTENDEE:b\nATTENDEE:c\u{85}ATTENDEE:d\u{2028}ATTENDEE:e\u{c}ATTENDEE:f\u{ffff}{}",
            "å".repeat(200)
        ))
    };
    let (text, address) = (odd("Text"), odd("https://example.org/"));
    let sql = format!(
        "UPDATE event SET title_sv = {text}, description_sv = {text}, location = {text}, online_url = {address} WHERE title_sv = 'Möte'"
    );
    execute(&app, &sql).await;
    execute(&app, &format!("UPDATE team SET name_sv = {text}; UPDATE focus_area SET name_sv = {text}; UPDATE event SET online_url = 'https://example.org/lika' WHERE title_sv = 'Lika'")).await;
    let calendar = app.anonymous().get("/calendar.ics").await;
    assert_eq!(calendar.status, 200);
    assert!(!calendar.text.contains('\u{ffff}'));
    let breaks = ['\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let forged: Vec<&str> = calendar.text.split(breaks).filter(|line| line.starts_with("ATTENDEE")).collect();
    assert!(forged.is_empty(), "{forged:?}");
    assert!(calendar.text.split("\r\n").all(|line| line.len() <= 75), "{}", calendar.text);
    let whole = calendar.text.replace("\r\n ", "");
    assert!(whole.contains("SUMMARY:Text\\nATTENDEE:a\\nATTENDEE:b"), "{whole}");
    assert_eq!(whole.matches("\r\nURL:").count(), 1, "what is no address is left out: {whole}");
    let same = whole.split("BEGIN:VEVENT").find(|event| event.contains("SUMMARY:Lika")).expect("the event");
    assert!(same.contains("DTSTART") && !same.contains("DTEND"), "{same}");
}

#[tokio::test]
async fn files_and_the_catalogue_hold_what_they_can() {
    let app = App::seeded().await;
    let odd = quoted("=a\u{ffff}b\u{1}c\u{202e}");
    execute(&app, &format!("UPDATE organisation SET name = {odd}; UPDATE collaboration SET name = {odd}")).await;
    let csv = app.anonymous().get("/export/organisations.csv").await;
    assert!(csv.text.contains("'=abc") && !csv.text.contains(['\u{ffff}', '\u{1}']), "{}", csv.text);
    for media in ["application/rdf+xml", "text/turtle", "application/ld+json"] {
        let request = app.anonymous().request(axum::http::Method::GET, "/dcat");
        let mut request = request.body(axum::body::Body::empty()).expect("a request");
        request.headers_mut().insert(axum::http::header::ACCEPT, media.parse().expect("a header"));
        let described = app.anonymous().send(request).await;
        assert_eq!(described.status, 200, "{media}");
        assert!(!described.text.contains(['\u{ffff}', '\u{1}']), "{media}");
    }
}

#[tokio::test]
async fn bodies_are_shown_with_their_tables_and_notes_and_without_foreign_pictures() {
    let app = App::seeded().await;
    let body = "a|b\n-|-:\n1|2\n\nx[^1]\n\n[^1]: note\n\n![Karta](https://evil.example/p.png) <img src=\"https://evil.example/q.png\">";
    let id = published(&app, "Rubrik", body).await;
    let document = "query($id: ID!) { newsItem(id: $id) { bodyHtml } }";
    let html = async |app: &App| {
        let shown = app.anonymous().data(document, json!({ "id": id })).await;
        shown["newsItem"]["bodyHtml"].as_str().expect("a text").to_owned()
    };
    let shown = html(&app).await;
    assert!(!shown.contains("<img") && shown.contains("Karta"), "{shown}");
    assert!(shown.contains("text-align"), "{shown}");
    let target = shown.split("href=\"#").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    assert!(shown.contains(&format!("id=\"{target}\"")), "{shown}");
    let hosts = Some(vec!["evil.example".parse().expect("a host")]);
    let other = app.beside(api::config::Settings { image_hosts: hosts, ..Default::default() }).await;
    let shown = html(&other).await;
    assert!(shown.contains("<img src=\"https://evil.example/p.png\"") && !shown.contains("q.png"), "{shown}");
}
