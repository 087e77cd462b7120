//! The process, end to end: from the board's focus area to what an initiative taught, with the right role at each step, and
//! ending in the one query that follows the whole line. Each step is first tried by everybody whose it is not, and too
//! early or too late where it has an order; all of that is refused, and changes nothing.
//!
//! Who may take a step is said here, from the description of the process, and not read from the table that the API goes by.

mod agenda;
mod cast;
mod initiatives;
mod missions;
mod news;
mod opening;

use cast::Cast;
use cast::Who::{Owner, Stranger};
use serde_json::json;
use tests::app::App;
use tests::rows::all;

#[tokio::test]
async fn from_the_boards_focus_area_to_what_an_initiative_taught() {
    let app = App::seeded().await;
    let cast = Cast::new(&app).await;
    let area = opening::focus_area(&cast).await;
    let goal = agenda::societal_goal(&cast, &area).await;
    let mission = missions::mission(&cast, &area, &goal).await;
    let initiative = initiatives::initiative(&cast, &area, &goal, &mission).await;
    missions::achieved(&cast, &mission).await;
    news::news(&cast, &initiative).await;

    let line = json!({ "agendaTarget": { "societalGoals": { "nodes": [{
        "title": "Motståndskraft", "decision": { "outcome": "APPROVED" }, "missions": { "nodes": [{
            "title": "Torra källare", "initiatives": { "nodes": [{
                "id": initiative, "title": "Gröna tak", "status": "COMPLETED", "decision": { "outcome": "APPROVED" },
                "learnings": { "nodes": [{
                    "title": "Sedum räcker inte", "appliedIn": { "nodes": [{ "title": "Gröna väggar" }] },
                    "societalGoals": { "nodes": [{ "title": "Motståndskraft", "targets": { "nodes": [{ "code": "13.1" }] } }] },
                }] },
            }] },
        }] },
    }] } } });
    for who in [Owner, Stranger] {
        assert_eq!(cast.caller(who).data(LINE, json!({})).await, line, "as {who:?} sees it");
    }

    let mut seqs: Vec<i64> = all::<entity::change::Entity>(&app).await.iter().map(|change| change.seq).collect();
    seqs.sort_unstable();
    assert!(seqs.iter().copied().eq(1..=cast.head().await), "the change log has no gaps");
}

/// The one query that follows the whole line, and from its end back to its beginning.
const LINE: &str = "{ agendaTarget(code: \"13.1\") { societalGoals(first: 2) { nodes { title decision { outcome }
    missions(first: 2) { nodes { title
        initiatives(first: 2, where: { status: { eq: COMPLETED } }) { nodes { id title status decision { outcome }
            learnings(first: 2) { nodes { title appliedIn(first: 2) { nodes { title } }
                societalGoals(first: 2) { nodes { title targets(first: 2) { nodes { code } } } } } } } } } } } } } }";
