//! What the schema refuses, and by which constraint.

use crate::database::Database;
use crate::rows::id;
use sea_orm::{ConnectionTrait, DbBackend};

/// The constraint, and the statement that it refuses. `{1}`, `{2}`: the identifiers of the rows 1
/// and 2 of every table; `{0}`: one of no row.
const REFUSED: &[(&str, &str)] = &[
    ("ck_audience_visibility", "UPDATE audience SET visibility = 'SECRET'"),
    ("uq_audience_visibility", "INSERT INTO audience (id, visibility) VALUES ({0}, 'PUBLIC')"),
    ("uq_audience_visibility", "INSERT INTO audience (id, visibility) VALUES ({0}, 'INTERNAL')"),
    ("ck_collaboration_singleton", "UPDATE collaboration SET singleton = FALSE"),
    ("ck_collaboration_name_not_empty", "UPDATE collaboration SET name = ''"),
    ("ck_collaboration_vision_en_without_sv", "UPDATE collaboration SET vision_sv = NULL"),
    ("ck_organisation_slug", "UPDATE organisation SET slug = 'MDU'"),
    ("ck_organisation_slug", "UPDATE organisation SET slug = ''"),
    ("ck_organisation_slug", "UPDATE organisation SET slug = 'two words'"),
    ("uq_organisation_slug", "UPDATE organisation SET slug = 'mdu'"),
    ("ck_organisation_sector", "UPDATE organisation SET sector = 'university'"),
    ("ck_organisation_version", "UPDATE organisation SET version = 0"),
    ("ck_organisation_updated_at", "UPDATE organisation SET created_at = '2027-01-01T00:00:00+00:00'"),
    ("fk_person_organisation_id", "UPDATE person SET organisation_id = {0}"),
    ("ck_person_name_not_empty", "UPDATE person SET name = ''"),
    ("ck_focus_area_number", "UPDATE focus_area SET number = 0"),
    ("uq_focus_area_number", "UPDATE focus_area SET number = 3"),
    ("ck_focus_area_name_sv_not_empty", "UPDATE focus_area SET name_sv = ''"),
    ("ck_focus_area_status", "UPDATE focus_area SET status = 'OPEN'"),
    ("ck_team_parent_id", "UPDATE team SET parent_id = id"),
    ("ck_team_focus_area_id", "UPDATE team SET kind = 'BOARD'"),
    ("ck_team_focus_area_id", "UPDATE team SET focus_area_id = NULL"),
    ("uq_team_focus_area_id", "UPDATE team SET focus_area_id = {1}"),
    ("ck_team_meetings_per_year", "UPDATE team SET meetings_per_year = 0"),
    ("uq_assignment_team_id_position", "UPDATE assignment SET team_id = {1}, position = 1"),
    ("ck_seat_position", "UPDATE seat SET position = 0"),
    ("uq_seat_team_id_position", "UPDATE seat SET team_id = {1}, position = 1 WHERE id = {2}"),
    ("fk_representative_seat_id", "UPDATE representative SET team_id = {2} WHERE seat_id = {1}"),
    ("ck_representative_term", "UPDATE representative SET since = '2026-12-31', until = '2026-12-31'"),
    ("uq_representative_seat_id", "UPDATE representative SET seat_id = {1}, team_id = {1}, until = NULL"),
    ("ck_agenda_goal_number", "UPDATE agenda_goal SET number = 18"),
    ("ck_agenda_goal_color", "UPDATE agenda_goal SET color = 'red'"),
    ("uq_agenda_target_code", "UPDATE agenda_target SET code = '1.1'"),
    ("uq_agenda_target_position", "UPDATE agenda_target SET position = 101"),
    ("ck_societal_goal_rationale_en_without_sv", "UPDATE societal_goal SET rationale_sv = NULL"),
    ("ck_challenge_own_priority", "UPDATE challenge SET own_priority = 6"),
    ("ck_challenge_common_priority", "UPDATE challenge SET common_priority = 0"),
    ("ck_challenge_prioritised", "UPDATE challenge SET common_priority = NULL"),
    ("fk_challenge_audience_id", "UPDATE challenge SET audience_id = {0}"),
    ("ck_mission_status", "UPDATE mission SET status = 'RUNNING'"),
    ("fk_follow_up_mission_id", "UPDATE follow_up SET mission_id = {0}"),
    ("ck_follow_up_health", "UPDATE follow_up SET health = 'GREEN'"),
    ("uq_initiative_reference", "UPDATE initiative SET reference = 'SK-1'"),
    ("ck_initiative_ends_on", "UPDATE initiative SET starts_on = '2027-01-01'"),
    ("uq_criterion_position", "UPDATE criterion SET position = 1, retired_at = NULL"),
    ("uq_screening_initiative_id_at", "UPDATE screening SET initiative_id = {1}"),
    (
        "uq_screening_answer_screening_id_criterion_id",
        "UPDATE screening_answer SET screening_id = {1}, criterion_id = {1}",
    ),
    ("ck_evaluation_by", "UPDATE evaluation SET by = 'SOMEONE'"),
    ("ck_evaluation_recommendation", "UPDATE evaluation SET recommendation = 'MAYBE'"),
    ("ck_evaluation_rating", "UPDATE evaluation SET rating = 6"),
    ("ck_contribution_quantity", "UPDATE contribution SET quantity = -1"),
    ("ck_contribution_quantity", "UPDATE contribution SET quantity = 1000000000000000"),
    ("ck_contribution_unit", "UPDATE contribution SET unit = NULL"),
    ("ck_event_ends_at", "UPDATE event SET starts_at = '2027-01-01T00:00:00+00:00'"),
    ("uq_invitation_event_id_person_id", "UPDATE invitation SET event_id = {1}, person_id = {1}"),
    ("ck_invitation_answered_at", "UPDATE invitation SET answer = 'NONE'"),
    ("ck_invitation_answered_at", "UPDATE invitation SET answered_at = NULL"),
    ("ck_document_year", "UPDATE document SET year = 24"),
    ("ck_document_byte_size", "UPDATE document SET byte_size = -1"),
    ("ck_document_sha256", "UPDATE document SET sha256 = 'abc'"),
    ("ck_document_stored", "UPDATE document SET sha256 = NULL"),
    ("uq_document_version_document_id_number", "UPDATE document_version SET document_id = {1}, number = 1"),
    ("uq_document_version_storage_key", "UPDATE document_version SET storage_key = 'same'"),
    ("ck_document_version_number", "UPDATE document_version SET number = 0"),
    ("ck_document_version_byte_size", "UPDATE document_version SET byte_size = 0"),
    ("ck_document_version_sha256", "UPDATE document_version SET sha256 = 'abc'"),
    ("fk_document_version_document_id", "DELETE FROM document WHERE id = {1}"),
    ("fk_document_version_uploaded_by_id", "UPDATE document_version SET uploaded_by_id = {0}"),
    ("ck_decision_subject", "UPDATE decision SET subject_initiative_id = {1}"),
    ("ck_decision_subject", "UPDATE decision SET subject_focus_area_id = {1}, subject_societal_goal_id = {1}"),
    ("ck_decision_supersedes_id", "UPDATE decision SET supersedes_id = id WHERE id = {2}"),
    (
        "uq_decision_supersedes_id",
        "INSERT INTO decision (id, team_id, outcome, title_sv, decided_on, supersedes_id, audience_id, title_sv_folded, title_en_folded, created_at, updated_at) SELECT {0}, team_id, outcome, title_sv, decided_on, {1}, audience_id, title_sv_folded, title_en_folded, created_at, updated_at FROM decision WHERE id = {1}",
    ),
    ("ck_news_published_at", "UPDATE news SET published_at = NULL"),
    ("fk_dissemination_news_id", "DELETE FROM news WHERE id = {1}"),
    ("ck_dissemination_channel_not_empty", "UPDATE dissemination SET channel = ''"),
    ("ck_change_kind", "UPDATE change SET kind = 'VISIBILITY_LOST'"),
    ("ck_change_actor_kind", "UPDATE change SET actor_kind = 'ROBOT'"),
    ("uq_change_id", "UPDATE change SET id = {1}"),
    ("ck_change_head_id", "UPDATE change_head SET id = 2"),
    ("pk_initiative_owner_pair", "INSERT INTO initiative_owner (initiative_id, person_id) VALUES ({1}, {1})"),
    ("fk_initiative_owner_person_id", "INSERT INTO initiative_owner (initiative_id, person_id) VALUES ({1}, {0})"),
    ("uq_identity_issuer_subject", "UPDATE identity SET issuer = 'i', subject = 's'"),
    ("ck_identity_subject_not_empty", "UPDATE identity SET subject = ''"),
    ("fk_identity_person_id", "UPDATE identity SET person_id = {0}"),
    ("ck_role_grant_role", "UPDATE role_grant SET role = 'MEMBER'"),
    ("ck_role_grant_role", "UPDATE role_grant SET role = 'PARTNER_SYSTEM'"),
    ("uq_role_grant_person_id_role", "UPDATE role_grant SET person_id = {1}"),
    ("ck_sign_in_invitation_code_hash", "UPDATE sign_in_invitation SET code_hash = 'x'"),
    ("ck_sign_in_invitation_ended_once", "UPDATE sign_in_invitation SET revoked_at = created_at"),
    ("uq_sign_in_invitation_person_id", "UPDATE sign_in_invitation SET person_id = {1}, accepted_at = NULL"),
    ("ck_service_token_expires_at", "UPDATE service_token SET created_at = '2027-01-01T00:00:00+00:00'"),
    ("ck_calendar_subscription_address_hash", "UPDATE calendar_subscription SET address_hash = 'x'"),
    ("fk_service_token_organisation_id", "UPDATE service_token SET organisation_id = {0}"),
    ("uq_idempotency_key_caller_key", "UPDATE idempotency_key SET caller = 'c', key = 'k'"),
    ("ck_contact_reading_reader_id", "UPDATE contact_reading SET reader_id = person_id"),
    ("ck_contact_reading_last_at", "UPDATE contact_reading SET first_at = '2027-01-01T00:00:00+00:00'"),
    ("ck_contact_reading_times", "UPDATE contact_reading SET times = 0"),
    ("ck_contact_reading_includes", "UPDATE contact_reading SET includes_email = FALSE, includes_phone = FALSE"),
    (
        "uq_contact_reading_person_id_reader_id_read_on",
        "INSERT INTO contact_reading (id, person_id, reader_id, read_on, first_at, last_at, times, includes_email, includes_phone) SELECT {0}, person_id, reader_id, read_on, first_at, last_at, times, includes_email, includes_phone FROM contact_reading WHERE id = {1}",
    ),
    ("fk_contact_reading_person_id", "UPDATE contact_reading SET person_id = {0}"),
    ("fk_contact_reading_reader_id", "UPDATE contact_reading SET reader_id = {0}"),
    ("ck_idempotency_key_request_hash", "UPDATE idempotency_key SET request_hash = ''"),
];

