use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use entity::kind::{DocumentKind, NewsStatus};
use entity::{audience, link::news_document};

use super::*;
use crate::config;

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
    Clock::fixed(now(), 1)
}

fn now() -> DateTime<Utc> {
    "2024-10-20T10:00:00Z".parse().expect("a moment")
}

#[test]
fn the_files_can_be_read() {
    let content = Content::read().expect("well-formed files");
    rows::rows(&content, &clock()).expect("all names lead somewhere");
}

#[test]
fn the_catalogue_is_whole() {
    let agenda = Content::read().expect("content").agenda;
    let per_goal = agenda.goal.iter().map(|goal| (goal.number, goal.target.len())).collect::<Vec<_>>();
    let expected = [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19];
    assert_eq!(per_goal, (1..).zip(expected).collect::<Vec<_>>());
    for goal in &agenda.goal {
        assert_eq!(goal.uri, format!("http://metadata.un.org/sdg/{}", goal.number));
        for target in &goal.target {
            assert_eq!(target.uri, format!("http://metadata.un.org/sdg/{}", target.code));
            assert_eq!(target.code.split_once('.').expect("a code").0, goal.number.to_string());
            assert!(!target.label.sv.is_empty() && !target.label.en.is_empty());
        }
    }
}

#[tokio::test]
async fn a_fresh_database_holds_the_first_content() {
    let store = empty().await;
    let seeded = seed(&store, &clock()).await.expect("seeded");
    assert_eq!(
        seeded.to_string(),
        "the first content is in the database: 3 organisations, 2 focus areas, 7 teams with 12 assignments, \
         14 people, 15 seats, 14 representatives, 3 news, 3 events, 2 documents, 17 goals, 169 targets"
    );
    let bulk = store.bulk().await.expect("a transaction");
    let open = bulk.all::<seat::Entity>().await.expect("seats");
    let held = bulk.all::<representative::Entity>().await.expect("representatives");
    let open = open.iter().filter(|seat| held.iter().all(|one| one.seat_id != seat.id)).collect::<Vec<_>>();
    assert_eq!(open.len(), 1);
    assert!(open[0].is_optional);
    assert!(held.iter().all(|one| one.since.is_none() && one.until.is_none()));
    let targets = bulk.all::<agenda_target::Entity>().await.expect("targets");
    let positions = targets.iter().map(|target| (target.code.as_str(), target)).collect::<BTreeMap<_, _>>();
    assert_eq!((positions["1.1"].position, positions["1.b"].position, positions["17.19"].position), (101, 107, 1719));
    assert_eq!(targets.iter().filter(|target| target.is_means_of_implementation).count(), 43);
}

#[tokio::test]
async fn dates_count_from_the_seeding() {
    let store = empty().await;
    seed(&store, &clock()).await.expect("seeded");
    let bulk = store.bulk().await.expect("a transaction");
    let mut starts =
        bulk.all::<event::Entity>().await.expect("events").iter().map(|one| one.starts_at).collect::<Vec<_>>();
    starts.sort();
    // Summer time ended in between, and it is nine o'clock all the same.
    let expected = ["2024-11-03T08:00:00Z", "2024-11-10T08:00:00Z", "2024-12-01T08:00:00Z"];
    assert_eq!(starts, expected.map(|at| at.parse::<DateTime<Utc>>().expect("a moment")));
    let news = bulk.all::<news::Entity>().await.expect("news");
    assert!(news.iter().all(|one| one.status == NewsStatus::Published && one.published_at < Some(now())));
    assert!(news.iter().all(|one| one.audience_id == audience::INTERNAL && one.author_id.is_none()));
    assert!(news.iter().all(|one| one.created_at <= now()));
}

#[tokio::test]
async fn the_annual_report_is_public_and_its_news_links_to_it() {
    let store = empty().await;
    seed(&store, &clock()).await.expect("seeded");
    let bulk = store.bulk().await.expect("a transaction");
    let links = bulk.all::<news_document::Entity>().await.expect("links");
    let documents = bulk.all::<document::Entity>().await.expect("documents");
    let report = documents.iter().find(|one| one.kind == DocumentKind::AnnualReport).expect("a report");
    assert_eq!(report.audience_id, audience::PUBLIC);
    assert_eq!(links.iter().map(|link| link.document_id).collect::<Vec<_>>(), [report.id]);
}

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let store = empty().await;
    seed(&store, &clock()).await.expect("seeded");
    let organisations = store.bulk().await.expect("a transaction").all::<organisation::Entity>().await.expect("rows");
    assert_eq!(seed(&store, &Clock::system()).await.expect("seeded"), Seeded::AlreadyFilled);
    let bulk = store.bulk().await.expect("a transaction");
    assert_eq!(bulk.all::<organisation::Entity>().await.expect("rows"), organisations);
    assert_eq!(bulk.count::<agenda_target::Entity>().await.expect("a count"), 169);
}
