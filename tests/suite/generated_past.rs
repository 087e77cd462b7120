//! The past of generated data: initiatives, missions and challenges leave the changes that mutations would have left.

use std::collections::{BTreeMap, BTreeSet};

use api::generate::{Options, Progress};
use api::lifecycle::Living;
use api::policy::{Reach, Role, Rows};
use entity::kind::{ActorKind, ChallengeStatus, ChangeKind, DecisionOutcome, InitiativeStatus, MissionStatus};
use entity::link::{
    initiative_mission, initiative_owner, initiative_participant, initiative_societal_goal,
    initiative_support_function, initiative_target, mission_challenge, mission_societal_goal, mission_target,
    strategic_need_challenge,
};
use entity::{challenge, change, change_head, decision, evaluation, follow_up, initiative, mission, screening};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::sea_value_to_json_value;
use sea_orm::{ActiveEnum, EntityTrait, IdenStatic, Iterable, ModelTrait, Value};
use serde_json::{Map, Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::rows::{all, key_id};

async fn generated() -> App {
    let app = App::empty().await;
    let options = Options { initiatives: 200, seed: 3 };
    api::generate::run(&app.store, &app.clock, options, Progress::hidden()).await.expect("generated");
    app
}

/// The changes of each thing, in the order of the log.
type Log = BTreeMap<Uuid, Vec<change::Model>>;

async fn log(app: &App) -> Log {
    let mut changes = all::<change::Entity>(app).await;
    changes.sort_by_key(|change| change.seq);
    let mut log = Log::new();
    for change in changes {
        log.entry(change.node_id).or_default().push(change);
    }
    log
}

/// What a thing is linked to by name.
type Links = BTreeMap<(Uuid, &'static str), BTreeSet<Uuid>>;

async fn add_links<L: EntityTrait>(app: &App, links: &mut Links, name: &'static str, (of, to): (L::Column, L::Column)) {
    let key = |value: Value| api::policy::uuid(value).expect("a key");
    for link in all::<L>(app).await {
        links.entry((key(link.get(of)), name)).or_default().insert(key(link.get(to)));
    }
}

macro_rules! links {
    ($app:ident: $($name:literal = $link:ident $of:ident $to:ident;)+) => {{
        let mut links = Links::new();
        $(add_links::<$link::Entity>($app, &mut links, $name, ($link::Column::$of, $link::Column::$to)).await;)+
        links
    }};
}

async fn links(app: &App) -> Links {
    links! { app:
        "missions" = initiative_mission InitiativeId MissionId;
        "societal_goals" = initiative_societal_goal InitiativeId SocietalGoalId;
        "targets" = initiative_target InitiativeId TargetId;
        "owners" = initiative_owner InitiativeId PersonId;
        "participants" = initiative_participant InitiativeId PersonId;
        "support_functions" = initiative_support_function InitiativeId SupportFunctionId;
        "challenges" = mission_challenge MissionId ChallengeId;
        "societal_goals" = mission_societal_goal MissionId SocietalGoalId;
        "targets" = mission_target MissionId TargetId;
        "strategic_needs" = strategic_need_challenge ChallengeId StrategicNeedId;
    }
}

/// What came of the changes of a thing, one after the other: its fields, and the moments and actions of its states.
fn replayed(changes: &[change::Model]) -> Map<String, Json> {
    let mut fields = Map::new();
    for change in changes {
        for (name, values) in change.fields.as_object().expect("fields") {
            let was_there = fields.insert(name.clone(), values["after"].clone());
            let before = was_there.unwrap_or_else(|| if values["after"].is_array() { json!([]) } else { Json::Null });
            assert_eq!(before, values["before"], "{name} of {change:?}");
            assert_ne!(values["before"], values["after"], "{name} of {change:?}");
        }
    }
    fields
}

/// The row and its links, as the log writes them.
fn told<E: Living>(row: &E::Model, id: Uuid, links: &Links) -> Map<String, Json> {
    let is_told =
        |name: &str| !name.ends_with("_folded") && !["id", "version", "created_at", "updated_at"].contains(&name);
    let columns = E::Column::iter().filter(|column| is_told(column.as_str()));
    let values = columns.map(|column| (column.as_str().to_owned(), plain(row.get(column))));
    let links = links.range((id, "")..).take_while(|((of, _), _)| *of == id);
    let links = links.map(|((_, name), to)| ((*name).to_owned(), json!(to)));
    values.filter(|(_, value)| !value.is_null()).chain(links).collect()
}

/// A value as the log writes it.
fn plain(value: Value) -> Json {
    match value {
        Value::ChronoDate(day) => day.map(|day| day.to_string()).into(),
        other => sea_value_to_json_value(&other),
    }
}

/// Follows the states of things of a kind: each by a step that is possible, each as far in sight as its rule says.
async fn follow<E: Living>(app: &App, first: E::State, is_open: fn(&str) -> bool)
where
    E::State: std::fmt::Debug,
{
    let (log, links) = (log(app).await, links(app).await);
    let rows = all::<E>(app).await;
    assert!(!rows.is_empty());
    for row in rows {
        let of = |name: &str| row.get(name.parse::<E::Column>().ok().expect("a column"));
        let id = api::policy::uuid(of("id")).expect("a key");
        let changes = &log[&id];
        assert_eq!(replayed(changes), told::<E>(&row, id, &links));
        assert_eq!(of("version"), i32::try_from(changes.len()).expect("a few").into());
        assert_eq!(of("created_at"), changes[0].at.into());
        assert_eq!(of("updated_at"), changes[changes.len() - 1].at.into());

        let (mut state, mut reach) = (None, (None, false));
        for change in changes {
            let is_first = state.is_none();
            assert_eq!(change.node_type, E::default().table_name());
            assert_eq!(change.kind, if is_first { ChangeKind::Created } else { ChangeKind::Updated });
            let next = &change.fields["status"]["after"];
            let status = next.as_str().expect("each change is of a state");
            let status = E::State::try_from_value(&status.to_owned()).expect("a state");
            match state {
                None => assert_eq!(status, first),
                Some(before) => assert!(leads::<E>(before, &change.action, status), "{before:?} {change:?}"),
            }
            assert_eq!((change.previous_audience_id, change.was_open), reach);
            reach = (api::policy::uuid(of("audience_id")), is_open(next.as_str().expect("a state")));
            assert_eq!((change.audience_id, change.is_open), reach, "{change:?}");
            state = Some(status);
        }
        let now = E::visible().reach(&row, &Rows::default(), app.clock.now());
        assert_eq!(reach, (now.audience, now.is_open));
    }
}

/// Whether there is such a step. A decision on a mission also adopts the challenges that it answers.
fn leads<E: Living>(from: E::State, action: &str, to: E::State) -> bool {
    let adopts = ("decideMission", "PRIORITISED".to_owned(), "ADOPTED".to_owned());
    let of_action = E::STEPS.iter().find(|step| step.action.name() == action);
    of_action.is_some_and(|step| step.from.contains(&from) && step.to.contains(&to))
        || adopts == (action, from.to_value(), to.to_value())
}

#[tokio::test]
async fn what_the_log_tells_comes_to_the_rows_as_they_are() {
    let app = generated().await;
    follow::<initiative::Entity>(&app, InitiativeStatus::Proposed, |state| !["REJECTED", "WITHDRAWN"].contains(&state))
        .await;
    follow::<mission::Entity>(&app, MissionStatus::Draft, |state| state != "DRAFT").await;
    follow::<challenge::Entity>(&app, ChallengeStatus::Identified, |_| true).await;
}

#[tokio::test]
async fn the_log_has_no_gaps_and_goes_forward_in_time() {
    let app = generated().await;
    let mut changes = all::<change::Entity>(&app).await;
    changes.sort_by_key(|change| change.seq);
    assert!(changes.iter().map(|change| change.seq).eq(1..=changes.len() as i64));
    assert!(changes.is_sorted_by_key(|change| change.at));
    assert!(changes.iter().all(|change| change.at < app.clock.now()));
    let head = all::<change_head::Entity>(&app).await[0].clone();
    assert_eq!(head.seq, changes.len() as i64);
    // who is nobody is a partner's system
    let is_nobody = |change: &change::Model| change.actor_id.is_none();
    assert!(changes.iter().all(|change| is_nobody(change) == (change.actor_kind == ActorKind::PartnerSystem)));
    assert!(changes.iter().any(is_nobody) && !changes.iter().all(is_nobody));
}

#[tokio::test]
async fn the_log_agrees_with_what_else_was_written_at_each_step() {
    let app = generated().await;
    let log = log(&app).await;
    let made = |change: &change::Model| (change.at, change.actor_id);
    let of = |action: &str| {
        let of_action = log.values().flatten().filter(move |change| change.action == action);
        of_action.map(|change| (change.node_id, made(change))).collect::<BTreeMap<_, _>>()
    };
    let screened = of("screenInitiative");
    for one in all::<screening::Entity>(&app).await {
        assert_eq!(screened[&one.initiative_id], (one.at, one.screened_by_id));
    }
    let decided: BTreeMap<_, _> = [of("decideInitiative"), of("decideMission")].into_iter().flatten().collect();
    let decisions = all::<decision::Entity>(&app).await;
    let about = |one: &decision::Model| one.subject_initiative_id.or(one.subject_mission_id);
    let done = |one: &&decision::Model| one.outcome != DecisionOutcome::Deferred && about(one).is_some();
    assert!(decisions.iter().filter(done).count() > 20);
    for one in decisions.iter().filter(done) {
        assert_eq!(decided[&about(one).expect("a subject")], (one.created_at, one.recorded_by_id));
    }
    for one in all::<mission_challenge::Entity>(&app).await {
        let Some(adopted) = decided.get(&one.challenge_id) else { continue };
        let missions = log[&one.challenge_id].iter().filter(|change| change.action == "decideMission").map(made);
        assert!(missions.eq([*adopted]), "it is adopted once");
        assert!(decided.get(&one.mission_id).is_none_or(|mission| adopted.0 <= mission.0), "by the first mission");
    }
    let ends: BTreeMap<_, _> = [of("achieveMission"), of("endMission")].into_iter().flatten().collect();
    for one in all::<follow_up::Entity>(&app).await {
        assert!(decided[&one.mission_id].0 <= one.at);
        assert!(ends.get(&one.mission_id).is_none_or(|end| one.at <= end.0));
    }
    let (completed, removed) = (of("completeInitiative"), of("removeFromPortfolio"));
    for one in all::<evaluation::Entity>(&app).await {
        if let Some((at, _)) = completed.get(&one.initiative_id) {
            assert!(one.at <= *at);
        }
        if let Some((at, by)) = removed.get(&one.initiative_id).filter(|(at, _)| *at == one.at) {
            assert_eq!((*at, *by), (one.at, one.author_id));
        }
    }
    for one in all::<mission::Entity>(&app).await.iter().filter(|one| one.status != MissionStatus::Draft) {
        assert!(
            one.statement_sv.is_some() && one.measurable_by_sv.is_some(),
            "a mission that was decided on is complete"
        );
    }
}

#[tokio::test]
async fn a_change_has_the_shape_of_one_that_a_mutation_leaves() {
    let app = generated().await;
    let generated = log(&app).await.into_values().flatten().find(|change| change.action == "proposeInitiative");
    let generated = generated.expect("a proposal");
    let initiatives = all::<initiative::Entity>(&app).await;
    let row = initiatives.iter().find(|row| row.id == generated.node_id).expect("its initiative");
    let names = |change: &change::Model| change.fields.as_object().expect("fields").keys().cloned().collect::<Vec<_>>();
    let value = |name: &str| generated.fields[name]["after"].clone();
    let caller = app.signed_in(&[Role::Administrator], UNIVERSITY, "ada");
    let ids = |name: &str, prefix: &str| -> Json {
        let keys = value(name).as_array().cloned().unwrap_or_default();
        keys.iter().map(|key| key_id(prefix, key.as_str().expect("a key").parse().expect("a key"))).collect()
    };
    let text = |name: &str| {
        let [sv, en] = ["sv", "en"].map(|language| value(&format!("{name}_{language}")));
        if sv.is_null() { Json::Null } else { json!({ "sv": sv, "en": en }) }
    };
    let mut input = json!({
        "focusAreaId": key_id("focus_area", row.focus_area_id), "title": text("title"), "summary": text("summary"),
        "body": text("body"), "kind": value("kind"), "startsOn": value("starts_on"), "endsOn": value("ends_on"),
        "missionIds": ids("missions", "mission"), "societalGoalIds": ids("societal_goals", "societal_goal"),
        "targetIds": ids("targets", "agenda_target"), "ownerIds": ids("owners", "person"),
        "participantIds": ids("participants", "person"),
    });
    input["leadOrganisationId"] = row.lead_organisation_id.map(|id| key_id("organisation", id)).into();
    caller.call("proposeInitiative", "initiative { id }", input).await.done();
    let changes = all::<change::Entity>(&app).await;
    let is_proposal =
        |change: &&change::Model| change.action == "proposeInitiative" && change.node_type == "initiative";
    let written = changes.iter().filter(is_proposal).max_by_key(|change| change.seq);
    let written = written.expect("the proposal");
    let always = ["proposed_by_id", "lead_organisation_id", "support_functions"];
    let shape = |change| names(change).into_iter().filter(|name| !always.contains(&name.as_str())).collect::<Vec<_>>();
    assert_eq!(shape(written), shape(&generated));
    for name in shape(&generated).iter().filter(|name| !["reference", "audience_id"].contains(&name.as_str())) {
        assert_eq!(written.fields[name], generated.fields[name], "{name}");
    }
    let nobody = (Reach::NOBODY.audience, Reach::NOBODY.is_open);
    assert_eq!((written.previous_audience_id, written.was_open), nobody);
    assert_eq!((generated.previous_audience_id, generated.was_open), nobody);
}

#[tokio::test]
async fn the_feed_and_the_history_show_it() {
    let app = generated().await;
    let caller = app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "pia");
    let document = "{ initiatives(first: 1, where: { status: { eq: COMPLETED } }) { nodes { id createdAt
        history(first: 10) { nodes { kind action at actor { id } fields { name before after } } } } } }";
    let shown = caller.data(document, json!({})).await["initiatives"]["nodes"][0].take();
    let history = shown["history"]["nodes"].as_array().expect("changes");
    let actions: BTreeSet<_> = history.iter().map(|change| change["action"].as_str().expect("an action")).collect();
    let expected = ["proposeInitiative", "screenInitiative", "placeInPortfolio", "decideInitiative", "startInitiative"];
    assert_eq!(actions, expected.into_iter().chain(["completeInitiative"]).collect());
    let completed = history.iter().find(|change| change["action"] == "completeInitiative").expect("its end");
    assert_eq!(completed["fields"], json!([{ "name": "status", "before": "RUNNING", "after": "COMPLETED" }]));
    let proposed = history.iter().find(|change| change["kind"] == "CREATED").expect("its beginning");
    assert_eq!(proposed["at"], shown["createdAt"]);

    let document = "query($after: String) { changes(after: $after, first: 100, types: [\"Mission\", \"Challenge\"]) {
        nodes { kind nodeType node { id } } pageInfo { endCursor hasNextPage } } }";
    let (mut after, mut told) = (Json::Null, BTreeMap::<_, usize>::new());
    loop {
        let page = caller.data(document, json!({ "after": after })).await["changes"].take();
        for change in page["nodes"].as_array().expect("changes") {
            assert!(change["node"]["id"].is_string());
            *told.entry((change["nodeType"].to_string(), change["kind"].to_string())).or_default() += 1;
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let missions = caller.data("{ missions { totalCount } challenges { totalCount } }", json!({})).await;
    let made = |name: &str| told[&(format!("\"{name}\""), "\"CREATED\"".to_owned())];
    assert_eq!(missions["missions"]["totalCount"], made("Mission"));
    assert_eq!(missions["challenges"]["totalCount"], made("Challenge"));
}
