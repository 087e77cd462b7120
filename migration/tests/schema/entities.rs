//! The entities, in an order in which their rows can be inserted.

use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable};

/// Calls a macro with all entities.
macro_rules! with_entities {
    ($call:ident) => {
        $call! {
            audience, collaboration, organisation, person, focus_area, team, assignment, seat,
            representative, agenda_goal, agenda_target, societal_goal, strategic_need, challenge,
            mission, follow_up, support_function, criterion, initiative, progress_report, screening,
            screening_answer, evaluation, root_cause, learning, contribution, event, invitation,
            document, document_version, stray_object, matter, decision, news, dissemination, change, change_head,
            identity, role_grant, sign_in_invitation, service_token, idempotency_key, contact_reading,
            calendar_subscription,
            search_document, search_scheme,
            link::audience_team, link::societal_goal_goal, link::societal_goal_target,
            link::societal_goal_participant, link::societal_goal_challenge,
            link::strategic_need_challenge, link::mission_challenge, link::mission_societal_goal,
            link::mission_target, link::initiative_owner, link::initiative_participant,
            link::initiative_mission, link::initiative_societal_goal, link::initiative_target,
            link::initiative_support_function, link::initiative_document, link::initiative_event,
            link::learning_societal_goal, link::learning_application, link::event_document,
            link::matter_document, link::news_focus_area, link::news_initiative,
            link::news_document,
        }
    };
}
pub(crate) use with_entities;

/// Every column of every entity, and whether it may be null.
pub(crate) fn columns_of_entities() -> Vec<String> {
    macro_rules! all_columns {
        ($( $first:ident $(:: $second:ident)? ),+ $(,)?) => {
            [$( columns::<entity::$first $(::$second)? ::Entity>() ),+].concat()
        };
    }
    let mut columns = with_entities!(all_columns);
    columns.sort();
    columns
}

fn columns<E: EntityTrait>() -> Vec<String> {
    E::Column::iter()
        .map(|column| {
            let optional = if column.def().is_null() { "?" } else { "" };
            format!("{}.{}{optional}", E::default().table_name(), column.as_str())
        })
        .collect()
}
