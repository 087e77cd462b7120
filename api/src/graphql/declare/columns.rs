//! Fields of everything but text: columns, what is worked out from them, and what the store is asked for.

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, InputType, OutputType, ServerResult, Value};
use entity::kind::Visibility;
use entity::{change, link::audience_team, team};
use futures_util::future::BoxFuture;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, IdenStatic, ModelTrait};

use super::choice::{Choice, ChoiceWhere, EnumType, visibility, visibility_filter};
use super::fields::{Fields, LoggedValues, Thing, column};
use super::group::Told;
use super::operators::{BooleanWhere, DateTimeWhere, DateWhere, FloatWhere, IntWhere, Operators};
use super::resolve::At;
use super::{Date, DateTime, Declaration, Declared, Output, Request, Shown, resolved, scalar};
use crate::decimal;
use crate::error::Error;
use crate::policy::id_column;
use crate::store::{Dimension, Path};

impl<E: Thing> Fields<E> {
    pub(super) fn plain<T: OutputType, W: Operators>(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        let show = move |shown: &Shown<E>, _: &Context<'_>| Ok(scalar::plain(shown.row.get(column)));
        let output = if column.def().is_null() { Output::now::<Option<T>>(show) } else { Output::now::<T>(show) };
        self.add(name, doc).output(output).filter::<W>(column).logged_as(column.as_str(), LoggedValues::Plain)
    }

    /// A whole number.
    #[must_use]
    pub fn int(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<i32, IntWhere>(name, column, doc)
    }

    /// A number.
    #[must_use]
    pub fn float(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<f64, FloatWhere>(name, column, doc)
    }

    /// A number with three decimals at the most, which the column holds in thousandths.
    #[must_use]
    pub fn decimal(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.add(name, doc)
            .output(Output::now::<Option<f64>>(move |shown: &Shown<E>, _| {
                let kept = scalar::whole(shown.row.get(column));
                Ok(kept.map_or(Value::Null, |kept| decimal::shown(kept).into()))
            }))
            .filter::<FloatWhere>(column)
            .logged_as(column.as_str(), LoggedValues::Plain)
    }

    /// Yes or no.
    #[must_use]
    pub fn boolean(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<bool, BooleanWhere>(name, column, doc)
    }

    /// A day.
    #[must_use]
    pub fn date(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<Date, DateWhere>(name, column, doc)
    }

    /// A moment.
    #[must_use]
    pub fn time(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<DateTime, DateTimeWhere>(name, column, doc).logged_as(column.as_str(), LoggedValues::Moment)
    }

    /// A value of an enum.
    #[must_use]
    pub fn choice<T: EnumType>(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        let show = move |shown: &Shown<E>, _: &Context<'_>| Ok(scalar::choice(shown.row.get(column)));
        let output = if column.def().is_null() {
            Output::now::<Option<Choice<T>>>(show)
        } else {
            Output::now::<Choice<T>>(show)
        };
        self.add(name, doc)
            .output(output)
            .filter::<ChoiceWhere<T>>(column)
            .groupable(Told::Choice(T::NAME), move |_| Dimension::value(Expr::col((E::default(), column))))
            .logged_as(column.as_str(), LoggedValues::Plain)
    }

