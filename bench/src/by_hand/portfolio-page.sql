WITH page AS MATERIALIZED (
  SELECT * FROM initiative
  WHERE status IN ('IN_PORTFOLIO', 'APPROVED', 'RUNNING', 'PAUSED', 'COMPLETED') AND audience_id IN :audiences
  ORDER BY created_at DESC, id DESC LIMIT 21
), shown AS (SELECT * FROM page ORDER BY created_at DESC, id DESC LIMIT 20)
SELECT json_build_object('initiatives', json_build_object(
  'pageInfo', json_build_object(
    'hasNextPage', (SELECT count(*) > 20 FROM page),
    'endCursor', (SELECT created_at || ' ' || id FROM shown ORDER BY created_at, id LIMIT 1)),
  'nodes', (SELECT coalesce(json_agg(node), '[]') FROM (
    SELECT i.id, i.reference, i.title_sv AS title, i.summary_sv AS summary, i.kind, i.status,
      i.starts_on AS "startsOn", i.ends_on AS "endsOn",
      (SELECT row_to_json(o) FROM (
        SELECT o.id, o.slug, o.name, o.short_name AS "shortName"
        FROM organisation o WHERE o.id = i.lead_organisation_id) o) AS "leadOrganisation",
      (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
        SELECT m.id, m.title_sv AS title, m.status
        FROM initiative_mission l JOIN mission m ON m.id = l.mission_id
        WHERE l.initiative_id = i.id AND m.audience_id IN :audiences AND m.status IN :decided
        ORDER BY m.created_at DESC, m.id DESC LIMIT 10) node) AS missions,
      (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
        SELECT p.id, p.name, CASE WHEN o.id IS NOT NULL THEN
          json_build_object('id', o.id, 'slug', o.slug, 'name', o.name) END AS organisation
        FROM initiative_owner l JOIN person p ON p.id = l.person_id LEFT JOIN organisation o ON o.id = p.organisation_id
        WHERE l.initiative_id = i.id AND :seated ORDER BY p.name_folded, p.id LIMIT 10) node) AS owners,
      (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
        SELECT t.id, t.code, t.label_sv AS label
        FROM initiative_target l JOIN agenda_target t ON t.id = l.target_id
        WHERE l.initiative_id = i.id ORDER BY t.position, t.id LIMIT 20) node) AS targets
    FROM shown i ORDER BY i.created_at DESC, i.id DESC) node)
))::text
