//! How much is contributed is a decimal, kept in thousandths, so that both databases add it up exactly. What had more
//! decimals is rounded, what was larger than can be kept becomes the largest.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::column::{Type, col, implies, in_order};
use crate::table::Table as New;

const TABLE: &str = "contribution";

/// The table of before, on its way out.
const FORMER: &str = "contribution_former";

/// The largest quantity, in thousandths.
const LARGEST: i64 = 999_999_999_999_999;

/// All columns but the quantity.
const OTHERS: [&str; 12] = [
    "id",
    "initiative_id",
    "organisation_id",
    "kind",
    "unit",
    "starts_on",
    "ends_on",
    "description_sv",
    "description_en",
    "version",
    "created_at",
    "updated_at",
];

/// Its indexes, which keep their names while the table changes its own.
const INDEXES: [&str; 4] = [
    "ix_contribution_created_at_id",
    "ix_contribution_updated_at_id",
    "ix_contribution_initiative_id_created_at_id",
    "ix_contribution_organisation_id_created_at_id",
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
        let value = match manager.get_database_backend() {
            DbBackend::Sqlite => format!("CAST(round(min(quantity, {LARGEST} / 1000.0) * 1000) AS integer)"),
            // what PostgreSQL takes the least of leaves out what is NULL
            _ => format!(
                "CASE WHEN quantity IS NOT NULL THEN round(least(quantity::numeric, {LARGEST} / 1000.0) * 1000)::bigint END"
            ),
        };
        change(manager, Type::BigInteger, Some(LARGEST), &value).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, Type::Double, None, "quantity / 1000.0").await
    }
}

/// Gives the quantity another type and another range, and a value that is worked out from the one of before.
async fn change(manager: &SchemaManager<'_>, of: Type, largest: Option<i64>, value: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        // which cannot change the type of a column
        return rewrite(manager, of, largest, value).await;
    }
    let ty = if largest.is_some() { "bigint" } else { "double precision" };
    let range = largest.map_or_else(String::new, |largest| format!(" AND quantity <= {largest}"));
    let statement = format!(
        "ALTER TABLE {TABLE} DROP CONSTRAINT ck_contribution_quantity, ALTER COLUMN quantity TYPE {ty} USING {value}, \
         ADD CONSTRAINT ck_contribution_quantity CHECK (quantity >= 0{range})"
    );
    manager.get_connection().execute_unprepared(&statement).await.map(drop)
}

/// The same by another table of the same name. Nothing refers to its rows.
async fn rewrite(manager: &SchemaManager<'_>, of: Type, largest: Option<i64>, value: &str) -> Result<(), DbErr> {
    manager.rename_table(Table::rename().table(TABLE, FORMER).to_owned()).await?;
    for index in INDEXES {
        manager.drop_index(Index::drop().name(index).table(FORMER).to_owned()).await?;
    }
    table(manager, of, largest).create().await?;
    let others = OTHERS.join(", ");
    let copy = format!("INSERT INTO {TABLE} ({others}, quantity) SELECT {others}, {value} FROM {FORMER}");
    manager.get_connection().execute_unprepared(&copy).await?;
    manager.drop_table(Table::drop().table(FORMER).to_owned()).await
}

fn table<'a>(manager: &'a SchemaManager<'a>, of: Type, largest: Option<i64>) -> New<'a> {
    let least = col("quantity").gte(0);
    let range = match largest {
        Some(largest) => least.and(col("quantity").lte(largest)),
        None => least,
    };
    New::new(manager, TABLE)
        .reference("initiative_id", "initiative")
        .reference("organisation_id", "organisation")
        .choice("kind", &["COMPETENCE", "TIME", "MONEY", "PREMISES", "DATA", "OTHER"])
        .optional("quantity", of)
        .check("quantity", range)
        .optional("unit", Type::Text)
        .check("unit", implies(col("quantity").is_not_null(), col("unit").is_not_null()))
        .optional("starts_on", Type::Date)
        .optional("ends_on", Type::Date)
        .check("ends_on", in_order("starts_on", "ends_on"))
        .optional_translated("description")
        .editable()
        .index(&["updated_at", "id"])
}
