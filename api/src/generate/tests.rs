use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, TimeDelta};
use entity::kind::*;
use entity::{
    audience, challenge, change, contribution, decision, document, evaluation, event, focus_area, follow_up,
    initiative, invitation, matter, mission, news, organisation, screening, screening_answer, societal_goal, team,
};
use sea_orm::{EntityTrait, Iterable};

use super::*;
use crate::{config, text};

async fn empty() -> Store {
    let settings = config::Database {
        url: "sqlite::memory:".parse().expect("an address"),
        max_connections: 1,
        acquire_timeout: Duration::from_secs(5),
        statement_timeout: None,
    };
    let store = Store::connect(&settings).await.expect("a database");
    store.migrate().await.expect("tables");
    store
}

fn clock() -> Clock {
    Clock::fixed("2024-10-20T10:00:00Z".parse::<DateTime<_>>().expect("a moment"), 1)
}

async fn generated_by(clock: Clock, seed: u64) -> (Store, Generated) {
    let store = empty().await;
    let options = Options { initiatives: 200, seed };
    let generated = run(&store, &clock, options, Progress::hidden()).await.expect("generated");
    (store, generated)
}

async fn generated(seed: u64) -> (Store, Generated) {
    generated_by(clock(), seed).await
}

async fn rows<E: EntityTrait>(store: &Store) -> Vec<E::Model> {
    store.bulk().await.expect("a transaction").all::<E>().await.expect("rows")
}

/// Each value of an enum occurs, and nothing but its values can.
fn each<T: Iterable + Eq + std::hash::Hash + std::fmt::Debug>(found: impl IntoIterator<Item = T>) {
    let found = found.into_iter().collect::<std::collections::HashSet<_>>();
    for value in T::iter() {
        assert!(found.contains(&value), "{value:?} does not occur");
    }
}

#[tokio::test]
async fn a_seed_repeats_on_the_same_day() {
    let later = Clock::fixed(clock().now() + TimeDelta::hours(9), 2);
    let mut all = Vec::new();
    for (clock, seed) in [(clock(), 1), (later, 1), (clock(), 2)] {
        let (store, generated) = generated_by(clock, seed).await;
        let initiatives = rows::<initiative::Entity>(&store).await.into_iter();
        let initiatives = initiatives.map(|one| (one.reference, one.id, one.title_sv, one.status, one.updated_at));
        let news = rows::<news::Entity>(&store).await.into_iter().map(|one| one.title_sv);
        let decisions = rows::<decision::Entity>(&store).await.into_iter().map(|one| (one.id, one.decided_on));
        let changes = rows::<change::Entity>(&store).await.into_iter();
        let changes = changes.map(|one| (one.seq, one.id, one.at, one.actor_id, one.action, one.node_id));
        let all_of_it = (generated, initiatives.collect::<Vec<_>>(), news.collect::<Vec<_>>());
        all.push((all_of_it, (decisions.collect::<Vec<_>>(), changes.collect::<Vec<_>>())));
    }
    assert_eq!(all[0].0.1.len(), 200);
    // The news of the first content comes with them, and is the same.
    assert_eq!(all[0], all[1]);
    assert_ne!(all[0].0.1, all[2].0.1);
}

#[tokio::test]
async fn few_are_enough() {
    for initiatives in [0, 1] {
        let store = empty().await;
        let options = Options { initiatives, seed: 1 };
        let generated = run(&store, &clock(), options, Progress::hidden()).await.expect("generated");
        assert_eq!(generated.initiatives, initiatives);
    }
}

#[tokio::test]
async fn every_state_occurs() {
    let (store, _) = generated(1).await;
    each(rows::<initiative::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<initiative::Entity>(&store).await.iter().map(|row| row.kind));
    each(rows::<challenge::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<mission::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<follow_up::Entity>(&store).await.iter().map(|row| row.health));
    each(rows::<societal_goal::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<focus_area::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<organisation::Entity>(&store).await.iter().map(|row| row.sector));
    each(rows::<team::Entity>(&store).await.iter().map(|row| row.kind));
    each(rows::<audience::Entity>(&store).await.iter().map(|row| row.visibility));
    each(rows::<screening::Entity>(&store).await.iter().map(|row| row.outcome));
    each(rows::<evaluation::Entity>(&store).await.iter().map(|row| row.by));
    each(rows::<evaluation::Entity>(&store).await.iter().filter_map(|row| row.recommendation));
    each(rows::<contribution::Entity>(&store).await.iter().map(|row| row.kind));
    each(rows::<event::Entity>(&store).await.iter().map(|row| row.kind));
    each(rows::<event::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<invitation::Entity>(&store).await.iter().map(|row| row.answer));
    each(rows::<document::Entity>(&store).await.iter().map(|row| row.kind));
    each(rows::<matter::Entity>(&store).await.iter().map(|row| row.status));
    each(rows::<decision::Entity>(&store).await.iter().map(|row| row.outcome));
    each(rows::<news::Entity>(&store).await.iter().map(|row| row.status));
}

