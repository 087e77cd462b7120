//! Challenges (samhällsutmaningar).

use std::sync::LazyLock;

use entity::challenge::{Column as C, Entity};
use entity::kind::ChallengeStatus;
use entity::link::{mission_challenge, societal_goal_challenge, strategic_need_challenge};
use entity::{focus_area, mission, organisation, root_cause, societal_goal, strategic_need};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Challenge";
    const ONE: &'static str = "challenge";
    const MANY: &'static str = "challenges";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A complex societal challenge that a party has identified (Swedish: samhällsutmaning).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What it is (Swedish: beskrivning).")
    .prose("analysis", "What the Core Team's analysis found (Swedish: analys).")
    .int(
        "ownPriority",
        C::OwnPriority,
        "The priority that the organisation gives it, 1 (highest) to 5 (Swedish: egen prioritet).",
    )
    .int(
        "commonPriority",
        C::CommonPriority,
        "The priority that the Core Team gives it, 1 (highest) to 5 (Swedish: gemensam prioritet).",
    )
    .choice::<ChallengeStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .one::<organisation::Entity>("organisation", C::OrganisationId, "Who identified it (Swedish: organisation).")
    .linked::<strategic_need::Entity>(
        "strategicNeeds",
        Path::over::<strategic_need_challenge::Entity>(
            strategic_need_challenge::Column::ChallengeId,
            strategic_need_challenge::Column::StrategicNeedId,
        ),
        "The needs that it stands on (Swedish: behov).",
    )
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<societal_goal_challenge::Entity>(
            societal_goal_challenge::Column::ChallengeId,
            societal_goal_challenge::Column::SocietalGoalId,
        ),
        "The societal goals that meet it (Swedish: samhällsmål).",
    )
    .linked::<mission::Entity>(
        "missions",
        Path::over::<mission_challenge::Entity>(
            mission_challenge::Column::ChallengeId,
            mission_challenge::Column::MissionId,
        ),
        "The missions that answer it (Swedish: missioner).",
    )
    .many::<root_cause::Entity>(
        "rootCauses",
        root_cause::Column::ChallengeId,
        "The root causes found for it (Swedish: rotorsaker).",
    )
    .editable()
}
