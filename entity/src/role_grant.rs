//! Roles granted here.

use crate::kind::GrantedRole;
use sea_orm::entity::prelude::*;

/// A role that an administrator gave a person, beside those that their tokens give.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The role.
    pub role: GrantedRole,
    /// Who granted it; none once they are gone.
    pub granted_by_id: Option<Uuid>,
    /// When (UTC).
    pub created_at: DateTimeUtc,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
