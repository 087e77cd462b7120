"""What the feeds say, as a reader's program understands it: parsed by `feedparser`, held against what GraphQL answers.

    python3 check.py http://127.0.0.1:8080 TOKEN        (a member's)

A line for each failure, then the count. Ends with 1 where something failed.
"""

import json
import sys
import urllib.error
import urllib.request

import feedparser

NEWS = """{ news(first: 50, where: { status: { eq: PUBLISHED } }) { nodes {
    title lead bodyHtml publishedAt author { name } focusAreas(first: 10) { nodes { name } } } } }"""

outcomes = []


def check(what, holds):
    outcomes.append(bool(holds))
    if not holds:
        print(f"failed: {what}")


def get(server, path, token=None, data=None, **headers):
    """The status, the headers and the body of an answer."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["authorization"] = f"Bearer {token}"
    request = urllib.request.Request(server + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def news(server, token, language):
    body = json.dumps({"query": NEWS}).encode()
    headers = {"content_type": "application/json", "accept_language": language}
    _, _, answer = get(server, "/graphql", token, body, **headers)
    return json.loads(answer)["data"]["news"]["nodes"]


def check_feed(server, token, language):
    who = f"{'a member' if token else 'nobody signed in'}, {language}"
    status, headers, body = get(server, "/news.atom", token, accept_language=language)
    check(f"{who}: status {status}", status == 200)
    check(f"{who}: {headers['content-type']}", headers["content-type"].startswith("application/atom+xml"))
    keeper = "private" if token else "public"
    check(f"{who}: {headers['cache-control']}", headers["cache-control"] == f"{keeper}, no-cache")
    feed = feedparser.parse(body, sanitize_html=False)
    check(f"{who}: it is well-formed: {feed.get('bozo_exception')}", not feed.bozo)
    check(f"{who}: {feed.version}", feed.version == "atom10")
    check(f"{who}: {feed.feed.get('language')}", feed.feed.get("language") == language)
    check(f"{who}: it names itself", feed.feed.links[0].rel == "self")
    expected = news(server, token, language)
    told = [
        {
            "title": entry.title,
            "lead": entry.get("summary") if entry.get("summary") != entry.get("content", [{}])[0].get("value") else None,
            "bodyHtml": entry.content[0].value if "content" in entry else None,
            "publishedAt": entry.published,
            "author": {"name": entry.author} if "author" in entry else None,
            "focusAreas": {"nodes": [{"name": tag.term} for tag in entry.get("tags", [])]},
        }
        for entry in feed.entries
    ]
    for one in told + expected:
        one["publishedAt"] = one["publishedAt"].replace("+00:00", "Z").split(".")[0].rstrip("Z")
        one["bodyHtml"] = (one["bodyHtml"] or "").strip() or None
    check(f"{who}: {told} is not {expected}", told == expected)
    ids = [entry.id for entry in feed.entries]
    check(f"{who}: {ids}", len(set(ids)) == len(ids) and all(id.startswith("urn:uuid:") for id in ids))
    again = get(server, "/news.atom", token, accept_language=language, if_none_match=headers["etag"])
    check(f"{who}: not modified", (again[0], again[2]) == (304, b""))
    return len(feed.entries), headers["etag"]


def main(server, token):
    found = {(who, language): check_feed(server, who, language) for who in (None, token) for language in ("sv", "en")}
    check("the first content is there for members", found[token, "sv"][0] >= 3)
    check("and not for everybody", found[None, "sv"][0] == 0)
    check("answers differ", len({tag for _, tag in found.values()}) == len(found))
    stale = get(server, "/news.atom", token, accept_language="sv", if_none_match=found[None, "sv"][1])
    check("the tag of another's answer is no tag of one's own", stale[0] == 200)
    check("a token that is not good", get(server, "/news.atom", "x.y.z")[0] == 401)
    check("nothing is posted", get(server, "/news.atom", data=b"")[0] == 405)
    print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
