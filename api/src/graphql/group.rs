//! Groups (grupperad statistik): how many there are of each kind of thing, by what they have in common.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use async_graphql::registry::Registry;
use async_graphql::{Context, ContextSelectionSet, Object, ServerResult, TypeName, Value};
use uuid::Uuid;

use super::declare::{
    At, By, Declaration, Declared, MOST_GROUPS, Member, Output, Request, Root, Scope, Thing, Told, argument,
    group_arguments, groups, label, language_argument, resolved, type_id_of,
};
use super::kinds::{Kind, kind_of};
use super::node::Node;
use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};
use crate::store::{self, Filter, Held};

/// The groups of the root.
pub fn roots() -> Vec<Root> {
    use entity::*;
    vec![
        root::<challenge::Entity>("challengeGroups"),
        root::<mission::Entity>("missionGroups"),
        root::<initiative::Entity>("initiativeGroups"),
        root::<contribution::Entity>("contributionGroups"),
        root::<decision::Entity>("decisionGroups"),
        root::<dissemination::Entity>("disseminationGroups"),
    ]
}

/// What every field of the root that gives groups says of them.
const DOC: &str = "The largest group comes first, groups of one size by the values of their keys, what has no value \
    last. What is linked to several things is counted in the group of each of them, so the counts can add up to more \
    than there are; what the viewer may not see counts as absent.";

fn root<E: Thing>(name: &'static str) -> Root {
    let output = Output::later::<Vec<Group<E>>>(group_arguments::<E>, |_, ctx| {
        Box::pin(show::<E>(ctx, Scope::All { only: Filter::none() }))
    });
    let doc = format!(
        "How many `{}`s there are that the viewer may see, in groups (Swedish: statistik). {DOC} More than {MOST_GROUPS} \
         groups are an error.",
        E::NAME
    );
    Root { name, doc, output }
}

/// The groups of `scope`, as the field's arguments and its selection ask.
pub async fn show<E: Thing>(ctx: &Context<'_>, scope: Scope<E>) -> ServerResult<Value> {
    let grouped = groups::<E>(ctx, scope).await.at(ctx)?;
    let shown: Vec<Group<E>> = grouped.groups.iter().map(|group| Group::new(&grouped.by, group)).collect();
    resolved(ctx, &shown).await
}

/// A period as people say it: `november 2026`.
fn called(period: &str, language: Language) -> String {
    let Some((year, part)) = period.split_once('-') else { return period.to_owned() };
    let mut values = Arguments::new();
    values.set("year", year.to_owned());
    match part.strip_prefix('Q') {
        Some(quarter) => {
            values.set("quarter", quarter.to_owned());
            message(language, "period-quarter", &values)
        }
        None => message(language, &format!("period-month-{part}"), &values),
    }
}

/// Things that have something in common.
pub struct Group<E> {
    keys: Vec<Declared<GroupKey>>,
    count: i64,
    of: PhantomData<fn() -> E>,
}

impl<E: Thing> Group<E> {
    fn new(by: &[By], group: &store::Group) -> Self {
        let keys = by.iter().zip(&group.keys).map(|(by, held)| Declared(GroupKey::new(by, held.as_ref()))).collect();
        Group { keys, count: group.count, of: PhantomData }
    }
}

impl<E: Thing> TypeName for Group<E> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Group", E::NAME).into()
    }
}

/// Those that are alike in all that they are grouped by (Swedish: grupp).
#[Object(name_type)]
impl<E: Thing> Group<E> {
    /// What they have in common: a key for each field of `by`, in that order.
    async fn keys(&self) -> &[Declared<GroupKey>] {
        &self.keys
    }

    /// How many they are (Swedish: antal).
    async fn count(&self) -> i64 {
        self.count
    }
}

/// What the members of a group have in common in one field.
pub struct GroupKey {
    field: Arc<str>,
    value: Option<KeyValue>,
}

