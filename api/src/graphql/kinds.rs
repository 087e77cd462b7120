//! All kinds of things, in one list: the roots, `node` and the schema are made from it.

use std::sync::LazyLock;

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, ContextSelectionSet, ID, OutputType, ServerResult, Value};
use futures_util::future::BoxFuture;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::ColumnType;
use uuid::Uuid;

use super::declare::{
    At, Connection, Logged, Output, Request, Root, Scope, Shown, Thing, argument, called, connection, parameter,
    parse_id, resolved, root_arguments, row, whole,
};
use super::search::{SearchedText, searched_texts};
use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};
use crate::store::Filter;

/// What is known of a kind of thing without naming its type.
pub struct Kind {
    /// What its ids begin with.
    pub prefix: &'static str,
    /// The name of its type in the API.
    pub name: &'static str,
    /// Registers its type.
    pub register: fn(&mut Registry) -> String,
    /// Shows the one with this key as the selection asks, or null.
    pub show: Show,
    /// Its lookup and its connection.
    pub roots: fn() -> [Root; 2],
    /// The field that the change log has under a name.
    pub logged: fn(&str) -> Option<Logged>,
    /// Whether the viewer sees the one with this key.
    pub sees: Sees,
    /// What the one with this key is called in a language, if the viewer sees it and it is called anything.
    pub called: Called,
    /// The texts by which the one with this key is found, if the viewer sees it.
    pub texts: Texts,
}

type Sees = for<'a> fn(&'a Request, Uuid) -> BoxFuture<'a, Result<bool, Error>>;

type Called = for<'a> fn(&'a Request, Uuid, Language) -> BoxFuture<'a, Result<Option<String>, Error>>;

type Texts = for<'a> fn(&'a Request, Uuid) -> BoxFuture<'a, Result<Vec<SearchedText>, Error>>;

type Show = for<'a> fn(&'a Context<'a>, &'a ContextSelectionSet<'a>, Uuid) -> BoxFuture<'a, ServerResult<Value>>;

/// The kind whose ids begin with this.
pub fn kind_of(prefix: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.prefix == prefix)
}

/// Every kind of thing that has an id, in the order of the documentation.
pub static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    use entity::*;
    vec![
        kind::<organisation::Entity>(),
        kind::<person::Entity>(),
        kind::<team::Entity>(),
        kind::<seat::Entity>(),
        kind::<representative::Entity>(),
        kind::<focus_area::Entity>(),
        kind::<agenda_goal::Entity>(),
        kind::<agenda_target::Entity>(),
        kind::<societal_goal::Entity>(),
        kind::<strategic_need::Entity>(),
        kind::<challenge::Entity>(),
        kind::<mission::Entity>(),
        kind::<follow_up::Entity>(),
        kind::<initiative::Entity>(),
        kind::<progress_report::Entity>(),
        kind::<criterion::Entity>(),
        kind::<screening::Entity>(),
        kind::<evaluation::Entity>(),
        kind::<root_cause::Entity>(),
        kind::<learning::Entity>(),
        kind::<contribution::Entity>(),
        kind::<support_function::Entity>(),
        kind::<matter::Entity>(),
        kind::<decision::Entity>(),
        kind::<news::Entity>(),
        kind::<dissemination::Entity>(),
        kind::<event::Entity>(),
        kind::<invitation::Entity>(),
        kind::<calendar_subscription::Entity>(),
        kind::<document::Entity>(),
        kind::<document_version::Entity>(),
        kind::<identity::Entity>(),
        kind::<role_grant::Entity>(),
        kind::<sign_in_invitation::Entity>(),
        kind::<service_token::Entity>(),
        kind::<change::Entity>(),
        kind::<contact_reading::Entity>(),
    ]
});

fn kind<E: Thing>() -> Kind {
    Kind {
        prefix: E::prefix(),
        name: E::NAME,
        register: <Shown<E> as OutputType>::create_type_info,
        show: |ctx, selection, key| Box::pin(show::<E>(ctx, selection, key)),
        roots: || [lookup::<E>(), all::<E>()],
        logged: |name| E::fields().logged(name),
        sees: |request, key| Box::pin(async move { Ok(row::<E>(request, key).await?.is_some()) }),
        called: |request, key, language| {
            Box::pin(async move { Ok(row::<E>(request, key).await?.and_then(|row| called::<E>(&row, language))) })
        },
        texts: |request, key| {
            Box::pin(async move {
                Ok(row::<E>(request, key).await?.map(|row| searched_texts::<E>(&row)).unwrap_or_default())
            })
        },
    }
}

