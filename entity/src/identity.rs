//! Identities at identity providers.

use sea_orm::entity::prelude::*;

/// Whom an identity provider means, and who that is here: (`issuer`, `subject`) is the identity, never an e-mail address.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The issuer: `iss` of its tokens.
    pub issuer: String,
    /// Whom the issuer means: `sub` of its tokens.
    pub subject: String,
    /// The person.
    pub person_id: Uuid,
    /// When the two were tied together (UTC).
    pub created_at: DateTimeUtc,
    /// The last day on which somebody signed in by it; none before the first time. Written beside the change log.
    pub last_signed_in_on: Option<Date>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
