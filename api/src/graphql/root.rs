//! The roots: every field of them passes the access table first.

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};

use super::declare::{At, Request, Root, object};
use super::kinds::KINDS;
use super::{
    challenge, collaboration, contribution, criterion, decision, enum_labels, evaluation, focus_area, group, identity,
    initiative, learning, matter, mission, node, organisation, person, progress_report, role_grant, root_cause,
    screening, search, service_token, sign_in_invitation, societal_goal, strategic_need, support_function, viewer,
};
use crate::error::Error;
use crate::policy::{Access, access};
use crate::security::{self, Event};

/// What can be asked.
pub type Query = RootType<Queries>;

/// What can be done.
pub type Mutation = RootType<Mutations>;

/// The fields of a root.
pub trait Roots: Send + Sync + 'static {
    /// The name of its type.
    const NAME: &'static str;
    /// What it is.
    const DOC: &'static str;

    /// Its fields, in the order of the documentation.
    fn roots() -> Vec<Root>;
}

/// The fields of the query root.
pub struct Queries;

impl Roots for Queries {
    const NAME: &'static str = "Query";
    const DOC: &'static str = "What can be asked.";

    fn roots() -> Vec<Root> {
        let mut roots = node::roots();
        roots.extend([viewer::root(), collaboration::root(), enum_labels::root()]);
        for kind in KINDS.iter() {
            roots.extend((kind.roots)());
        }
        roots.extend([super::team::core_teams(), super::seat::open_seats()]);
        roots.extend(group::roots());
        roots.push(super::traceability_gaps::root());
        roots.extend([search::root(), super::rate_limit::root()]);
        roots
    }
}

/// The fields of the mutation root.
pub struct Mutations;

impl Roots for Mutations {
    const NAME: &'static str = "Mutation";
    const DOC: &'static str = "What can be done. Several in one document are done in their order, each on its own.";

    fn roots() -> Vec<Root> {
        [
            role_grant::mutations(),
            person::mutations(),
            sign_in_invitation::mutations(),
            identity::mutations(),
            service_token::mutations(),
            focus_area::mutations(),
            societal_goal::mutations(),
            strategic_need::mutations(),
            challenge::mutations(),
            mission::mutations(),
            decision::mutations(),
            organisation::mutations(),
            super::team::mutations(),
            super::seat::mutations(),
            super::term::mutations(),
            matter::mutations(),
            collaboration::mutations(),
            initiative::mutations(),
            screening::mutations(),
            progress_report::mutations(),
            evaluation::mutations(),
            root_cause::mutations(),
            learning::mutations(),
            contribution::mutations(),
            criterion::mutations(),
            support_function::mutations(),
            super::news::mutations(),
            super::dissemination::mutations(),
            super::event::mutations(),
            super::invitation::mutations(),
            super::calendar_subscription::mutations(),
            super::document::mutations(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A root of the schema.
pub struct RootType<R> {
    fields: Vec<Root>,
    by_name: HashMap<&'static str, usize>,
    of: PhantomData<fn() -> R>,
}

impl<R: Roots> Default for RootType<R> {
    fn default() -> Self {
        let fields = R::roots();
        let by_name = fields.iter().enumerate().map(|(place, root)| (root.name, place)).collect();
        RootType { fields, by_name, of: PhantomData }
    }
}

/// Default deny: a field that the access table does not name is refused, whatever its author wrote or forgot.
fn admit(request: &Request, root: &str, field: &str) -> Result<(), Error> {
    let refused = || Error::forbidden(format!("{root}.{field}"));
    let is_let_in = match access(root, field).ok_or_else(refused)? {
        Access::Anyone => return Ok(()),
        Access::SignedIn => true,
        Access::May(action) => request.actor.may_ever_do(action),
    };
    match request.actor.is_authenticated() {
        true if is_let_in => Ok(()),
        is_signed_in => {
            let why = if is_signed_in { "forbidden" } else { "unauthenticated" };
            security::note(Event::Refusal, (&**request.actor).into(), &format!("{root}.{field}"), why);
            Err(if is_signed_in { refused() } else { Error::Unauthenticated })
        }
    }
}

impl<R: Roots> ContainerType for RootType<R> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        let Some(root) = self.by_name.get(name).and_then(|place| self.fields.get(*place)) else { return Ok(None) };
        admit(Request::of(ctx), R::NAME, name).at(ctx).map_err(|error| ctx.set_error_path(error))?;
        root.output.resolve(&(), ctx).await
    }
}

impl<R: Roots> OutputType for RootType<R> {
    fn type_name() -> Cow<'static, str> {
        R::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        object::<Self>(registry, R::DOC, |registry| {
            R::roots().iter().map(|root| root.output.meta(registry, root.name, &root.doc)).collect()
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<R: Roots> ObjectType for RootType<R> {}
