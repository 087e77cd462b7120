//! `where`: what is wanted, from the declared fields.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueResult, Name, Value};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, IntoIden, LikeExpr, Query as Sql, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};

use super::{Request, Thing, argument, input_object, types};
use crate::error::Error;
use crate::message::{Arguments, message};
use crate::policy::id_column;
use crate::search::{LONGEST_QUERY, MOST_WORDS, Query};
use crate::store::{Filter, Membership};

/// From an input's value to SQL.
pub(super) type Compile = Box<dyn Fn(&Value, &Scope<'_>) -> Result<Condition, Error> + Send + Sync>;

/// What a filter is worked out in. How much it may hold, and how deep, has been seen to by the gate (`gate/measure.rs`).
pub struct Scope<'a> {
    /// The request that it is worked out for.
    pub request: &'a Request,
}

impl<'a> Scope<'a> {
    pub(super) fn new(request: &'a Request) -> Self {
        Scope { request }
    }
}

/// Which rows of `E` are wanted.
pub struct Where<E: Thing> {
    value: Value,
    of: PhantomData<fn() -> E>,
}

impl<E: Thing> Where<E> {
    /// What an input object says that has passed the gate, or that is our own.
    pub fn new(value: Value) -> Self {
        Where { value, of: PhantomData }
    }

    /// The filter that the caller asked for.
    pub fn filter(&self, request: &Request) -> Result<Filter<E>, Error> {
        Ok(Filter::declared(sql::<E>(&self.value, &Scope::new(request))?))
    }

    /// The ids of the rows in whose text all words are found.
    pub(super) fn searched(request: &Request, query: &Query) -> SelectStatement {
        let search = E::fields().search.as_ref().map(|search| search(request, query));
        seen::<E>(request, id_column::<E>(), search.unwrap_or_else(Condition::all))
    }
}

/// The condition that `value`, a `where` of `E`, stands for.
pub(super) fn sql<E: Thing>(value: &Value, scope: &Scope<'_>) -> Result<Condition, Error> {
    let each = |value| items(value).map(|item| sql::<E>(item, scope)).collect::<Result<Vec<_>, Error>>();
    let parts = given(value).map(|(name, value)| match name.as_str() {
        "and" => Ok(balanced(Condition::all, each(value)?)),
        "or" => Ok(balanced(|| Condition::any().add(Expr::value(false)), each(value)?)),
        "not" => sql::<E>(value, scope).map(not),
        field => match E::fields().named(field).and_then(|field| field.filter.as_ref()) {
            Some(filter) => (filter.compile)(value, scope),
            None => unreachable!("the gate lets no unknown field `{field}` pass"),
        },
    });
    Ok(balanced(Condition::all, parts.collect::<Result<_, _>>()?))
}

/// All of them, or any: in brackets, so that they lie on few levels. In a plain row each lies a level deeper than the one
/// before, and SQLite takes 1 000 levels.
fn balanced(empty: fn() -> Condition, mut parts: Vec<Condition>) -> Condition {
    const ROW: usize = 8;
    while parts.len() > ROW {
        let mut left = parts.into_iter().peekable();
        parts = vec![];
        while left.peek().is_some() {
            parts.push(left.by_ref().take(ROW).fold(empty(), Condition::add));
        }
    }
    parts.into_iter().fold(empty(), Condition::add)
}

/// True of every row of which `condition` is not: also where it is NULL.
pub(super) fn not(condition: Condition) -> Condition {
    let holds = Func::coalesce([SimpleExpr::from(condition), Expr::value(false)]);
    Condition::all().add(SimpleExpr::from(holds).not())
}

/// What an input object says; a field that is null counts as left out.
pub(super) fn given(value: &Value) -> impl Iterator<Item = (&Name, &Value)> {
    let fields = if let Value::Object(fields) = value { Some(fields) } else { None };
    fields.into_iter().flatten().filter(|(_, value)| **value != Value::Null)
}

