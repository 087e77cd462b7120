//! The catalogue of what everybody may read: what it says, in which form, and that what it names is there. That its three
//! forms say the same, and all that the profile asks for, is checked by `tests/feeds`.

use api::config::Settings;
use axum::http::{Method, StatusCode, header};
use tests::app::App;
use tests::caller::{Answer, Caller};
use tests::world::World;

async fn catalogue(caller: &Caller<'_>, accept: &str) -> Answer {
    let (mut parts, body) =
        caller.request(Method::GET, "/dcat").body(Default::default()).expect("a request").into_parts();
    parts.headers.insert(header::ACCEPT, accept.parse().expect("a header"));
    caller.send(axum::http::Request::from_parts(parts, body)).await
}

#[tokio::test]
async fn it_is_told_in_the_form_that_the_caller_prefers() {
    let app = App::seeded().await;
    for (accept, media, begin) in [
        ("", "application/rdf+xml", "<?xml"),
        ("*/*", "application/rdf+xml", "<?xml"),
        ("application/rdf+xml", "application/rdf+xml", "<?xml"),
        ("text/turtle", "text/turtle", "@prefix"),
        ("application/ld+json, text/turtle;q=0.5", "application/ld+json", "{"),
    ] {
        let answer = catalogue(&app.anonymous(), accept).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], media, "{accept}");
        assert!(answer.text.starts_with(begin), "{accept}: {}", answer.text);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "public, no-cache");
        assert_eq!(answer.headers[header::VARY], "accept");
    }
    for (language, expected) in [("sv", "Katalogen kan vara"), ("en", "The catalogue can be")] {
        let answer = catalogue(&app.anonymous().reading(language), "text/html").await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
        assert!(answer.text.contains(expected), "{}", answer.text);
    }
}

/// It tells of what everybody may read, whoever asks: not even when something else was changed.
#[tokio::test]
async fn it_is_the_same_for_everybody() {
    let world = World::new().await;
    let nobody = catalogue(&world.app.anonymous(), "text/turtle").await;
    for (name, caller) in world.callers() {
        let own = catalogue(&caller, "text/turtle").await;
        assert_eq!(own.text, nobody.text, "{name}");
        assert_eq!(own.headers[header::ETAG], nobody.headers[header::ETAG], "{name}");
    }
}

#[tokio::test]
async fn whatever_it_names_is_there_for_everybody() {
    let app = App::seeded().await;
    let text = catalogue(&app.anonymous(), "text/turtle").await.text;
    let base = app.config.public_url().as_str().to_owned();
    let mut files = vec![];
    for name in text.split(['<', '>']).filter_map(|part| part.strip_prefix(&base)) {
        if !name.starts_with("/dcat#") && name != "/graphql" && !files.contains(&name) {
            let answer = app.anonymous().get(name).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
            files.push(name);
        }
    }
    assert_eq!(files.len(), 19, "{files:?}");
}

#[tokio::test]
async fn who_publishes_it_and_under_which_licence_is_set_and_not_made_up() {
    const LICENCE: &str = "http://creativecommons.org/licenses/by/4.0/";
    const PUBLISHER: &str = "http://dataportal.se/organisation/SE1234567890";
    const TYPE: &str = "http://purl.org/adms/publishertype/LocalAuthority";
    const CONTACT: &str = "mailto:data@example.org";
    let plain = catalogue(&App::seeded().await.anonymous(), "text/turtle").await.text;
    for said in [LICENCE, PUBLISHER, TYPE, CONTACT, "contactPoint", "hasEmail", "publishertype"] {
        assert!(!plain.contains(said), "{said}");
    }
    let settings = Settings {
        data_licence: Some(LICENCE.parse().expect("an address")),
        catalogue_publisher: Some(PUBLISHER.parse().expect("an address")),
        catalogue_publisher_type: Some(TYPE.parse().expect("an address")),
        catalogue_contact: Some("data@example.org".parse().expect("an address")),
        ..Settings::default()
    };
    let app = App::seeded().await.beside(settings).await;
    let told = catalogue(&app.anonymous(), "text/turtle").await.text;
    // 18 files, and the API
    assert_eq!(told.matches(&format!("dcterms:license <{LICENCE}>")).count(), 19);
    // the catalogue, 9 datasets, the API, and the publisher itself
    assert_eq!(told.matches(&format!("<{PUBLISHER}>")).count(), 12);
    assert_eq!(told.matches("dcat:contactPoint").count(), 10);
    assert!(told.contains(&format!("vcard:hasEmail <{CONTACT}>")) && told.contains(&format!("dcterms:type <{TYPE}>")));
}