#[tokio::test]
async fn histories_agree_with_states() {
    let (store, _) = generated(1).await;
    let screenings = rows::<screening::Entity>(&store).await;
    let answers = rows::<screening_answer::Entity>(&store).await;
    let criteria = rows::<entity::criterion::Entity>(&store).await;
    let mandatory = criteria.iter().filter(|one| one.is_mandatory).map(|one| one.id).collect::<BTreeSet<_>>();
    for screening in &screenings {
        let of_this =
            answers.iter().filter(|one| one.screening_id == screening.id && mandatory.contains(&one.criterion_id));
        let met = of_this.map(|one| one.is_met).collect::<Vec<_>>();
        assert_eq!(met.len(), mandatory.len());
        assert_eq!(screening.outcome == ScreeningOutcome::Passed, met.iter().all(|met| *met));
    }
    let evaluations = rows::<evaluation::Entity>(&store).await;
    let decisions = rows::<decision::Entity>(&store).await;
    for initiative in rows::<initiative::Entity>(&store).await {
        let by_owner =
            evaluations.iter().any(|one| one.initiative_id == initiative.id && one.by == EvaluationBy::Owner);
        assert_eq!(by_owner, initiative.status == InitiativeStatus::Completed);
        let mut outcomes = decisions.iter().filter(|one| one.subject_initiative_id == Some(initiative.id));
        let is_approved = outcomes.any(|one| one.outcome == DecisionOutcome::Approved);
        match initiative.status {
            InitiativeStatus::Approved | InitiativeStatus::Running | InitiativeStatus::Completed => {
                assert!(is_approved)
            }
            InitiativeStatus::Proposed | InitiativeStatus::Screened => assert!(!is_approved),
            _ => {}
        }
    }
}

#[tokio::test]
async fn everything_has_happened_by_now() {
    let (store, _) = generated(1).await;
    let now = clock().now();
    assert!(
        rows::<initiative::Entity>(&store)
            .await
            .iter()
            .all(|row| row.updated_at <= now && row.created_at <= row.updated_at)
    );
    assert!(rows::<decision::Entity>(&store).await.iter().all(|row| row.created_at <= now));
    assert!(rows::<event::Entity>(&store).await.iter().all(|row| row.created_at <= now));
    let news = rows::<news::Entity>(&store).await;
    assert!(news.iter().any(|row| row.status == NewsStatus::Scheduled && row.published_at < Some(now)));
    assert!(news.iter().all(|row| row.status != NewsStatus::Published || row.published_at < Some(now)));
    assert!(rows::<decision::Entity>(&store).await.iter().any(|row| row.supersedes_id.is_some()));
}

#[tokio::test]
async fn adopted_challenges_are_answered_by_missions() {
    let (store, _) = generated(1).await;
    let links = rows::<entity::link::mission_challenge::Entity>(&store).await;
    let missions = rows::<mission::Entity>(&store).await;
    for challenge in rows::<challenge::Entity>(&store).await {
        let mut answers = links.iter().filter(|link| link.challenge_id == challenge.id);
        let is_answered = answers
            .any(|link| missions.iter().any(|one| one.id == link.mission_id && one.status != MissionStatus::Draft));
        assert_eq!(is_answered, challenge.status == ChallengeStatus::Adopted, "{challenge:?}");
    }
}

#[tokio::test]
async fn a_second_run_is_refused() {
    let (store, _) = generated(1).await;
    let before = rows::<initiative::Entity>(&store).await.len();
    let again = run(&store, &clock(), Options { initiatives: 1, seed: 2 }, Progress::hidden()).await;
    let message = again.expect_err("refused").to_string();
    assert!(message.starts_with("cannot generate: the database already holds 200 initiatives"), "{message}");
    assert_eq!(rows::<initiative::Entity>(&store).await.len(), before);
}

/// What is generated is what the rules for inputs let in, in the form in which they keep it.
#[tokio::test]
async fn texts_are_in_the_form_in_which_inputs_are_kept() {
    let (store, _) = generated(1).await;
    for one in rows::<organisation::Entity>(&store).await {
        assert_eq!(text::line(&one.name, 200).as_ref(), Ok(&one.name));
        assert_eq!(one.website.as_deref().map(text::address), one.website.clone().map(Ok));
    }
    for one in rows::<entity::person::Entity>(&store).await {
        assert_eq!(text::line(&one.name, 200).as_ref(), Ok(&one.name));
        assert_eq!(one.email.as_deref().map(text::email), one.email.clone().map(Ok));
        assert_eq!(one.phone.as_deref().map(text::phone), one.phone.clone().map(Ok));
    }
    for one in rows::<event::Entity>(&store).await {
        assert_eq!(text::line(&one.title_sv, 200).as_ref(), Ok(&one.title_sv));
        assert_eq!(one.online_url.as_deref().map(text::address), one.online_url.clone().map(Ok));
    }
    for one in rows::<news::Entity>(&store).await {
        assert_eq!(text::line(&one.title_sv, 200).as_ref(), Ok(&one.title_sv));
        assert_eq!(one.body_sv.as_deref().map(text::prose), one.body_sv.clone().map(Ok));
    }
    for one in rows::<initiative::Entity>(&store).await {
        assert_eq!(text::line(&one.title_sv, 200).as_ref(), Ok(&one.title_sv));
        assert_eq!(one.body_sv.as_deref().map(text::prose), one.body_sv.clone().map(Ok));
    }
}