    /// A value of an enum that depends on the moment: shown as it is now, and filtered by what `is` says of each value, which
    /// is to be a condition that an index serves.
    #[must_use]
    pub fn choice_now<T: EnumType>(
        self,
        name: &'static str,
        doc: &str,
        now: fn(&E::Model, &Request) -> T,
        is: fn(T, &Request) -> Condition,
    ) -> Self {
        let show = move |shown: &Shown<E>, ctx: &Context<'_>| {
            Ok(Value::Enum(async_graphql::Name::new(ActiveEnum::to_value(&now(&shown.row, Request::of(ctx))))))
        };
        self.add(name, doc).output(Output::now::<Choice<T>>(show)).filterable(
            <Option<ChoiceWhere<T>>>::create_type_info,
            Box::new(move |value, scope| ChoiceWhere::<T>::by(value, |of| is(of, scope.request))),
        )
    }

    /// A value that is worked out from the row.
    #[must_use]
    pub fn computed<T: OutputType>(
        self,
        name: &'static str,
        doc: &str,
        compute: impl Fn(&Shown<E>, &Request) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.add(name, doc).output(Output::now::<T>(move |shown, ctx| Ok(compute(shown, Request::of(ctx)))))
    }

    /// The field just declared, of type `T`, is shown as `show` makes it of the row. The database does not know that, so
    /// nothing is filtered by it.
    #[must_use]
    pub fn shown_as<T: OutputType>(
        mut self,
        show: impl Fn(&Shown<E>, &Context<'_>) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.last().filter = None;
        self.output(Output::now::<T>(move |shown, ctx| Ok(show(shown, ctx))))
    }

    /// An object that is worked out from the row, and is no row.
    #[must_use]
    pub fn computed_object<T: Declaration>(self, name: &'static str, doc: &str, make: fn(&Shown<E>) -> T) -> Self {
        self.asked::<Declared<T>>(
            name,
            doc,
            |_| vec![],
            move |shown, _| {
                let made = Declared(make(shown));
                Box::pin(async move { Ok(made) })
            },
        )
    }

    /// A value of type `T` that the store is asked for.
    #[must_use]
    pub fn asked<T: OutputType + 'static>(
        self,
        name: &'static str,
        doc: &str,
        arguments: fn(&mut Registry) -> Vec<MetaInputValue>,
        ask: impl for<'a> Fn(&'a Shown<E>, &'a Context<'a>) -> BoxFuture<'a, Result<T, Error>> + Send + Sync + 'static,
    ) -> Self {
        let output = Output::later::<T>(arguments, move |shown, ctx| {
            let asked = ask(shown, ctx);
            Box::pin(async move { resolved(ctx, &asked.await.at(ctx)?).await })
        });
        self.add(name, doc).output(output)
    }

    /// A field of type `T` that is resolved as `output` says.
    #[must_use]
    pub fn produced<T: OutputType>(
        self,
        name: &'static str,
        doc: &str,
        produce: impl for<'a> Fn(&'a Shown<E>, &'a Context<'a>) -> BoxFuture<'a, ServerResult<Value>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.add(name, doc).output(Output::later::<T>(|_| vec![], produce))
    }

    /// What every thing that can be edited has: `version`, `createdAt`, `updatedAt`, `history`.
    #[must_use]
    pub fn editable(self) -> Self {
        let history = "What was done to it, as far as the viewer saw it (Swedish: historik).";
        self.many::<change::Entity>("history", change::Column::NodeId, history)
            .int("version", column::<E>("version"), "Counts the changes; an update names the one that it was made on.")
            .time("createdAt", column::<E>("created_at"), "When it was written down.")
            .ordered()
            .time("updatedAt", column::<E>("updated_at"), "When it was last changed.")
            .ordered()
    }

    /// Who may see it: `visibility`, and the teams that it is restricted to.
    #[must_use]
    pub fn visibility(self) -> Self {
        let column = column::<E>("audience_id");
        let show = move |shown: &Shown<E>, _: &Context<'_>| {
            let name = ActiveEnum::to_value(&visibility(shown.uuid(column)));
            Ok(Value::Enum(async_graphql::Name::new(name)))
        };
        let teams = Path::over::<E>(id_column::<E>(), column)
            .then::<audience_team::Entity>(audience_team::Column::AudienceId, audience_team::Column::TeamId);
        self.add("visibility", "Who may see it (Swedish: synlighet).")
            .output(Output::now::<Choice<Visibility>>(show))
            .filterable(
                <Option<ChoiceWhere<Visibility>>>::create_type_info,
                Box::new(move |value, _| visibility_filter(value, column)),
            )
            .logged_as(column.as_str(), LoggedValues::Audience)
            .linked::<team::Entity>("restrictedTo", teams, "The teams that it is restricted to, where it is.")
    }
}
