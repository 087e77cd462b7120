//! Contributions to initiatives (kompetens, resurser).

use crate::kind::ContributionKind;
use sea_orm::entity::prelude::*;

/// What an organisation makes available to an initiative.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Initiative that receives it.
    pub initiative_id: Uuid,
    /// Organisation that gives it.
    pub organisation_id: Uuid,
    /// What it is.
    pub kind: ContributionKind,
    /// How much, in thousandths of `unit`: a decimal that is added up exactly.
    #[sea_orm(column_type = "Decimal(Some((15, 3)))")]
    pub quantity: Option<i64>,
    /// Unit of `quantity`, such as h or SEK.
    pub unit: Option<String>,
    /// First day on which it is available.
    pub starts_on: Option<Date>,
    /// Last day on which it is available.
    pub ends_on: Option<Date>,
    /// Description, in Swedish.
    pub description_sv: Option<String>,
    /// Description, in English, where it has been translated.
    pub description_en: Option<String>,
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
