//! Groups (grupperad statistik): how many there are of each kind of thing, by what they have in common.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};
use uuid::Uuid;

use super::declare::{
    At, By, Declaration, Declared, Grouped, MOST_GROUPS, Measured, Member, Output, Request, Root, Scope, Thing, Told,
    argument, field, group_arguments, groups, label, language_argument, object, resolved, type_id_of,
};
use super::kinds::{Kind, kind_of};
use super::measure::Shows;
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
        root::<person::Entity>("personGroups"),
    ]
}

/// What every field of the root that gives groups says of them.
const DOC: &str = "The largest group comes first, groups of one size by the values of their keys, what has no value \
    last. What is linked to several things is counted in the group of each of them, so the counts can add up to more \
    than there are; what the viewer may not see counts as absent.";

/// What those that count persons say too.
const TOGETHER: &str = " Their numbers are rounded to the nearest multiple of five, so that no difference of two answers is \
    one person. Groups of fewer than three persons are not told apart: they are one, which comes last, if they are three \
    together. `people` counts exactly, for those who may list them.";

fn root<E: Thing>(name: &'static str) -> Root {
    let output = Output::later::<Vec<Group<E>>>(group_arguments::<E>, |_, ctx| {
        Box::pin(show::<E>(ctx, Scope::All { only: Filter::none() }))
    });
    let doc = format!(
        "How many `{}`s there are that the viewer may see, in groups (Swedish: statistik). {DOC} More than {MOST_GROUPS} \
         groups are an error.{}",
        E::NAME,
        if E::ROUNDING > 1 { TOGETHER } else { "" }
    );
    Root { name, doc, output }
}

/// The groups of `scope`, as the field's arguments and its selection ask.
pub async fn show<E: Thing>(ctx: &Context<'_>, scope: Scope<E>) -> ServerResult<Value> {
    let grouped = groups::<E>(ctx, scope).await.at(ctx)?;
    let told_apart = grouped.groups.iter().map(|group| Group::new(&grouped, group));
    let shown: Vec<Group<E>> = told_apart.chain(Group::rest(&grouped)).collect();
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
    group: store::Group,
    is_rest: bool,
    measured: Measured,
    of: PhantomData<fn() -> E>,
}

impl<E: Thing> Group<E> {
    fn new(grouped: &Grouped, group: &store::Group) -> Self {
        let keys = grouped.by.iter().zip(&group.keys);
        let keys = keys.map(|(by, held)| Declared(GroupKey::new(by, held.as_ref()))).collect();
        Group { keys, group: group.clone(), is_rest: false, measured: grouped.measured.clone(), of: PhantomData }
    }

    /// Those in groups that are not told apart, where there are such.
    fn rest(grouped: &Grouped) -> Option<Self> {
        let group = store::Group { keys: vec![], count: grouped.rest? };
        let key = |by: &By| Declared(GroupKey { field: by.field.clone(), value: Some(KeyValue::Rest) });
        let keys = grouped.by.iter().map(key).collect();
        Some(Group { keys, group, is_rest: true, measured: grouped.measured.clone(), of: PhantomData })
    }

    /// What the field that shows a measure gives; none where there is no such field.
    async fn measured(&self, ctx: &Context<'_>) -> Option<ServerResult<Value>> {
        let name = ctx.item.node.name.node.as_str();
        let mut measures = E::fields().measures().iter().enumerate();
        let (place, measured) = measures.find(|(_, measured)| Shows::of(measured).name == name)?;
        Some(match self.measured.of::<E>(place, &self.group.keys).await.at(ctx) {
            Ok(found) => (Shows::of(measured).show)(ctx, measured, found).await,
            Err(error) => Err(error),
        })
    }
}

impl<E: Thing> ContainerType for Group<E> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match ctx.item.node.name.node.as_str() {
            "keys" => resolved(ctx, &self.keys).await.map(Some),
            "count" => Ok(Some(self.group.count.into())),
            "isRest" => Ok(Some(self.is_rest.into())),
            _ => self.measured(ctx).await.transpose().map_err(|error| ctx.set_error_path(error)),
        }
    }
}

impl<E: Thing> OutputType for Group<E> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Group", E::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = "Those that are alike in all that they are grouped by (Swedish: grupp).";
        object::<Self>(registry, doc, |registry| {
            let keys = <Vec<Declared<GroupKey>>>::create_type_info(registry);
            let count = i64::create_type_info(registry);
            let how_many = if E::ROUNDING > 1 { ROUNDED } else { COUNT };
            let mut fields = vec![field("keys", KEYS, keys, vec![]), field("count", how_many, count, vec![])];
            if E::ROUNDING > 1 {
                fields.push(field("isRest", IS_REST, bool::create_type_info(registry), vec![]));
            }
            for shows in E::fields().measures().iter().map(Shows::of) {
                fields.push(field(shows.name, shows.doc, (shows.ty)(registry), vec![]));
            }
            fields
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<E: Thing> ObjectType for Group<E> {}

const KEYS: &str = "What they have in common: a key for each field of `by`, in that order.";
const COUNT: &str = "How many they are (Swedish: antal).";
const ROUNDED: &str = "How many they are, to the nearest multiple of five (Swedish: antal).";
const IS_REST: &str = "Whether these are those in groups of fewer than three, which are not told apart; their keys have no \
    values (Swedish: övriga).";

/// What the members of a group have in common in one field.
pub struct GroupKey {
    field: Arc<str>,
    value: Option<KeyValue>,
}

/// The value of a key.
enum KeyValue {
    Choice {
        of: &'static str,
        value: String,
    },
    Thing {
        kind: &'static Kind,
        key: Uuid,
    },
    Text(String),
    Period(String),
    /// Several, which are not told apart.
    Rest,
}

impl Declaration for GroupKey {
    const NAME: &'static str = "GroupKey";
    const DOC: &'static str =
        "What the members of a group have in common in one of the fields that groups are made by.";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<GroupKey>; 4]> = LazyLock::new(|| [name(), value(), label_field(), node()]);
        &*FIELDS
    }
}

fn name() -> Member<GroupKey> {
    let output = Output::now::<String>(|key: &GroupKey, _| Ok(Value::String(key.field.to_string())));
    Member { name: "field", doc: "The field, as `by` names it.", output }
}

fn value() -> Member<GroupKey> {
    let output = Output::now::<Option<String>>(|key: &GroupKey, _| {
        Ok(match &key.value {
            Some(KeyValue::Choice { value, .. }) => Value::String(value.clone()),
            Some(KeyValue::Thing { kind, key }) => Value::String(type_id_of(kind.prefix, *key)),
            Some(KeyValue::Text(text) | KeyValue::Period(text)) => Value::String(text.clone()),
            Some(KeyValue::Rest) | None => Value::Null,
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
            Some(KeyValue::Rest) => Ok(Some(message(language, "group-rest", &Arguments::new()))),
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
