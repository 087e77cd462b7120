//! How much input a request may bring: the largest filters that are let through are answered, whatever the thing, and what is
//! larger is refused with the figure and the limit, in the caller's language, before anything is made of it.

mod largest;

use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Answer, Caller};

const LIST: &str = "query($where: InitiativeWhere) { initiatives(where: $where) { totalCount } }";
const PARENTS: &str =
    "query($where: InitiativeWhere) { organisations { nodes { initiatives(where: $where) { totalCount } } } }";
const GROUPS: &str = "query($where: InitiativeWhere) { initiativeGroups(by: [STATUS], where: $where) { count } }";

/// Each in another way too much, with what the refusal names.
fn too_much() -> Vec<(&'static str, Json, [&'static str; 2])> {
    let nested = |name: &str, levels: usize| (0..levels).fold(json!({}), |inner, _| json!({ name: inner }));
    let related = |levels: usize| {
        let step = |inner: Json, _| json!({ "owners": { "some": { "ownedInitiatives": { "some": inner } } } });
        (0..levels).fold(json!({}), step)
    };
    let words: Vec<_> = (0..100).map(|_| "x".repeat(900)).collect();
    vec![
        ("empty items", json!({ "or": vec![json!({}); 60_000] }), ["60001", "5000"]),
        ("a few empty items", json!({ "and": vec![json!({}); 650] }), ["651", "650"]),
        ("many ids", json!({ "id": { "oneOf": vec!["initiative_01h455vb4pex5vsknk084sn02q"; 700] } }), ["702", "650"]),
        ("fourteen relations", related(7), ["28", "24"]),
        ("fifty relations", related(25), ["101", "64"]),
        ("negations", nested("not", 100), ["101", "64"]),
        ("lists of lists", (0..60).fold(json!({}), |inner, _| json!({ "and": [inner] })), ["121", "64"]),
        ("a long text", json!({ "title": { "contains": "å".repeat(25_000) } }), ["50000", "1000"]),
        ("a text a little too long", json!({ "title": { "eq": "x".repeat(1_001) } }), ["1001", "1000"]),
        ("much text", json!({ "title": { "oneOf": words } }), ["90000", "65536"]),
        ("U+0000", json!({ "title": { "startsWith": "a\0b" } }), ["U+0000", ""]),
    ]
}

