//! What mutations leave in the change log is what statistics of the past are made of.

use chrono::TimeDelta;
use tests::rows::execute;

use super::*;

const GROUPS: &str = "count keys { value }";

/// The groups of proposals, and of what is contributed to them, as they are or as of a day; asked by the driver.
async fn groups(app: &App, day: Option<chrono::NaiveDate>) -> Json {
    let as_of = day.map_or(String::new(), |day| format!(", asOf: \"{day}\""));
    let own = "reference: { startsWith: \"I-2026\" }";
    let document = format!(
        "{{
            all: initiativeGroups(by: [STATUS, STARTS_ON_YEAR, LEAD_ORGANISATION], where: {{ {own} }}{as_of}) {{ {GROUPS} }}
            goals: initiativeGroups(by: SOCIETAL_GOALS, where: {{ {own} }}{as_of}) {{ {GROUPS} }}
            targets: initiativeGroups(by: TARGETS, where: {{ {own} }}{as_of}) {{ {GROUPS} }}
            functions: initiativeGroups(by: SUPPORT_FUNCTIONS, where: {{ {own} }}{as_of}) {{ {GROUPS} }}
            running: initiativeGroups(by: KIND, where: {{ {own}, status: {{ eq: RUNNING }} }}{as_of}) {{ {GROUPS} }}
            portfolio: focusAreas {{ nodes {{ portfolio {{ groups(by: STATUS, where: {{ {own} }}{as_of}) {{ {GROUPS} }} }} }} }}
            given: contributionGroups(by: KIND, where: {{ initiative: {{ {own} }} }}{as_of})
                {{ {GROUPS} quantities {{ unit count sum median }} }}
        }}"
    );
    driver(app).data(&document, Json::Null).await
}

/// What is changed on some days, beside the step of that day.
async fn edit(app: &App, id: &str, number: usize) {
    let patch = match number {
        1 => json!({ "startsOn": "2027-01-01", "targetIds": [api_id("agenda_target", 52)] }),
        3 => json!({ "startsOn": null, "supportFunctionIds": [api_id("support_function", 55)] }),
        5 => json!({ "leadOrganisationId": null, "targetIds": [] }),
        _ => return,
    };
    done(&driver(app), "updateInitiative", "", with(named(app, id).await, &patch)).await;
}

#[tokio::test]
async fn the_past_is_what_it_was_when_it_was_the_present() {
    let world = World::new().await;
    let app = &world.app;
    let mut days = vec![(app.clock.today().pred_opt().expect("a day"), groups(app, None).await)];
    let id = propose(app).await;
    let mut given = Json::Null;
    for number in 0..6 {
        edit(app, &id, number).await;
        days.push((app.clock.today(), groups(app, None).await));
        app.clock.advance(TimeDelta::hours(24 + number as i64));
        let (step, caller, input, _) = life(app).swap_remove(number);
        done(&caller, step, "", with(named(app, &id).await, &input)).await;
        if number == 1 {
            let time = json!({ "initiativeId": id, "kind": "TIME", "quantity": 12.5, "unit": "h" });
            given = done(&driver(app), "recordContribution", "contribution { id }", time).await["contribution"].take();
        }
        if number == 3 {
            let more =
                json!({ "contributionId": given["id"], "version": 1, "quantity": 40, "kind": "MONEY", "unit": "SEK" });
            done(&driver(app), "updateContribution", "", more).await;
        }
    }
    days.push((app.clock.today(), groups(app, None).await));
    app.clock.advance(TimeDelta::days(30));
    for (day, then) in &days {
        assert_eq!(groups(app, Some(*day)).await, *then, "{day}");
    }
    for (number, (day, then)) in days.iter().enumerate() {
        let others = days.iter().filter(|(_, other)| other == then).count();
        assert_eq!(others, 1, "something has changed on day {number}, {day}");
    }
}

#[tokio::test]
async fn stages_last_from_step_to_step() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    for number in 0..6 {
        // a moment less than whole days, and a moment more
        app.clock.advance(TimeDelta::days(number as i64 + 2) - TimeDelta::seconds(1 - number as i64 % 2 * 2));
        // whose tokens are of that moment
        let (step, caller, input, _) = life(app).swap_remove(number);
        done(&caller, step, "", with(named(app, &id).await, &input)).await;
    }
    let document = "query($asOf: Date) { initiativeGroups(by: FOCUS_AREA, where: { reference: { startsWith: \"I-2026\" } }, asOf: $asOf)
        { stages { status sv: label(language: SV) label(language: EN) count medianDays totalDays } } }";
    let stage = |status: &str, sv: &str, label: &str, count: u32, median: f64, total: f64| json!({ "status": status, "sv": sv, "label": label, "count": count, "medianDays": median, "totalDays": total });
    let answer = driver(app).data(document, json!({ "asOf": null })).await;
    let all = json!([
        stage("PROPOSED", "Föreslaget", "Proposed", 1, 1.0, 1.0),
        stage("SCREENED", "Granskat", "Screened", 1, 3.0, 3.0),
        stage("IN_PORTFOLIO", "I portföljen", "In the portfolio", 1, 3.0, 3.0),
        stage("APPROVED", "Godkänt", "Approved", 1, 5.0, 5.0),
        stage("RUNNING", "Pågående", "Running", 1, 5.0, 5.0),
        stage("PAUSED", "Pausat", "Paused", 1, 7.0, 7.0),
    ]);
    assert_eq!(answer["initiativeGroups"], json!([{ "stages": all }]));
    let answer = driver(app).data(document, json!({ "asOf": "2026-11-23" })).await;
    let first = json!([stage("PROPOSED", "Föreslaget", "Proposed", 1, 1.0, 1.0)]);
    assert_eq!(answer["initiativeGroups"], json!([{ "stages": first }]));
    let later = driver(app).reading("en").error(document, json!({ "asOf": "2028-01-01" })).await;
    assert_eq!(later.0, "BAD_USER_INPUT");
    assert!(later.1.starts_with("2028-01-01 lies ahead"), "{}", later.1);
}

