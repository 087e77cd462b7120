//! The declaration of a thing: its fields, one after another.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use async_graphql::registry::{MetaField, MetaInputValue, Registry};
use async_graphql::{Context, ID, InputType, OutputType, Value};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, Condition, IdenStatic};

use super::filter::{Compile, Scope, Where};
use super::group::{Groupable, MeasuredField};
use super::operators::{IdWhere, Operators};
use super::{At, Output, Request, Shown, argument, parameter, type_id};
use crate::error::Error;
use crate::language::Language;
use crate::policy::{Policy, id_column};
use crate::search::{Query, type_of};
use crate::store::Key;

/// A thing that the API shows.
pub trait Thing: Policy<Model: Send + Sync, Column: Send + Sync> {
    /// The name of the type in the API.
    const NAME: &'static str;
    /// The name of the lookup of one.
    const ONE: &'static str;
    /// The name of the list of all.
    const MANY: &'static str;
    /// Whether it has an id of its own.
    const IS_NODE: bool = true;
    /// Whether there are so few of them that the list of all has no pages.
    const IS_SHORT: bool = false;
    /// To a multiple of what their numbers in groups are rounded: for persons, so that no difference of two answers is one.
    const ROUNDING: i64 = 1;

    /// Its declaration.
    fn fields() -> &'static Fields<Self>;

    /// Why nothing is done with a row any more, nor anything new tied to it: the message that says so. None where all is
    /// open.
    fn closed(_: &Self::Model) -> Option<&'static str> {
        None
    }

    /// What its ids begin with.
    fn prefix() -> &'static str {
        // the tables are named after the types
        Self::default().as_str()
    }
}

/// One field.
pub struct Field<E: Thing> {
    pub(super) name: &'static str,
    pub(super) doc: String,
    pub(super) output: Option<Output<Shown<E>>>,
    pub(super) filter: Option<Filterable>,
    pub(super) order: Option<Orderable<E>>,
    pub(super) group: Option<Groupable>,
    pub(super) key: Option<E::Column>,
}

/// How a field can be filtered by.
pub(super) struct Filterable {
    /// Registers the input type and names it.
    pub ty: fn(&mut Registry) -> String,
    /// From the input's value to SQL.
    pub compile: Compile,
}

/// The columns that a field is ordered by, for readers of Swedish and of English.
#[derive(Clone, Copy)]
pub(super) struct Orderable<E: Thing> {
    pub sv: E::Column,
    pub en: E::Column,
}

impl<E: Thing> Orderable<E> {
    pub fn column(&self, language: Language) -> E::Column {
        match language {
            Language::Sv => self.sv,
            Language::En => self.en,
        }
    }
}

/// All that is declared of a thing.
pub struct Fields<E: Thing> {
    doc: &'static str,
    pub(super) fields: Vec<Field<E>>,
    by_name: HashMap<&'static str, usize>,
    /// The order where the caller names none.
    pub(super) order: Vec<Key<E>>,
    /// How `search` is answered; none where the thing has no text.
    pub(super) search: Option<Box<Search>>,
    /// What else narrows the list of all.
    pub(super) narrowings: Vec<Narrowing>,
    /// What groups tell beside their number.
    pub(super) measures: Vec<MeasuredField>,
    /// What the change log calls the fields.
    logged: HashMap<String, Logged>,
}

/// An argument that narrows the list of all.
pub(super) struct Narrowing {
    pub name: &'static str,
    pub doc: &'static str,
    pub argument: fn(&mut Registry, &str, &str) -> MetaInputValue,
    pub given: fn(&Context<'_>, &str) -> Result<Option<Value>, Error>,
    pub compile: Compile,
}

/// A field as the change log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its name in the API.
    pub name: &'static str,
    /// What its values are.
    pub values: LoggedValues,
}

