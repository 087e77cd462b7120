//! Generated rows on their way to the database.

use sea_orm::EntityTrait;

use crate::{error::Error, store::Bulk};

/// Declares a list of rows for each table, in the order in which they refer to each other.
macro_rules! tables {
    ($($table:ident: $entity:ty,)+) => {
        /// Rows of all tables.
        #[derive(Default)]
        pub(super) struct Rows {
            $(pub $table: Vec<<$entity as EntityTrait>::ActiveModel>,)+
        }

        impl Rows {
            /// How many there are.
            pub fn len(&self) -> usize {
                0 $(+ self.$table.len())+
            }

            /// Inserts them, those that are referred to first.
            pub async fn insert(self, bulk: &Bulk) -> Result<(), Error> {
                $(bulk.insert::<$entity>(self.$table).await?;)+
                Ok(())
            }
        }
    };
}

tables! {
    audiences: entity::audience::Entity,
    audience_teams: entity::link::audience_team::Entity,
    focus_areas: entity::focus_area::Entity,
    support_functions: entity::support_function::Entity,
    criteria: entity::criterion::Entity,
    organisations: entity::organisation::Entity,
    people: entity::person::Entity,
    seats: entity::seat::Entity,
    representatives: entity::representative::Entity,
    documents: entity::document::Entity,
    events: entity::event::Entity,
    event_documents: entity::link::event_document::Entity,
    invitations: entity::invitation::Entity,
    societal_goals: entity::societal_goal::Entity,
    societal_goal_goals: entity::link::societal_goal_goal::Entity,
    societal_goal_targets: entity::link::societal_goal_target::Entity,
    societal_goal_participants: entity::link::societal_goal_participant::Entity,
    needs: entity::strategic_need::Entity,
    challenges: entity::challenge::Entity,
    societal_goal_challenges: entity::link::societal_goal_challenge::Entity,
    need_challenges: entity::link::strategic_need_challenge::Entity,
    missions: entity::mission::Entity,
    mission_challenges: entity::link::mission_challenge::Entity,
    mission_societal_goals: entity::link::mission_societal_goal::Entity,
    mission_targets: entity::link::mission_target::Entity,
    follow_ups: entity::follow_up::Entity,
    initiatives: entity::initiative::Entity,
    initiative_owners: entity::link::initiative_owner::Entity,
    initiative_participants: entity::link::initiative_participant::Entity,
    initiative_missions: entity::link::initiative_mission::Entity,
    initiative_societal_goals: entity::link::initiative_societal_goal::Entity,
    initiative_targets: entity::link::initiative_target::Entity,
    initiative_support_functions: entity::link::initiative_support_function::Entity,
    initiative_documents: entity::link::initiative_document::Entity,
    initiative_events: entity::link::initiative_event::Entity,
    screenings: entity::screening::Entity,
    screening_answers: entity::screening_answer::Entity,
    progress_reports: entity::progress_report::Entity,
    evaluations: entity::evaluation::Entity,
    root_causes: entity::root_cause::Entity,
    learnings: entity::learning::Entity,
    learning_societal_goals: entity::link::learning_societal_goal::Entity,
    learning_applications: entity::link::learning_application::Entity,
    contributions: entity::contribution::Entity,
    matters: entity::matter::Entity,
    matter_documents: entity::link::matter_document::Entity,
    decisions: entity::decision::Entity,
    news: entity::news::Entity,
    news_focus_areas: entity::link::news_focus_area::Entity,
    news_initiatives: entity::link::news_initiative::Entity,
    news_documents: entity::link::news_document::Entity,
    disseminations: entity::dissemination::Entity,
}
