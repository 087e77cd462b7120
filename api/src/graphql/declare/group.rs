//! Grouping: rows counted by what declared fields hold.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::registry::{MetaInputValue, Registry};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ColumnType, IdenStatic};
use uuid::Uuid;

use super::choice::EnumType;
use super::connection::{Scope, parameter};
use super::field_name::{FieldName, Purpose, screaming};
use super::fields::{column, snake};
use super::loader::ById;
use super::request::Selection;
use super::{Date, Field, Fields, Request, Thing, Where, argument};
use crate::clock::end_of;
use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};
use crate::policy::Actor;
use crate::store::{AsOf, Dimension, Filter, Group, Keys, Measure, Measures, Membership, Period, Statistics, Summary};

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

impl<E: Thing> Fields<E> {
    /// The field just declared, of the enum `T`, is a state: groups tell how long things stayed in each.
    #[must_use]
    pub fn staged<T: EnumType>(mut self) -> Self {
        let state = column::<E>(&snake(self.last().name)).as_str();
        let classes = T::iter().map(|state| state.to_value()).collect();
        self.measures.push(MeasuredField { measure: Measure::Stay { state }, of: T::NAME, classes });
        self
    }

    /// The field just declared is a number of what `unit` says: groups tell sums and medians, apart for each unit.
    #[must_use]
    pub fn measured_in(mut self, unit: E::Column) -> Self {
        let value = column::<E>(&snake(self.last().name));
        let [value, unit] = [value, unit].map(|column| Expr::col((E::default(), column)));
        self.measures.push(MeasuredField { measure: Measure::Quantity { value, unit }, of: "", classes: vec![] });
        self
    }
}

/// What groups of a thing tell beside their number.
pub struct MeasuredField {
    /// What is measured.
    pub measure: Measure,
    /// The enum whose values its classes are.
    pub of: &'static str,
    /// These, in their order.
    classes: Vec<String>,
}

impl MeasuredField {
    /// What was found, in the order of the enum's values: that of a life, where they are states.
    fn in_order(&self, mut found: Vec<Summary>) -> Vec<Summary> {
        found.sort_by_key(|summary| self.classes.iter().position(|class| *class == summary.class));
        found
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
        argument::<Option<Date>>(registry, AS_OF, &as_of_doc::<E>()),
    ]
}

/// The argument that names a day of the past.
const AS_OF: &str = "asOf";

const AS_OF_DOC: &str = "How they stood at the end of this day, by the change log; today where none is named. `where` and \
    `by` take them, and what they are linked to, as they were then; texts, and what `where` asks of other things, are those \
    of today. What has been deleted since, or what the viewer does not see now or did not see then, with the seats and the \
    roles that they had, is neither counted nor named.";

/// What is said besides where persons are counted.
const PERSONS_DOC: &str = " Persons who were there are counted where they are at home today.";

fn as_of_doc<E: Thing>() -> String {
    format!("{AS_OF_DOC}{}", if E::ROUNDING > 1 { PERSONS_DOC } else { "" })
}

/// A field that groups are made by.
pub struct By {
    /// Its name, as the argument `by` has it.
    pub field: Arc<str>,
    /// What its keys are.
    pub told: Told,
}

/// Groups, what they were made by, and what can be measured of them.
pub struct Grouped {
    /// The fields, in the order of the keys.
    pub by: Arc<[By]>,
    /// The groups, the largest first.
    pub groups: Arc<Vec<Group>>,
    /// How many are in groups that are not told apart, where there are such.
    pub rest: Option<i64>,
    /// What can be measured of them.
    pub measured: Measured,
}

/// What can be measured of groups, asked for where it is selected.
#[derive(Clone)]
pub struct Measured {
    /// One for each measure of the thing.
    measures: Arc<[ById<Arc<Measures>>]>,
    /// Whose the rows are; nil where they are all there are.
    parent: Uuid,
}

