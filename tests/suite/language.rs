//! Swedish and English: in content, labels and errors.

use serde_json::{Value as Json, json};
use tests::app::App;
use tests::rows::{id, insert, row};

const NAMES: &str =
    "{ focusArea(slug: \"alla-barn-och-unga-lyckas\") { name sv: name(language: SV) en: name(language: EN) } }";

#[tokio::test]
async fn content_comes_in_the_callers_language() {
    let app = App::seeded().await;
    let (sv, en) = ("Alla barn och unga lyckas", "All children and young people succeed");
    for (language, expected) in
        [("sv", sv), ("en", en), ("en-GB,sv;q=0.5", en), ("fi", sv), ("fi, en;q=0.1", en), ("*", sv), ("!!", sv)]
    {
        let answer = app.anonymous().reading(language).data(NAMES, Json::Null).await;
        assert_eq!(answer["focusArea"], json!({ "name": expected, "sv": sv, "en": en }), "{language}");
    }
    assert_eq!(app.anonymous().data(NAMES, Json::Null).await["focusArea"]["name"], sv);
}

#[tokio::test]
async fn what_is_not_translated_comes_in_the_other_language() {
    let app = App::empty().await;
    let set = [
        ("slug", "f".into()),
        ("name_sv", "Namn".into()),
        ("name_en", sea_orm::Value::String(None)),
        ("status", "PROPOSED".into()),
        ("id", id(1).into()),
    ];
    insert::<entity::focus_area::Entity>(&app, vec![row::<entity::focus_area::Entity>(&app, &set)]).await;
    let answer = app.anonymous().reading("en").data("{ focusAreas { nodes { name summary } } }", Json::Null).await;
    assert_eq!(answer["focusAreas"]["nodes"], json!([{ "name": "Namn", "summary": null }]));
}

/// Lists by name follow the alphabet of the reader, upper and lower case alike.
#[tokio::test]
async fn names_are_ordered_as_swedish_orders_them() {
    let app = App::empty().await;
    let names = ["Örebro", "zebra", "Ängsö", "Åre", "adam", "Éva", "Berg"];
    let rows = names.iter().zip(1..).map(|(name, number)| {
        row::<entity::organisation::Entity>(
            &app,
            &[("name", (*name).into()), ("slug", format!("s{number}").into()), ("sector", "OTHER".into())],
        )
    });
    insert::<entity::organisation::Entity>(&app, rows.collect()).await;
    let document = "query($direction: OrderDirection!) { organisations(orderBy: [{ field: NAME, direction: $direction }]) { nodes { name } } }";
    let mut expected = vec!["adam", "Berg", "Éva", "zebra", "Åre", "Ängsö", "Örebro"];
    for direction in ["ASC", "DESC"] {
        let answer = app.anonymous().data(document, json!({ "direction": direction })).await;
        let named: Vec<_> = answer["organisations"]["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|node| node["name"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(named, expected);
        expected.reverse();
    }
    for (search, found) in [("ÅR", 1), ("ar", 0), ("eva", 1), ("ö", 1), ("%", 0), ("_", 0), (" ", 7), ("", 7)] {
        let answer = app
            .anonymous()
            .data("query($text: String) { organisations(search: $text) { totalCount } }", json!({ "text": search }))
            .await;
        assert_eq!(answer["organisations"]["totalCount"], found, "{search}");
    }
}

#[tokio::test]
async fn every_value_of_every_enum_is_labelled() {
    let app = App::empty().await;
    let document =
        "query($language: Language) { enumLabels(language: $language) { name description values { value label } } }";
    let schema = apollo_compiler::Schema::parse(api::graphql::sdl(), "schema.graphql").expect("GraphQL");
    for language in ["SV", "EN"] {
        let answer = app.anonymous().data(document, json!({ "language": language })).await;
        let labels = answer["enumLabels"].as_array().expect("a list");
        for (name, ty) in &schema.types {
            let apollo_compiler::schema::ExtendedType::Enum(ty) = ty else { continue };
            // what things are ordered and grouped by are names of fields
            if ty.is_built_in() || ["OrderField", "GroupField"].iter().any(|of| name.ends_with(of)) {
                continue;
            }
            let labelled = labels
                .iter()
                .find(|labels| labels["name"] == name.as_str())
                .unwrap_or_else(|| panic!("{name} has no labels"));
            let values: Vec<_> = labelled["values"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|value| value["value"].as_str().unwrap_or_default())
                .collect();
            assert_eq!(values, ty.values.keys().map(|value| value.as_str()).collect::<Vec<_>>(), "{name}");
            for value in labelled["values"].as_array().into_iter().flatten() {
                assert_ne!(value["value"], value["label"], "{name} in {language}");
            }
        }
    }
    let sv = app.anonymous().data(document, json!({ "language": "SV" })).await;
    assert_ne!(sv, app.anonymous().data(document, json!({ "language": "EN" })).await);
}

#[tokio::test]
async fn errors_come_in_the_callers_language() {
    let app = App::empty().await;
    let (code, sv) = app.anonymous().error("{ initiatives(first: 0) { totalCount } }", Json::Null).await;
    assert_eq!(
        (code.as_str(), sv.as_str()),
        ("BAD_USER_INPUT", "En sida med 0 poster går inte; first och last är mellan 1 och 100.")
    );
    let (_, en) = app.anonymous().reading("en").error("{ initiatives(first: 0) { totalCount } }", Json::Null).await;
    assert_eq!(en, "A page of 0 is not possible; first and last are from 1 to 100.");
}
