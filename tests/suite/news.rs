//! News: written, scheduled, published by the clock, archived, passed on.

use chrono::TimeDelta;
use entity::{change, dissemination, news};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Caller, with};
use tests::rows::all;

use api::policy::Role;

const TOWN: &str = "vasteras-stad";

fn communicator(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Communicator], UNIVERSITY, "eva")
}

/// A draft of this title; its id.
async fn draft(app: &App, title: &str) -> String {
    let input = json!({ "title": { "sv": title }, "body": { "sv": "Text" }, "visibility": "PUBLIC" });
    let answer = communicator(app).call("createNews", "newsItem { id }", input).await;
    answer.done();
    answer["newsItem"]["id"].as_str().expect("an id").to_owned()
}

/// What a caller sees of a piece of news.
async fn seen(caller: &Caller<'_>, id: &str) -> Json {
    let document = "query($id: ID!) { newsItem(id: $id) { slug title status version publishedAt } }";
    caller.data(document, json!({ "id": id })).await["newsItem"].take()
}

/// What the editor is told that can be done with it.
async fn possible(app: &App, id: &str) -> Vec<String> {
    let document = "query($id: ID!) { newsItem(id: $id) { actions { name isAllowed } } }";
    let told = communicator(app).data(document, json!({ "id": id })).await;
    let actions = told["newsItem"]["actions"].as_array().expect("actions").clone();
    let allowed = actions.into_iter().filter(|action| action["isAllowed"] == true);
    allowed.map(|action| action["name"].as_str().expect("a name").to_owned()).collect()
}

/// All that is written.
async fn written(app: &App) -> String {
    format!(
        "{:?}{:?}{:?}",
        all::<news::Entity>(app).await,
        all::<dissemination::Entity>(app).await,
        all::<change::Entity>(app).await
    )
}

fn of(id: &str, version: i32) -> Json {
    json!({ "newsId": id, "version": version })
}

#[tokio::test]
async fn news_from_its_draft_to_its_archive() {
    let app = App::seeded().await;
    let (editor, member) = (communicator(&app), app.as_member());
    let ids = editor.data("{ focusAreas { nodes { id } } documents { nodes { id } } }", json!({})).await;
    let input = json!({
        "title": { "sv": "Så gick det på ängen", "en": "How it went" }, "lead": { "sv": "Kort" },
        "body": { "sv": "**Lång**" }, "focusAreaIds": [ids["focusAreas"]["nodes"][0]["id"]],
        "documentIds": [ids["documents"]["nodes"][0]["id"]],
    });
    let selection = "newsItem { id version slug title lead bodyHtml status visibility publishedAt author { name }
        focusAreas { totalCount } documents { totalCount } initiatives { totalCount } }";
    let answer = editor.call("createNews", selection, input).await;
    answer.done();
    let id = answer["newsItem"]["id"].as_str().expect("an id").to_owned();
    let expected = json!({
        "id": id, "version": 1, "slug": "sa-gick-det-pa-angen", "title": "Så gick det på ängen", "lead": "Kort",
        "bodyHtml": "<p><strong>Lång</strong></p>\n", "status": "DRAFT", "visibility": "INTERNAL", "publishedAt": null,
        "author": answer["newsItem"]["author"], "focusAreas": { "totalCount": 1 }, "documents": { "totalCount": 1 },
        "initiatives": { "totalCount": 0 },
    });
    assert_eq!(answer["newsItem"], expected);
    assert_eq!(seen(&member, &id).await, Json::Null);

    let patch = json!({ "title": { "sv": "Ny rubrik" }, "lead": null, "documentIds": [], "visibility": "PUBLIC" });
    let answer = editor.call("updateNews", selection, with(of(&id, 1), patch)).await;
    let changed = json!({
        "version": 2, "title": "Ny rubrik", "lead": null, "documents": { "totalCount": 0 }, "visibility": "PUBLIC",
    });
    // the slug stays
    let expected = with(expected, changed);
    assert_eq!(answer["newsItem"], expected);

    let answer = editor.call("publishNews", selection, of(&id, 2)).await;
    let changed = json!({ "version": 3, "status": "PUBLISHED", "publishedAt": "2026-11-21T12:00:00.000Z" });
    assert_eq!(answer["newsItem"], with(expected, changed));
    assert_eq!(seen(&app.anonymous(), &id).await["title"], "Ny rubrik");
    let by_slug = "{ newsItem(slug: \"sa-gick-det-pa-angen\") { id } }";
    assert_eq!(app.anonymous().data(by_slug, json!({})).await["newsItem"]["id"], *id);
    assert_eq!(editor.call("publishNews", "", of(&id, 3)).await.fault(), ("newsId", "WRONG_STATE"));

    let answer = editor.call("archiveNews", "newsItem { status }", of(&id, 3)).await;
    assert_eq!(answer["newsItem"]["status"], "ARCHIVED");
    assert_eq!(seen(&app.anonymous(), &id).await["status"], "ARCHIVED");
    for mutation in ["updateNews", "publishNews", "archiveNews"] {
        assert_eq!(editor.call(mutation, "", of(&id, 4)).await.fault(), ("newsId", "WRONG_STATE"), "{mutation}");
    }
}