fn refused(answer: &Answer, what: &str, named: [&str; 2]) {
    let error = &answer.body["errors"][0];
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{what}: {:.300}", answer.text);
    assert_eq!((answer.status.as_u16(), answer.body.get("data")), (400, None), "{what}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(named.iter().all(|figure| message.contains(figure)), "{what}: {message}");
    assert!(answer.text.len() < 1_000, "{what}");
}

#[tokio::test]
async fn what_is_too_much_is_refused_on_every_road() {
    let app = App::seeded().await;
    for (what, filter, named) in too_much() {
        for document in [LIST, PARENTS, GROUPS] {
            let answer = app.anonymous().run(document, json!({ "where": filter })).await;
            refused(&answer, what, named);
        }
        for file in ["initiatives.csv", "initiatives.jsonl"] {
            let address: String = url::form_urlencoded::byte_serialize(filter.to_string().as_bytes()).collect();
            // longer addresses are refused by what serves them
            if address.len() < 30_000 {
                let answer = app.as_member().get(&format!("/export/{file}?where={address}")).await;
                refused(&answer, what, named);
            }
        }
    }
    let alive = app.anonymous().data("{ organisations { totalCount } }", Json::Null).await;
    assert_eq!(alive["organisations"]["totalCount"], 3);
}

#[tokio::test]
async fn refusals_are_in_the_callers_language() {
    let app = App::empty().await;
    for (what, filter, named) in too_much() {
        for (language, said) in [("sv", ["högst", "Utelämna"]), ("en", ["at most", "Leave it out"])] {
            let (_, message) = app.anonymous().reading(language).error(LIST, json!({ "where": filter })).await;
            let is_said = said.iter().any(|words| message.contains(words));
            assert!(is_said && message.contains(named[0]), "{what}: {message}");
        }
    }
}

/// Literals, and variables that a document multiplies.
#[tokio::test]
async fn what_a_document_writes_out_counts_too() {
    let app = App::empty().await;
    let hundred = json!({ "where": { "or": vec![json!({}); 100] } });
    let times = |count: usize| {
        let list = "$where ".repeat(count);
        format!("query($where: InitiativeWhere!) {{ initiatives(where: {{ and: [{list}] }}) {{ totalCount }} }}")
    };
    app.anonymous().data(&times(6), hundred.clone()).await;
    refused(&app.anonymous().run(&times(400), hundred.clone()).await, "a variable in a list", ["40801", "650"]);
    let aliases = |count: usize| {
        let fields: String =
            (0..count).map(|n| format!("a{n}: initiatives(where: $where) {{ totalCount }} ")).collect();
        format!("query($where: InitiativeWhere!) {{ {fields} }}")
    };
    let many = json!({ "where": { "or": vec![json!({}); 600] } });
    app.anonymous().data(&aliases(8), many.clone()).await;
    refused(&app.anonymous().run(&aliases(9), many).await, "a variable in many fields", ["5409", "5000"]);
    let empty = "{} ".repeat(660);
    let literal = format!("{{ initiatives(where: {{ or: [{empty}] }}) {{ totalCount }} }}");
    refused(&app.anonymous().run(&literal, Json::Null).await, "a literal", ["661", "650"]);
    let steps = "{ owners: { some: { ownedInitiatives: { some: ".repeat(7);
    let deep = format!("{steps}{{}} {}", "} ".repeat(28));
    let literal = format!("{{ initiatives(where: {deep}) {{ totalCount }} }}");
    refused(&app.anonymous().run(&literal, Json::Null).await, "a deep literal", ["28", "24"]);
    for text in ["\"a\\u0000\"", "\"a\\u{0}\"", "\"\"\"a\0\"\"\"", "\"a\0\""] {
        let literal = format!("{{ initiatives(where: {{ title: {{ eq: {text} }} }}) {{ totalCount }} }}");
        let (code, _) = app.anonymous().error(&literal, Json::Null).await;
        assert!(["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"].contains(&code.as_str()), "{text:?}: {code}");
    }
    let alias = format!("{{ {}: __typename }}", "x".repeat(201));
    let (code, message) = app.anonymous().error(&alias, Json::Null).await;
    assert_eq!(code, "DOCUMENT_TOO_COMPLEX");
    assert!(message.contains("201") && message.contains("200"), "{message}");
}

/// Lists in the inputs of mutations, each as long as it can be, and longer.
#[tokio::test]
async fn lists_that_are_written_are_bounded() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let ids = |count: usize| vec!["person_01h455vb4pex5vsknk084sn02q"; count];
    let event = json!({ "eventId": "event_01h455vb4pex5vsknk084sn02q" });
    let invited = |count| tests::caller::with(event.clone(), json!({ "personIds": ids(count) }));
    let (path, code) = (Vec::from(["eventId", "personIds"]), "NOT_FOUND");
    let called = administrator.call("invite", "", invited(400)).await;
    let faults = called.faults();
    assert!(faults.iter().all(|(at, of)| path.contains(&at.as_str()) && *of == code), "{faults:?}");
    let document = "mutation($input: InviteInput!) { invite(input: $input) { userErrors { code } } }";
    let answer = administrator.run(document, json!({ "input": invited(2_499) })).await;
    refused(&answer, "too many invitations", ["2501", "2500"]);
}