/// Values of a wrong type, and none where there has to be one.
const MISSHAPEN: &[&str] = &[
    "UPDATE organisation SET name = NULL",
    "UPDATE focus_area SET name_sv_folded = NULL",
    "UPDATE initiative SET audience_id = NULL",
    "UPDATE document SET byte_size = 'large'",
    "UPDATE contribution SET quantity = 'some'",
    "UPDATE person SET organisation_id = 'MDU'",
    "UPDATE change SET fields = NULL",
];

/// What lies just within the limits.
const ALLOWED: &[&str] = &[
    "UPDATE collaboration SET vision_sv = NULL, vision_en = NULL",
    "UPDATE collaboration SET mission_en = NULL",
    "UPDATE team SET kind = 'BOARD', focus_area_id = NULL",
    "UPDATE team SET parent_id = NULL",
    "UPDATE representative SET since = NULL, until = NULL",
    "UPDATE agenda_goal SET number = 17 WHERE number = 2",
    "UPDATE challenge SET own_priority = 5, common_priority = NULL, status = 'ANALYSED'",
    "UPDATE criterion SET position = 1",
    "UPDATE initiative SET ends_on = starts_on",
    "UPDATE initiative SET starts_on = NULL",
    "UPDATE evaluation SET recommendation = NULL, rating = NULL",
    "UPDATE contribution SET quantity = 0",
    "UPDATE contribution SET quantity = NULL, unit = NULL",
    "UPDATE event SET ends_at = starts_at",
    "UPDATE invitation SET answer = 'NONE', answered_at = NULL",
    "UPDATE document SET byte_size = NULL, sha256 = NULL",
    "UPDATE decision SET subject_mission_id = NULL, supersedes_id = NULL, matter_id = NULL",
    "UPDATE news SET status = 'DRAFT', published_at = NULL",
    "UPDATE contact_reading SET last_at = first_at, includes_phone = FALSE",
    "INSERT INTO audience (id, visibility) VALUES ({0}, 'RESTRICTED')",
];

