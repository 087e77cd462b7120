//! Groups of persons: nobody is singled out.

use super::*;

/// Persons of organisations with few are one group, in which nobody is singled out.
#[tokio::test]
async fn few_persons_are_not_told_apart() {
    let app = App::empty().await;
    portfolio(&app, 0, 4).await;
    let persons = [(1000, 5), (1001, 4), (1002, 2), (1003, 1)]
        .into_iter()
        .enumerate()
        .flat_map(|(place, (home, number))| (0..number).map(move |n| (7000 + place as u128 * 10 + n, home)));
    let rows = persons.map(|(number, home)| {
        row::<person::Entity>(&app, &[("id", id(number).into()), ("organisation_id", id(home).into())])
    });
    insert::<person::Entity>(&app, rows.collect()).await;
    let document = "query($where: PersonWhere) { personGroups(by: ORGANISATION, where: $where)
        { count isRest keys { value sv: label(language: SV) en: label(language: EN) node { id } } } }";
    let caller = app.signed_in(&[Role::Analyst], "o3", "analyst");
    // who signs in for the first time becomes a person
    caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
    let told = |count: u32, number: u128, name: &str| {
        let key = api_id("organisation", number);
        json!({ "count": count, "isRest": false, "keys": [{ "value": key, "sv": name, "en": name, "node": { "id": key } }] })
    };
    let rest = |count: u32| {
        let key = json!({ "value": null, "sv": "Övriga, redovisade tillsammans", "en": "Others, not told apart", "node": null });
        json!({ "count": count, "isRest": true, "keys": [key] })
    };
    let answer = caller.data(document, Json::Null).await;
    assert_eq!(answer["personGroups"], json!([told(5, 1000, "O0"), told(4, 1001, "O1"), rest(4)]));
    // two persons would be seen through, were they alone
    let but_the_last = json!({ "where": { "organisation": { "slug": { "oneOf": ["o0", "o1", "o2"] } } } });
    let answer = caller.data(document, but_the_last).await;
    assert_eq!(answer["personGroups"], json!([told(5, 1000, "O0"), rest(6)]));
    assert_eq!(app.anonymous().data(document, Json::Null).await["personGroups"], json!([]));
}