#[tokio::test]
async fn what_is_scheduled_appears_when_its_time_comes_without_a_write() {
    let app = App::seeded().await;
    let (editor, anyone) = (communicator(&app), app.anonymous());
    let id = draft(&app, "Snart").await;
    let at = |text: &str| with(of(&id, 1), json!({ "publishAt": text }));
    for wrong in ["2026-11-21T12:00:00.000Z", "2020-01-01T00:00:00.000Z", "2028-01-01T00:00:00.000Z"] {
        assert_eq!(editor.call("publishNews", "", at(wrong)).await.fault(), ("publishAt", "INVALID"), "{wrong}");
    }
    let answer = editor.call("publishNews", "newsItem { status publishedAt }", at("2026-11-21T13:00:00+01:30")).await;
    assert_eq!(answer.fault(), ("publishAt", "INVALID"));
    let answer = editor.call("publishNews", "newsItem { status publishedAt }", at("2026-11-21T14:00:00+01:00")).await;
    assert_eq!(answer["newsItem"], json!({ "status": "SCHEDULED", "publishedAt": "2026-11-21T13:00:00.000Z" }));
    assert_eq!(seen(&anyone, &id).await, Json::Null);
    assert_eq!(editor.call("archiveNews", "", of(&id, 2)).await.fault(), ("newsId", "WRONG_STATE"));
    let before = written(&app).await;
    app.clock.advance(TimeDelta::minutes(59));
    assert_eq!(seen(&anyone, &id).await, Json::Null);
    assert_eq!(possible(&app, &id).await, ["updateNews", "publishNews"]);
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(seen(&anyone, &id).await["status"], "PUBLISHED");
    assert_eq!(possible(&app, &id).await, ["updateNews", "archiveNews"]);
    assert_eq!(written(&app).await, before);
    let answer = editor.call("publishNews", "", of(&id, 2)).await;
    assert_eq!(answer.fault(), ("newsId", "WRONG_STATE"));
    let message = answer["userErrors"][0]["message"].as_str().expect("a text");
    assert!(message.starts_with("Nyheten är redan publicerad"), "{message}");
    let answer = editor.call("archiveNews", "newsItem { status }", of(&id, 2)).await;
    assert_eq!(answer["newsItem"]["status"], "ARCHIVED");
}

#[tokio::test]
async fn slugs_are_made_of_titles_and_no_two_are_alike() {
    let app = App::seeded().await;
    let mut slugs = vec![];
    let long = "å".repeat(200);
    for title in ["Öppet hus!", "Öppet hus", "öppet  HUS", "Öppet", "!!!", "???", &long, &long] {
        let id = draft(&app, title).await;
        slugs.push(seen(&communicator(&app), &id).await["slug"].as_str().expect("a slug").to_owned());
    }
    let (long, short) = slugs.split_off(6).into_iter().fold((vec![], slugs), |(mut long, short), slug| {
        long.push(slug);
        (long, short)
    });
    assert_eq!(short, ["oppet-hus", "oppet-hus-2", "oppet-hus-3", "oppet", "nyhet", "nyhet-2"]);
    assert!(long.iter().all(|slug| slug.len() <= 100) && long[1] == format!("{}-2", long[0]), "{long:?}");
    let (one, other) = tokio::join!(draft(&app, "Samtidigt"), draft(&app, "Samtidigt"));
    let slug = async |id: &str| seen(&communicator(&app), id).await["slug"].clone();
    let mut both = [slug(&one).await, slug(&other).await].map(|slug| slug.to_string());
    both.sort();
    assert_eq!(both, ["\"samtidigt\"", "\"samtidigt-2\""]);
}