/// The value of a key.
enum KeyValue {
    Choice { of: &'static str, value: String },
    Thing { kind: &'static Kind, key: Uuid },
    Text(String),
    Period(String),
}

impl Declaration for GroupKey {
    const NAME: &'static str = "GroupKey";
    const DOC: &'static str =
        "What the members of a group have in common in one of the fields that groups are made by.";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<GroupKey>; 4]> = LazyLock::new(|| [field(), value(), label_field(), node()]);
        &*FIELDS
    }
}

fn field() -> Member<GroupKey> {
    let output = Output::now::<String>(|key: &GroupKey, _| Ok(Value::String(key.field.to_string())));
    Member { name: "field", doc: "The field, as `by` names it.", output }
}

fn value() -> Member<GroupKey> {
    let output = Output::now::<Option<String>>(|key: &GroupKey, _| {
        Ok(match &key.value {
            Some(KeyValue::Choice { value, .. }) => Value::String(value.clone()),
            Some(KeyValue::Thing { kind, key }) => Value::String(type_id_of(kind.prefix, *key)),
            Some(KeyValue::Text(text) | KeyValue::Period(text)) => Value::String(text.clone()),
            None => Value::Null,
        })
    });
    let doc = "What they have in common: the value of an enum, the id of a thing, a text, or a period (`2026`, `2026-Q4`, `2026-11`). Null where it is that there is \
        nothing, or nothing that the viewer may see.";
    Member { name: "value", doc, output }
}

fn label_field() -> Member<GroupKey> {
    let arguments = |registry: &mut Registry| {
        let doc = "The language to read; the caller's (`Accept-Language`) where none is named.";
        vec![argument::<Option<Language>>(registry, "language", doc)]
    };
    let output = Output::later::<Option<String>>(arguments, |key: &GroupKey, ctx| {
        Box::pin(async move {
            let language = language_argument(ctx)?;
            let label = key.label(Request::of(ctx), language).await.at(ctx)?;
            Ok(label.map_or(Value::Null, Value::String))
        })
    });
    let doc = "The same for people: the label of the value, or what the thing is called, if it is called anything \
        (Swedish: etikett).";
    Member { name: "label", doc, output }
}

fn node() -> Member<GroupKey> {
    let output = Output::later::<Option<Node>>(
        |_| vec![],
        |key: &GroupKey, ctx| {
            Box::pin(async move { key.node(ctx, &ctx.with_selection_set(&ctx.item.node.selection_set)).await })
        },
    );
    Member { name: "node", doc: "The thing that they have in common, where it is one.", output }
}

impl GroupKey {
    fn new(by: &By, held: Option<&Held>) -> Self {
        let value = match (by.told, held) {
            (Told::Choice(of), Some(Held::Text(value))) => Some(KeyValue::Choice { of, value: value.clone() }),
            (Told::Thing(prefix), Some(Held::Id(key))) => {
                kind_of(prefix).map(|kind| KeyValue::Thing { kind, key: *key })
            }
            (Told::Text, Some(Held::Text(text))) => Some(KeyValue::Text(text.clone())),
            (Told::Period, Some(Held::Text(period))) => Some(KeyValue::Period(period.clone())),
            _ => None,
        };
        GroupKey { field: by.field.clone(), value }
    }

    async fn label(&self, request: &Request, language: Language) -> Result<Option<String>, Error> {
        match &self.value {
            Some(KeyValue::Choice { of, value }) => Ok(Some(label(language, of, value))),
            Some(KeyValue::Thing { kind, key }) => (kind.called)(request, *key, language).await,
            Some(KeyValue::Text(text)) => Ok(Some(text.clone())),
            Some(KeyValue::Period(period)) => Ok(Some(called(period, language))),
            None => Ok(None),
        }
    }

    async fn node(&self, ctx: &Context<'_>, selection: &ContextSelectionSet<'_>) -> ServerResult<Value> {
        match &self.value {
            Some(KeyValue::Thing { kind, key }) => (kind.show)(ctx, selection, *key).await,
            _ => Ok(Value::Null),
        }
    }
}
