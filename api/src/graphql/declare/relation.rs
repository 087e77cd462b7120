//! Relations between things: each declared once, at one end, as a field that can be read and filtered by.

use async_graphql::{Context, OutputType, ServerResult, Value};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, IdenStatic};
use std::sync::Arc;
use uuid::Uuid;

use super::connection::{Connection, Scope as ListScope, connection, list, page_arguments};
use super::fields::{LoggedValues, snake};
use super::filter::{Many, Where, seen, sql};
use super::group::Told;
use super::resolve::{At, Output};
use super::{Fields, Request, Shown, Thing, loader, resolved};
use crate::policy::id_column;
use crate::store::{Dimension, Filter, Key, Membership, Path, Window};

impl<E: Thing> Fields<E> {
    /// The one row of `R` that `fk` points at. Where `fk` can be absent, so can the field; it is null as well where
    /// the viewer may not see the row. A row behind an `fk` that cannot be absent is visible to whoever sees this one.
    #[must_use]
    pub fn one<R: Thing>(self, name: &'static str, fk: E::Column, doc: &str) -> Self {
        let ask = move |shown: &Shown<E>| (shown.uuid(fk), shown.day);
        let mut output = Output::later::<Shown<R>>(
            |_| vec![],
            move |shown, ctx| {
                let (id, day) = ask(shown);
                Box::pin(to_one::<R>(id, day, ctx))
            },
        );
        if fk.def().is_null() {
            output.ty = <Option<Shown<R>> as OutputType>::create_type_info;
        }
        self.add(name, doc)
            .output(output)
            .filterable(
                <Option<Where<R>> as async_graphql::InputType>::create_type_info,
                Box::new(move |value, scope| {
                    let wanted = seen::<R>(scope.request, id_column::<R>(), sql::<R>(value, scope)?);
                    Ok(Condition::all().add(fk.in_subquery(wanted)))
                }),
            )
            .groupable(Told::Thing(R::prefix()), move |actor| Dimension::one::<R>(Expr::col((E::default(), fk)), actor))
            .logged_as(fk.as_str(), LoggedValues::Keys(R::prefix()))
    }

    /// The rows of `R` whose `fk` points here.
    #[must_use]
    pub fn many<R: Thing>(self, name: &'static str, fk: R::Column, doc: &str) -> Self {
        self.members(name, doc, Membership::<R>::Column(fk))
    }

    /// The rows of `R` that `path` leads to.
    #[must_use]
    pub fn linked<R: Thing>(self, name: &'static str, path: Path, doc: &str) -> Self {
        let link = path.only_step();
        let mut fields = self.members(name, doc, Membership::<R>::Path(path));
        if let Some(link) = link {
            let told = Told::Thing(R::prefix());
            fields = fields.groupable(told, move |actor| Dimension::linked::<R>(link.clone(), actor));
        }
        fields.logged_as(snake(name), LoggedValues::Keys(R::prefix()))
    }

    fn members<R: Thing>(self, name: &'static str, doc: &str, membership: Membership<R>) -> Self {
        let membership = Arc::new(membership);
        let of = membership.clone();
        self.add(name, doc)
            .output(Output::later::<Connection<R>>(page_arguments::<R>, move |shown: &Shown<E>, ctx| {
                let scope =
                    ListScope::Of { parent: shown.key(), membership: of.clone(), only: Filter::none(), day: shown.day };
                Box::pin(async move {
                    let page = connection(ctx, scope).await.at(ctx)?;
                    resolved(ctx, &page).await
                })
            }))
            .filterable(
                <Option<Many<R>> as async_graphql::InputType>::create_type_info,
                Box::new(move |value, scope| Many::<R>::sql::<E>(value, &membership, scope)),
            )
    }

    /// All rows of `R` whose `fk` points here, in their own order: for lists that are short by nature.
    #[must_use]
    pub fn list<R: Thing>(self, name: &'static str, fk: R::Column, doc: &str) -> Self {
        let membership = Arc::new(Membership::<R>::Column(fk));
        let of = membership.clone();
        let output = Output::later::<Vec<Shown<R>>>(
            |_| vec![],
            move |shown: &Shown<E>, ctx| {
                let (parent, of, day) = (shown.key(), of.clone(), shown.day);
                Box::pin(async move {
                    let rows = list(ctx, parent, of, whole::<R>(), day).await.at(ctx)?;
                    resolved(ctx, &rows).await
                })
            },
        );
        self.add(name, doc).output(output).filterable(
            <Option<Many<R>> as async_graphql::InputType>::create_type_info,
            Box::new(move |value, scope| Many::<R>::sql::<E>(value, &membership, scope)),
        )
    }

    /// The first row, in this order, of the rows of `R` whose `fk` points here.
    #[must_use]
    pub fn first<R: Thing>(
        self,
        name: &'static str,
        fk: R::Column,
        order: &'static [(R::Column, bool)],
        doc: &str,
    ) -> Self {
        let membership = Arc::new(Membership::<R>::Column(fk));
        let output = Output::later::<Option<Shown<R>>>(
            |_| vec![],
            move |shown: &Shown<E>, ctx| {
                let (parent, of, day) = (shown.key(), membership.clone(), shown.day);
                Box::pin(async move {
                    let keys =
                        order.iter().map(|(column, descending)| Key { column: *column, descending: *descending });
                    let window = Window { keys: keys.collect(), limit: 1, ..whole::<R>() };
                    let row = list(ctx, parent, of, window, day).await.at(ctx)?.pop();
                    resolved(ctx, &row).await
                })
            },
        );
        self.add(name, doc).output(output)
    }
}

/// All rows, in the thing's own order; a list that is short by nature never reaches the limit.
pub fn whole<R: Thing>() -> Window<R> {
    Window {
        filter: Filter::none(),
        keys: super::order::keys::<R>(&[], crate::language::Language::Sv),
        after: None,
        before: None,
        from_end: false,
        limit: 1000,
    }
}

async fn to_one<R: Thing>(id: Option<Uuid>, day: Option<chrono::NaiveDate>, ctx: &Context<'_>) -> ServerResult<Value> {
    let Some(id) = id else { return Ok(Value::Null) };
    match loader::row::<R>(Request::of(ctx), id).await.at(ctx)? {
        Some(row) => resolved(ctx, &Shown::<R> { row, day }).await,
        None => Ok(Value::Null),
    }
}
