//! News (nyheter).

mod edit;
mod steps;

use std::sync::LazyLock;

use entity::kind::NewsStatus;
use entity::link::{news_document, news_focus_area, news_initiative};
use entity::news::{Column as C, Entity};
use entity::{dissemination, document, focus_area, initiative, person};
use sea_orm::{ActiveEnum, ColumnTrait, Condition};

use super::declare::{Fields, Request, Root, Thing};
use crate::policy::{closed, common, is_one_of};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "News";
    const ONE: &'static str = "newsItem";
    const MANY: &'static str = "news";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A piece of news, internal or public (Swedish: nyhet).", &[(C::PublishedAt, true)])
        .text("slug", C::Slug, "Its name in addresses.")
        .key()
        .translated("title", "Its title (Swedish: rubrik).")
        .prose("lead", "What it says, in short (Swedish: ingress).")
        .markdown("body", "bodyHtml", "What it says (Swedish: brödtext).")
        .choice_now::<NewsStatus>(
            "status",
            "How far it has come; what is scheduled is published by the clock alone (Swedish: status).",
            status,
            has_status,
        )
        .time("publishedAt", C::PublishedAt, "When it was or will be published (Swedish: publicerad).")
        .ordered()
        .visibility()
        .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
        .linked::<focus_area::Entity>(
            "focusAreas",
            Path::over::<news_focus_area::Entity>(
                news_focus_area::Column::NewsId,
                news_focus_area::Column::FocusAreaId,
            )
            .few(),
            "The focus areas that it is about (Swedish: fokusområden).",
        )
        .linked::<initiative::Entity>(
            "initiatives",
            Path::over::<news_initiative::Entity>(
                news_initiative::Column::NewsId,
                news_initiative::Column::InitiativeId,
            )
            .few(),
            "The initiatives that it is about (Swedish: initiativ).",
        )
        .linked::<document::Entity>(
            "documents",
            Path::over::<news_document::Entity>(news_document::Column::NewsId, news_document::Column::DocumentId).few(),
            "The documents that it points to (Swedish: dokument).",
        )
        .many::<dissemination::Entity>(
            "disseminations",
            dissemination::Column::NewsId,
            "Where it was passed on (Swedish: spridning).",
        )
        .actions()
        .editable()
}

/// What can be done with it.
pub fn mutations() -> Vec<Root> {
    edit::mutations().into_iter().chain(steps::mutations()).collect()
}

/// The field of the inputs that names the piece of news.
const ID_FIELD: &str = "newsId";

/// The status at this moment: what is scheduled is published once its time has come, without a write.
fn status(row: &entity::news::Model, request: &Request) -> NewsStatus {
    match row.status {
        NewsStatus::Scheduled if row.published_at.is_some_and(|at| at <= request.actor.now) => NewsStatus::Published,
        status => status,
    }
}

/// That it is this one, as SQL: a range of the moments of publication, or a value of the column. What is published is so
/// since a moment that is past.
fn has_status(status: NewsStatus, request: &Request) -> Condition {
    let is_status = is_one_of(C::Status, [status]);
    match status {
        NewsStatus::Published => Condition::all().add(C::PublishedAt.lte(request.actor.now)).add(common(
            C::Status,
            [NewsStatus::Scheduled, NewsStatus::Published].map(|status| closed(&status.to_value())),
        )),
        NewsStatus::Scheduled => Condition::all().add(C::PublishedAt.gt(request.actor.now)).add(is_status),
        NewsStatus::Draft | NewsStatus::Archived => is_status.into(),
    }
}
