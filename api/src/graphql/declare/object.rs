//! Objects that are no rows: their fields are declared as the fields of things are.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};

use super::{Output, types};

/// An object with these fields.
pub trait Declaration: Sized + Send + Sync + 'static {
    /// The name of its type.
    const NAME: &'static str;
    /// What it is.
    const DOC: &'static str;

    /// Its fields.
    fn fields() -> &'static [Member<Self>];
}

/// A field of an object that is no row.
pub struct Member<S> {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it gives.
    pub output: Output<S>,
}

/// An object, shown field by field as `T` declares.
pub struct Declared<T>(pub T);

impl<T: Declaration> ContainerType for Declared<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        match T::fields().iter().find(|member| member.name == name) {
            Some(member) => member.output.resolve(&self.0, ctx).await,
            None => Ok(None),
        }
    }
}

impl<T: Declaration> OutputType for Declared<T> {
    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        types::object::<Self>(registry, T::DOC, |registry| {
            T::fields().iter().map(|member| member.output.meta(registry, member.name, member.doc)).collect()
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<T: Declaration> ObjectType for Declared<T> {}
