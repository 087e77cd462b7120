//! Writing the whole search index anew: where there is none yet, and where it was written by another scheme.

use entity::{search_document, search_scheme};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::bulk::Bulk;
use super::{Store, search, terms};
use crate::error::Error;
use crate::policy::{Policy, id_column, uuid};
use crate::search::SCHEME;

/// How many rows are read at once.
const ROWS: u64 = 500;

/// Indexes all rows of each of these tables, and counts them.
macro_rules! index_all {
    ($bulk:ident: $($table:ident)+) => { 0 $(+ $bulk.index_all::<entity::$table::Entity>().await?)+ };
}

impl Store {
    /// Writes the search index anew if it was written by another scheme than this program's, or never.
    pub(super) async fn renew_index(&self) -> Result<(), Error> {
        if scheme(&self.db).await? == SCHEME {
            return Ok(());
        }
        let bulk = self.bulk().await?;
        // another process may have come first
        if scheme(&bulk.transaction).await? == SCHEME {
            return Ok(());
        }
        let things = bulk.reindex().await?;
        bulk.commit().await?;
        tracing::info!(things, scheme = SCHEME, "the search index is written anew: {things} things");
        Ok(())
    }
}

impl Bulk {
    async fn reindex(&self) -> Result<u64, Error> {
        search_document::Entity::delete_many().exec(&self.transaction).await?;
        if self.transaction.get_database_backend() == DbBackend::Sqlite {
            terms::clear(&self.transaction).await?;
        }
        let things = index_all! { self:
            organisation person team focus_area agenda_goal agenda_target societal_goal strategic_need challenge mission
            follow_up initiative progress_report criterion evaluation root_cause learning contribution support_function
            matter decision news dissemination event document
        };
        let update = search_scheme::Entity::update_many().col_expr(search_scheme::Column::Number, Expr::value(SCHEME));
        update.exec(&self.transaction).await?;
        Ok(things)
    }

    async fn index_all<E>(&self) -> Result<u64, Error>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let id = id_column::<E>();
        let (mut number, mut last) = (0, None);
        loop {
            let mut rows = E::find().order_by_asc(id).limit(ROWS);
            if let Some(last) = last {
                rows = rows.filter(id.gt(last));
            }
            let rows = rows.all(&self.transaction).await?;
            let Some(end) = rows.last() else { return Ok(number) };
            last = uuid(end.get(id));
            number += rows.len() as u64;
            let rows: Vec<E::ActiveModel> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
            search::fill::<E>(&self.transaction, &rows).await?;
        }
    }
}

async fn scheme(db: &impl ConnectionTrait) -> Result<i64, Error> {
    Ok(search_scheme::Entity::find_by_id(1).one(db).await?.map_or(0, |scheme| scheme.number))
}
