//! Keys that make a retry of a request safe.

use sea_orm::entity::prelude::*;

/// A request that a caller marked with a key, and what has been done of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose key it is: a key means nothing to anybody else.
    pub caller: String,
    /// The key, as the caller chose it.
    pub key: String,
    /// SHA-256 of what was asked, in hexadecimal digits.
    pub request_hash: String,
    /// When it was asked (UTC).
    pub created_at: DateTimeUtc,
    /// What was answered, as versions of before wrote it down; always none by now.
    pub answer: Option<String>,
    /// Which attempt at it is the latest: an earlier one can write nothing any more.
    pub attempt: i32,
    /// Until when the latest attempt is taken to be under way (UTC); none once it has ended.
    pub leased_until: Option<DateTimeUtc>,
    /// What has been done of it: for each field at the root, by its response key, the row that each field of its payload
    /// shows. Written in the transaction of the write itself; none before the first.
    pub steps: Option<Json>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
