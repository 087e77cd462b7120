-- $1: the primary key. The text in Markdown comes beside the rest, since PostgreSQL makes no HTML of it.
SELECT row_to_json(initiative)::text, (SELECT body_sv FROM initiative WHERE id = $1) FROM (
  SELECT i.id, i.reference, i.title_sv AS title, i.summary_sv AS summary, i.kind, i.status,
    i.starts_on AS "startsOn", i.ends_on AS "endsOn",
    CASE i.audience_id WHEN '00000000-0000-0000-0000-000000000001' THEN 'PUBLIC' ELSE 'INTERNAL' END AS visibility,
    (SELECT row_to_json(f) FROM (
      SELECT f.id, f.slug, f.number, f.name_sv AS name FROM focus_area f WHERE f.id = i.focus_area_id) f) AS "focusArea",
    (SELECT row_to_json(o) FROM (
      SELECT o.id, o.slug, o.name, o.short_name AS "shortName", o.website
      FROM organisation o WHERE o.id = i.lead_organisation_id) o) AS "leadOrganisation",
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT p.id, p.name, NULL AS email, CASE WHEN o.id IS NOT NULL THEN
        json_build_object('id', o.id, 'slug', o.slug, 'name', o.name) END AS organisation
      FROM initiative_owner l JOIN person p ON p.id = l.person_id LEFT JOIN organisation o ON o.id = p.organisation_id
      WHERE l.initiative_id = i.id AND :seated ORDER BY p.name_folded, p.id LIMIT 20) node) AS owners,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT p.id, p.name, CASE WHEN o.id IS NOT NULL THEN
        json_build_object('id', o.id, 'slug', o.slug, 'name', o.name) END AS organisation
      FROM initiative_participant l JOIN person p ON p.id = l.person_id
        LEFT JOIN organisation o ON o.id = p.organisation_id
      WHERE l.initiative_id = i.id AND :seated ORDER BY p.name_folded, p.id LIMIT 50) node) AS participants,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT m.id, m.title_sv AS title, m.statement_sv AS statement, m.status, m.due_on AS "dueOn"
      FROM initiative_mission l JOIN mission m ON m.id = l.mission_id
      WHERE l.initiative_id = i.id AND m.audience_id IN :audiences AND m.status IN :decided
      ORDER BY m.created_at DESC, m.id DESC LIMIT 10) node) AS missions,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT s.id, s.title_sv AS title, s.status
      FROM initiative_societal_goal l JOIN societal_goal s ON s.id = l.societal_goal_id
      WHERE l.initiative_id = i.id ORDER BY s.created_at DESC, s.id DESC LIMIT 10) node) AS "societalGoals",
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT t.id, t.code, t.label_sv AS label, t.uri,
        json_build_object('id', g.id, 'number', g.number, 'name', g.name_sv, 'color', g.color) AS goal
      FROM initiative_target l JOIN agenda_target t ON t.id = l.target_id JOIN agenda_goal g ON g.id = t.goal_id
      WHERE l.initiative_id = i.id ORDER BY t.position, t.id LIMIT 20) node) AS targets,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT s.id, s.at, s.outcome,
        (SELECT coalesce(json_agg(answer), '[]') FROM (
          SELECT a.is_met AS "isMet", a.motivation_sv AS motivation, json_build_object(
            'id', c.id, 'title', c.title_sv, 'isMandatory', c.is_mandatory, 'position', c.position) AS criterion
          FROM screening_answer a JOIN criterion c ON c.id = a.criterion_id
          WHERE a.screening_id = s.id ORDER BY a.criterion_id, a.id) answer) AS answers
      FROM screening s WHERE s.initiative_id = i.id ORDER BY s.at DESC, s.id DESC LIMIT 10) node) AS screenings,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT c.id, c.kind, c.quantity / 1000.0::float8 AS quantity, c.unit, c.starts_on AS "startsOn", c.ends_on AS "endsOn",
        c.description_sv AS description,
        json_build_object('id', o.id, 'slug', o.slug, 'name', o.name) AS organisation
      FROM contribution c JOIN organisation o ON o.id = c.organisation_id
      WHERE c.initiative_id = i.id ORDER BY c.created_at DESC, c.id DESC LIMIT 20) node) AS contributions,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT id, at, by, summary_sv AS summary, recommendation, rating
      FROM evaluation e WHERE e.initiative_id = i.id ORDER BY at DESC, id DESC LIMIT 10) node) AS evaluations,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT id, at, summary_sv AS summary
      FROM progress_report r WHERE r.initiative_id = i.id ORDER BY at DESC, id DESC LIMIT 10) node) AS progress,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT r.id, r.title_sv AS title, r.description_sv AS description, r.is_opportunity AS "isOpportunity",
        CASE WHEN c.id IS NOT NULL THEN
          json_build_object('id', c.id, 'title', c.title_sv, 'status', c.status) END AS challenge
      FROM root_cause r LEFT JOIN challenge c ON c.id = r.challenge_id AND c.audience_id IN :audiences
      WHERE r.initiative_id = i.id ORDER BY r.created_at DESC, r.id DESC LIMIT 10) node) AS "rootCauses",
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT id, title_sv AS title, description_sv AS description
      FROM learning l WHERE l.initiative_id = i.id ORDER BY created_at DESC, id DESC LIMIT 10) node) AS learnings,
    (SELECT row_to_json(decision) FROM (
      SELECT d.id, d.title_sv AS title, d.motivation_sv AS motivation, d.outcome, d.decided_on AS "decidedOn",
        (SELECT json_build_object('id', t.id, 'name', t.name_sv, 'kind', t.kind)
          FROM team t WHERE t.id = d.team_id) AS team
      FROM decision d WHERE d.subject_initiative_id = i.id AND d.audience_id IN :audiences
      ORDER BY d.decided_on DESC, d.created_at DESC, d.id DESC LIMIT 1) decision) AS decision,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT d.id, d.title_sv AS title, d.kind, d.year, d.url, d.media_type AS "mediaType"
      FROM initiative_document l JOIN document d ON d.id = l.document_id
      WHERE l.initiative_id = i.id AND d.audience_id IN :audiences
      ORDER BY d.created_at DESC, d.id DESC LIMIT 20) node) AS documents,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT e.id, e.title_sv AS title, e.kind, e.status, e.starts_at AS "startsAt", e.ends_at AS "endsAt", e.location
      FROM initiative_event l JOIN event e ON e.id = l.event_id
      WHERE l.initiative_id = i.id AND e.audience_id IN :audiences
      ORDER BY e.starts_at, e.id LIMIT 10) node) AS events,
    (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
      SELECT n.id, n.slug, n.title_sv AS title, n.lead_sv AS lead, n.published_at AS "publishedAt"
      FROM news_initiative l JOIN news n ON n.id = l.news_id
      WHERE l.initiative_id = i.id AND n.audience_id IN :audiences
        AND n.status IN ('PUBLISHED', 'SCHEDULED', 'ARCHIVED') AND n.published_at <= now()
      ORDER BY n.published_at DESC, n.id DESC LIMIT 10) node) AS news
  FROM initiative i
  WHERE i.id = $1 AND i.audience_id IN :audiences AND i.status NOT IN ('REJECTED', 'WITHDRAWN')
) initiative