/// What the values of a field in the change log are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedValues {
    /// What they are in the API.
    Plain,
    /// Moments.
    Moment,
    /// The text in one of its languages.
    In(Language),
    /// Keys of things whose ids begin with this.
    Keys(&'static str),
    /// Audiences.
    Audience,
}

/// From what is searched for to SQL.
pub(super) type Search = dyn Fn(&Request, &Query) -> Condition + Send + Sync;

/// Whether a field of a row is withheld from the viewer.
pub type Withheld<E> = for<'a> fn(&'a Shown<E>, &'a Request) -> BoxFuture<'a, Result<bool, Error>>;

/// The column of `E` of this name, which the caller knows to exist.
pub(super) fn column<E: Thing>(name: &str) -> E::Column {
    E::Column::from_str(name).unwrap_or_else(|_| unreachable!("{} has no column `{name}`", E::NAME))
}

impl<E: Thing> Fields<E> {
    /// A thing that is described so, in this order where the caller names none (`true`: from the largest down).
    pub fn new(doc: &'static str, order: &[(E::Column, bool)]) -> Self {
        let order = order.iter().map(|(column, descending)| Key { column: *column, descending: *descending }).collect();
        let search = type_of(E::prefix()).map(|_| Box::new(super::filter::found::<E>) as _);
        let (fields, by_name, narrowings, measures, logged) = Default::default();
        let fields = Fields { doc, fields, by_name, order, search, narrowings, measures, logged };
        if E::IS_NODE { fields.id() } else { fields }
    }

    fn id(self) -> Self {
        let output = Output::now::<ID>(|shown: &Shown<E>, _| Ok(Value::String(type_id::<E>(shown.key()))));
        let doc = format!("The id, opaque and stable; it begins with `{}_`.", E::prefix());
        self.add("id", doc).output(output).filter::<IdWhere>(id_column::<E>()).orderable(id_column::<E>())
    }

    pub(super) fn add(mut self, name: &'static str, doc: impl Into<String>) -> Self {
        let doc = doc.into();
        self.by_name.insert(name, self.fields.len());
        self.fields.push(Field { name, doc, output: None, filter: None, order: None, group: None, key: None });
        self
    }

    pub(super) fn last(&mut self) -> &mut Field<E> {
        self.fields.last_mut().unwrap_or_else(|| unreachable!("what describes a field comes after it"))
    }

    pub(super) fn output(mut self, output: Output<Shown<E>>) -> Self {
        self.last().output = Some(output);
        self
    }

    pub(super) fn filterable(mut self, ty: fn(&mut Registry) -> String, compile: Compile) -> Self {
        self.last().filter = Some(Filterable { ty, compile });
        self
    }

    pub(super) fn filter<W: Operators>(self, column: E::Column) -> Self {
        self.filterable(
            <Option<W>>::create_type_info,
            Box::new(move |value, scope| W::sql::<E>(value, &[column], scope)),
        )
    }

    pub(super) fn orderable(mut self, column: E::Column) -> Self {
        self.last().order = Some(Orderable { sv: column, en: column });
        self
    }

    /// The field just declared can be ordered by. Its column has an index.
    #[must_use]
    pub fn ordered(mut self) -> Self {
        let column = self.last().key.or_else(|| E::Column::from_str(&snake(self.last().name)).ok());
        let name = self.last().name;
        self.orderable(column.unwrap_or_else(|| unreachable!("`{name}` is no column")))
    }

    /// The field just declared finds a single thing: it becomes an argument of the lookup.
    #[must_use]
    pub fn key(mut self) -> Self {
        let name = snake(self.last().name);
        self.last().key = Some(column::<E>(&name));
        self
    }