/// U+0000 on every road that there is into the database: the same on both, and nothing of ours breaks.
#[tokio::test]
async fn u_0000_is_refused_wherever_it_comes_in() {
    let app = App::seeded().await;
    let texts = [
        ("query($text: String) { newsItem(slug: $text) { id } }", json!({ "text": "a\0" })),
        ("query($text: ID) { news(where: { id: { eq: $text } }) { totalCount } }", json!({ "text": "news_\0" })),
        ("query($text: ID!) { node(id: $text) { id } }", json!({ "text": "\0" })),
        ("query($text: String) { initiatives(search: $text) { totalCount } }", json!({ "text": "a\0b" })),
        ("query($text: String!) { search(query: $text) { totalCount } }", json!({ "text": "a\0b" })),
        ("query($text: String) { people(after: $text) { totalCount } }", json!({ "text": "\0" })),
        (
            "query($text: String!) { people(where: { name: { oneOf: [$text] } }) { totalCount } }",
            json!({ "text": "a\0" }),
        ),
    ];
    for (document, variables) in texts {
        let answer = app.anonymous().run(document, variables).await;
        refused(&answer, document, ["U+0000", ""]);
    }
    let role = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "personId": "person_\0", "role": "ANALYST" } });
    refused(&app.as_administrator().run(role, input).await, "an id in an input", ["U+0000", ""]);
    for address in [
        "/calendar.ics?team=a%00",
        "/calendar.ics?focusArea=%00",
        "/export/news.csv?search=a%00b",
        "/export/news.csv?where=%7B%22slug%22:%7B%22eq%22:%22a%5Cu0000%22%7D%7D",
    ] {
        let answer = app.anonymous().get(address).await;
        assert_eq!(answer.status.as_u16(), 400, "{address}: {}", answer.text);
        assert!(answer.text.contains("U+0000"), "{address}: {}", answer.text);
    }
    for address in ["/documents/document_%00", "/calendar/%00.ics", "/export/%00.csv", "/news.atom%00", "/schema/%00"] {
        let answer = app.anonymous().get(address).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{address}: {}", answer.text);
    }
    for claim in ["sub", "name", "email", "organisation"] {
        let now = app.clock.now().timestamp();
        let mut claims = json!({
            "iss": tests::issuer::TestIssuer::get().url, "aud": tests::issuer::AUDIENCE, "sub": "somebody new",
            "client_id": "web", "exp": now + 3600, "iat": now, "name": "N", "roles": [], "organisation": "vasteras-stad",
        });
        claims[claim] = json!("a\0b");
        let token = tests::issuer::TestIssuer::get().token(&claims);
        let answer = app.anonymous().with_token(token).run("{ viewer { person { name } } }", Json::Null).await;
        assert!([200, 401, 403].contains(&answer.status.as_u16()), "{claim}: {}", answer.text);
        assert!(!answer.text.contains("\\u0000"), "{claim}: {}", answer.text);
    }
}

/// What a cursor holds is the caller's input, too: U+0000, and moments that only one of the databases has.
#[tokio::test]
async fn forged_cursors_are_none() {
    let app = App::seeded().await;
    for (field, value) in [
        ("NAME", json!("a\0")),
        ("CREATED_AT", json!(-8_000_000_000_000_000_000_i64)),
        ("CREATED_AT", json!(8_000_000_000_000_000_000_i64)),
        ("CREATED_AT", json!(i64::MIN)),
        ("CREATED_AT", json!("x")),
        ("NAME", json!([])),
    ] {
        let order = format!("[{{ field: {field}, direction: ASC }}]");
        let page = format!("{{ people(first: 1, orderBy: {order}) {{ pageInfo {{ endCursor }} }} }}");
        let cursor = app.anonymous().data(&page, Json::Null).await["people"]["pageInfo"]["endCursor"].clone();
        let place = URL_SAFE_NO_PAD.decode(cursor.as_str().expect("a cursor")).expect("base64");
        let mut place: Json = serde_json::from_slice(&place).expect("JSON");
        place[1] = value.clone();
        let forged = URL_SAFE_NO_PAD.encode(place.to_string());
        let document = format!("query($after: String) {{ people(after: $after, orderBy: {order}) {{ totalCount }} }}");
        let (code, message) = app.anonymous().error(&document, json!({ "after": forged })).await;
        assert_eq!(code, "BAD_USER_INPUT", "{field} {value}: {message}");
    }
}

