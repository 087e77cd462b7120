//! Invitations to sign in.

use sea_orm::entity::prelude::*;

/// A one-time code that ties the identity of whoever signs in and shows it to a person.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_invitation")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person who is invited.
    pub person_id: Uuid,
    /// SHA-256 of the code, in hexadecimal digits; the code itself is kept nowhere.
    pub code_hash: String,
    /// Who made it; none once they are gone.
    pub created_by_id: Option<Uuid>,
    /// When it was made (UTC).
    pub created_at: DateTimeUtc,
    /// When it ends (UTC).
    pub expires_at: DateTimeUtc,
    /// When it was used (UTC).
    pub accepted_at: Option<DateTimeUtc>,
    /// When it was taken back (UTC): by hand, or by a newer one.
    pub revoked_at: Option<DateTimeUtc>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
