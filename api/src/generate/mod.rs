//! A large, realistic and repeatable set of data around the first content, for development and for measuring.
//!
//! One thread makes rows and remembers what later rows refer to; a second inserts them. All happens in one
//! transaction, so that a run that fails leaves nothing behind. Initiatives, missions and challenges leave the changes in
//! the log that mutations would have left. Names, texts and dates are drawn by a seed: the same
//! seed gives the same data on the same day.

mod challenges;
mod course;
mod decisions;
mod dice;
mod documents;
mod events;
mod goals;
mod ground;
mod history;
mod initiatives;
mod maker;
mod missions;
mod news;
mod outcomes;
mod people;
mod progress;
mod rows;
mod seats;
mod subject;
#[cfg(test)]
mod tests;
mod words;
mod world;

use std::fmt;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use crate::{
    clock::Clock,
    content,
    error::Error,
    store::{Bulk, Store},
};
use dice::Dice;
use maker::{Batch, Maker, Stopped};
pub use progress::Progress;
use words::Words;
use world::{Span, World};

/// Batches that are made ahead of being inserted.
const BATCHES_AHEAD: usize = 2;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The number of initiatives; everything else is in proportion to it.
    pub initiatives: u64,
    /// The same seed gives the same data.
    pub seed: u64,
}

/// How much was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Initiatives.
    pub initiatives: u64,
    /// Rows of all tables.
    pub rows: u64,
}

impl fmt::Display for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "generated {} initiatives and what belongs to them: {} rows", self.initiatives, self.rows)
    }
}

/// Generates data around the first content, which is seeded first where it is missing.
///
/// # Errors
/// If data have been generated before, or the database refuses. Then nothing is changed.
pub async fn run(store: &Store, clock: &Clock, options: Options, mut progress: Progress) -> Result<Generated, Error> {
    content::seed(store, clock).await?;
    let bulk = store.bulk().await?;
    bulk.expect_much().await?;
    let world = World::read(&bulk).await?;
    let words = Words::read().map_err(Error::internal)?;
    let (out, batches) = mpsc::channel(BATCHES_AHEAD);
    let span = Span::of(clock);
    let making = tokio::task::spawn_blocking(move || {
        let dice = Dice::new(options.seed, span.now);
        // Who stops taking rows knows why.
        make(Maker::new(&words, dice, span, world, out), options.initiatives).unwrap_or(());
    });
    let generated = insert(&bulk, batches, &mut progress).await?;
    making.await.map_err(Error::internal)?;
    progress.say("updating the statistics of the database");
    bulk.analyze().await?;
    progress.say("committing");
    bulk.commit().await?;
    progress.finish();
    Ok(generated)
}

async fn insert(bulk: &Bulk, mut batches: mpsc::Receiver<Batch>, progress: &mut Progress) -> Result<Generated, Error> {
    let mut generated = Generated { initiatives: 0, rows: 0 };
    while let Some(batch) = batches.recv().await {
        generated.initiatives += batch.initiatives;
        generated.rows += u64::try_from(batch.rows.len() + batch.past.len()).unwrap_or(0);
        batch.rows.insert(bulk).await?;
        bulk.append(batch.past).await?;
        progress.advance(batch.initiatives);
    }
    Ok(generated)
}

/// Makes everything, what is referred to first.
fn make(mut maker: Maker<'_>, initiatives: u64) -> Result<(), Stopped> {
    let initiatives = usize::try_from(initiatives).unwrap_or(usize::MAX);
    let part = |of: usize, least: usize| (initiatives / of).max(least);
    maker.ground();
    maker.organisations(part(350, 20).min(300));
    maker.all_people(part(5, 60))?;
    maker.seats();
    maker.documents(part(50, 12))?;
    maker.team_meetings()?;
    maker.open_events(part(50, 12))?;
    maker.societal_goals();
    maker.focus_area_decisions();
    maker.needs(part(200, 16).min(500))?;
    let mut challenges = maker.plan_challenges(part(10, 24));
    let missions = maker.plan_missions(part(40, 8), &mut challenges);
    maker.challenges(challenges)?;
    maker.missions(missions)?;
    maker.matters(part(50, 16))?;
    maker.initiatives(initiatives)?;
    maker.tell_before(DateTime::<Utc>::MAX_UTC);
    maker.news(part(20, 16))?;
    maker.send()
}
