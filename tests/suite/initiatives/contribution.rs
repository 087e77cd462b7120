//! Contributions: by whom, of what, and until when.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::api_id;
use tests::world::World;

use super::{done, driver, faults, named, person, reach};

#[tokio::test]
async fn who_contributes_represents_the_organisation_or_owns_the_initiative() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let contribution = |other: Json| with(json!({ "initiativeId": id, "kind": "TIME" }), &other);
    let of_another = contribution(json!({ "organisationId": api_id("organisation", 2) }));
    for (name, caller) in [
        ("a member", person(app, Role::Member, 48)),
        ("a representative whose term has ended", person(app, Role::Representative, 44)),
    ] {
        assert_eq!(faults(&caller, "recordContribution", contribution(json!({}))).await, ["FORBIDDEN"], "{name}");
    }
    let representative = person(app, Role::Representative, 42);
    assert_eq!(faults(&representative, "recordContribution", of_another.clone()).await, ["FORBIDDEN"], "of another");
    let shown = "contribution { id version quantity unit organisation { slug } }";
    let by_owner = done(&driver(app), "recordContribution", shown, of_another).await;
    assert_eq!(by_owner["contribution"]["organisation"]["slug"], "o2");
    let wrong = contribution(json!({ "quantity": -1, "startsOn": "2027-02-01", "endsOn": "2027-01-01" }));
    let expected = ["quantity INVALID", "unit INVALID", "endsOn INVALID"];
    assert_eq!(faults(&representative, "recordContribution", wrong).await, expected);
    let own = contribution(json!({ "quantity": 12.5, "unit": "h" }));
    let own = done(&representative, "recordContribution", shown, own).await["contribution"].take();
    assert_eq!((&own["quantity"], &own["organisation"]["slug"]), (&json!(12.5), &json!("o1")));
    let edit = |of: &Json, other: Json| with(json!({ "contributionId": of["id"], "version": of["version"] }), &other);
    let unitless = edit(&own, json!({ "unit": null }));
    assert_eq!(faults(&representative, "updateContribution", unitless).await, ["unit INVALID"]);
    let other = &by_owner["contribution"];
    assert_eq!(faults(&representative, "updateContribution", edit(other, json!({}))).await, ["FORBIDDEN"]);
    let more = edit(&own, json!({ "quantity": 20 }));
    let more = done(&representative, "updateContribution", shown, more).await["contribution"].take();
    assert_eq!((&more["quantity"], &more["unit"], &more["version"]), (&json!(20.0), &json!("h"), &json!(2)));
    let stale = edit(&own, json!({}));
    assert_eq!(faults(&representative, "removeContribution", stale).await, ["version STALE_VERSION"]);
    let left = "initiative { contributions { totalCount } }";
    let left = done(&representative, "removeContribution", left, edit(&more, json!({}))).await;
    assert_eq!(left["initiative"]["contributions"]["totalCount"], 1);
    done(&driver(app), "withdrawInitiative", "", named(app, &id).await).await;
    let late = edit(other, json!({ "quantity": null }));
    assert_eq!(faults(&driver(app), "updateContribution", late).await, ["contributionId WRONG_STATE"]);
}

/// What is recorded is what is shown, filtered by, and added up: to the last of three decimals.
#[tokio::test]
async fn quantities_are_decimals() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let of = |quantity: Json| json!({ "initiativeId": id, "kind": "MONEY", "quantity": quantity, "unit": "SEK" });
    let owner = driver(app);
    let shown = "contribution { id version quantity }";
    let mut last = Json::Null;
    for quantity in [0.1, 0.2, 0.001, 0.0, 4_711_000.0, 999_999_999_999.999] {
        last = done(&owner, "recordContribution", shown, of(json!(quantity))).await["contribution"].take();
        assert_eq!(last["quantity"], json!(quantity));
    }
    for wrong in [json!(-0.001), json!(0.0005), json!(1.2345), json!(1e12), json!(1e308), json!(-1e308)] {
        assert_eq!(faults(&owner, "recordContribution", of(wrong.clone())).await, ["quantity INVALID"], "{wrong}");
        let edit = json!({ "contributionId": last["id"], "version": last["version"], "quantity": wrong });
        assert_eq!(faults(&owner, "updateContribution", edit).await, ["quantity INVALID"], "{wrong}");
    }
    for (language, text) in [
        ("sv", "Mängden ska vara ett tal från 0 till 999 999 999 999,999 med högst tre decimaler."),
        ("en", "The quantity must be a number from 0 to 999,999,999,999.999, with three decimals at the most."),
    ] {
        let answer = driver(app).reading(language).call("recordContribution", "", of(json!(1e308))).await;
        assert_eq!(answer.message(), text);
    }
    let own = format!("initiative: {{ id: {{ eq: \"{id}\" }} }}");
    let sums = |wanted: &str| {
        format!(
            "{{ contributionGroups(by: UNIT, where: {{ {own} {wanted} }}) {{ quantities {{ count sum median }} }} }}"
        )
    };
    for (wanted, count, sum, median) in [
        ("quantity: { lt: 1 }", 4, 0.301, 0.0505),
        ("quantity: { gte: 0.1, lt: 0.2 }", 1, 0.1, 0.1),
        ("quantity: { gte: 0.1, lt: 1 }", 2, 0.3, 0.15),
        ("quantity: { gte: 0.0005, lt: 0.1001 }", 2, 0.101, 0.0505),
        ("", 6, 1_000_004_711_000.3, 0.15),
        ("quantity: { gte: 999999999999.999, lt: 1e308 }", 1, 999_999_999_999.999, 999_999_999_999.999),
    ] {
        let answer = owner.data(&sums(wanted), Json::Null).await;
        let expected = json!([{ "quantities": [{ "count": count, "sum": sum, "median": median }] }]);
        assert_eq!(answer["contributionGroups"], expected, "{wanted}");
    }
    for nothing in ["quantity: { gte: 1e308 }", "quantity: { lt: -1e308 }", "quantity: { gte: 0.2001, lt: 0.2009 }"] {
        assert_eq!(owner.data(&sums(nothing), Json::Null).await["contributionGroups"], json!([]), "{nothing}");
    }
    let log = "{ changes(types: [\"Contribution\"], first: 1) { nodes { fields { name before after } } } }";
    let log = app.as_administrator().data(log, Json::Null).await;
    let told = &log["changes"]["nodes"][0]["fields"];
    let told = told.as_array().expect("fields").iter().find(|field| field["name"] == "quantity");
    assert_eq!(told, Some(&json!({ "name": "quantity", "before": null, "after": 0.1 })));
}
