//! When a person was erased; and the names of calendar subscriptions, which only their persons see, go from the change log.

use crate::column::Type;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The few who have been erased.
const ERASED: &str = "ix_person_erased_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let erased_at = Type::Instant.on(manager.get_database_backend());
        let erased_at = ColumnDef::new_with_type("erased_at", erased_at).null().take();
        manager.alter_table(person().add_column(erased_at).take()).await?;
        let erased = Expr::col("erased_at").is_not_null();
        let index = Index::create().name(ERASED).table("person").col("erased_at").and_where(erased).take();
        manager.create_index(index).await?;
        // nobody else is called so, and has neither an address nor a way to sign in
        let known = Query::update()
            .table("person")
            .value("erased_at", Expr::col("updated_at"))
            .and_where(Expr::col("name").eq("(raderad person)"))
            .and_where(Expr::col("blocked_at").is_not_null())
            .take();
        manager.execute(known).await?;
        let without_name = match manager.get_database_backend() {
            DbBackend::Sqlite => Expr::cust("json_remove(fields, '$.name')"),
            _ => Expr::cust("fields - 'name'"),
        };
        let told = Query::update()
            .table("change")
            .value("fields", without_name)
            .and_where(Expr::col("node_type").eq("calendar_subscription"))
            .take();
        manager.execute(told).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(ERASED).table("person").to_owned()).await?;
        manager.alter_table(person().drop_column("erased_at").take()).await
    }
}

fn person() -> TableAlterStatement {
    Table::alter().table("person").take()
}