#[tokio::test]
async fn only_communicators_write_news_and_all_faults_are_told_at_once() {
    let app = App::seeded().await;
    let id = draft(&app, "Utkast").await;
    let before = written(&app).await;
    let strangers = [
        app.anonymous(),
        app.as_member(),
        app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "pia"),
        app.signed_in(&[Role::Representative], UNIVERSITY, "rut"),
    ];
    // whoever comes for the first time is written down
    for stranger in &strangers {
        stranger.data("{ viewer { isAuthenticated } }", json!({})).await;
    }
    let before = if before.is_empty() { before } else { written(&app).await };
    for stranger in &strangers {
        let create = json!({ "title": { "sv": "Nej" } });
        assert!(["FORBIDDEN", "UNAUTHENTICATED"].contains(&&*stranger.refused("createNews", create).await));
        for mutation in ["updateNews", "publishNews", "archiveNews"] {
            let code = stranger.call(mutation, "", of(&id, 1)).await;
            let refused = match code["userErrors"].as_array() {
                // a draft does not exist for them
                Some(errors) => errors[0]["code"] == "NOT_FOUND",
                None => ["FORBIDDEN", "UNAUTHENTICATED"].contains(&code.code()),
            };
            assert!(refused, "{mutation}: {code:?}");
        }
    }
    let wrong = json!({
        "title": { "sv": " " }, "lead": { "sv": "" }, "focusAreaIds": ["x"], "restrictedTo": [], "visibility": "RESTRICTED",
    });
    let answer = communicator(&app).call("updateNews", "", with(of(&id, 7), wrong)).await;
    assert_eq!(answer.paths(), ["version", "title", "lead", "focusAreaIds", "restrictedTo"]);
    assert_eq!(written(&app).await, before);
}

#[tokio::test]
async fn representatives_note_where_news_was_passed_on() {
    let app = App::seeded().await;
    app.tie([("asa", "Åsa Lundqvist", TOWN)]).await;
    let asa = app.signed_in(&[Role::Representative], TOWN, "asa");
    let editor = communicator(&app);
    let id = draft(&app, "Att sprida").await;
    let input = json!({ "newsId": id, "audience": "Rektorer", "channel": "Veckobrev" });
    // what is not published cannot be passed on, and a representative does not see it
    assert_eq!(asa.call("recordDissemination", "", input.clone()).await.fault(), ("newsId", "NOT_FOUND"));
    editor.call("publishNews", "", of(&id, 1)).await.done();
    app.clock.advance(TimeDelta::minutes(20));
    let selection = "dissemination { at audience channel organisation { slug } representative { person { name } }
        news { slug } }";
    let answer = asa.call("recordDissemination", selection, input.clone()).await;
    answer.done();
    let expected = json!({
        "at": "2026-11-21T12:20:00.000Z", "audience": "Rektorer", "channel": "Veckobrev", "organisation": { "slug": TOWN },
        "representative": { "person": { "name": "Åsa Lundqvist" } }, "news": { "slug": "att-sprida" },
    });
    assert_eq!(answer["dissemination"], expected);
    for wrong in ["2026-11-21T11:59:59.000Z", "2026-11-21T12:20:01.000Z"] {
        let answer = asa.call("recordDissemination", "", with(input.clone(), json!({ "at": wrong }))).await;
        assert_eq!(answer.fault(), ("at", "INVALID"), "{wrong}");
    }
    let earlier = with(input.clone(), json!({ "at": "2026-11-21T12:10:00.000Z", "audience": "Lärare" }));
    asa.call("recordDissemination", "", earlier).await.done();
    asa.call("recordDissemination", "", input.clone()).await.done();
    let organisations = editor.data("{ organisations { nodes { id slug } } }", json!({})).await;
    let university = organisations["organisations"]["nodes"].as_array().expect("some").iter();
    let university = university.clone().find(|one| one["slug"] == UNIVERSITY).expect("it is there")["id"].clone();
    let elsewhere = with(input.clone(), json!({ "organisationId": university }));
    for (caller, input) in [(&asa, &elsewhere), (&app.as_member(), &input), (&editor, &input)] {
        assert_eq!(caller.refused("recordDissemination", input.clone()).await, "FORBIDDEN");
    }
    let counted = "{ disseminationGroups(by: [ORGANISATION, AUDIENCE]) { count keys { label } } }";
    let counted = editor.data(counted, json!({})).await;
    let counted = counted["disseminationGroups"].as_array().expect("groups").iter();
    let mut counted: Vec<_> =
        counted.map(|group| format!("{} {}", group["keys"][1]["label"], group["count"])).collect();
    counted.sort();
    assert_eq!(counted, ["\"Lärare\" 1", "\"Rektorer\" 2"]);
}
