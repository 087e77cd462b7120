//! Audiences: who may see a piece of content (målgrupp).

use crate::kind::Visibility;
use sea_orm::entity::prelude::*;

/// The audience of everything PUBLIC; the migration inserts it.
pub const PUBLIC: Uuid = Uuid::from_u128(1);

/// The audience of everything INTERNAL; the migration inserts it.
pub const INTERNAL: Uuid = Uuid::from_u128(2);

/// An audience: a visibility and, where that is RESTRICTED, a set of teams (`link::audience_team`). Audiences are interned, that is, content with the same visibility and teams shares one row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audience")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who may see content with this audience.
    pub visibility: Visibility,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
