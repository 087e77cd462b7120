//! How news becomes public, and old.

use async_graphql::{ID, InputObject};
use chrono::TimeDelta;
use entity::kind::NewsStatus;
use entity::news::Entity;
use sea_orm::Set;

use super::ID_FIELD;
use crate::fault::Failure;
use crate::graphql::declare::{Call, DateTime, Mutation, Root, Row, mutation};
use crate::policy::Action;

/// How far ahead news can be scheduled.
const FURTHEST: TimeDelta = TimeDelta::days(366);

/// The steps.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<PublishNews>(), mutation::<ArchiveNews>()]
}

/// `publishNews`
struct PublishNews;

/// Which piece of news is to be seen, and from when on.
#[derive(InputObject)]
struct PublishNewsInput {
    /// The piece of news.
    news_id: ID,
    /// The version that is to be seen.
    version: i32,
    /// The moment, within a year, at which it appears by itself; at once where nothing is said.
    publish_at: Option<DateTime>,
}

impl Mutation for PublishNews {
    const ACTION: Action = Action::PublishNews;
    const DOC: &'static str = "Publishes a piece of news, at once or when its time comes (Swedish: publicera nyhet).";
    type Input = PublishNewsInput;
    type Done = Row<Entity>;

    async fn act(input: PublishNewsInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let PublishNewsInput { news_id, version, publish_at } = input;
        let living = call.living::<Entity>(ID_FIELD, &news_id, version).await?;
        if let Some(at) = &publish_at {
            call.ahead("publishAt", at.0, FURTHEST);
        }
        let (news, permit) = call.all_of(living)?;
        let (status, at) = match publish_at {
            Some(at) => (NewsStatus::Scheduled, at.0),
            None => (NewsStatus::Published, call.now()),
        };
        let change = |row: &mut entity::news::ActiveModel| {
            row.status = Set(status);
            row.published_at = Set(Some(at));
        };
        call.update::<Entity>(&permit, &news, change).await.map(Row)
    }
}

/// `archiveNews`
struct ArchiveNews;

/// Which piece of news is no longer new.
#[derive(InputObject)]
struct ArchiveNewsInput {
    /// The piece of news.
    news_id: ID,
    /// The version that was archived.
    version: i32,
}

impl Mutation for ArchiveNews {
    const ACTION: Action = Action::ArchiveNews;
    const DOC: &'static str =
        "Archives a published piece of news: it can still be read, and no longer changed (Swedish: arkivera nyhet).";
    type Input = ArchiveNewsInput;
    type Done = Row<Entity>;

    async fn act(input: ArchiveNewsInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ArchiveNewsInput { news_id, version } = input;
        call.step::<Entity>(ID_FIELD, &news_id, version, |row| row.status = Set(NewsStatus::Archived)).await
    }
}
