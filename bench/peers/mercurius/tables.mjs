// What is read of each table, under the names of the API, and the order that its lists come in.
// Texts are the Swedish ones: there is no other language here.

export const tables = {
  agenda_goal: { columns: 'id, number, name_sv AS name, color' },
  agenda_target: { columns: 'id, code, label_sv AS label, uri, goal_id, position', order: 'position, id' },
  challenge: { columns: 'id, title_sv AS title, status' },
  contribution: {
    columns: `id, kind, quantity / 1000.0::float8 AS quantity, unit, starts_on AS "startsOn", ends_on AS "endsOn", description_sv AS description,
      organisation_id, created_at`,
    order: 'created_at DESC, id DESC',
  },
  criterion: { columns: 'id, title_sv AS title, is_mandatory AS "isMandatory", position' },
  decision: {
    columns: `id, title_sv AS title, motivation_sv AS motivation, outcome, decided_on AS "decidedOn", team_id,
      decided_on, created_at`,
    order: 'decided_on DESC, created_at DESC, id DESC',
  },
  document: {
    columns: 'id, title_sv AS title, kind, year, url, media_type AS "mediaType", created_at',
    order: 'created_at DESC, id DESC',
  },
  evaluation: {
    columns: 'id, at, by, summary_sv AS summary, recommendation, rating',
    order: 'at DESC, id DESC',
  },
  event: {
    columns: `id, title_sv AS title, kind, status, starts_at AS "startsAt", ends_at AS "endsAt",
      is_all_day AS "isAllDay", time_zone AS "timeZone", location, online_url AS "onlineUrl", team_id, starts_at`,
    order: 'starts_at, id',
  },
  focus_area: { columns: 'id, slug, number, name_sv AS name, summary_sv AS summary, status', order: 'number, id' },
  initiative: {
    columns: `id, reference, title_sv AS title, summary_sv AS summary, body_sv, kind, status, starts_on AS "startsOn",
      ends_on AS "endsOn", audience_id, focus_area_id, lead_organisation_id, created_at`,
    order: 'created_at DESC, id DESC',
  },
  learning: {
    columns: 'id, title_sv AS title, description_sv AS description, created_at',
    order: 'created_at DESC, id DESC',
  },
  mission: {
    columns: 'id, title_sv AS title, statement_sv AS statement, status, due_on AS "dueOn", created_at',
    order: 'created_at DESC, id DESC',
  },
  news: {
    columns: 'id, slug, title_sv AS title, lead_sv AS lead, published_at AS "publishedAt", published_at',
    order: 'published_at DESC, id DESC',
  },
  organisation: { columns: 'id, slug, name, short_name AS "shortName", website' },
  person: { columns: 'id, name, organisation_id, name_folded', order: 'name_folded, id' },
  progress_report: { columns: 'id, at, summary_sv AS summary', order: 'at DESC, id DESC' },
  representative: {
    columns: 'id, since, person_id, organisation_id, created_at',
    order: 'created_at, id',
  },
  root_cause: {
    columns: `id, title_sv AS title, description_sv AS description, is_opportunity AS "isOpportunity", challenge_id,
      created_at`,
    order: 'created_at DESC, id DESC',
  },
  screening: { columns: 'id, at, outcome', order: 'at DESC, id DESC' },
  screening_answer: {
    columns: 'id, is_met AS "isMet", motivation_sv AS motivation, criterion_id',
    order: 'criterion_id, id',
  },
  societal_goal: { columns: 'id, title_sv AS title, status, created_at', order: 'created_at DESC, id DESC' },
  team: { columns: 'id, name_sv AS name, kind, focus_area_id' },
}