pub(crate) async fn nonsense(database: &Database) {
    let backend = database.connection.get_database_backend();
    for (constraint, statement) in REFUSED {
        let error = refusal(database, statement).await;
        let named = match (backend, constraint.split('_').next()) {
            // SQLite names only its checks.
            (DbBackend::Sqlite, Some("uq" | "pk")) => "UNIQUE constraint failed".to_owned(),
            (DbBackend::Sqlite, Some("fk")) => "FOREIGN KEY constraint failed".to_owned(),
            (DbBackend::Sqlite, _) => format!("CHECK constraint failed: {constraint}"),
            _ => format!("constraint \"{constraint}\""),
        };
        assert!(error.contains(&named), "{statement}: {error}");
    }
    for statement in MISSHAPEN {
        refusal(database, statement).await;
    }
    for statement in ALLOWED {
        database.run(&with_identifiers(statement, backend)).await;
    }
}

/// Links and parts go with what they belong to; a person leaves changes behind without an actor.
pub(crate) async fn parts(database: &Database) {
    let backend = database.connection.get_database_backend();
    for (statement, gone) in [
        ("DELETE FROM screening WHERE id = {1}", "SELECT 'left' FROM screening_answer WHERE screening_id = {1}"),
        (
            "DELETE FROM document_version WHERE document_id = {1}",
            "SELECT 'left' FROM document_version WHERE document_id = {1}",
        ),
        ("DELETE FROM document WHERE id = {1}", "SELECT 'left' FROM news_document WHERE document_id = {1}"),
        ("DELETE FROM dissemination", "SELECT 'left' FROM dissemination"),
        ("DELETE FROM news WHERE id = {1}", "SELECT 'left' FROM news_initiative WHERE news_id = {1}"),
    ] {
        database.run(&with_identifiers(statement, backend)).await;
        let left = database.strings(&with_identifiers(gone, backend)).await;
        assert_eq!(left, [""; 0], "{statement}");
    }

    let organisation = "INSERT INTO person (id, name, name_folded, organisation_id, created_at, updated_at)
        SELECT {0}, name, name_folded, organisation_id, created_at, updated_at FROM person WHERE id = {1}";
    for statement in
        [organisation, "UPDATE change SET actor_id = {0} WHERE seq = 1", "DELETE FROM person WHERE id = {0}"]
    {
        database.run(&with_identifiers(statement, backend)).await;
    }
    let orphans = database.strings("SELECT action FROM change WHERE seq = 1 AND actor_id IS NULL").await;
    assert_eq!(orphans.len(), 1);
}

async fn refusal(database: &Database, statement: &str) -> String {
    let backend = database.connection.get_database_backend();
    let statement = with_identifiers(statement, backend);
    match database.connection.execute_unprepared(&statement).await {
        Ok(_) => panic!("{backend:?} accepts: {statement}"),
        Err(error) => error.to_string(),
    }
}

fn with_identifiers(statement: &str, backend: DbBackend) -> String {
    (0..3).fold(statement.to_owned(), |statement, number| {
        let id = id(number);
        let literal = match backend {
            DbBackend::Sqlite => format!("X'{}'", id.simple()),
            _ => format!("'{id}'"),
        };
        statement.replace(&format!("{{{number}}}"), &literal)
    })
}
