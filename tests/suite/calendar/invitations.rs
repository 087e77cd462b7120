//! Invitations to events, for persons and whole teams, and their answers.

use super::*;
use chrono::TimeDelta;
use tests::app::MEMBER;

const TEAM: &str = "query { teams(where: { kind: { eq: FOCUS_AREA_TEAM } }, first: 1) { nodes { id
    representatives(first: 50) { nodes { person { id } } } } } viewer { person { id } } }";

/// Who is invited to an event, and what they answered.
async fn invited(app: &App, event: &str) -> Vec<Json> {
    let document = "query($id: ID!) { event(id: $id) { invitations(first: 100)
        { nodes { id version answer answeredAt person { id } } } } }";
    let mut answer = editor(app).data(document, json!({ "id": event })).await;
    answer["event"]["invitations"]["nodes"].as_array_mut().expect("a list").drain(..).collect()
}

#[tokio::test]
async fn persons_and_teams_are_invited_once_and_answer_for_themselves() {
    let app = App::seeded().await;
    let member = app.as_member();
    let known = member.data(TEAM, json!({})).await;
    let (team, me) = (&known["teams"]["nodes"][0], &known["viewer"]["person"]["id"]);
    let holders = team["representatives"]["nodes"].as_array().expect("a list").len();
    assert!(holders > 3);
    let first = mondays(&app).await;
    let events = occurrences(&editor(&app), &first).await;
    let all_of_them = json!({ "eventId": first, "scope": "ALL", "teamIds": [team["id"]], "personIds": [me] });
    editor(&app).call("invite", "event { id }", all_of_them.clone()).await.done();
    let once = written(&app).await;
    editor(&app).call("invite", "", all_of_them).await.done();
    assert!(written(&app).await == once, "nobody is invited twice");
    for event in &events {
        let invited = invited(&app, event["id"].as_str().expect("an id")).await;
        let is_member =
            team["representatives"]["nodes"].as_array().expect("a list").iter().any(|one| one["person"]["id"] == *me);
        assert_eq!(invited.len(), if is_member { holders } else { holders + 1 });
    }

    // each sees their own invitations, and answers those
    let own = "{ invitations(first: 100) { nodes { id version event { startsAt } } } }";
    let mine = member.data(own, json!({})).await["invitations"]["nodes"].take();
    let mine = mine.as_array().expect("a list");
    assert_eq!(mine.len(), 5);
    let second = mine.iter().find(|one| one["event"]["startsAt"] == "2027-03-29T07:00:00.000Z").expect("the second");
    let answer = |answer: &str, version: i32, scope: &str| json!({ "invitationId": second["id"], "version": version, "answer": answer, "scope": scope });
    let selection = "invitation { answer answeredAt version }";
    let told = member.call("answerInvitation", selection, answer("ACCEPTED", 1, "FOLLOWING")).await;
    assert_eq!(
        told.done()["invitation"],
        json!({ "answer": "ACCEPTED", "answeredAt": "2026-11-21T12:00:00.000Z", "version": 2 })
    );
    let mut answers = vec![];
    for event in &events {
        let invited = invited(&app, event["id"].as_str().expect("an id")).await;
        let mine = invited.iter().find(|one| one["person"]["id"] == *me).expect("mine");
        answers.push(mine["answer"].clone());
        assert!(invited.iter().filter(|one| one["answer"] != "NONE").count() <= 1, "nobody answers for others");
    }
    assert_eq!(json!(answers), json!(["NONE", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED"]));
    let stale = member.call("answerInvitation", selection, answer("DECLINED", 1, "ONE")).await;
    assert_eq!(stale.fault(), ("version", "STALE_VERSION"));
    let back = member.call("answerInvitation", selection, answer("NONE", 2, "ONE")).await;
    assert_eq!(back.done()["invitation"], json!({ "answer": "NONE", "answeredAt": null, "version": 3 }));
    assert_eq!(editor(&app).refused("answerInvitation", answer("ACCEPTED", 3, "ONE")).await, "FORBIDDEN");
    let other = app.signed_in(&[Role::Member], UNIVERSITY, "other");
    let hidden = other.call("answerInvitation", "", answer("ACCEPTED", 3, "ONE")).await;
    assert_eq!(hidden.fault(), ("invitationId", "NOT_FOUND"));

    let place = events.iter().position(|event| event["startsAt"] == "2027-03-29T07:00:00.000Z").expect("the second");
    let cancelled = json!({ "eventId": events[place]["id"], "version": 1 });
    editor(&app).call("cancelEvent", "", cancelled).await.done();
    let answer = member.call("answerInvitation", "", answer("ACCEPTED", 3, "ONE")).await;
    assert_eq!(answer.fault(), ("invitationId", "WRONG_STATE"));
}

#[tokio::test]
async fn nobody_is_invited_to_what_is_over_or_cancelled() {
    let app = App::seeded().await;
    let me = app.as_member().data("{ viewer { person { id } } }", json!({})).await["viewer"]["person"]["id"].take();
    let invite = |event: &str| json!({ "eventId": event, "personIds": [me] });
    let soon = entered(&app, meeting("2026-11-21T12:10:00.000Z", "2026-11-21T12:20:00.000Z")).await;
    let nobody = json!({ "eventId": soon, "personIds": [], "teamIds": [] });
    assert_eq!(editor(&app).call("invite", "", nobody).await.fault(), ("personIds", "INVALID"));
    let unknown = json!({ "eventId": soon, "personIds": ["person_00000000000000000000000000"] });
    assert_eq!(editor(&app).call("invite", "", unknown).await.fault(), ("personIds", "NOT_FOUND"));
    editor(&app).call("invite", "", invite(&soon)).await.done();
    app.clock.advance(TimeDelta::minutes(21));
    assert_eq!(editor(&app).call("invite", "", invite(&soon)).await.fault(), ("eventId", "WRONG_STATE"));
    let mine = invited(&app, &soon).await;
    let late = json!({ "invitationId": mine[0]["id"], "version": 1, "answer": "ACCEPTED" });
    assert_eq!(app.as_member().call("answerInvitation", "", late).await.fault(), ("invitationId", "WRONG_STATE"));
    let off = entered(&app, meeting("2026-12-01T12:10:00.000Z", "2026-12-01T12:20:00.000Z")).await;
    editor(&app).call("cancelEvent", "", of(&off, 1)).await.done();
    assert_eq!(editor(&app).call("invite", "", invite(&off)).await.fault(), ("eventId", "WRONG_STATE"));
    let member = app.signed_in(&[Role::Member], UNIVERSITY, MEMBER);
    assert_eq!(member.refused("invite", invite(&soon)).await, "FORBIDDEN");
}
