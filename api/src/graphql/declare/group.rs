//! Grouping: rows counted by what declared fields hold.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::registry::{MetaInputValue, Registry};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ColumnType, IdenStatic};

use super::connection::{Scope, parameter};
use super::field_name::{FieldName, Purpose, screaming};
use super::loader::ById;
use super::request::Selection;
use super::{Field, Fields, Request, Thing, Where, argument};
use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};
use crate::policy::Actor;
use crate::store::{Dimension, Filter, Group, Membership, Period};

/// By how many fields groups are made at the most.
const MOST_FIELDS: usize = 4;

/// How many groups an answer has at the most: more than anybody reads, and few enough to be made at once.
pub const MOST_GROUPS: usize = 5000;

/// What things are grouped by that are told apart by when they were written down.
pub const CREATED_AT: [&str; 3] = ["createdAtYear", "createdAtQuarter", "createdAtMonth"];

/// How rows are grouped by a field.
pub(super) struct Groupable {
    told: Told,
    dimension: Box<dyn Fn(&Actor) -> Dimension + Send + Sync>,
    is_declared: bool,
}

/// What the keys of groups are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Values of the enum of this name.
    Choice(&'static str),
    /// Things whose ids begin with this.
    Thing(&'static str),
    /// Texts, as they were written.
    Text,
    /// Years, quarters or months: `2026`, `2026-Q4`, `2026-11`.
    Period,
}

impl<E: Thing> Fields<E> {
    /// How the field just declared can be grouped by, where that is declared.
    pub(super) fn groupable(
        mut self,
        told: Told,
        dimension: impl Fn(&Actor) -> Dimension + Send + Sync + 'static,
    ) -> Self {
        self.last().group = Some(Groupable { told, dimension: Box::new(dimension), is_declared: false });
        self
    }

    /// The day or moment that a column holds can be grouped by its year, its quarter and its month, under these names.
    #[must_use]
    pub fn periods(self, column: E::Column, names: [&'static str; 3]) -> Self {
        let is_day = matches!(column.def().get_column_type(), ColumnType::Date);
        let docs = ["The year of", "The quarter of", "The month of"];
        let all = names.into_iter().zip(docs).zip(Period::ALL);
        all.fold(self, |fields, ((name, doc), period)| {
            let dimension = move |_: &Actor| {
                let value = Expr::col((E::default(), column));
                if is_day { Dimension::day(value, period) } else { Dimension::moment(value, period) }
            };
            let doc = format!("{doc} `{}`, in Sweden.", camel(column.as_str()));
            fields.add(name, doc).groupable(Told::Period, dimension).grouped()
        })
    }

    /// The field just declared can be grouped by: an enum, a text, a relation to one thing, or a link table of pairs. Where
    /// there can be many rows, an index holds its column beside those that say who sees the row.
    #[must_use]
    pub fn grouped(mut self) -> Self {
        let name = self.last().name;
        match &mut self.last().group {
            Some(group) => group.is_declared = true,
            None => unreachable!("`{name}` cannot be grouped by"),
        }
        self
    }
}

/// `decided_on` as the API writes it: `decidedOn`.
fn camel(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_ascii_uppercase() + &word[1..])
}

/// For groups.
pub struct Grouping;

impl Purpose for Grouping {
    const SUFFIX: &'static str = "GroupField";

    fn doc(of: &str) -> String {
        format!("What each `{of}` can be grouped by.")
    }

    fn is_served_by<E: Thing>(field: &Field<E>) -> bool {
        field.group.as_ref().is_some_and(|group| group.is_declared)
    }
}

/// The arguments of groups.
pub fn group_arguments<E: Thing>(registry: &mut Registry) -> Vec<MetaInputValue> {
    let by = format!("By what: 1 to {MOST_FIELDS} fields, each once. A group is those that are alike in all of them.");
    vec![
        argument::<Vec<FieldName<E, Grouping>>>(registry, "by", &by),
        argument::<Option<Where<E>>>(registry, "where", "Which are counted."),
    ]
}

/// A field that groups are made by.
pub struct By {
    /// Its name, as the argument `by` has it.
    pub field: Arc<str>,
    /// What its keys are.
    pub told: Told,
}

/// Groups, and what they were made by.
pub struct Grouped {
    /// The fields, in the order of the keys.
    pub by: Arc<[By]>,
    /// The groups, the largest first.
    pub groups: Arc<Vec<Group>>,
}

/// What the arguments of a field ask for.
struct Asked<E: Thing> {
    by: Arc<[By]>,
    dimensions: Vec<Dimension>,
    filter: Filter<E>,
}

impl<E: Thing> Asked<E> {
    fn new(ctx: &Context<'_>, only: Filter<E>) -> Result<Self, Error> {
        let request = Request::of(ctx);
        let (mut by, mut dimensions) = (vec![], vec![]);
        for field in chosen::<E>(ctx)? {
            let Some(group) = &field.group else { continue };
            by.push(By { field: screaming(field.name).into(), told: group.told });
            dimensions.push((group.dimension)(&request.actor));
        }
        let filter = match parameter::<Where<E>>(ctx, "where")? {
            Some(wanted) => only.and(wanted.filter(request)?),
            None => only,
        };
        Ok(Asked { by: by.into(), dimensions, filter })
    }
}

/// The fields that the argument `by` names: a few, each once.
fn chosen<E: Thing>(ctx: &Context<'_>) -> Result<Vec<&'static Field<E>>, Error> {
    let language = Request::of(ctx).language;
    let names = parameter::<Vec<FieldName<E, Grouping>>>(ctx, "by")?.unwrap_or_default();
    let fields: Vec<&Field<E>> = names.into_iter().map(|name| name.field).collect();
    let mut values = Arguments::new();
    if !(1..=MOST_FIELDS).contains(&fields.len()) {
        values.set("wanted", fields.len());
        values.set("limit", MOST_FIELDS);
        return Err(Error::bad_input(message(language, "group-fields", &values)));
    }
    let twice =
        fields.iter().enumerate().find(|(n, field)| fields.iter().take(*n).any(|other| other.name == field.name));
    if let Some((_, field)) = twice {
        values.set("field", screaming(field.name));
        return Err(Error::bad_input(message(language, "group-field-twice", &values)));
    }
    Ok(fields)
}

/// The groups of each parent's rows, in one statement for all parents of a level.
struct OfParents {
    by: Arc<[By]>,
    groups: ById<Arc<Vec<Group>>>,
}

impl OfParents {
    fn new<E: Thing>(ctx: &Context<'_>, membership: &Arc<Membership<E>>, only: Filter<E>) -> Result<Self, Error> {
        let request = Request::of(ctx);
        let asked = Arc::new(Asked::new(ctx, only)?);
        let by = asked.by.clone();
        let ask = (request.store.clone(), request.actor.clone(), membership.clone(), asked);
        let language = request.language;
        let groups = ById::new(&request.rounds, move |parents| {
            let (store, actor, membership, asked) = ask.clone();
            Box::pin(async move {
                let (filter, dimensions) = (asked.filter.clone(), &asked.dimensions);
                let found =
                    store.groups_of_each::<E>(&actor, &parents, &membership, filter, dimensions, MOST_GROUPS + 1);
                let found = found.await?;
                few(found.values().map(Vec::len).sum(), language)?;
                Ok(found.into_iter().map(|(parent, groups)| (parent, Arc::new(groups))).collect())
            })
        });
        Ok(OfParents { by, groups })
    }
}

/// The groups of `scope` that the field's arguments ask for.
pub async fn groups<E: Thing>(ctx: &Context<'_>, scope: Scope<E>) -> Result<Grouped, Error> {
    let request = Request::of(ctx);
    match scope {
        Scope::All { only } => {
            let Asked { by, dimensions, filter } = Asked::<E>::new(ctx, only)?;
            let groups = request.groups(filter, &dimensions, MOST_GROUPS + 1).await?;
            few(groups.len(), request.language)?;
            Ok(Grouped { by, groups })
        }
        Scope::Of { parent, membership, only, day } => {
            let asked = request.loader(Selection::of(ctx), day, || OfParents::new(ctx, &membership, only))?;
            Ok(Grouped { by: asked.by.clone(), groups: asked.groups.load(parent).await? })
        }
    }
}

/// Refuses more groups than an answer can have.
fn few(groups: usize, language: Language) -> Result<(), Error> {
    if groups <= MOST_GROUPS {
        return Ok(());
    }
    let mut values = Arguments::new();
    values.set("limit", MOST_GROUPS);
    Err(Error::bad_input(message(language, "too-many-groups", &values)))
}