impl Measured {
    /// What the measure in this place found of the group with these keys.
    pub async fn of<E: Thing>(&self, place: usize, keys: &Keys) -> Result<Vec<Summary>, Error> {
        let measured = self.measures.get(place).zip(E::fields().measures.get(place));
        let Some((measure, field)) = measured else { return Ok(vec![]) };
        let found = measure.load(self.parent).await?.get(keys).cloned().unwrap_or_default();
        Ok(field.in_order(found))
    }
}

/// What the arguments of a field ask for.
struct Asked<E: Thing> {
    by: Arc<[By]>,
    statistics: Arc<Statistics<E>>,
}

impl<E: Thing> Asked<E> {
    fn new(ctx: &Context<'_>, only: Filter<E>, as_of: Option<AsOf>) -> Result<Self, Error> {
        let then = as_of.as_ref().map(|as_of| Request::of(ctx).asked_by(as_of.actor.clone()));
        let request = then.as_ref().unwrap_or(Request::of(ctx));
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
        let statistics = Statistics { filter, dimensions, as_of };
        Ok(Asked { by: by.into(), statistics: statistics.into() })
    }
}

/// As of when things are looked at, and who asked then; none for how they are.
async fn as_of(ctx: &Context<'_>) -> Result<Option<AsOf>, Error> {
    let Some(before) = before(ctx)? else { return Ok(None) };
    Ok(Some(AsOf { before, actor: Request::of(ctx).actor_then(before).await? }))
}

