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
