//! How a field gets its value.

use async_graphql::registry::{MetaField, MetaInputValue, Registry};
use async_graphql::{Context, OutputType, ServerResult, Value};
use futures_util::future::BoxFuture;

use super::{Request, types};
use crate::error::Error;
use crate::gate::weight;

/// What a key of an object takes in an answer, beside itself: quotation marks, a colon, a comma.
const KEY: usize = 4;

/// What an error takes in an answer, at the least.
const ERROR: usize = 128;

/// What a field of `S` gives, and how.
pub struct Output<S> {
    /// Registers the field's type and names it.
    pub ty: fn(&mut Registry) -> String,
    /// Registers the types of the field's arguments and describes them.
    pub arguments: fn(&mut Registry) -> Vec<MetaInputValue>,
    /// How the value is found.
    pub resolve: Resolve<S>,
}

/// How a value is found.
pub enum Resolve<S> {
    /// At once.
    Now(Now<S>),
    /// By asking the store.
    Later(Later<S>),
}

type Now<S> = Box<dyn Fn(&S, &Context<'_>) -> ServerResult<Value> + Send + Sync>;
type Later<S> = Box<dyn for<'a> Fn(&'a S, &'a Context<'a>) -> BoxFuture<'a, ServerResult<Value>> + Send + Sync>;

impl<S> Resolve<S> {
    /// The value.
    pub async fn value(&self, source: &S, ctx: &Context<'_>) -> ServerResult<Value> {
        match self {
            Resolve::Now(resolve) => resolve(source, ctx),
            Resolve::Later(resolve) => resolve(source, ctx).await,
        }
    }
}

impl<S> Output<S> {
    /// A field without arguments whose value is at hand.
    pub fn now<T: OutputType>(
        resolve: impl Fn(&S, &Context<'_>) -> ServerResult<Value> + Send + Sync + 'static,
    ) -> Self {
        Output { ty: T::create_type_info, arguments: |_| vec![], resolve: Resolve::Now(Box::new(resolve)) }
    }

    /// A field of type `T` whose value the store has.
    pub fn later<T: OutputType>(
        arguments: fn(&mut Registry) -> Vec<MetaInputValue>,
        resolve: impl for<'a> Fn(&'a S, &'a Context<'a>) -> BoxFuture<'a, ServerResult<Value>> + Send + Sync + 'static,
    ) -> Self {
        Output { ty: T::create_type_info, arguments, resolve: Resolve::Later(Box::new(resolve)) }
    }

    /// The field's entry in the schema.
    pub fn meta(&self, registry: &mut Registry, name: &str, doc: &str) -> (String, MetaField) {
        types::field(name, doc, (self.ty)(registry), (self.arguments)(registry))
    }

    /// The field's value, when it is its turn; it counts for the size of the answer.
    pub async fn resolve(&self, source: &S, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let request = Request::of(ctx);
        request.turn().await;
        let value = self.resolve.value(source, ctx).await.map_err(|error| {
            request.pace.count(ERROR);
            ctx.set_error_path(error)
        })?;
        // what is selected of a value was counted field by field
        let own = if ctx.item.node.selection_set.node.items.is_empty() { weight(&value) } else { 0 };
        request.pace.count(own + ctx.item.node.response_key().node.len() + KEY);
        Ok(Some(value))
    }
}

/// A field of one of the roots: there is no object that it belongs to.
pub struct Root {
    /// Its name.
    pub name: &'static str,
    /// Its description.
    pub doc: String,
    /// What it gives.
    pub output: Output<()>,
}

/// The value as the selection of the field asks for it.
pub async fn resolved<T: OutputType>(ctx: &Context<'_>, value: &T) -> ServerResult<Value> {
    let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
    OutputType::resolve(value, &selection, ctx.item).await
}

/// Places one of our errors at the field that is being resolved.
pub trait At<T> {
    /// The value, or the error at the field of `ctx`.
    fn at(self, ctx: &Context<'_>) -> ServerResult<T>;
}

impl<T> At<T> for Result<T, Error> {
    fn at(self, ctx: &Context<'_>) -> ServerResult<T> {
        self.map_err(|error| error.into_server_error(ctx.item.pos))
    }
}

/// One of our errors, as a resolver that async-graphql's macros made throws it.
pub fn thrown(error: Error) -> async_graphql::Error {
    let error = error.into_server_error(Default::default());
    async_graphql::Error { message: error.message, source: error.source, extensions: error.extensions }
}
