//! Who is asking, for the front end that asks on their behalf.

use std::sync::{Arc, LazyLock};

use async_graphql::Value;
use entity::{organisation, person, representative};
use sea_orm::prelude::Uuid;

use super::declare::{
    At, Connection, DateTime, Declaration, Declared, Member, Output, Request, Root, Scope, Shown, connection,
    page_arguments, resolved, row,
};
use super::representative::on_day;
use super::root::{Mutations, Roots};
use crate::policy::{Action, Permission, Role};
use crate::store::{Filter, Membership};

/// Who is asking.
pub struct Viewer;

impl Declaration for Viewer {
    const NAME: &'static str = "Viewer";
    const DOC: &'static str = "Who is asking, and what they may do.";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<Viewer>; 7]> = LazyLock::new(|| {
            [
                is_authenticated(),
                person(),
                organisation(),
                roles(),
                representations(),
                permissions(),
                token_expires_at(),
            ]
        });
        &*FIELDS
    }
}

fn is_authenticated() -> Member<Viewer> {
    let output = Output::now::<bool>(|_, ctx| Ok(Value::Boolean(Request::of(ctx).actor.is_authenticated())));
    Member { name: "isAuthenticated", doc: "Whether anybody is signed in, a person or a system.", output }
}

fn person() -> Member<Viewer> {
    let output = Output::later::<Option<Shown<person::Entity>>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let request = Request::of(ctx);
                let Some(id) = request.actor.person() else { return Ok(Value::Null) };
                resolved(ctx, &row::<person::Entity>(request, id).await.at(ctx)?.map(Shown::<person::Entity>::now))
                    .await
            })
        },
    );
    Member { name: "person", doc: "The person; null where nobody is signed in, or a system is.", output }
}

fn organisation() -> Member<Viewer> {
    let output = Output::later::<Option<Shown<organisation::Entity>>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let request = Request::of(ctx);
                let Some(id) = request.actor.organisation else { return Ok(Value::Null) };
                resolved(
                    ctx,
                    &row::<organisation::Entity>(request, id).await.at(ctx)?.map(Shown::<organisation::Entity>::now),
                )
                .await
            })
        },
    );
    Member {
        name: "organisation",
        doc: "The organisation that the person is at home in, or the system speaks for.",
        output,
    }
}

fn roles() -> Member<Viewer> {
    let output = Output::now::<Vec<Role>>(|_, ctx| {
        let roles = Request::of(ctx).actor.roles.iter();
        Ok(Value::List(roles.map(|role| Value::Enum(async_graphql::Name::new(role.name()))).collect()))
    });
    Member { name: "roles", doc: "The roles; none where nobody is signed in.", output }
}

fn representations() -> Member<Viewer> {
    let arguments = page_arguments::<representative::Entity>;
    let output = Output::later::<Connection<representative::Entity>>(arguments, |_, ctx| {
        Box::pin(async move {
            let actor = &Request::of(ctx).actor;
            let scope = Scope::<representative::Entity>::Of {
                // nobody has this id
                parent: actor.person().unwrap_or(Uuid::nil()),
                membership: Arc::new(Membership::Column(representative::Column::PersonId)),
                only: Filter::declared(on_day(actor.today())),
                day: None,
            };
            let page = connection(ctx, scope).await.at(ctx)?;
            resolved(ctx, &page).await
        })
    });
    Member { name: "representations", doc: "The terms of the person that run today.", output }
}

fn permissions() -> Member<Viewer> {
    let output = Output::later::<Declared<Permissions>>(
        |_| vec![],
        |_, ctx| Box::pin(async move { resolved(ctx, &Declared(Permissions)).await }),
    );
    Member {
        name: "permissions",
        doc: "What the viewer may read, and which mutations they may call for something.",
        output,
    }
}

fn token_expires_at() -> Member<Viewer> {
    let output = Output::now::<Option<DateTime>>(|_, ctx| {
        let expiry = Request::of(ctx).actor.token_expires_at();
        Ok(expiry.map_or(Value::Null, |at| async_graphql::ScalarType::to_value(&DateTime(at))))
    });
    Member { name: "tokenExpiresAt", doc: "When the token ends; null where nobody is signed in.", output }
}

/// What the viewer may read, permission by permission, and do, mutation by mutation.
pub struct Permissions;

impl Declaration for Permissions {
    const NAME: &'static str = "ViewerPermissions";
    const DOC: &'static str =
        "What the viewer may read whatever the thing, and which mutations they may call for something.";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<Vec<Member<Permissions>>> = LazyLock::new(|| {
            let field = |permission: Permission| {
                let may = move |_: &Permissions, ctx: &async_graphql::Context<'_>| {
                    Ok(Value::Boolean(Request::of(ctx).actor.may(permission)))
                };
                Member { name: permission.name(), doc: permission.doc(), output: Output::now::<bool>(may) }
            };
            Permission::ALL.into_iter().map(field).chain(Mutations::roots().iter().map(deed)).collect()
        });
        &FIELDS
    }
}

/// Whether there can be anything that the viewer may do this to.
fn deed(mutation: &Root) -> Member<Permissions> {
    let action = Action::named(mutation.name);
    let may = move |_: &Permissions, ctx: &async_graphql::Context<'_>| {
        let actor = &Request::of(ctx).actor;
        Ok(Value::Boolean(action.is_some_and(|action| actor.may_ever_do(action))))
    };
    let doc = "Whether there can be anything that the viewer may do this to.";
    Member { name: mutation.name, doc, output: Output::now::<bool>(may) }
}

/// `viewer`.
pub fn root() -> Root {
    let output = Output::later::<Declared<Viewer>>(
        |_| vec![],
        |_, ctx| Box::pin(async move { resolved(ctx, &Declared(Viewer)).await }),
    );
    Root { name: "viewer", doc: "Who is asking, and what they may do.".into(), output }
}
