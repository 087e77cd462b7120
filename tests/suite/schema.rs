//! The schema as a contract: committed, described, and within its own conventions.

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

/// The lists that are short by nature; everything else that can grow is a connection.
const SHORT_LISTS: [&str; 34] = [
    "Query.agendaGoals",
    "Query.enumLabels",
    "Query.nodes",
    "AgendaGoal.targets",
    "Team.assignments",
    "Team.seats",
    "Team.openSeats",
    "Seat.terms",
    "Screening.answers",
    "Viewer.roles",
    "EnumLabels.values",
    "UserError.path",
    "Change.fields",
    "Query.challengeGroups",
    "Query.missionGroups",
    "Query.initiativeGroups",
    "Query.contributionGroups",
    "Query.decisionGroups",
    "Query.disseminationGroups",
    "Query.personGroups",
    "Portfolio.groups",
    "SearchEdge.highlights",
    "SearchHighlight.passages",
    "ChallengeGroup.keys",
    "MissionGroup.keys",
    "InitiativeGroup.keys",
    "ContributionGroup.keys",
    "DecisionGroup.keys",
    "DisseminationGroup.keys",
    "PersonGroup.keys",
    "ChallengeGroup.stages",
    "MissionGroup.stages",
    "InitiativeGroup.stages",
    "ContributionGroup.quantities",
];

fn sdl() -> Schema {
    Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL")
}

fn fields(schema: &Schema) -> impl Iterator<Item = (String, &FieldDefinition)> {
    let own = schema.types.iter().filter(|(_, ty)| !ty.is_built_in());
    own.flat_map(|(name, ty)| {
        let fields: Vec<_> = match ty {
            ExtendedType::Object(ty) => ty.fields.values().collect(),
            ExtendedType::Interface(ty) => ty.fields.values().collect(),
            _ => vec![],
        };
        fields.into_iter().map(move |field| (format!("{name}.{}", field.name), &***field))
    })
}

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let committed = include_str!("../../schema.graphql");
    assert!(committed == api::graphql::sdl(), "schema.graphql is old: cargo run -- schema > schema.graphql");
}

#[test]
fn everything_is_described() {
    let schema = sdl();
    let mut bare = vec![];
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if ty.description().is_none() {
            bare.push(name.to_string());
        }
        match ty {
            ExtendedType::Enum(ty) => bare.extend(
                ty.values
                    .values()
                    .filter(|value| value.description.is_none())
                    .map(|value| format!("{name}.{}", value.value)),
            ),
            ExtendedType::InputObject(ty) => bare.extend(
                ty.fields
                    .values()
                    .filter(|field| field.description.is_none())
                    .map(|field| format!("{name}.{}", field.name)),
            ),
            ExtendedType::Scalar(ty) => assert!(ty.directives.has("specifiedBy"), "{name} is specified nowhere"),
            _ => {}
        }
    }
    for (name, field) in fields(&schema) {
        if field.description.is_none() {
            bare.push(name.clone());
        }
        bare.extend(
            field
                .arguments
                .iter()
                .filter(|argument| argument.description.is_none())
                .map(|argument| format!("{name}({})", argument.name)),
        );
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// Whatever a description was made of: no line of it begins or ends in blanks.
#[test]
fn descriptions_have_no_blanks_around_them() {
    let sdl = api::graphql::sdl();
    let is_odd = |line: &&str| line.ends_with([' ', '\t']) || line.trim_start_matches('\t').starts_with(' ');
    assert_eq!(sdl.lines().filter(is_odd).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test]
async fn the_schema_describes_itself() {
    let app = tests::app::App::empty().await;
    let document =
        "{ __schema { about: description description types { name } } __type(name: \"Node\") { description } }";
    let answer = app.anonymous().data(document, serde_json::Value::Null).await;
    let said = answer["__schema"]["description"].as_str().expect("a description");
    assert!(said.starts_with("The API of Samhällskontraktet"), "{said}");
    assert_eq!(answer["__schema"]["about"], said);
    assert_eq!(sdl().schema_definition.description.as_deref(), Some(said));
    assert_eq!(answer["__type"]["description"], "Something with an id of its own.");
}

/// A mutation that removes something from somewhere says what.
#[test]
fn removals_show_an_id() {
    let schema = sdl();
    let removals = schema.types.values().filter_map(|ty| ty.as_object()).filter(|ty| {
        let name = ty.name.as_str();
        name.starts_with("Remove") && name.ends_with("Payload") && name != "RemoveFromPortfolioPayload"
    });
    for payload in removals.chain(schema.get_object("RevokeRolePayload").map(|ty| &**ty)) {
        let has_id = payload.fields.values().any(|field| field.ty.inner_named_type() == "ID");
        assert!(has_id, "{}", payload.name);
    }
}

#[test]
fn whatever_can_grow_is_a_connection() {
    let schema = sdl();
    let pages = |name: &str| {
        ["Connection.nodes", "Connection.edges", "Payload.userErrors", ".actions"].iter().any(|end| name.ends_with(end))
    };
    let lists: Vec<String> =
        fields(&schema).filter(|(name, field)| field.ty.is_list() && !pages(name)).map(|(name, _)| name).collect();
    let others: Vec<_> = lists.iter().filter(|name| !SHORT_LISTS.contains(&name.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
    for (name, field) in fields(&schema).filter(|(_, field)| field.ty.inner_named_type().ends_with("Connection")) {
        // what is found is of many types, which have no filter in common
        let filter = (name != "Query.search").then_some("where");
        for argument in ["first", "after", "last", "before"].into_iter().chain(filter) {
            assert!(field.argument_by_name(argument).is_some(), "{name} has no `{argument}`");
        }
    }
}

/// The types of the contract, each with its main fields.
#[test]
fn the_contract_is_kept() {
    let schema = sdl();
    let contract = include_str!("contract.txt");
    let mut missing = vec![];
    for line in contract.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        let Some(ty) = schema.get_object(name) else {
            missing.push(name.to_owned());
            continue;
        };
        missing.extend(words.filter(|field| !ty.fields.contains_key(*field)).map(|field| format!("{name}.{field}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}
