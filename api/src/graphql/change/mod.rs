//! The change log (ändringslogg): who did what to which thing, when. The history of each thing, the feed that partners'
//! systems follow, and the audit trail for administrators.

mod fields;
mod sight;

use std::sync::LazyLock;

use async_graphql::{ID, Name, Value};
use entity::change::{Column as C, Entity};
use entity::kind::{ActorKind, ChangeKind};
use entity::person;
use sea_orm::{ActiveEnum, ColumnTrait, Condition};

use super::declare::{At, Choice, Fields, Request, Shown, Thing, type_id_of};
use super::kinds::kind_of;
use super::node::{Node, node_output};
use crate::error::Error;
use crate::message::{Arguments, message};
use crate::policy::{THINGS, saw_after};
use fields::{ChangeField, pascal};

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
        "What was done to a thing, in the order in which it was done (Swedish: ändring). Visible to those who see the thing \
         now and saw it then. To whoever saw it and sees it no longer, the change that took it away is a tombstone: \
         `kind`, `nodeType`, `nodeId` and `at`, and no more. The cursor of a change is a place in the log for good: a \
         list read behind it gives what has happened since, each change once.",
        &[(C::Seq, false)],
    )
    .time("at", C::At, "When (Swedish: tidpunkt).")
    .ordered()
    .produced::<Choice<ChangeKind>>("kind", "What happened to the thing, for the viewer.", |shown, ctx| {
        Box::pin(async move {
            let kind = sight::kind(shown, Request::of(ctx)).await.at(ctx)?;
            Ok(Value::Enum(Name::new(ActiveEnum::to_value(&kind))))
        })
    })
    .one::<person::Entity>(
        "actor",
        C::ActorId,
        "Who; null for a system, for somebody who is gone, and in a tombstone (Swedish: vem).",
    )
    .withheld::<Shown<person::Entity>>(sight::is_tombstone, told)
    .choice::<ActorKind>("actorKind", C::ActorKind, "Whether a person did it, a partner's system, or this service.")
    .text("action", C::Action, "What was done: the name of the mutation; null in a tombstone (Swedish: åtgärd).")
    .withheld::<String>(sight::is_tombstone, told)
    .computed::<String>("nodeType", "The type of the thing.", |shown, _| Value::String(node_type(&shown.row.node_type)))
    .computed::<ID>("nodeId", "The id of the thing, whether it is there or not.", |shown, _| {
        Value::String(type_id_of(&shown.row.node_type, shown.row.node_id))
    })
    .produced::<Option<Node>>("node", "The thing as it is now; null where it is gone.", node_output)
    .asked::<Vec<ChangeField>>(
        "fields",
        "What changed of it. Names and contact details of persons are never here, nor what the viewer did not see.",
        |_| vec![],
        |shown, ctx| Box::pin(fields::fields(shown, Request::of(ctx))),
    )
    .narrowed::<Vec<String>>("types", "Only changes of things of these types, such as `Initiative`.", |value, scope| {
        let Value::List(wanted) = value else { return Ok(Condition::all()) };
        let tables = wanted.iter().map(|name| table(name, scope.request)).collect::<Result<Vec<_>, _>>()?;
        Ok(Condition::all().add(C::NodeType.is_in(tables)))
    })
}

/// The changes that are no tombstones to the viewer.
fn told(request: &Request) -> Condition {
    saw_after().sql(&request.actor).condition()
}

/// The name of the type in the API; for a part that is no type with an id there, that of its table in the same form.
fn node_type(table: &str) -> String {
    kind_of(table).map_or_else(|| pascal(table), |kind| kind.name.to_owned())
}

/// The table of the type of this name.
fn table(name: &Value, request: &Request) -> Result<&'static str, Error> {
    let Value::String(name) = name else { unreachable!("the gate lets only texts pass") };
    let found = THINGS.iter().map(|kind| kind.table()).find(|table| node_type(table) == *name);
    found.ok_or_else(|| {
        let mut values = Arguments::new();
        values.set("name", name.chars().take(100).collect::<String>());
        values.set("types", THINGS.iter().map(|kind| node_type(kind.table())).collect::<Vec<_>>().join(", "));
        Error::bad_input(message(request.language, "unknown-type", &values))
    })
}