    /// The field just declared can be filtered by.
    #[must_use]
    pub fn filtered<W: InputType>(
        self,
        compile: impl Fn(&Value, &Scope<'_>) -> Result<Condition, Error> + Send + Sync + 'static,
    ) -> Self {
        self.filterable(<Option<W>>::create_type_info, Box::new(compile))
    }

    /// The field just declared, of type `T`, is null where it is withheld from the viewer; and no filter on it finds
    /// anything but what `told` holds for. It cannot be grouped by.
    #[must_use]
    pub fn withheld<T: OutputType>(mut self, is_withheld: Withheld<E>, told: fn(&Request) -> Condition) -> Self {
        let field = self.last();
        field.group = None;
        if let Some(Output { arguments, resolve, .. }) = field.output.take() {
            let given = Arc::new(resolve);
            field.output = Some(Output::later::<Option<T>>(arguments, move |shown, ctx| {
                let given = given.clone();
                Box::pin(async move {
                    let is_withheld = is_withheld(shown, Request::of(ctx)).await.at(ctx)?;
                    if is_withheld { Ok(Value::Null) } else { given.value(shown, ctx).await }
                })
            }));
        }
        if let Some(Filterable { ty, compile }) = field.filter.take() {
            let told_and = move |value: &Value, scope: &Scope<'_>| {
                Ok(Condition::all().add(told(scope.request)).add(compile(value, scope)?))
            };
            field.filter = Some(Filterable { ty, compile: Box::new(told_and) });
        }
        self
    }

    /// `search` looks in the text of the `R` that `fk` points at, since the thing has no text of its own.
    #[must_use]
    pub fn search_in<R: Thing>(mut self, fk: E::Column) -> Self {
        self.search = Some(Box::new(move |request, query| {
            let found = Where::<R>::searched(request, query);
            Condition::all().add(fk.in_subquery(found))
        }));
        self
    }

    /// The list of all has an argument of this name, which narrows it.
    #[must_use]
    pub fn narrowed<T: InputType>(
        mut self,
        name: &'static str,
        doc: &'static str,
        compile: impl Fn(&Value, &Scope<'_>) -> Result<Condition, Error> + Send + Sync + 'static,
    ) -> Self {
        self.narrowings.push(Narrowing {
            name,
            doc,
            argument: argument::<Option<T>>,
            given: |ctx, name| Ok(parameter::<T>(ctx, name)?.map(|value| value.to_value())),
            compile: Box::new(compile),
        });
        self
    }

    /// The field just declared is in the change log under the name of `column`.
    pub(super) fn logged_as(mut self, column: impl Into<String>, values: LoggedValues) -> Self {
        let name = self.last().name;
        self.logged.insert(column.into(), Logged { name, values });
        self
    }

    /// The field just declared is a moment, which the change log has under the name of `column`.
    pub fn logged_moment(self, column: E::Column) -> Self {
        self.logged_as(column.as_str(), LoggedValues::Moment)
    }

    /// The field that the change log has under this name.
    pub fn logged(&self, column: &str) -> Option<Logged> {
        self.logged.get(column).copied()
    }

    /// What groups tell beside their number.
    pub fn measures(&self) -> &[MeasuredField] {
        &self.measures
    }

    /// What the thing is.
    pub fn doc(&self) -> &'static str {
        self.doc
    }

    /// What the field of this name gives.
    pub(super) fn output_named(&self, name: &str) -> Option<&Output<Shown<E>>> {
        self.named(name).and_then(|field| field.output.as_ref())
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    pub(super) fn named(&self, name: &str) -> Option<&Field<E>> {
        self.by_name.get(name).and_then(|place| self.fields.get(*place))
    }

    pub(super) fn meta(&self, registry: &mut Registry) -> Vec<(String, MetaField)> {
        let shown = self.fields.iter().filter_map(|field| field.output.as_ref().map(|output| (field, output)));
        shown.map(|(field, output)| output.meta(registry, field.name, &field.doc)).collect()
    }

    /// The natural keys: what else than the id finds a single one.
    /// Each with its name and its description.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, &str, E::Column)> {
        self.fields.iter().filter_map(|field| field.key.map(|column| (field.name, field.doc.as_str(), column)))
    }
}

/// `dueOn` as the database writes it: `due_on`.
pub(super) fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut snake, letter| {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        snake
    })
}
