//! The link tables: many-to-many relations with nothing to say of their own.

/// Declares link tables: two identifiers that together are the primary key.
macro_rules! links {
    ($( $(#[$doc:meta])* $module:ident $table:literal { $first:ident, $second:ident } )+) => {
        /// The names of the tables.
        pub const TABLES: &[&str] = &[$($table),+];

        $(
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            /// A link between two rows.
            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                /// One end.
                #[sea_orm(primary_key, auto_increment = false)]
                pub $first: Uuid,
                /// The other end.
                #[sea_orm(primary_key, auto_increment = false)]
                pub $second: Uuid,
            }

            /// None: relations are declared where they are published, in the API layer.
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
        )+
    };
}

links! {
    /// Teams that a restricted audience consists of.
    audience_team "audience_team" { audience_id, team_id }
    /// Goals of Agenda 2030 that a societal goal takes up.
    societal_goal_goal "societal_goal_goal" { societal_goal_id, goal_id }
    /// Targets of Agenda 2030 that a societal goal takes up.
    societal_goal_target "societal_goal_target" { societal_goal_id, target_id }
    /// Persons who take part in working out a societal goal.
    societal_goal_participant "societal_goal_participant" { societal_goal_id, person_id }
    /// Challenges that a societal goal meets.
    societal_goal_challenge "societal_goal_challenge" { societal_goal_id, challenge_id }
    /// Challenges that stand on a strategic need.
    strategic_need_challenge "strategic_need_challenge" { strategic_need_id, challenge_id }
    /// Challenges that a mission answers.
    mission_challenge "mission_challenge" { mission_id, challenge_id }
    /// Societal goals that a mission serves.
    mission_societal_goal "mission_societal_goal" { mission_id, societal_goal_id }
    /// Targets of Agenda 2030 that a mission serves.
    mission_target "mission_target" { mission_id, target_id }
    /// Owners of an initiative (initiativägare).
    initiative_owner "initiative_owner" { initiative_id, person_id }
    /// Participants of an initiative.
    initiative_participant "initiative_participant" { initiative_id, person_id }
    /// Missions that an initiative works towards.
    initiative_mission "initiative_mission" { initiative_id, mission_id }
    /// Societal goals in whose portfolio an initiative is.
    initiative_societal_goal "initiative_societal_goal" { initiative_id, societal_goal_id }
    /// Targets of Agenda 2030 that an initiative works towards.
    initiative_target "initiative_target" { initiative_id, target_id }
    /// Support functions that help an initiative.
    initiative_support_function "initiative_support_function" { initiative_id, support_function_id }
    /// Documents of an initiative.
    initiative_document "initiative_document" { initiative_id, document_id }
    /// Calendar entries of an initiative.
    initiative_event "initiative_event" { initiative_id, event_id }
    /// Societal goals that a learning brings closer.
    learning_societal_goal "learning_societal_goal" { learning_id, societal_goal_id }
    /// Initiatives in which a learning was put to use.
    learning_application "learning_application" { learning_id, initiative_id }
    /// Documents of a calendar entry.
    event_document "event_document" { event_id, document_id }
    /// Documents of a matter.
    matter_document "matter_document" { matter_id, document_id }
    /// Focus areas that a piece of news is about.
    news_focus_area "news_focus_area" { news_id, focus_area_id }
    /// Initiatives that a piece of news is about.
    news_initiative "news_initiative" { news_id, initiative_id }
    /// Documents that a piece of news refers to.
    news_document "news_document" { news_id, document_id }
}
