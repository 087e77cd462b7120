//! Initiatives are counted in groups, by an index alone: the rows themselves hold long texts.

use sea_orm_migration::prelude::*;

/// What initiatives are grouped by, in the order in which groups are most often made; what says who sees them; and the
/// id, by which links are followed.
const COLUMNS: [&str; 7] =
    ["focus_area_id", "status", "kind", "lead_organisation_id", "audience_id", "proposed_by_id", "id"];

/// Named after its purpose: all its columns together would be too long a name.
const NAME: &str = "ix_initiative_groups";

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(NAME).table("initiative");
        for column in COLUMNS {
            index.col(column);
        }
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("initiative").to_owned()).await
    }
}