/// The moment at which the day ends as of which things are looked at; none for how they are.
fn before(ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>, Error> {
    let request = Request::of(ctx);
    let Some(Date(day)) = parameter::<Date>(ctx, AS_OF)? else { return Ok(None) };
    let today = request.actor.today();
    if day > today {
        let mut values = Arguments::new();
        values.set("day", day.to_string());
        values.set("today", today.to_string());
        return Err(Error::bad_input(message(request.language, "as-of-ahead", &values)));
    }
    Ok((day < today).then(|| end_of(day)))
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
    measures: Arc<[ById<Arc<Measures>>]>,
}

impl OfParents {
    fn new<E: Thing>(
        ctx: &Context<'_>,
        membership: &Arc<Membership<E>>,
        only: Filter<E>,
        as_of: Option<AsOf>,
    ) -> Result<Self, Error> {
        let request = Request::of(ctx);
        let Asked { by, statistics } = Asked::<E>::new(ctx, only, as_of)?;
        let ask = (request.store.clone(), request.actor.clone(), membership.clone(), statistics.clone());
        let language = request.language;
        let groups = ById::new(&request.rounds, move |parents| {
            let (store, actor, membership, statistics) = ask.clone();
            Box::pin(async move {
                let found = store.groups_of_each::<E>(&actor, &parents, &membership, &statistics, MOST_GROUPS + 1);
                let found = found.await?;
                few(found.values().map(Vec::len).sum(), language)?;
                Ok(found.into_iter().map(|(parent, groups)| (parent, Arc::new(groups))).collect())
            })
        });
        let measures = E::fields().measures.iter().map(|measured| {
            let ask = (request.store.clone(), request.actor.clone(), membership.clone(), statistics.clone());
            ById::new(&request.rounds, move |parents| {
                let (store, actor, membership, statistics) = ask.clone();
                Box::pin(async move {
                    let found = store.measure_each(&actor, &parents, &membership, &statistics, &measured.measure);
                    Ok(found.await?.into_iter().map(|(parent, measures)| (parent, Arc::new(measures))).collect())
                })
            })
        });
        Ok(OfParents { by, groups, measures: measures.collect() })
    }
}

/// What can be measured of all that the statistics are about.
fn measures_of_all<E: Thing>(request: &Request, statistics: &Arc<Statistics<E>>) -> Measured {
    let measures = E::fields().measures.iter().map(|measured| {
        let ask = (request.store.clone(), request.actor.clone(), statistics.clone());
        ById::new(&request.rounds, move |parents| {
            let (store, actor, statistics) = ask.clone();
            Box::pin(async move {
                let measures = store.measure(&actor, &statistics, &measured.measure).await?;
                Ok(parents.into_iter().map(|parent| (parent, measures.clone())).collect())
            })
        })
    });
    Measured { measures: measures.collect(), parent: Uuid::nil() }
}

/// The groups of `scope` that the field's arguments ask for.
pub async fn groups<E: Thing>(ctx: &Context<'_>, scope: Scope<E>) -> Result<Grouped, Error> {
    let (request, as_of) = (Request::of(ctx), as_of(ctx).await?);
    match scope {
        Scope::All { only } => {
            let Asked { by, statistics } = Asked::<E>::new(ctx, only, as_of)?;
            let groups = request.groups(&statistics, MOST_GROUPS + 1).await?;
            few(groups.len(), request.language)?;
            let (groups, rest) = rounded(groups, E::ROUNDING);
            Ok(Grouped { by, groups, rest, measured: measures_of_all(request, &statistics) })
        }
        Scope::Of { parent, membership, only, day } => {
            let asked = request.loader(Selection::of(ctx), day, || OfParents::new(ctx, &membership, only, as_of))?;
            let measured = Measured { measures: asked.measures.clone(), parent };
            let (groups, rest) = rounded(asked.groups.load(parent).await?, E::ROUNDING);
            Ok(Grouped { by: asked.by.clone(), groups, rest, measured })
        }
    }
}

/// The groups with their numbers rounded to the nearest multiple of `base`, and the same of those together that alone would
/// round to nothing. What is told of one group depends on that group only, and two numbers differ by whole multiples.
fn rounded(groups: Arc<Vec<Group>>, base: i64) -> (Arc<Vec<Group>>, Option<i64>) {
    if base == 1 {
        return (groups, None);
    }
    let nearest = |count: i64| (count + base / 2) / base * base;
    let (told, few): (Vec<_>, Vec<_>) = groups.iter().partition(|group| nearest(group.count) > 0);
    let rest = nearest(few.into_iter().map(|group| group.count).sum());
    let mut told: Vec<_> =
        told.into_iter().map(|group| Group { keys: group.keys.clone(), count: nearest(group.count) }).collect();
    // by what is told, so that the order tells no more
    Group::sort(&mut told);
    (told.into(), (rest > 0).then_some(rest))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Held;

    #[test]
    fn numbers_of_persons_are_rounded() {
        for (counts, told, rest) in [
            (&[][..], &[][..], None),
            (&[9, 3], &[10, 5], None),
            (&[12, 8, 2, 2], &[10, 10], Some(5)),
            (&[9, 5, 3, 1], &[10, 5, 5], None),
            (&[9, 5, 2], &[10, 5], None),
            (&[2, 2, 2, 2], &[], Some(10)),
            (&[1, 1], &[], None),
        ] {
            let groups = counts.iter().map(|count| Group { keys: vec![], count: *count }).collect::<Vec<_>>();
            let (apart, others) = rounded(groups.into(), 5);
            let apart: Vec<i64> = apart.iter().map(|group| group.count).collect();
            assert_eq!((apart.as_slice(), others), (told, rest), "{counts:?}");
        }
    }

    #[test]
    fn the_order_of_what_is_rounded_alike_is_that_of_the_keys() {
        let group = |count, key: &str| Group { keys: vec![Some(Held::Text(key.to_owned()))], count };
        let (told, _) = rounded(vec![group(7, "c"), group(6, "b"), group(5, "a")].into(), 5);
        assert_eq!(
            told.iter().map(|group| group.keys[0].clone()).collect::<Vec<_>>(),
            ["a", "b", "c"].map(|key| Some(Held::Text(key.to_owned())))
        );
        assert!(told.iter().all(|group| group.count == 5));
    }

    /// What is measured is told as it is, so nothing is measured of what is rounded.
    #[test]
    fn nothing_is_measured_of_persons() {
        use entity::*;
        fn of<E: Thing>() -> (i64, usize) {
            (E::ROUNDING, E::fields().measures().len())
        }
        assert_eq!(of::<person::Entity>(), (5, 0));
        for (base, _) in [of::<initiative::Entity>(), of::<mission::Entity>(), of::<contribution::Entity>()] {
            assert_eq!(base, 1);
        }
    }
}
