//! Readings of contact details (läsning av kontaktuppgifter).

use sea_orm::entity::prelude::*;

/// That somebody was shown contact details of somebody else on a day: one row, however often it happened.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_reading")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose contact details.
    pub person_id: Uuid,
    /// Who read them; never the person.
    pub reader_id: Uuid,
    /// The day, as it is where the collaboration is at home.
    pub read_on: Date,
    /// When they were first read on that day (UTC).
    pub first_at: DateTimeUtc,
    /// When they were last read on that day (UTC).
    pub last_at: DateTimeUtc,
    /// How many requests on that day showed them.
    pub times: i32,
    /// Whether the e-mail address was among what was read.
    pub includes_email: bool,
    /// Whether the telephone number was among what was read.
    pub includes_phone: bool,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
