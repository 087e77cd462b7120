//! The change log (ändringslogg): who did what to which thing, when. For administrators: the audit trail.

use std::sync::LazyLock;

use async_graphql::{SimpleObject, Value};
use entity::change::{Column as C, Entity, Model};
use entity::kind::ActorKind;
use entity::person;

use super::declare::{Fields, Json, Thing, type_id_of};
use super::kinds::KINDS;
use super::node::{Node, node_output};

impl Thing for Entity {
    const NAME: &'static str = "Change";
    const ONE: &'static str = "change";
    const MANY: &'static str = "changes";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What somebody did to a thing; visible to administrators (Swedish: ändring).",
        &[(C::Seq, true)],
    )
    .time("at", C::At, "When (Swedish: tidpunkt).")
    .ordered()
    .one::<person::Entity>("actor", C::ActorId, "Who; null for a system, and for somebody who is gone (Swedish: vem).")
    .choice::<ActorKind>("actorKind", C::ActorKind, "Whether a person did it, a partner's system, or this service.")
    .text("action", C::Action, "What was done: the name of the mutation (Swedish: åtgärd).")
    .computed::<String>("nodeType", "The type of the thing.", |shown, _| Value::String(node_type(&shown.row)))
    .computed::<async_graphql::ID>("nodeId", "The id of the thing, whether it is there or not.", |shown, _| {
        Value::String(node_id(&shown.row))
    })
    .produced::<Option<Node>>("node", "The thing; null where it is gone.", node_output)
    .asked::<Vec<ChangeField>>(
        "fields",
        "What changed of it: columns, and what it is linked to. Names and contact details of persons are never here.",
        |_| vec![],
        |shown, _| {
            let fields = fields(&shown.row);
            Box::pin(async move { Ok(fields) })
        },
    )
}

/// What changed of a thing.
#[derive(SimpleObject)]
pub struct ChangeField {
    /// The name of what changed.
    name: String,
    /// What it was; null where there was nothing.
    before: Option<Json>,
    /// What it is; null where there is nothing.
    after: Option<Json>,
}

fn fields(change: &Model) -> Vec<ChangeField> {
    let side =
        |value: &serde_json::Value, side: &str| value.get(side).filter(|value| !value.is_null()).cloned().map(Json);
    let all = change.fields.as_object().into_iter().flatten();
    all.map(|(name, value)| ChangeField {
        name: name.clone(),
        before: side(value, "before"),
        after: side(value, "after"),
    })
    .collect()
}

/// The name of the type in the API; that of the table where it has none there.
fn node_type(change: &Model) -> String {
    let kind = KINDS.iter().find(|kind| kind.prefix == change.node_type);
    kind.map_or_else(|| change.node_type.clone(), |kind| kind.name.to_owned())
}

fn node_id(change: &Model) -> String {
    type_id_of(&change.node_type, change.node_id)
}
