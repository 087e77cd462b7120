//! Each order of a list that grows is that of an index, so that a page costs the same however long the list is; and the
//! lists within a thing, and those of one kind or status, come in the order in which they are listed.

use sea_orm_migration::prelude::*;

/// Tables, and the columns of the indexes that they get. The id tells rows apart that are alike in the others.
const NEW: [(&str, &[&str]); 23] = [
    ("challenge", &["status", "id"]),
    ("change", &["at", "id"]),
    ("contribution", &["updated_at", "id"]),
    ("dissemination", &["updated_at", "id"]),
    ("document", &["updated_at", "id"]),
    ("evaluation", &["updated_at", "id"]),
    ("event", &["kind", "starts_at", "id"]),
    ("event", &["status", "starts_at", "id"]),
    ("event", &["updated_at", "id"]),
    ("follow_up", &["updated_at", "id"]),
    ("initiative", &["kind", "id"]),
    ("initiative", &["status", "id"]),
    ("invitation", &["updated_at", "id"]),
    ("learning", &["updated_at", "id"]),
    ("matter", &["status", "id"]),
    ("matter", &["updated_at", "id"]),
    ("mission", &["status", "id"]),
    ("person", &["organisation_id", "name_folded", "id"]),
    ("person", &["updated_at", "id"]),
    ("progress_report", &["updated_at", "id"]),
    ("root_cause", &["updated_at", "id"]),
    ("screening", &["updated_at", "id"]),
    ("strategic_need", &["updated_at", "id"]),
];

/// The indexes that they take the place of: in an order in which nothing is listed, or with less.
const FORMER: [(&str, &[&str]); 4] = [
    ("change", &["at"]),
    ("event", &["kind", "created_at", "id"]),
    ("event", &["status", "created_at", "id"]),
    ("person", &["organisation_id", "created_at", "id"]),
];

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, &NEW).await?;
        remove(manager, &FORMER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, &FORMER).await?;
        remove(manager, &NEW).await
    }
}

async fn make(manager: &SchemaManager<'_>, indexes: &[(&'static str, &'static [&'static str])]) -> Result<(), DbErr> {
    for (table, columns) in indexes {
        let mut index = Index::create().name(name(table, columns)).table(*table).take();
        for column in *columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn remove(manager: &SchemaManager<'_>, indexes: &[(&'static str, &'static [&'static str])]) -> Result<(), DbErr> {
    for (table, columns) in indexes {
        manager.drop_index(Index::drop().name(name(table, columns)).table(*table).to_owned()).await?;
    }
    Ok(())
}

fn name(table: &str, columns: &[&str]) -> String {
    format!("ix_{table}_{}", columns.join("_"))
}
