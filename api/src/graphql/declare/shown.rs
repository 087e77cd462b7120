//! A row, as the API shows it.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};
use chrono::NaiveDate;
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::{Thing, types};
use crate::policy::id_column;

/// A row of `E` that the actor may see, shown field by field as `E` declares.
pub struct Shown<E: Thing> {
    /// The row.
    pub row: Arc<E::Model>,
    /// The day that is looked at, where the caller named one (`asOf`).
    pub day: Option<NaiveDate>,
}

impl<E: Thing> Clone for Shown<E> {
    fn clone(&self) -> Self {
        Shown { row: self.row.clone(), day: self.day }
    }
}

impl<E: Thing> Shown<E> {
    /// The row as it is now.
    pub fn now(row: Arc<E::Model>) -> Self {
        Shown { row, day: None }
    }

    /// The primary key.
    pub fn key(&self) -> Uuid {
        self.uuid(id_column::<E>()).unwrap_or_default()
    }

    /// The id in a column.
    pub fn uuid(&self, column: E::Column) -> Option<Uuid> {
        match self.row.get(column) {
            sea_orm::Value::Uuid(id) => id,
            _ => None,
        }
    }
}

impl<E: Thing> ContainerType for Shown<E> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match E::fields().output_named(&ctx.item.node.name.node) {
            Some(output) => output.resolve(self, ctx).await,
            None => Ok(None),
        }
    }
}

impl<E: Thing> OutputType for Shown<E> {
    fn type_name() -> Cow<'static, str> {
        E::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        if E::IS_NODE {
            registry.add_implements(E::NAME, "Node");
        }
        types::object::<Self>(registry, E::fields().doc(), |registry| E::fields().meta(registry))
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<E: Thing> ObjectType for Shown<E> {}
