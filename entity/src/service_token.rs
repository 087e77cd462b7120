//! Tokens of partner systems.

use sea_orm::entity::prelude::*;

/// A token of our own for a partner's system.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_token")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organisation that the system speaks for.
    pub organisation_id: Uuid,
    /// What the token is called, for people.
    pub name: String,
    /// SHA-256 of the token, in hexadecimal digits; the token itself is kept nowhere.
    pub token_hash: String,
    /// Who made it; none once they are gone.
    pub created_by_id: Option<Uuid>,
    /// When it was made (UTC).
    pub created_at: DateTimeUtc,
    /// When it ends (UTC).
    pub expires_at: DateTimeUtc,
    /// When it was revoked (UTC).
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last used (UTC), to the minute.
    pub last_used_at: Option<DateTimeUtc>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
