//! The change log.

use crate::kind::{ActorKind, ChangeKind};
use sea_orm::entity::prelude::*;

/// A change: what someone did to a thing. Written in the transaction of the write itself.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Place in the log, from 1 without gaps, in the order of commit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Identifier of the change for clients.
    pub id: Uuid,
    /// When (UTC).
    pub at: DateTimeUtc,
    /// Person who made it; none for a system, and once the person is gone.
    pub actor_id: Option<Uuid>,
    /// Who made it.
    pub actor_kind: ActorKind,
    /// What was done: the verb.
    pub action: String,
    /// Type of the thing that changed.
    pub node_type: String,
    /// Identifier of the thing that changed.
    pub node_id: Uuid,
    /// What happened to the thing.
    pub kind: ChangeKind,
    /// Beyond whom nobody but those whose own it is saw the thing before the change; none where nobody did.
    pub previous_audience_id: Option<Uuid>,
    /// Whether all of that audience saw it then, and not only those concerned.
    pub was_open: bool,
    /// Beyond whom nobody but those whose own it is sees the thing after the change; none where nobody does.
    pub audience_id: Option<Uuid>,
    /// Whether all of that audience sees it then, and not only those concerned.
    pub is_open: bool,
    /// What changed: an object of field names with old and new values; never a person's name or contact details.
    pub fields: Json,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
