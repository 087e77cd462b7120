//! The first content: what a fresh database is filled with, from the files in `api/content/`.

mod data;
mod rows;

use std::fmt;

use entity::{
    agenda_goal, agenda_target, assignment, collaboration, document, event, focus_area, link::news_document, news,
    organisation, person, representative, seat, team,
};

use crate::{
    clock::Clock,
    error::Error,
    store::{Bulk, Store},
};
use data::Content;
use rows::Rows;

/// What seeding came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// The database was empty and now holds this much.
    Filled(Counts),
    /// The database held something already, and nothing was changed.
    AlreadyFilled,
}

/// How much the first content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Organisations.
    pub organisations: usize,
    /// Focus areas.
    pub focus_areas: usize,
    /// Teams.
    pub teams: usize,
    /// Assignments of teams.
    pub assignments: usize,
    /// Persons.
    pub people: usize,
    /// Seats in teams.
    pub seats: usize,
    /// Holders of those seats.
    pub representatives: usize,
    /// Pieces of news.
    pub news: usize,
    /// Calendar entries.
    pub events: usize,
    /// Documents.
    pub documents: usize,
    /// Goals of Agenda 2030.
    pub goals: usize,
    /// Targets of Agenda 2030.
    pub targets: usize,
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Filled(counts) => write!(f, "the first content is in the database: {counts}"),
            Self::AlreadyFilled => f.write_str("the database is filled already; nothing was changed"),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { organisations, focus_areas, teams, assignments, people, seats, .. } = self;
        let Self { representatives, news, events, documents, goals, targets, .. } = self;
        write!(
            f,
            "{organisations} organisations, {focus_areas} focus areas, {teams} teams with {assignments} assignments, \
             {people} people, {seats} seats, {representatives} representatives, {news} news, {events} events, \
             {documents} documents, {goals} goals, {targets} targets"
        )
    }
}

impl Rows {
    fn counts(&self) -> Counts {
        Counts {
            organisations: self.organisations.len(),
            focus_areas: self.focus_areas.len(),
            teams: self.teams.len(),
            assignments: self.assignments.len(),
            people: self.people.len(),
            seats: self.seats.len(),
            representatives: self.representatives.len(),
            news: self.news.len(),
            events: self.events.len(),
            documents: self.documents.len(),
            goals: self.goals.len(),
            targets: self.targets.len(),
        }
    }
}

/// Fills an empty database with the first content, in one transaction. A database that holds any organisation is
/// left alone, also when two processes do this at once.
///
/// # Errors
/// If the database refuses.
pub async fn seed(store: &Store, clock: &Clock) -> Result<Seeded, Error> {
    if store.holds_any::<organisation::Entity>().await? {
        return Ok(Seeded::AlreadyFilled);
    }
    let bulk = store.bulk().await?;
    // Another process may have come first.
    if bulk.count::<organisation::Entity>().await? > 0 {
        return Ok(Seeded::AlreadyFilled);
    }
    let content = Content::read().map_err(Error::internal)?;
    let rows = rows::rows(&content, clock).map_err(Error::internal)?;
    let counts = rows.counts();
    insert(&bulk, rows).await?;
    bulk.commit().await?;
    Ok(Seeded::Filled(counts))
}

async fn insert(bulk: &Bulk, rows: Rows) -> Result<(), Error> {
    bulk.insert::<collaboration::Entity>(rows.collaboration).await?;
    bulk.insert::<organisation::Entity>(rows.organisations).await?;
    bulk.insert::<person::Entity>(rows.people).await?;
    bulk.insert::<focus_area::Entity>(rows.focus_areas).await?;
    bulk.insert::<team::Entity>(rows.teams).await?;
    bulk.insert::<assignment::Entity>(rows.assignments).await?;
    bulk.insert::<seat::Entity>(rows.seats).await?;
    bulk.insert::<representative::Entity>(rows.representatives).await?;
    bulk.insert::<agenda_goal::Entity>(rows.goals).await?;
    bulk.insert::<agenda_target::Entity>(rows.targets).await?;
    bulk.insert::<document::Entity>(rows.documents).await?;
    bulk.insert::<event::Entity>(rows.events).await?;
    bulk.insert::<news::Entity>(rows.news).await?;
    bulk.insert::<news_document::Entity>(rows.news_documents).await
}

#[cfg(test)]
mod tests;