/// A byte order mark ahead of JSON is no part of it (RFC 8259, 8.1).
#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let app = App::seeded().await;
    let send = async |caller: &Caller<'_>, path: &str| {
        let body = format!("\u{feff}{}", json!({ "query": "{ organisations { totalCount } }" }));
        caller.send(caller.request(Method::POST, path).body(Body::from(body)).expect("a request")).await
    };
    for _ in 0..2 {
        let answer = send(&app.anonymous(), "/graphql").await;
        assert_eq!(answer.body["data"]["organisations"]["totalCount"], 3, "{}", answer.text);
    }
    assert_eq!(send(&app.anonymous(), "/graphql/cost").await.body["cost"], 9);
}

/// Whatever has parameters in its address refuses others by name, and says which there are.
#[tokio::test]
async fn unknown_parameters_of_addresses_are_refused_by_name() {
    let app = App::seeded().await;
    for (address, said) in [
        (
            "/calendar.ics?focus-area=x",
            "no parameter focus-area here. The parameters are: team, focusArea, mine, language.",
        ),
        ("/calendar.ics?mine=yes", "The parameter mine must be true or false."),
        ("/calendar.ics?language=de", "The parameter language must be sv or en."),
        ("/calendar.ics?team=a&team=b", "The parameter team is there twice."),
        ("/calendar/sk_calendar_x.ics?x=1", "no parameter x here. The parameters are: team,"),
        ("/export/news.csv?first=1", "no parameter first here. The parameters are: where, orderBy, search, delimiter."),
        ("/export/news.csv?delimiter=pipe", "must be semicolon, comma or tab."),
        ("/news.atom?focusArea=x", "There is no parameter focusArea here: this address has none."),
        ("/dcat?format=ttl", "There is no parameter format here: this address has none."),
        ("/documents/document_01h455vb4pex5vsknk084sn02q?version=1", "no parameter version here"),
        ("/calendar.ics?team=%FF", "cannot be read"),
    ] {
        let answer = app.anonymous().reading("en").get(address).await;
        assert_eq!(answer.status.as_u16(), 400, "{address}: {}", answer.text);
        let error = &answer.body["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{address}");
        assert!(error["message"].as_str().is_some_and(|message| message.contains(said)), "{address}: {}", answer.text);
    }
    let empty = app.anonymous().get("/calendar.ics?team=&mine=&language=en").await;
    assert_eq!(empty.status.as_u16(), 200, "what holds nothing asks for nothing: {}", empty.text);
    let graphql = app.anonymous().get("/graphql?query=%7B__typename%7D&utm_source=x").await;
    assert_eq!(graphql.status.as_u16(), 200, "the specification wants others ignored: {}", graphql.text);
}

/// One id that is none takes nothing away from the others.
#[tokio::test]
async fn what_is_no_id_is_null_in_its_place() {
    let app = App::seeded().await;
    let known = app.anonymous().data("{ organisations(first: 2) { nodes { id } } }", Json::Null).await;
    let [one, other] = [0, 1].map(|place| known["organisations"]["nodes"][place]["id"].clone());
    let ids = json!({ "ids": [one, "nonsense", "unicorn_01h455vb4pex5vsknk084sn02q", "team_01h455vb4pex5vsknk084sn02q", other] });
    let answer = app.anonymous().reading("en").run("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids).await;
    let expected = json!([{ "id": one }, null, null, null, { "id": other }]);
    assert_eq!(answer.body["data"]["nodes"], expected, "{}", answer.text);
    let errors: Vec<_> = answer.body["errors"].as_array().expect("errors").iter().collect();
    let paths: Vec<_> = errors.iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths, [json!(["nodes", 1]), json!(["nodes", 2])], "{}", answer.text);
    assert!(errors.iter().all(|error| error["extensions"]["code"] == "BAD_USER_INPUT"), "{}", answer.text);
}
