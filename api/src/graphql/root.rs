//! The query root: every field of it passes the access table first.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};

use super::declare::{At, Request, Root, object};
use super::kinds::KINDS;
use super::{collaboration, enum_labels, node, viewer};
use crate::error::Error;
use crate::policy::{Access, access};

/// What can be asked.
pub struct Query {
    fields: Vec<Root>,
    by_name: HashMap<&'static str, usize>,
}

impl Default for Query {
    fn default() -> Self {
        let fields = roots();
        let by_name = fields.iter().enumerate().map(|(place, root)| (root.name, place)).collect();
        Query { fields, by_name }
    }
}

/// All fields of the root, in the order of the documentation.
fn roots() -> Vec<Root> {
    let mut roots = node::roots();
    roots.extend([viewer::root(), collaboration::root(), enum_labels::root()]);
    for kind in KINDS.iter() {
        roots.extend((kind.roots)());
    }
    roots.extend([super::team::core_teams(), super::seat::open_seats()]);
    roots
}

/// Default deny: a field that the access table does not name is refused, whatever its author wrote or forgot.
fn admit(request: &Request, field: &str) -> Result<(), Error> {
    let refused = || Error::forbidden(format!("Query.{field}"));
    match access("Query", field).ok_or_else(refused)? {
        Access::Anyone => Ok(()),
        Access::SignedIn if request.actor.is_authenticated() => Ok(()),
        Access::SignedIn => Err(Error::Unauthenticated),
    }
}

impl ContainerType for Query {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        let Some(root) = self.by_name.get(name).and_then(|place| self.fields.get(*place)) else { return Ok(None) };
        admit(Request::of(ctx), name).at(ctx).map_err(|error| ctx.set_error_path(error))?;
        root.output.resolve(&(), ctx).await
    }
}

impl OutputType for Query {
    fn type_name() -> Cow<'static, str> {
        "Query".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        object::<Self>(registry, "What can be asked.", |registry| {
            roots().iter().map(|root| root.output.meta(registry, root.name, &root.doc)).collect()
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ObjectType for Query {}
