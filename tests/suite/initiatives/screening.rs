//! Criteria, and screenings by them.

use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::api_id;
use tests::world::World;

use super::{done, driver, faults, named, propose, support, traces};

#[tokio::test]
async fn a_screening_follows_the_criteria_of_the_day() {
    let world = World::new().await;
    let app = &world.app;
    let support = support(app);
    let mut criteria = vec![];
    for (title, is_mandatory) in [("Tydlig nytta", true), ("Ny metod", false)] {
        let input = json!({ "title": { "sv": title }, "isMandatory": is_mandatory });
        let made = done(&support, "createCriterion", "criterion { id position }", input).await;
        criteria.push(made["criterion"].clone());
    }
    assert_eq!((&criteria[0]["position"], &criteria[1]["position"]), (&json!(2), &json!(3)), "after the others");
    let old = json!({ "criterionId": api_id("criterion", 54), "version": 1 });
    done(&support, "retireCriterion", "criterion { retiredAt }", old).await;
    let again = json!({ "criterionId": api_id("criterion", 54), "version": 2 });
    assert_eq!(faults(&support, "retireCriterion", again.clone()).await, ["criterionId WRONG_STATE"]);
    assert_eq!(faults(&support, "updateCriterion", again).await, ["criterionId WRONG_STATE"]);
    let (mandatory, optional) = (&criteria[0]["id"], &criteria[1]["id"]);

    let id = propose(app).await;
    let screen = async |answers: Json| with(named(app, &id).await, json!({ "answers": answers }));
    let before = traces(app).await;
    for (answers, expected) in [
        (json!([]), vec!["answers INVALID"]),
        (json!([{ "criterionId": optional, "isMet": true }]), vec!["answers INVALID"]),
        (
            json!([{ "criterionId": mandatory, "isMet": true }, { "criterionId": mandatory, "isMet": false }]),
            vec!["answers.criterionId INVALID"],
        ),
        (
            json!([{ "criterionId": api_id("criterion", 54), "isMet": true, "motivation": { "sv": "" } }]),
            vec!["answers.motivation INVALID", "answers.criterionId WRONG_STATE", "answers INVALID"],
        ),
    ] {
        assert_eq!(faults(&support, "screenInitiative", screen(answers).await).await, expected);
    }
    let unanswered = support.clone().reading("en").call("screenInitiative", "", screen(json!([])).await).await;
    let message = &unanswered["userErrors"][0]["message"];
    assert_eq!(message, "These mandatory criteria are not answered: Tydlig nytta.");
    assert_eq!(traces(app).await, before);

    let selection = "initiative { status } screening { outcome screenedBy { name } answers { isMet motivation criterion { title } } }";
    let answers = json!([
        { "criterionId": optional, "isMet": false, "motivation": { "sv": "Känd sedan förr." } },
        { "criterionId": mandatory, "isMet": true },
    ]);
    let passed = done(&support, "screenInitiative", selection, screen(answers).await).await;
    assert_eq!(
        (&passed["initiative"]["status"], &passed["screening"]["outcome"]),
        (&json!("SCREENED"), &json!("PASSED"))
    );
    assert_eq!(passed["screening"]["answers"].as_array().map(Vec::len), Some(2));
    app.clock.advance(chrono::TimeDelta::hours(1));
    let failed = done(
        &support,
        "screenInitiative",
        selection,
        screen(json!([{ "criterionId": mandatory, "isMet": false }])).await,
    )
    .await;
    assert_eq!(
        (&failed["initiative"]["status"], &failed["screening"]["outcome"]),
        (&json!("REJECTED"), &json!("FAILED"))
    );

    let document = "query($id: ID!) { initiative(id: $id) { screenings { nodes { outcome } } }
        criteria { nodes { title answers(where: { isMet: { eq: false } }) { totalCount } } } }";
    let seen = support.data(document, json!({ "id": id })).await;
    assert_eq!(seen["initiative"]["screenings"]["nodes"], json!([{ "outcome": "FAILED" }, { "outcome": "PASSED" }]));
    let stopping = |title: &str| {
        let nodes = seen["criteria"]["nodes"].as_array().expect("a list");
        let one = nodes.iter().find(|node| node["title"] == title).expect("the criterion");
        one["answers"]["totalCount"].as_i64()
    };
    assert_eq!((stopping("Tydlig nytta"), stopping("Ny metod")), (Some(1), Some(1)), "which criteria stop initiatives");
    assert_eq!(
        faults(&driver(app), "createCriterion", json!({ "title": { "sv": "x" }, "isMandatory": true })).await,
        ["FORBIDDEN"]
    );
}
