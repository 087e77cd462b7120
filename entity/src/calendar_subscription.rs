//! Addresses under which persons subscribe to the calendar.

use sea_orm::entity::prelude::*;

/// An address of its own for one person's calendar program.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_subscription")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who subscribes.
    pub person_id: Uuid,
    /// What it is called, for the person.
    pub name: String,
    /// SHA-256 of the secret part of the address, in hexadecimal digits; the address itself is kept nowhere.
    pub address_hash: String,
    /// When it was made (UTC).
    pub created_at: DateTimeUtc,
    /// When it was revoked (UTC).
    pub revoked_at: Option<DateTimeUtc>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