/// The items of a list; a single value counts as a list of one.
pub(super) fn items(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::List(items) => items.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

/// The only place where a related thing is read in a condition: it applies that thing's own rule.
pub fn seen<R: Thing>(request: &Request, column: R::Column, condition: Condition) -> SelectStatement {
    visible_where::<R>(request, condition).select_only().column(column).filter(column.is_not_null()).into_query()
}

fn visible_where<R: Thing>(request: &Request, condition: Condition) -> sea_orm::Select<R> {
    R::find().filter(request.actor.sees::<R>().condition()).filter(condition)
}

/// That no row has `value` in `column`, which is never NULL there. For each value one row is looked for, by an index, where
/// `NOT IN` reads all rows first.
pub fn is_none_of(value: SimpleExpr, rows: SelectStatement, column: impl IntoIden) -> SimpleExpr {
    let name = Alias::new("some");
    let is_one = Expr::col((name.clone(), column.into_iden())).eq(value);
    Expr::exists(Sql::select().expr(Expr::value(1)).from_subquery(rows, name).and_where(is_one).take()).not()
}

/// What a `search` asks of the rows of `E`; nothing where it says nothing.
pub(super) fn searched<E: Thing>(request: &Request, text: &str) -> Result<Filter<E>, Error> {
    let Some(search) = E::fields().search.as_ref().filter(|_| !text.trim().is_empty()) else {
        return Ok(Filter::none());
    };
    let query = read_query(request, text)?;
    // what has no word in it is in no text
    let none = || Condition::all().add(Expr::value(false));
    Ok(Filter::declared(if query.words.is_empty() { none() } else { search(request, &query) }))
}

/// The words of a search.
pub fn read_query(request: &Request, text: &str) -> Result<Query, Error> {
    Query::read(text).map_err(|_| {
        let mut values = Arguments::new();
        values.set("letters", LONGEST_QUERY);
        values.set("words", MOST_WORDS);
        Error::bad_input(message(request.language, "search-too-long", &values))
    })
}

/// The text of the row holds all words of the query.
pub(super) fn found<E: Thing>(request: &Request, query: &Query) -> Condition {
    let found = request.store.found_in::<E>(query);
    let id = Expr::col((E::default(), id_column::<E>()));
    Condition::all().add(found.map_or_else(|| Expr::value(false), |found| id.in_subquery(found)))
}

/// A pattern for texts that contain `text`.
pub(super) fn containing(text: &str) -> LikeExpr {
    LikeExpr::new(format!("%{}%", escaped(text))).escape('\\')
}

/// A pattern for texts that start with `text`.
pub(super) fn starting(text: &str) -> LikeExpr {
    LikeExpr::new(format!("{}%", escaped(text))).escape('\\')
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl<E: Thing> InputType for Where<E> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}Where", E::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = format!(
            "Which `{}` is wanted: all that is given must hold. A field that is null counts as left out.",
            E::NAME
        );
        input_object::<Self>(registry, &doc, |registry| {
            let declared =
                E::fields().fields.iter().filter_map(|field| field.filter.as_ref().map(|filter| (field, filter)));
            let mut fields: Vec<_> = declared
                .map(|(field, filter)| types::argument_of_type(field.name, &field.doc, (filter.ty)(registry)))
                .collect();
            fields.push(argument::<Option<Vec<Self>>>(registry, "and", "All of these hold."));
            fields.push(argument::<Option<Vec<Self>>>(registry, "or", "At least one of these holds."));
            fields.push(argument::<Option<Self>>(registry, "not", "This does not hold."));
            fields
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(Where::new(value.unwrap_or_default()))
    }

    fn to_value(&self) -> Value {
        self.value.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// About the related rows of `R`.
pub struct Many<R: Thing> {
    value: Value,
    of: PhantomData<fn() -> R>,
}

impl<R: Thing> Many<R> {
    /// The condition on `E` that `value`, about its rows of `R`, stands for.
    pub(super) fn sql<E: Thing>(
        value: &Value,
        membership: &Membership<R>,
        scope: &Scope<'_>,
    ) -> Result<Condition, Error> {
        let id = Expr::col((E::default(), id_column::<E>()));
        let mut all = Condition::all();
        for (name, value) in given(value) {
            // that thing's own rule applies, as in `seen`
            let visible = scope.request.actor.sees::<R>().condition().add(sql::<R>(value, scope)?);
            let id = id.clone();
            all = all.add(match name.as_str() {
                "some" => id.in_subquery(membership.parents(visible)),
                _ => is_none_of(id, membership.parents_of_each(visible), membership.parent()),
            });
        }
        Ok(all)
    }
}

impl<R: Thing> InputType for Many<R> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}ListWhere", R::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = format!("What must hold of the related `{}`s, of those that the viewer may see.", R::NAME);
        input_object::<Self>(registry, &doc, |registry| {
            vec![
                argument::<Option<Where<R>>>(registry, "some", "At least one of them is so."),
                argument::<Option<Where<R>>>(registry, "none", "None of them is so."),
            ]
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(Many { value: value.unwrap_or_default(), of: PhantomData })
    }

    fn to_value(&self) -> Value {
        self.value.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
