//! Organisations: the parties and others who take part (part, organisation).

use crate::kind::Sector;
use sea_orm::entity::prelude::*;

/// An organisation: a party to the collaboration, or another actor taking part.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Short name for addresses: lower-case, unique.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Abbreviation, such as MDU.
    pub short_name: Option<String>,
    /// Part of society.
    pub sector: Sector,
    /// Whether it is one of the parties that carry the collaboration.
    pub is_party: bool,
    /// Address of its website.
    pub website: Option<String>,
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