/// A draft is for its editors; how long it was one is told to them alone.
#[tokio::test]
async fn a_state_that_was_hidden_stays_hidden() {
    let world = World::new().await;
    let app = &world.app;
    let draft = json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Uppdrag" }, "visibility": "PUBLIC",
        "statement": { "sv": "Alla barn lyckas." }, "measurableBy": { "sv": "Betyg" }, "dueOn": "2028-01-01",
        "challengeIds": [api_id("challenge", 1101)], "societalGoalIds": [api_id("societal_goal", 53)] });
    execute(app, "UPDATE challenge SET status = 'PRIORITISED', common_priority = 1").await;
    let made = done(&decider(app), "draftMission", "mission { id version }", draft).await;
    app.clock.advance(TimeDelta::days(9));
    let step = json!({ "missionId": made["mission"]["id"], "version": made["mission"]["version"],
        "decision": { "motivation": { "sv": "Det behövs." } } });
    done(&decider(app), "decideMission", "", step).await;
    let document = "{ missionGroups(by: STATUS, where: { title: { eq: \"Uppdrag\" } })
        { count stages { status medianDays } } past: missionGroups(by: STATUS, where: { title: { eq: \"Uppdrag\" } }, asOf: \"2026-11-25\") { count } }";
    let told = app.anonymous().data(document, Json::Null).await;
    assert_eq!(told, json!({ "missionGroups": [{ "count": 1, "stages": [] }], "past": [] }));
    let told = decider(app).data(document, Json::Null).await;
    let stages = json!([{ "status": "DRAFT", "medianDays": 9.0 }]);
    assert_eq!(told, json!({ "missionGroups": [{ "count": 1, "stages": stages }], "past": [{ "count": 1 }] }));
}

/// What was restricted on a day is not told of that day, whatever belongs to it, though everybody sees it now; nor is what
/// everybody saw then, now that it is restricted.
#[tokio::test]
async fn what_was_hidden_then_stays_hidden() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let money = json!({ "initiativeId": id, "kind": "MONEY", "quantity": 4_711_000, "unit": "SEK" });
    done(&driver(app), "recordContribution", "contribution { id }", money).await;
    let mut days = vec![];
    for visibility in ["INTERNAL", "PUBLIC", "INTERNAL", "PUBLIC"] {
        let patch = json!({ "visibility": visibility });
        done(&driver(app), "updateInitiative", "", with(named(app, &id).await, &patch)).await;
        days.push((app.clock.today(), visibility));
        app.clock.advance(TimeDelta::days(1));
    }
    let own = format!("initiative: {{ id: {{ eq: \"{id}\" }} }}");
    let document = format!(
        "query($asOf: Date) {{
            given: contributionGroups(by: UNIT, where: {{ {own} }}, asOf: $asOf) {{ count quantities {{ sum }} }}
            to: contributionGroups(by: INITIATIVE, where: {{ {own} }}, asOf: $asOf) {{ keys {{ value }} }}
            unasked: contributionGroups(by: UNIT, where: {{ quantity: {{ gte: 4711000 }} }}, asOf: $asOf) {{ count }}
        }}"
    );
    let sum = json!([{ "count": 1, "quantities": [{ "sum": 4_711_000.0 }] }]);
    for (day, visibility) in &days {
        let seen = json!({ "given": sum, "to": [{ "keys": [{ "value": id }] }], "unasked": [{ "count": 1 }] });
        let none = json!({ "given": [], "to": [], "unasked": [] });
        let asked = json!({ "asOf": day });
        assert_eq!(driver(app).data(&document, asked.clone()).await, seen, "{day} for a member");
        let expected = if *visibility == "PUBLIC" { seen } else { none };
        assert_eq!(app.anonymous().data(&document, asked).await, expected, "{day}, {visibility}");
    }
    let hide = with(named(app, &id).await, json!({ "visibility": "INTERNAL" }));
    done(&driver(app), "updateInitiative", "", hide).await;
    for (day, _) in days {
        let answer = app.anonymous().data(&document, json!({ "asOf": day })).await;
        assert_eq!(answer, json!({ "given": [], "to": [], "unasked": [] }), "{day}, hidden today");
    }
}
