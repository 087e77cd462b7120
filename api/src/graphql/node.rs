//! `node` and `nodes` ([Relay's object identification](https://relay.dev/graphql/objectidentification.htm)), and the
//! types that stand for one of several.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{Context, ContextSelectionSet, ID, OutputType, Positioned, ServerResult, Value};
use entity::{change, focus_area, initiative, mission, societal_goal};
use futures_util::future::{BoxFuture, try_join_all};

use super::declare::{At, Output, Request, Root, Shown, field, parameter, parse_any};
use super::kinds::{KINDS, Kind, id_argument, ids_argument, kind_of};
use crate::error::Error;
use crate::message::{Arguments, message};

/// How many ids `nodes` takes.
const MOST_IDS: usize = 100;

/// `node` and `nodes`.
pub fn roots() -> Vec<Root> {
    let node = Output::later::<Option<Node>>(id_argument, |_, ctx| {
        Box::pin(async move {
            let id = parameter::<ID>(ctx, "id").at(ctx)?.unwrap_or_else(|| ID(String::new()));
            show(ctx, &id).await
        })
    });
    let nodes = Output::later::<Vec<Option<Node>>>(ids_argument, |_, ctx| Box::pin(show_all(ctx)));
    vec![
        Root { name: "node", doc: "The thing with this id, of any type; null where there is none that the viewer may see.".into(), output: node },
        Root { name: "nodes", doc: "The things with these ids, of any types, in their order; null in the place of those that the viewer may not see, and of what is no id, with an error.".into(), output: nodes },
    ]
}

async fn show(ctx: &Context<'_>, id: &str) -> ServerResult<Value> {
    let (kind, key) = find(ctx, id).at(ctx)?;
    let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
    (kind.show)(ctx, &selection, key).await
}

async fn show_all(ctx: &Context<'_>) -> ServerResult<Value> {
    let request = Request::of(ctx);
    let ids = parameter::<Vec<ID>>(ctx, "ids").at(ctx)?.unwrap_or_default();
    if ids.len() > MOST_IDS {
        let mut values = Arguments::new();
        values.set("wanted", ids.len());
        values.set("limit", MOST_IDS);
        return Err(Error::bad_input(message(request.language, "too-many-ids", &values))).at(ctx);
    }
    let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
    let places: Vec<_> = (0..ids.len()).map(|place| selection.with_index(place)).collect();
    let shown = ids.iter().zip(&places).map(|(id, place)| async move {
        match find(ctx, id).at(ctx) {
            Ok((kind, key)) => (kind.show)(ctx, place, key).await,
            Err(error) => {
                // what cannot be an id is told where it stands, and takes nothing else away
                ctx.add_error(place.set_error_path(error));
                Ok(Value::Null)
            }
        }
    });
    Ok(Value::List(try_join_all(shown).await?))
}

fn find(ctx: &Context<'_>, id: &str) -> Result<(&'static Kind, uuid::Uuid), Error> {
    let language = Request::of(ctx).language;
    let (prefix, key) = parse_any(id, language)?;
    let kind = kind_of(&prefix);
    let unknown = || {
        let mut values = Arguments::new();
        values.set("prefix", prefix);
        Error::bad_input(message(language, "unknown-prefix", &values))
    };
    Ok((kind.ok_or_else(unknown)?, key))
}

/// The thing that a change is about, as the selection asks.
pub fn node_output<'a>(shown: &'a Shown<change::Entity>, ctx: &'a Context<'a>) -> BoxFuture<'a, ServerResult<Value>> {
    let kind = kind_of(&shown.row.node_type);
    Box::pin(async move {
        let Some(kind) = kind else { return Ok(Value::Null) };
        let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
        (kind.show)(ctx, &selection, shown.row.node_id).await
    })
}

/// Something with an id of its own.
pub struct Node;

impl OutputType for Node {
    fn type_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Interface, |registry| MetaType::Interface {
            name: "Node".into(),
            description: Some("Something with an id of its own.".into()),
            fields: [field("id", "The id, opaque and stable.", ID::create_type_info(registry), vec![])]
                .into_iter()
                .collect(),
            possible_types: KINDS
                .iter()
                .map(|kind| {
                    (kind.register)(registry);
                    kind.name.into()
                })
                .collect(),
            extends: false,
            keys: None,
            visible: None,
            inaccessible: false,
            tags: vec![],
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: vec![],
            requires_scopes: vec![],
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        // the type stands in the schema only: what is shown is always one of the things
        Ok(Value::Null)
    }
}

/// What a decision is about.
pub enum DecisionSubject {
    /// A focus area.
    FocusArea(Shown<focus_area::Entity>),
    /// A societal goal.
    SocietalGoal(Shown<societal_goal::Entity>),
    /// A mission.
    Mission(Shown<mission::Entity>),
    /// An initiative.
    Initiative(Shown<initiative::Entity>),
}

impl OutputType for DecisionSubject {
    fn type_name() -> Cow<'static, str> {
        "DecisionSubject".into()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        match self {
            DecisionSubject::FocusArea(shown) => shown.introspection_type_name(),
            DecisionSubject::SocietalGoal(shown) => shown.introspection_type_name(),
            DecisionSubject::Mission(shown) => shown.introspection_type_name(),
            DecisionSubject::Initiative(shown) => shown.introspection_type_name(),
        }
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Union, |registry| {
            Shown::<focus_area::Entity>::create_type_info(registry);
            Shown::<societal_goal::Entity>::create_type_info(registry);
            Shown::<mission::Entity>::create_type_info(registry);
            Shown::<initiative::Entity>::create_type_info(registry);
            MetaType::Union {
                name: "DecisionSubject".into(),
                description: Some("What a decision is about.".into()),
                possible_types: ["FocusArea", "SocietalGoal", "Mission", "Initiative"]
                    .map(String::from)
                    .into_iter()
                    .collect(),
                visible: None,
                inaccessible: false,
                tags: vec![],
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: vec![],
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self {
            DecisionSubject::FocusArea(shown) => shown.resolve(ctx, field).await,
            DecisionSubject::SocietalGoal(shown) => shown.resolve(ctx, field).await,
            DecisionSubject::Mission(shown) => shown.resolve(ctx, field).await,
            DecisionSubject::Initiative(shown) => shown.resolve(ctx, field).await,
        }
    }
}
