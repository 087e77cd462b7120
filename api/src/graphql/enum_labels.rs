//! The closed sets of values under their names in the API, and `enumLabels`, which labels them all.

use async_graphql::SimpleObject;
use async_graphql::registry::Registry;
use entity::kind::*;
use sea_orm::Iterable;

use super::declare::{At, EnumType, Output, Request, Root, argument, label, parameter, resolved};
use super::event::EventScope;
use crate::fault::FaultCode;
use crate::language::Language;
use crate::policy::Role;

/// Names each set, and lists them all.
macro_rules! enum_types {
    ($($kind:ident as $name:literal,)+) => {
        $(impl EnumType for $kind {
            const NAME: &'static str = $name;
        })+

        /// Every set with its values.
        fn sets() -> Vec<(&'static str, Vec<String>)> {
            vec![$(($name, $kind::iter().map(|value| sea_orm::ActiveEnum::to_value(&value)).collect()),)+]
        }
    };
}

enum_types! {
    Visibility as "Visibility",
    Sector as "Sector",
    FocusAreaStatus as "FocusAreaStatus",
    TeamKind as "TeamKind",
    SocietalGoalStatus as "SocietalGoalStatus",
    ChallengeStatus as "ChallengeStatus",
    MissionStatus as "MissionStatus",
    Health as "MissionHealth",
    InitiativeKind as "InitiativeKind",
    InitiativeStatus as "InitiativeStatus",
    ScreeningOutcome as "ScreeningOutcome",
    EvaluationBy as "EvaluationBy",
    Recommendation as "Recommendation",
    ContributionKind as "ContributionKind",
    EventKind as "EventKind",
    EventStatus as "EventStatus",
    Answer as "InvitationAnswer",
    DocumentKind as "DocumentKind",
    MatterStatus as "MatterStatus",
    DecisionOutcome as "DecisionOutcome",
    NewsStatus as "NewsStatus",
    SearchType as "SearchType",
    GrantedRole as "GrantableRole",
    ActorKind as "ActorKind",
    ChangeKind as "ChangeKind",
}

/// The labels of an enum.
#[derive(SimpleObject)]
pub struct EnumLabels {
    /// The name of the enum.
    name: String,
    /// What it is about.
    description: String,
    /// Its values, in their order.
    values: Vec<EnumLabel>,
}

/// The label of a value of an enum.
#[derive(SimpleObject)]
pub struct EnumLabel {
    /// The value.
    value: String,
    /// Its label.
    label: String,
}

/// `enumLabels`.
pub fn root() -> Root {
    let output = Output::later::<Vec<EnumLabels>>(arguments, |_, ctx| {
        Box::pin(async move {
            let language = parameter::<Language>(ctx, "language").at(ctx)?;
            resolved(ctx, &labels(language.unwrap_or(Request::of(ctx).language))).await
        })
    });
    Root { name: "enumLabels", doc: "The labels of all values of all enums (Swedish: etiketter).".into(), output }
}

fn arguments(registry: &mut Registry) -> Vec<async_graphql::registry::MetaInputValue> {
    vec![argument::<Option<Language>>(registry, "language", "The language to read; the caller's where none is named.")]
}

fn labels(language: Language) -> Vec<EnumLabels> {
    let roles = Role::ALL.map(|role| role.name().to_owned()).to_vec();
    let own = [
        ("Role", roles),
        ("UserErrorCode", FaultCode::ALL.map(FaultCode::name).map(str::to_owned).to_vec()),
        ("Language", vec!["SV".into(), "EN".into()]),
        ("OrderDirection", vec!["ASC".into(), "DESC".into()]),
        ("EventScope", EventScope::NAMES.map(str::to_owned).to_vec()),
    ];
    let all = sets().into_iter().chain(own);
    all.map(|(name, values)| EnumLabels {
        name: name.into(),
        description: label(language, name, "TYPE"),
        values: values.into_iter().map(|value| EnumLabel { label: label(language, name, &value), value }).collect(),
    })
    .collect()
}
