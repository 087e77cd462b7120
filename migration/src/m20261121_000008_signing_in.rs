//! Signing in: identities, granted roles, invitations to sign in, service tokens, and persons who are blocked.

use crate::column::{Type, col, in_order, length};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &["identity", "role_grant", "sign_in_invitation", "service_token"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let blocked_at = Type::Instant.on(manager.get_database_backend());
        let blocked_at = ColumnDef::new_with_type("blocked_at", blocked_at).null().take();
        manager.alter_table(person().add_column(blocked_at).take()).await?;
        identity(manager).await?;
        role_grant(manager).await?;
        sign_in_invitation(manager).await?;
        service_token(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await?;
        manager.alter_table(person().drop_column("blocked_at").take()).await
    }
}

fn person() -> TableAlterStatement {
    sea_query::Table::alter().table("person").take()
}

/// An identity is one person's; a person can have several, one for each provider that knows them.
async fn identity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "identity")
        .listed_by("created_at")
        .required("issuer", Type::Text)
        .required("subject", Type::Text)
        .unique(&["issuer", "subject"])
        .part_of("person_id", "person")
        .required("created_at", Type::Instant)
        .index(&["created_at", "id"])
        .create()
        .await
}

async fn role_grant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "role_grant")
        .listed_by("created_at")
        .part_of("person_id", "person")
        .choice(
            "role",
            &[
                "REPRESENTATIVE",
                "BOARD_MEMBER",
                "PROCESS_SUPPORT",
                "PORTFOLIO_MANAGER",
                "COMMUNICATOR",
                "ANALYST",
                "ADMINISTRATOR",
            ],
        )
        .unique(&["person_id", "role"])
        .forgettable_reference("granted_by_id", "person")
        .required("created_at", Type::Instant)
        .index(&["created_at", "id"])
        .create()
        .await
}

/// Of a person, at most one is open.
async fn sign_in_invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "sign_in_invitation")
        .listed_by("created_at")
        .part_of("person_id", "person")
        .required("code_hash", Type::Text)
        .unique(&["code_hash"])
        .check("code_hash", length("code_hash").eq(64))
        .forgettable_reference("created_by_id", "person")
        .required("created_at", Type::Instant)
        .required("expires_at", Type::Instant)
        .check("expires_at", in_order("created_at", "expires_at"))
        .optional("accepted_at", Type::Instant)
        .optional("revoked_at", Type::Instant)
        .check("ended_once", col("accepted_at").is_null().or(col("revoked_at").is_null()))
        .unique_where(&["person_id"], col("accepted_at").is_null().and(col("revoked_at").is_null()))
        .index(&["created_at", "id"])
        .create()
        .await
}

async fn service_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "service_token")
        .listed_by("created_at")
        .reference("organisation_id", "organisation")
        .required("name", Type::Text)
        .required("token_hash", Type::Text)
        .unique(&["token_hash"])
        .check("token_hash", length("token_hash").eq(64))
        .forgettable_reference("created_by_id", "person")
        .required("created_at", Type::Instant)
        .required("expires_at", Type::Instant)
        .check("expires_at", in_order("created_at", "expires_at"))
        .optional("revoked_at", Type::Instant)
        .optional("last_used_at", Type::Instant)
        .index(&["created_at", "id"])
        .create()
        .await
}
