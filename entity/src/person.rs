//! Persons.

use sea_orm::entity::prelude::*;

/// A person with a name and a home organisation. Contact details are for signed-in persons with a role of their own only,.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Full name; a placeholder once the person has been erased.
    pub name: String,
    /// Home organisation.
    pub organisation_id: Uuid,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Since when the person may not sign in (UTC); none for everybody else.
    pub blocked_at: Option<DateTimeUtc>,
    /// When the person was erased (UTC); none for everybody else.
    pub erased_at: Option<DateTimeUtc>,
    /// Since when the person's data are protected (UTC); none for everybody else.
    pub protected_at: Option<DateTimeUtc>,
    /// `name` folded for search and order.
    pub name_folded: String,
    /// Counts the writes of the row, from 1: an edit of a version already gone is refused.
    pub version: i32,
    /// When the row came to be (UTC).
    pub created_at: DateTimeUtc,
    /// When it last changed (UTC).
    pub updated_at: DateTimeUtc,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
