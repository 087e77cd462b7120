//! The other half of the matrix: who may do what, to what. One committed snapshot for the table of actions, asked with
//! actors as the server makes them of tokens; and one for the mutations, called over HTTP.

use std::collections::BTreeSet;
use std::fmt::Write;

use api::policy::{Action, Actor, Regarding};
use apollo_compiler::Schema;
use serde_json::{Value as Json, json};
use tests::caller::Caller;
use tests::rows::id;
use tests::world::{INVITATION, World};
use uuid::Uuid;

/// Things that actions are about, each with what relations look at.
fn things() -> Vec<(&'static str, Regarding)> {
    let none = Regarding::default;
    let organisation = |key: u128| Regarding { organisation: Some(id(key)), ..none() };
    let team = |key: u128| Regarding { team: Some(id(key)), ..none() };
    let focus_area = |key: u128| Regarding { focus_area: Some(id(key)), ..none() };
    vec![
        ("anything", none()),
        ("organisation 1", organisation(1)),
        ("organisation 2", organisation(2)),
        ("team 1", team(23)),
        ("team 2", team(24)),
        ("the board", team(21)),
        ("focus area 1", focus_area(11)),
        ("focus area 2", focus_area(12)),
        ("the owned initiative", Regarding { initiative: Some(id(2030)), ..none() }),
        ("another initiative", Regarding { initiative: Some(id(2130)), ..none() }),
        ("the proposal", Regarding { initiative: Some(id(2130)), proposed_by: Some(id(48)), ..none() }),
        ("the colleague", Regarding { person: Some(id(45)), ..none() }),
        ("nobody known", Regarding { person: Some(Uuid::nil()), ..none() }),
    ]
}

/// What an actor may do an action to; everything, if it may be done to anything.
fn allowed(actor: &Actor, action: Action) -> Vec<&'static str> {
    let allowed: Vec<_> =
        things().into_iter().filter(|(_, thing)| actor.may_do(action, thing)).map(|(name, _)| name).collect();
    assert!(allowed.is_empty() || actor.may_ever_do(action), "{action:?} is possible and the root refuses it");
    if allowed.first() == Some(&"anything") { vec!["✓"] } else { allowed }
}

#[tokio::test]
async fn what_each_caller_may_do() {
    let world = World::new().await;
    let mut actors = vec![];
    for (name, caller) in world.callers() {
        actors.push(match caller.token() {
            Some(token) => (name, world.app.actor(token).await.expect(name)),
            None => (name, Actor::anonymous(world.app.clock.now())),
        });
    }
    let mut matrix = String::new();
    for action in Action::all() {
        writeln!(matrix, "\n{}", action.name()).expect("text");
        for (name, actor) in &actors {
            let allowed = allowed(actor, action);
            if !allowed.is_empty() {
                writeln!(matrix, "  {name:40} {}", allowed.join(" · ")).expect("text");
            }
        }
    }
    insta::assert_snapshot!("actions", matrix);
}

/// A call of each mutation. Whoever may call it changes nothing that matters to the next: what was done once is a user
/// error the second time.
fn calls() -> Vec<(&'static str, &'static str, Json)> {
    let key = |prefix: &str, key: u128| {
        use type_safe_id::{DynamicType, TypeSafeId};
        TypeSafeId::from_type_and_uuid(DynamicType::new(prefix).expect("a prefix"), id(key)).to_string()
    };
    let proposer = key("person", 48);
    let granted = key("identity", 309);
    let until = "2026-12-01T00:00:00Z";
    vec![
        ("grantRole", "GrantRoleInput", json!({ "personId": proposer, "role": "ANALYST" })),
        ("revokeRole", "RevokeRoleInput", json!({ "personId": proposer, "role": "ANALYST" })),
        ("blockPerson", "BlockPersonInput", json!({ "personId": proposer, "version": 0 })),
        ("unblockPerson", "UnblockPersonInput", json!({ "personId": proposer, "version": 0 })),
        ("inviteToSignIn", "InviteToSignInInput", json!({ "personId": proposer, "expiresAt": until })),
        (
            "revokeSignInInvitation",
            "RevokeSignInInvitationInput",
            json!({ "signInInvitationId": key("sign_in_invitation", 84) }),
        ),
        ("acceptSignInInvitation", "AcceptSignInInvitationInput", json!({ "code": INVITATION })),
        (
            "createServiceToken",
            "CreateServiceTokenInput",
            json!({ "organisationId": key("organisation", 1), "name": "n", "expiresAt": until }),
        ),
        ("revokeServiceToken", "RevokeServiceTokenInput", json!({ "serviceTokenId": key("service_token", 83) })),
        ("removeIdentity", "RemoveIdentityInput", json!({ "identityId": granted })),
    ]
}

/// How a call ended: `done`, the code of the first user error, or the code of the error.
async fn outcome(caller: &Caller<'_>, mutation: &str, input_type: &str, input: &Json) -> String {
    let document =
        format!("mutation($input: {input_type}!) {{ done: {mutation}(input: $input) {{ userErrors {{ code }} }} }}");
    let answer = caller.run(&document, json!({ "input": input })).await;
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let error = text(&answer.body["errors"][0]["extensions"]["code"]);
    let fault = text(&answer.body["data"]["done"]["userErrors"][0]["code"]);
    error.or(fault).unwrap_or_else(|| "done".to_owned())
}

#[tokio::test]
async fn who_may_call_each_mutation() {
    let mut matrix = String::new();
    for (mutation, input_type, input) in calls() {
        let world = World::new().await;
        writeln!(matrix, "\n{mutation}").expect("text");
        let refused = world.refused().into_iter().map(|(name, _, caller)| (name, caller));
        for (name, caller) in world.callers().into_iter().chain(refused) {
            let outcome = outcome(&caller, mutation, input_type, &input).await;
            writeln!(matrix, "  {name:40} {outcome}").expect("text");
        }
    }
    insta::assert_snapshot!("mutations", matrix);
}

#[test]
fn every_mutation_has_a_case() {
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let root = schema.get_object("Mutation").expect("a mutation root");
    let all: BTreeSet<String> = root.fields.keys().map(ToString::to_string).collect();
    let covered: BTreeSet<String> = calls().into_iter().map(|(mutation, ..)| mutation.to_owned()).collect();
    assert_eq!(covered, all);
    for (name, field) in &root.fields {
        let action = Action::named(name).expect("the table of actions has every mutation");
        let doc = field.description.as_ref().expect("a description");
        assert!(doc.contains(&action.who()), "{name} does not say who may call it");
    }
}
