//! Every kind that can be grouped, as of a day: by each of its fields, and by each condition on others.

use super::*;

/// Every kind, by each of its fields: where nothing has changed since, the past is the present.
#[tokio::test]
async fn what_has_not_changed_was_as_it_is() {
    let world = world().await;
    world.app.clock.advance(TimeDelta::days(3));
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    for (name, caller) in world.callers().into_iter().filter(|(name, _)| VIEWERS.contains(name)) {
        for kind in kinds() {
            let mut number = 0;
            for (by, ..) in fields(&schema, &kind) {
                let groups = |as_of: &str| format!("{}(by: [{by}]{as_of}) {GROUP}", kind.groups);
                let (now, then) = (groups(""), groups(", asOf: \"2026-11-22\""));
                let before = groups(", asOf: \"2026-11-20\"");
                let answer = caller.data(&format!("{{ now: {now} then: {then} before: {before} }}"), Json::Null).await;
                assert_eq!(answer["then"], answer["now"], "{} by {by} as {name}", kind.groups);
                assert_eq!(answer["before"], json!([]), "{} by {by} as {name}", kind.groups);
                number += answer["now"].as_array().expect("groups").len();
            }
            assert!(number > 0, "{} as {name}", kind.groups);
        }
    }
}

/// Whatever else a thing is linked to can be asked about as of a day: its history, too.
#[tokio::test]
async fn every_condition_on_others_is_answered_as_of_a_day() {
    let world = world().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let mut asked = 0;
    for (name, caller) in world.callers().into_iter().filter(|(name, _)| VIEWERS.contains(name)) {
        for kind in kinds() {
            let (by, ..) = fields(&schema, &kind).into_iter().next().expect("a field");
            let root = &schema.get_object("Query").expect("a root").fields[kind.groups];
            let input = root.argument_by_name("where").expect("conditions").ty.inner_named_type();
            let conditions = schema.get_input_object(input).expect("an input");
            for (field, of) in &conditions.fields {
                let others = schema.get_input_object(of.ty.inner_named_type());
                if others.is_none_or(|others| !others.fields.contains_key("some")) {
                    continue;
                }
                for quantifier in ["some", "none"] {
                    let condition = format!("where: {{ {field}: {{ {quantifier}: {{}} }} }}");
                    let groups = format!("{}(by: [{by}], {condition}, asOf: \"2026-11-20\") {GROUP}", kind.groups);
                    let answer = caller.data(&format!("{{ groups: {groups} }}"), Json::Null).await;
                    assert!(answer["groups"].is_array(), "{} by {condition} as {name}", kind.groups);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 100, "{asked}");
}
