//! Bytes in the store of objects that no row names: those of an upload under way, and those that are to go. They are known
//! before they are there and until they are gone, so that none is ever left behind.

use chrono::{DateTime, Utc};
use entity::document_version;
use entity::stray_object::{ActiveModel, Column as C, Entity};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::Store;
use super::write::{Permit, Write};
use crate::error::Error;
use crate::fault::Failure;

/// How many are deleted at a time.
const AT_A_TIME: u64 = 1000;

impl Write {
    /// Notes that bytes may come which no row names yet. To be committed ahead of the first of them.
    pub async fn expect_object(&mut self, _: &Permit, key: &str) -> Result<(), Failure> {
        self.stray([key.to_owned()], false).await
    }

    /// Notes that a row of this write names the bytes, which then must not have been given up.
    pub async fn name_object(&mut self, _: &Permit, key: &str) -> Result<(), Failure> {
        let expected = Entity::delete_many().filter(C::Key.eq(key)).filter(C::IsDoomed.eq(false));
        match expected.exec(&self.transaction).await?.rows_affected {
            1 => Ok(()),
            _ => Err(Error::Unavailable.into()),
        }
    }

    /// Notes that no row names the bytes any longer: they are to go.
    pub async fn abandon_objects(&mut self, _: &Permit, keys: Vec<String>) -> Result<(), Failure> {
        if keys.is_empty() { Ok(()) } else { self.stray(keys, true).await }
    }

    async fn stray(&self, keys: impl IntoIterator<Item = String>, is_doomed: bool) -> Result<(), Failure> {
        let since = self.clock().now();
        let row = |key| ActiveModel { key: Set(key), since: Set(since), is_doomed: Set(is_doomed) };
        Entity::insert_many(keys.into_iter().map(row)).exec_without_returning(&self.transaction).await?;
        Ok(())
    }
}

impl Store {
    /// Where bytes are that are to go: those that no row names since before then are given up. Some of them, where there
    /// are many.
    pub async fn doomed_objects(&self, before: DateTime<Utc>) -> Result<Vec<String>, Error> {
        let doomed = Expr::value(true);
        let late = Entity::update_many().col_expr(C::IsDoomed, doomed).filter(C::Since.lt(before));
        let turn = self.turn().await?;
        late.filter(C::IsDoomed.eq(false)).exec(&self.db).await?;
        drop(turn);
        let all = Entity::find().select_only().column(C::Key).filter(C::IsDoomed.eq(true));
        Ok(all.order_by_asc(C::Since).limit(AT_A_TIME).into_tuple().all(&self.db).await?)
    }

    /// Gives bytes up that no row names; false where there are none under the key.
    pub async fn doom_object(&self, key: &str) -> Result<bool, Error> {
        let one = Entity::update_many().col_expr(C::IsDoomed, Expr::value(true)).filter(C::Key.eq(key));
        let _turn = self.turn().await?;
        Ok(one.exec(&self.db).await?.rows_affected > 0)
    }

    /// Notes that bytes are gone.
    pub async fn forget_object(&self, key: &str) -> Result<(), Error> {
        let _turn = self.turn().await?;
        Entity::delete_many().filter(C::Key.eq(key)).filter(C::IsDoomed.eq(true)).exec(&self.db).await?;
        Ok(())
    }

    /// Where the bytes of a version of a document are. Whether it may be read is to be asked before.
    pub async fn storage_key(&self, version: Uuid) -> Result<Option<String>, Error> {
        use document_version::{Column, Entity};
        let key = Entity::find().select_only().column(Column::StorageKey).filter(Column::Id.eq(version));
        Ok(key.into_tuple().one(&self.db).await?)
    }
}