async fn show<E: Thing>(ctx: &Context<'_>, selection: &ContextSelectionSet<'_>, key: Uuid) -> ServerResult<Value> {
    let row = row::<E>(Request::of(ctx), key).await.at(ctx)?;
    OutputType::resolve(&row.map(Shown::<E>::now), selection, ctx.item).await
}

/// The list of all rows of `E`.
fn all<E: Thing>() -> Root {
    if E::IS_SHORT {
        return Root { name: E::MANY, doc: format!("All of them. {}", E::fields().doc()), output: short_list::<E>() };
    }
    some::<E>(E::MANY, format!("All that the viewer may see. {}", E::fields().doc()), |_| Filter::none())
}

/// All rows of `E` at once, without pages.
fn short_list<E: Thing>() -> Output<()> {
    Output::later::<Vec<Shown<E>>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let request = Request::of(ctx);
                let rows = request.page::<E>(&whole::<E>()).await.at(ctx)?;
                resolved(ctx, &rows.iter().cloned().map(Shown::<E>::now).collect::<Vec<_>>()).await
            })
        },
    )
}

/// A connection of the rows of `E` that pass a filter.
pub fn some<E: Thing>(name: &'static str, doc: String, only: fn(&Request) -> Filter<E>) -> Root {
    let output = Output::later::<Connection<E>>(root_arguments::<E>, move |_, ctx| {
        Box::pin(async move {
            let page = connection(ctx, Scope::All { only: only(Request::of(ctx)) }).await.at(ctx)?;
            resolved(ctx, &page).await
        })
    });
    Root { name, doc, output }
}

/// The lookup of one row of `E`, by its id or by a natural key.
fn lookup<E: Thing>() -> Root {
    let output = Output::later::<Option<Shown<E>>>(lookup_arguments::<E>, |_, ctx| {
        Box::pin(async move {
            let row = find::<E>(ctx).await.at(ctx)?;
            resolved(ctx, &row).await
        })
    });
    let doc =
        format!("The one with this id or key; null where there is none that the viewer may see. {}", E::fields().doc());
    Root { name: E::ONE, doc, output }
}

fn lookup_arguments<E: Thing>(registry: &mut Registry) -> Vec<MetaInputValue> {
    let mut arguments = vec![argument::<Option<ID>>(registry, "id", "Its id.")];
    for (name, doc, column) in E::fields().keys() {
        arguments.push(match column.def().get_column_type() {
            ColumnType::Integer => argument::<Option<i32>>(registry, name, doc),
            _ => argument::<Option<String>>(registry, name, doc),
        });
    }
    arguments
}

async fn find<E: Thing>(ctx: &Context<'_>) -> Result<Option<Shown<E>>, Error> {
    let request = Request::of(ctx);
    let mut given = vec![];
    for (name, _, column) in E::fields().keys() {
        let value: Option<sea_orm::Value> = match column.def().get_column_type() {
            ColumnType::Integer => parameter::<i32>(ctx, name)?.map(Into::into),
            _ => parameter::<String>(ctx, name)?.map(Into::into),
        };
        given.extend(value.map(|value| (column, value)));
    }
    let id = parameter::<ID>(ctx, "id")?;
    let found = match (id, given.pop(), given.is_empty()) {
        (Some(id), None, _) => row::<E>(request, parse_id::<E>(&id, request.language)?).await?,
        (None, Some((column, value)), true) => request.row_by_key::<E>(column, value).await?,
        _ => return Err(not_one_key::<E>(request)),
    };
    Ok(found.map(Shown::now))
}

fn not_one_key<E: Thing>(request: &Request) -> Error {
    let names = std::iter::once("id").chain(E::fields().keys().map(|(name, ..)| name));
    let mut values = Arguments::new();
    values.set("field", E::ONE);
    values.set("keys", names.collect::<Vec<_>>().join(", "));
    Error::bad_input(message(request.language, "not-one-key", &values))
}

/// The arguments that name a list of ids.
pub fn ids_argument(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<Vec<ID>>(registry, "ids", "The ids, 100 at the most.")]
}

/// The argument that names an id.
pub fn id_argument(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<ID>(registry, "id", "Its id.")]
}
