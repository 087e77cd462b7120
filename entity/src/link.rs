//! The link tables: many-to-many relations with nothing to say of their own.

/// A table of links between things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub table: &'static str,
    /// Its two ends.
    pub ends: [End; 2],
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The column that names the thing at this end.
    pub column: &'static str,
    /// The table of the thing.
    pub thing: &'static str,
    /// The field of the thing that tells what it is linked to: its name in the change log.
    pub told: &'static str,
}

/// Declares link tables: two identifiers that together are the primary key. Each end names its thing, and the field of the
/// thing that tells of the links.
macro_rules! links {
    ($( $(#[$doc:meta])* $module:ident $table:literal {
        $first:ident of $thing:ident tells $told:literal, $second:ident of $other:ident tells $back:literal
    } )+) => {
        /// The tables of links between things.
        pub const LINKS: &[Link] = &[$(Link {
            table: $table,
            ends: [
                End { column: stringify!($first), thing: stringify!($thing), told: $told },
                End { column: stringify!($second), thing: stringify!($other), told: $back },
            ],
        }),+];

        $(pairs! { $(#[$doc])* $module $table { $first, $second } })+
    };
}

/// Declares a table of pairs of identifiers, which together are the primary key.
macro_rules! pairs {
    ($(#[$doc:meta])* $module:ident $table:literal { $first:ident, $second:ident }) => {
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
    };
}

pairs! {
    /// Teams that a restricted audience consists of.
    audience_team "audience_team" { audience_id, team_id }
}

links! {
    /// Goals of Agenda 2030 that a societal goal takes up.
    societal_goal_goal "societal_goal_goal" {
        societal_goal_id of societal_goal tells "goals", goal_id of agenda_goal tells "societal_goals"
    }
    /// Targets of Agenda 2030 that a societal goal takes up.
    societal_goal_target "societal_goal_target" {
        societal_goal_id of societal_goal tells "targets", target_id of agenda_target tells "societal_goals"
    }
    /// Persons who take part in working out a societal goal.
    societal_goal_participant "societal_goal_participant" {
        societal_goal_id of societal_goal tells "participants", person_id of person tells "societal_goals"
    }
    /// Challenges that a societal goal meets.
    societal_goal_challenge "societal_goal_challenge" {
        societal_goal_id of societal_goal tells "challenges", challenge_id of challenge tells "societal_goals"
    }
    /// Challenges that stand on a strategic need.
    strategic_need_challenge "strategic_need_challenge" {
        strategic_need_id of strategic_need tells "challenges", challenge_id of challenge tells "strategic_needs"
    }
    /// Challenges that a mission answers.
    mission_challenge "mission_challenge" {
        mission_id of mission tells "challenges", challenge_id of challenge tells "missions"
    }
    /// Societal goals that a mission serves.
    mission_societal_goal "mission_societal_goal" {
        mission_id of mission tells "societal_goals", societal_goal_id of societal_goal tells "missions"
    }
    /// Targets of Agenda 2030 that a mission serves.
    mission_target "mission_target" {
        mission_id of mission tells "targets", target_id of agenda_target tells "missions"
    }
    /// Owners of an initiative (initiativägare).
    initiative_owner "initiative_owner" {
        initiative_id of initiative tells "owners", person_id of person tells "owned_initiatives"
    }
    /// Participants of an initiative.
    initiative_participant "initiative_participant" {
        initiative_id of initiative tells "participants", person_id of person tells "participated_initiatives"
    }
    /// Missions that an initiative works towards.
    initiative_mission "initiative_mission" {
        initiative_id of initiative tells "missions", mission_id of mission tells "initiatives"
    }
    /// Societal goals in whose portfolio an initiative is.
    initiative_societal_goal "initiative_societal_goal" {
        initiative_id of initiative tells "societal_goals", societal_goal_id of societal_goal tells "initiatives"
    }
    /// Targets of Agenda 2030 that an initiative works towards.
    initiative_target "initiative_target" {
        initiative_id of initiative tells "targets", target_id of agenda_target tells "initiatives"
    }
    /// Support functions that help an initiative.
    initiative_support_function "initiative_support_function" {
        initiative_id of initiative tells "support_functions", support_function_id of support_function tells "initiatives"
    }
    /// Documents of an initiative.
    initiative_document "initiative_document" {
        initiative_id of initiative tells "documents", document_id of document tells "initiatives"
    }
    /// Calendar entries of an initiative.
    initiative_event "initiative_event" {
        initiative_id of initiative tells "events", event_id of event tells "initiatives"
    }
    /// Societal goals that a learning brings closer.
    learning_societal_goal "learning_societal_goal" {
        learning_id of learning tells "societal_goals", societal_goal_id of societal_goal tells "learnings"
    }
    /// Initiatives in which a learning was put to use.
    learning_application "learning_application" {
        learning_id of learning tells "applied_in", initiative_id of initiative tells "applied_learnings"
    }
    /// Documents of a calendar entry.
    event_document "event_document" {
        event_id of event tells "documents", document_id of document tells "events"
    }
    /// Documents of a matter.
    matter_document "matter_document" {
        matter_id of matter tells "documents", document_id of document tells "matters"
    }
    /// Focus areas that a piece of news is about.
    news_focus_area "news_focus_area" {
        news_id of news tells "focus_areas", focus_area_id of focus_area tells "news"
    }
    /// Initiatives that a piece of news is about.
    news_initiative "news_initiative" {
        news_id of news tells "initiatives", initiative_id of initiative tells "news"
    }
    /// Documents that a piece of news refers to.
    news_document "news_document" {
        news_id of news tells "documents", document_id of document tells "news"
    }
}
