//! The other half of the matrix: who may do what, to what. One committed snapshot for the table of actions, asked with
//! actors as the server makes them of tokens; and one for the mutations, called over HTTP.

use std::fmt::Write;
use std::sync::Arc;

use api::policy::{Action, Actor, Regarding};
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::schema::{Component, ExtendedType};
use apollo_compiler::{Name, Schema};
use serde_json::{Value as Json, json};
use tests::caller::Caller;
use tests::rows::{api_id, id};
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
            None => (name, Arc::new(Actor::anonymous(world.app.clock.now()))),
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

/// What the input of a mutation holds beside what its type says: nothing where any value will do.
fn given(field: &str, ty: &str) -> Option<Json> {
    Some(match (ty, field) {
        ("ID", "identityId") => json!(api_id("identity", 309)),
        ("ID", "signInInvitationId") => json!(api_id("sign_in_invitation", 84)),
        ("ID", "serviceTokenId") => json!(api_id("service_token", 83)),
        ("ID", "personId" | "personIds") => json!(api_id("person", 48)),
        ("ID", "seatId") => json!(api_id("seat", 31)),
        ("ID", "representativeId") => json!(api_id("representative", 65)),
        ("ID", "teamId") => json!(api_id("team", 23)),
        ("ID", "organisationId" | "leadOrganisationId") => json!(api_id("organisation", 1)),
        ("ID", "focusAreaId") => json!(api_id("focus_area", 11)),
        ("ID", "societalGoalId" | "societalGoalIds") => json!(api_id("societal_goal", 53)),
        ("ID", "criterionId") => json!(api_id("criterion", 54)),
        ("ID", "supportFunctionId") => json!(api_id("support_function", 55)),
        ("ID", "strategicNeedId") => json!(api_id("strategic_need", 1000)),
        ("ID", "challengeId" | "challengeIds") => json!(api_id("challenge", 1001)),
        ("ID", "meetingId" | "eventId") => json!(api_id("event", 1002)),
        ("ID", "invitationId") => json!(api_id("invitation", 1003)),
        ("ID", "calendarSubscriptionId") => json!(api_id("calendar_subscription", 86)),
        ("ID", "matterId") => json!(api_id("matter", 1005)),
        ("ID", "decisionId") => json!(api_id("decision", 1006)),
        ("ID", "missionId") => json!(api_id("mission", 1010)),
        ("ID", "initiativeId") => json!(api_id("initiative", 1030)),
        ("ID", "newsId") => json!(api_id("news", 1020)),
        ("ID", "documentId") => json!(api_id("document", 1004)),
        ("ID", "learningId") => json!(api_id("learning", 1035)),
        ("ID", "contributionId") => json!(api_id("contribution", 1036)),
        ("ID", _) => panic!("no id for {field}"),
        ("String", "code") => json!(INVITATION),
        ("String", _) => json!("text"),
        ("Int", _) => json!(1),
        ("Float", _) => json!(1.0),
        ("Boolean", _) => json!(true),
        ("DateTime", _) => json!("2026-12-01T00:00:00.000Z"),
        ("Date", _) => json!("2026-12-01"),
        _ => return None,
    })
}

/// The least that a field of an input can hold.
fn least(schema: &Schema, field: &str, ty: &Type) -> Json {
    let name = ty.inner_named_type().as_str();
    let one = given(field, name).unwrap_or_else(|| match &schema.types[name] {
        ExtendedType::Enum(of) => json!(of.values.keys().next().expect("a value").as_str()),
        ExtendedType::InputObject(of) if of.directives.has("oneOf") => {
            let first = of.fields.values().next().expect("a choice");
            json!({ first.name.as_str(): least(schema, &first.name, &first.ty) })
        }
        ExtendedType::InputObject(of) => {
            // what is new is in Swedish, although a patch may leave it out
            let is_new = |field: &str| name == "TextInput" && field == "sv";
            let required = of.fields.values().filter(|field| field.is_required() || is_new(&field.name));
            required.map(|inner| (inner.name.to_string(), least(schema, &inner.name, &inner.ty))).collect()
        }
        _ => panic!("{field}: {name} is no type of an input"),
    });
    if ty.is_list() { json!([one]) } else { one }
}

/// A call of each mutation with the least that it needs. Whoever may call it does it, or is told why it cannot be done
/// (again): both are another answer than to those who may not.
fn calls() -> Vec<(String, String, Json)> {
    let schema = schema();
    let root = schema.get_object("Mutation").expect("a mutation root");
    let call = |(name, field): (&Name, &Component<FieldDefinition>)| {
        let ty = &field.argument_by_name("input").expect("an input").ty;
        (name.to_string(), ty.inner_named_type().to_string(), least(&schema, "input", ty))
    };
    root.fields.iter().map(call).collect()
}

fn schema() -> Schema {
    Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL")
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
            let outcome = outcome(&caller, &mutation, &input_type, &input).await;
            writeln!(matrix, "  {name:40} {outcome}").expect("text");
        }
    }
    insta::assert_snapshot!("mutations", matrix);
}

/// The table of actions has every mutation, and each says who may call it.
#[test]
fn every_mutation_is_an_action() {
    let schema = schema();
    for (name, field) in &schema.get_object("Mutation").expect("a mutation root").fields {
        let action = Action::named(name).expect("the table of actions has every mutation");
        let doc = field.description.as_ref().expect("a description");
        assert!(doc.contains(&action.who()), "{name} does not say who may call it");
        let ty = field.argument_by_name("input").expect("an input").ty.inner_named_type().to_string();
        assert_eq!(ty, format!("{}{}Input", name[..1].to_uppercase(), &name[1..]));
    }
}
