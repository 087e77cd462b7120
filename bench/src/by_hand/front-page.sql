-- $1: the moment from which events are next.
SELECT row_to_json(page)::text FROM (SELECT
  (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
    SELECT id, slug, title_sv AS title, lead_sv AS lead, published_at AS "publishedAt",
      (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
        SELECT f.slug, f.name_sv AS name FROM news_focus_area l JOIN focus_area f ON f.id = l.focus_area_id
        WHERE l.news_id = news.id ORDER BY f.number, f.id LIMIT 5) node) AS "focusAreas"
    FROM news
    WHERE status IN ('PUBLISHED', 'SCHEDULED') AND published_at <= now() AND audience_id IN :audiences
    ORDER BY published_at DESC, id DESC LIMIT 5) node) AS news,
  (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
    SELECT e.id, e.title_sv AS title, e.kind, e.starts_at AS "startsAt", e.ends_at AS "endsAt",
      e.is_all_day AS "isAllDay", e.time_zone AS "timeZone", e.location, e.online_url AS "onlineUrl",
      (SELECT row_to_json(team) FROM (SELECT t.id, t.name_sv AS name FROM team t WHERE t.id = e.team_id) team) AS team
    FROM event e
    WHERE e.starts_at >= $1::text::timestamptz AND e.status = 'PLANNED' AND e.audience_id IN :audiences
    ORDER BY e.starts_at, e.id LIMIT 5) node) AS events,
  (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
    SELECT f.id, f.slug, f.number, f.name_sv AS name, f.summary_sv AS summary, f.status,
      (SELECT row_to_json(team) FROM (
        SELECT t.id, t.name_sv AS name,
          (SELECT json_build_object('nodes', coalesce(json_agg(node), '[]')) FROM (
            SELECT r.id, r.since, json_build_object('id', p.id, 'name', p.name) AS person,
              json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'shortName', o.short_name) AS organisation
            FROM representative r JOIN person p ON p.id = r.person_id JOIN organisation o ON o.id = r.organisation_id
            WHERE r.team_id = t.id AND :current ORDER BY r.created_at, r.id LIMIT 50) node) AS representatives
        FROM team t WHERE t.focus_area_id = f.id ORDER BY t.id LIMIT 1) team) AS "coreTeam"
    FROM focus_area f ORDER BY f.number, f.id LIMIT 25) node) AS "focusAreas"
) page
