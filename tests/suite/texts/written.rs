//! Texts as they come in.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use tests::rows::all;

use super::*;

/// Something that the type has; what is not given is wrong for other reasons, which are told beside.
fn some(schema: &Schema, ty: &Type) -> Json {
    if ty.is_list() {
        return json!([]);
    }
    let name = ty.inner_named_type().as_str();
    match schema.types.get(name) {
        Some(ExtendedType::InputObject(object)) => {
            let is_choice = object.directives.has("oneOf");
            let fields = object.fields.values();
            let fields =
                fields.filter(|field| is_choice || field.ty.is_non_null()).take(if is_choice { 1 } else { usize::MAX });
            fields.map(|field| (field.name.to_string(), some(schema, &field.ty))).collect()
        }
        Some(ExtendedType::Enum(one)) => json!(one.values.keys().next().map(ToString::to_string)),
        _ => match name {
            "Int" | "Float" => json!(1),
            "Boolean" => json!(true),
            "Date" => json!("2026-11-21"),
            "DateTime" => json!("2026-11-22T12:00:00.000Z"),
            _ => json!("x"),
        },
    }
}

/// Each text of each input of each mutation, one at a time: none that no format can hold is taken.
#[tokio::test]
async fn no_text_of_any_mutation_holds_what_cannot_be_written() {
    let app = App::seeded().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").unwrap_or_else(|error| panic!("{error}"));
    let admin = app.as_administrator();
    let mutations = schema.get_object("Mutation").expect("there are mutations");
    let (mut texts, mut taken) = (0, BTreeSet::new());
    for mutation in mutations.fields.values() {
        let ty = &mutation.arguments[0].ty;
        let Some(input) = schema.get_input_object(ty.inner_named_type()) else {
            panic!("{} has no input", mutation.name)
        };
        for field in input.fields.values() {
            let hostile = "a\u{ffff}b";
            let value = match field.ty.inner_named_type().as_str() {
                "String" => json!(hostile),
                "TextInput" => json!({ "sv": hostile, "en": hostile }),
                _ => continue,
            };
            texts += 1;
            let mut all = some(&schema, ty);
            all[field.name.as_str()] = if field.ty.is_list() { json!([value]) } else { value };
            let document = format!(
                "mutation($input: {ty}) {{ done: {}(input: $input) {{ userErrors {{ path message }} }} }}",
                mutation.name
            );
            let answer = admin.run(&document, json!({ "input": all })).await;
            let named = |error: &Json| {
                error["path"].as_array().is_some_and(|path| path.iter().any(|name| name == field.name.as_str()))
            };
            let errors = answer.body["data"]["done"]["userErrors"].as_array().cloned().unwrap_or_default();
            let is_refused =
                errors.iter().any(named) || answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT";
            if !is_refused {
                taken.insert(format!("{}.{}: {:.300}", mutation.name, field.name, answer.text));
            }
        }
    }
    assert!(texts > 80, "{texts} texts");
    assert!(taken.is_empty(), "{taken:#?}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_its_reason() {
    let app = App::seeded().await;
    let (editor, admin) = (communicator(&app).reading("en"), app.as_administrator().reading("en"));
    let news = |title: &str, body: &str| json!({ "title": { "sv": title }, "body": { "sv": body } });
    let home =
        admin.data("{ organisations { nodes { id } } }", json!({})).await["organisations"]["nodes"][0]["id"].take();
    let person = |name: &str, email: &str, phone: &str| json!({ "name": name, "organisationId": home, "email": email, "phone": phone });
    let organisation = |website: &str| json!({ "slug": "a", "name": "A", "sector": "OTHER", "website": website });
    let good = ("Åsa", "a@example.org", "021-10 13 00");
    let deep = ">".repeat(20_000);
    let mut said = String::new();
    for (caller, mutation, input, path) in [
        (&editor, "createNews", news("a\nb", "b"), "title"),
        (&editor, "createNews", news("\u{3164}\u{200d}", "b"), "title"),
        (&editor, "createNews", news("\u{202e}", "b"), "title"),
        (&editor, "createNews", news("a\u{fffe}", "b"), "title"),
        (&editor, "createNews", news("a", "b\u{ffff}"), "body"),
        (&editor, "createNews", news("a", &deep), "body"),
        (&editor, "createNews", news("a", &("*a ".repeat(100) + &"a* ".repeat(100))), "body"),
        (
            &editor,
            "createNews",
            news("a", &format!("{}\n{}\n{}", "a|".repeat(900), "-|".repeat(900), "a\n".repeat(900))),
            "body",
        ),
        (&admin, "createOrganisation", organisation("ht\ntps://example.org"), "website"),
        (&admin, "createOrganisation", organisation("https://a:b@example.org"), "website"),
        (&admin, "createOrganisation", organisation("https://example.org/\r\nX:y"), "website"),
        (&admin, "createPerson", person("\u{2800}", good.1, good.2), "name"),
        (&admin, "createPerson", person(good.0, "a@b@example.org", good.2), "email"),
        (&admin, "createPerson", person(good.0, good.1, "ring mig"), "phone"),
    ] {
        let answer = caller.call(mutation, "", input).await;
        assert_eq!(answer.fault(), (path, "INVALID"), "{mutation}");
        said.push_str(&format!("{mutation}.{path}: {}\n", answer.message()));
    }
    insta::assert_snapshot!("refused", said);
    assert!(all::<entity::news::Entity>(&app).await.iter().all(|news| news.title_sv != "a"));
}

#[tokio::test]
async fn texts_are_kept_in_one_form_and_found_in_any() {
    let app = App::seeded().await;
    let admin = app.as_administrator();
    let input =
        json!({ "slug": "asby", "name": " A\u{30a}sby\u{feff}", "sector": "OTHER", "website": "HTTPS://Example.ORG" });
    let answer = admin.call("createOrganisation", "organisation { id name website }", input).await;
    let made = &answer.done()["organisation"];
    assert_eq!((&made["name"], &made["website"]), (&json!("Åsby"), &json!("https://example.org/")));
    for name in ["Åsby", "A\u{30a}sby"] {
        for filter in ["eq", "contains", "startsWith", "oneOf"] {
            let value = if filter == "oneOf" { json!([name]) } else { json!(name) };
            let document = "query($where: OrganisationWhere) { organisations(where: $where) { totalCount } }";
            let found = admin.data(document, json!({ "where": { "name": { filter: value } } })).await;
            assert_eq!(found["organisations"]["totalCount"], 1, "{filter} {name:?}");
        }
        let found = admin.data("query($q: String!) { search(query: $q) { totalCount } }", json!({ "q": name })).await;
        assert_eq!(found["search"]["totalCount"], 1, "{name:?}");
    }
    let person = json!({
        "name": "A\u{30a}sa", "organisationId": made["id"], "email": "Asa@EXAMPLE.org", "phone": "021\u{2011}10\u{a0}13\u{2009}00",
    });
    let answer = admin.call("createPerson", "person { name email phone }", person).await;
    assert_eq!(answer.done()["person"], json!({ "name": "Åsa", "email": "Asa@example.org", "phone": "021-10 13 00" }));
}

/// The first content and what is generated are what the rules for inputs let in.
#[tokio::test]
async fn what_is_filled_in_passes_the_rules() {
    let app = App::seeded().await;
    let admin = app.as_administrator();
    for organisation in all::<entity::organisation::Entity>(&app).await {
        let id = tests::rows::key_id("organisation", organisation.id);
        let patch = json!({ "organisationId": id, "version": organisation.version, "website": organisation.website });
        let answer = admin.call("updateOrganisation", "organisation { website }", patch).await;
        assert_eq!(answer.done()["organisation"]["website"], json!(organisation.website));
    }
    for news in all::<entity::news::Entity>(&app).await {
        let input = json!({
            "title": { "sv": news.title_sv, "en": news.title_en }, "lead": news.lead_sv.map(|sv| json!({ "sv": sv })),
            "body": news.body_sv.map(|sv| json!({ "sv": sv })),
        });
        communicator(&app).call("createNews", "", input).await.done();
    }
}
