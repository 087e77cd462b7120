//! Persons and systems: from the first sign-in to being blocked. What changes counts from the next request on.

use api::auth::AuthError;
use api::policy::Role;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Called, Caller};
use tests::rows::{all, execute};
use tests::world::World;

const WHO: &str = "{ viewer { roles organisation { slug } person { id version name email organisation { slug }
    identities { nodes { issuer subject } } roleGrants { nodes { role } } } } }";

/// Who a caller is told to be.
pub async fn who(caller: &Caller<'_>) -> Json {
    caller.data(WHO, Json::Null).await["viewer"].take()
}

#[tokio::test]
async fn an_unknown_identity_becomes_a_member_of_the_organisation() {
    let app = App::seeded().await;
    let newcomer = app.signed_in(&[Role::Analyst], UNIVERSITY, "newcomer");
    let first = who(&newcomer).await;
    assert_eq!(first["roles"], json!(["MEMBER", "ANALYST"]));
    assert_eq!(first["organisation"]["slug"], UNIVERSITY);
    assert_eq!(
        (&first["person"]["name"], &first["person"]["organisation"]["slug"]),
        (&json!("Test Person"), &json!(UNIVERSITY))
    );
    assert_eq!(first["person"]["identities"]["nodes"][0]["subject"], "newcomer");
    assert_eq!(who(&newcomer).await, first, "the second time it is the same person");
    let other = who(&app.signed_in(&[], UNIVERSITY, "another")).await;
    assert_ne!(other["person"]["id"], first["person"]["id"], "the same name is not the same person");
    let changes = all::<entity::change::Entity>(&app).await;
    let last = changes.iter().filter(|change| change.action == "signIn").count();
    assert_eq!(last, 6, "each leaves a person and an identity in the change log, as the two of the tests left theirs");
    assert!(!format!("{changes:?}").contains("Test Person"), "names are not in the change log");
}

#[tokio::test]
async fn the_first_sign_in_twice_at_once_makes_one_person() {
    let app = App::seeded().await;
    let before = all::<entity::person::Entity>(&app).await.len();
    let callers: Vec<_> = (0..10).map(|_| app.signed_in(&[], UNIVERSITY, "newcomer")).collect();
    let persons = join_all(callers.iter().map(who)).await;
    assert!(persons.iter().all(|person| *person == persons[0]));
    assert_eq!(all::<entity::person::Entity>(&app).await.len(), before + 1);
}

#[tokio::test]
async fn an_organisation_that_is_not_here_lets_nobody_in() {
    let app = App::seeded().await;
    let stranger = app.signed_in(&[Role::Administrator], "elsewhere", "stranger");
    let answer = stranger.reading("en").run(WHO, Json::Null).await;
    assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["extensions"]["code"]), (403, &json!("FORBIDDEN")));
    assert!(answer.text.contains("Your organisation is not registered here"), "{}", answer.text);
    let system = app.token(&[Role::PartnerSystem], "o1", "o1");
    assert_eq!(app.actor(&system).await.expect_err("unknown"), AuthError::Forbidden("auth-unknown-organisation"));
}

#[tokio::test]
async fn a_granted_role_counts_until_it_is_revoked() {
    let app = App::seeded().await;
    let (administrator, newcomer) = (app.as_administrator(), app.signed_in(&[Role::Analyst], UNIVERSITY, "newcomer"));
    let person = who(&newcomer).await["person"]["id"].clone();
    let input = |role: &str| json!({ "personId": person, "role": role });
    let granted = administrator
        .call("grantRole", "roleGrant { role person { name } grantedBy { name } }", input("COMMUNICATOR"))
        .await;
    granted.done();
    assert_eq!(granted["roleGrant"]["grantedBy"]["name"], "David Carlsson");
    assert_eq!(who(&newcomer).await["roles"], json!(["MEMBER", "COMMUNICATOR", "ANALYST"]));
    let again = administrator.call("grantRole", "roleGrant { id }", input("COMMUNICATOR")).await;
    assert_eq!((again.fault(), &again["roleGrant"]), (("role", "ALREADY_EXISTS"), &Json::Null));
    administrator.call("revokeRole", "person { roleGrants { totalCount } }", input("COMMUNICATOR")).await.done();
    assert_eq!(who(&newcomer).await["roles"], json!(["MEMBER", "ANALYST"]));
    let of_the_token = administrator.call("revokeRole", "", input("ANALYST")).await;
    assert_eq!(of_the_token.fault(), ("role", "NOT_FOUND"), "what the token gives is not ours to take");
    for role in ["MEMBER", "PARTNER_SYSTEM"] {
        let document = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { code } } }";
        let answer = administrator.run(document, json!({ "input": input(role) })).await;
        assert_eq!(answer.status.as_u16(), 400, "{role} cannot be granted");
    }
    let unknown = json!({ "personId": "person_01h455vb4pex5vsknk084sn02q", "role": "ANALYST" });
    assert_eq!(administrator.call("grantRole", "", unknown).await.fault(), ("personId", "NOT_FOUND"));
    let nonsense = json!({ "personId": "x", "role": "ANALYST" });
    assert_eq!(administrator.call("grantRole", "", nonsense).await.fault(), ("personId", "INVALID"));
}

#[tokio::test]
async fn a_role_granted_twice_at_once_is_granted_once() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let person = who(&administrator).await["person"]["id"].clone();
    let input = json!({ "personId": person, "role": "ANALYST" });
    let answers = join_all((0..8).map(|_| administrator.call("grantRole", "", input.clone()))).await;
    let codes: Vec<_> = answers
        .iter()
        .filter(|answer| answer["userErrors"] != json!([]))
        .map(Called::fault)
        .map(|(_, code)| code)
        .collect();
    assert_eq!(codes, ["ALREADY_EXISTS"; 7]);
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 1);
}

#[tokio::test]
async fn a_blocked_person_is_kept_out_from_the_next_request_on() {
    let app = App::seeded().await;
    let (administrator, member) = (app.as_administrator(), app.as_member());
    let person = who(&member).await["person"].clone();
    let input = |version: i64| json!({ "personId": person["id"], "version": version });
    let stale = administrator.call("blockPerson", "person { version }", input(7)).await;
    assert_eq!(stale.fault(), ("version", "STALE_VERSION"));
    assert!(who(&member).await["person"].is_object(), "nothing has changed");
    let told = "query($id: ID!) { person(id: $id) { version updatedAt } }";
    let told = async || app.as_administrator().data(told, json!({ "id": person["id"] })).await;
    let before = told().await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let blocked = administrator.call("blockPerson", "person { version blockedAt }", input(1)).await;
    assert_eq!(blocked["person"], json!({ "version": 1, "blockedAt": "2026-11-21T12:01:00.000Z" }));
    assert_eq!(told().await, before, "what all can see says nothing of it");
    let refused = member.clone().reading("en").run(WHO, Json::Null).await;
    assert_eq!(refused.status.as_u16(), 403);
    assert_eq!(refused.body["errors"][0]["message"], "Your account is blocked. Turn to an administrator.");
    assert_eq!(administrator.call("blockPerson", "", input(1)).await.fault(), ("personId", "WRONG_STATE"));
    administrator.call("unblockPerson", "", input(1)).await.done();
    assert_eq!(told().await, before);
    assert!(who(&member).await["person"].is_object());
    let own = who(&administrator).await["person"].clone();
    let oneself = json!({ "personId": own["id"], "version": own["version"] });
    assert_eq!(administrator.call("blockPerson", "", oneself).await.fault(), ("personId", "WRONG_STATE"));
}

/// What is remembered of a token is what it says, not that it is good.
#[tokio::test]
async fn a_token_that_was_accepted_ends_all_the_same() {
    let app = App::seeded().await;
    let member = app.as_member();
    for _ in 0..2 {
        assert!(who(&member).await["person"].is_object());
    }
    app.clock.advance(TimeDelta::minutes(59));
    assert!(who(&member).await["person"].is_object());
    app.clock.advance(TimeDelta::minutes(3));
    assert_eq!(member.run(WHO, Json::Null).await.status.as_u16(), 401);
}

/// A seat that ends takes its holder's rights with it.
#[tokio::test]
async fn an_ended_seat_counts_from_the_next_request_on() {
    let world = World::new().await;
    let holder = world.callers().into_iter().find(|(name, _)| *name == "representative in team 1").expect("one").1;
    let seen = "{ challenges(first: 100) { totalCount } }";
    let before = holder.data(seen, Json::Null).await["challenges"]["totalCount"].clone();
    execute(&world.app, "UPDATE representative SET until = '2026-11-21' WHERE since = '2026-11-11'").await;
    let after = holder.data(seen, Json::Null).await["challenges"]["totalCount"].clone();
    assert_eq!((before, after), (json!(3), json!(2)));
}

#[tokio::test]
async fn an_invitation_ties_an_identity_to_somebody_who_is_here() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let people = administrator.data("{ people(search: \"Letterstål\") { nodes { id } } }", Json::Null).await;
    let anna = people["people"]["nodes"][0]["id"].clone();
    let invited =
        administrator.call("inviteToSignIn", "code signInInvitation { expiresAt }", json!({ "personId": anna })).await;
    assert_eq!(invited["signInInvitation"]["expiresAt"], "2026-12-05T12:00:00.000Z");
    let first = invited["code"].as_str().expect("a code").to_owned();
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let again = administrator.call("inviteToSignIn", "code", json!({ "personId": anna })).await;
    let code = again["code"].as_str().expect("a code").to_owned();
    assert!(code.starts_with("sk_invite_") && code != first);

    let newcomer = app.signed_in(&[], UNIVERSITY, "anna");
    let accept = async |caller: &Caller<'_>, code: &str| {
        caller.call("acceptSignInInvitation", "person { name }", json!({ "code": code })).await
    };
    assert_eq!(accept(&newcomer, &first).await.fault(), ("code", "INVALID"), "a newer one ends it");
    assert_eq!(accept(&newcomer, "sk_invite_x").await.fault(), ("code", "INVALID"));
    let elsewhere = app.signed_in(&[], "vasteras-stad", "anna of another organisation");
    let refused = accept(&elsewhere, &code).await;
    assert_eq!(refused.fault(), ("code", "INVALID"), "another issuer's organisation");
    let persons = all::<entity::person::Entity>(&app).await.len();
    let accepted = accept(&newcomer, &format!(" {code}\n")).await;
    accepted.done();
    assert_eq!(accepted["person"]["name"], "Anna Letterstål");
    assert_eq!(who(&newcomer).await["person"]["id"], anna);
    assert_eq!(all::<entity::person::Entity>(&app).await.len(), persons - 1, "whom the first sign-in made is gone");
    assert_eq!(
        accept(&app.signed_in(&[], UNIVERSITY, "late"), &code).await.fault(),
        ("code", "INVALID"),
        "it is used up"
    );

    let answer = administrator
        .data("{ signInInvitations { nodes { person { name } acceptedAt revokedAt } } }", Json::Null)
        .await;
    let now = json!("2026-11-21T12:00:01.000Z");
    assert_eq!(
        answer["signInInvitations"]["nodes"],
        json!([
            { "person": { "name": "Anna Letterstål" }, "acceptedAt": null, "revokedAt": now },
            { "person": { "name": "Anna Letterstål" }, "acceptedAt": now, "revokedAt": null },
        ])
    );
    let stored = format!("{:?}", all::<entity::sign_in_invitation::Entity>(&app).await);
    assert!(!stored.contains(&code), "only the hash is kept");
}

/// Whoever was somebody before stays somebody: only a person without a trace goes.
#[tokio::test]
async fn an_invitation_leaves_a_person_with_a_trace() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let people = administrator.data("{ people(search: \"Letterstål\") { nodes { id } } }", Json::Null).await;
    let invite = json!({ "personId": people["people"]["nodes"][0]["id"] });
    let invited = administrator.call("inviteToSignIn", "code", invite).await;
    let newcomer = app.signed_in(&[], UNIVERSITY, "anna");
    let before = who(&newcomer).await["person"]["id"].clone();
    let grant = json!({ "personId": before, "role": "ANALYST" });
    administrator.call("grantRole", "", grant).await.done();
    newcomer.call("acceptSignInInvitation", "", json!({ "code": invited["code"] })).await.done();
    let answer = administrator.data("query($id: ID!) { person(id: $id) { name } }", json!({ "id": before })).await;
    assert_eq!(answer["person"]["name"], "Test Person");
    assert_eq!(who(&newcomer).await["roles"], json!(["MEMBER"]), "and keeps the roles that they were granted");
}

#[tokio::test]
async fn an_invitation_ends() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let person = who(&administrator).await["person"]["id"].clone();
    for wrong in ["2026-11-21T12:00:00.000Z", "2027-02-20T00:00:00.000Z"] {
        let answer =
            administrator.call("inviteToSignIn", "code", json!({ "personId": person, "expiresAt": wrong })).await;
        assert_eq!((answer.fault(), &answer["code"]), (("expiresAt", "INVALID"), &Json::Null), "{wrong}");
    }
    let soon = json!({ "personId": person, "expiresAt": "2026-11-21T12:10:00.000Z" });
    let invited = administrator.call("inviteToSignIn", "code signInInvitation { id }", soon).await;
    app.clock.advance(chrono::TimeDelta::minutes(10));
    let late = app.signed_in(&[], UNIVERSITY, "late");
    let answer = late.call("acceptSignInInvitation", "", json!({ "code": invited["code"] })).await;
    assert_eq!(answer.fault(), ("code", "INVALID"));
    let id = json!({ "signInInvitationId": invited["signInInvitation"]["id"] });
    administrator.call("revokeSignInInvitation", "", id.clone()).await.done();
    let twice = administrator.call("revokeSignInInvitation", "", id).await;
    assert_eq!(twice.fault(), ("signInInvitationId", "WRONG_STATE"));
}

#[tokio::test]
async fn an_identity_that_is_removed_is_somebody_new() {
    let app = App::seeded().await;
    let (administrator, member) = (app.as_administrator(), app.as_member());
    let before = who(&member).await["person"]["id"].clone();
    let document = "query($id: ID!) { person(id: $id) { identities { nodes { id } } } }";
    let answer = administrator.data(document, json!({ "id": before })).await;
    let identity = answer["person"]["identities"]["nodes"][0]["id"].clone();
    let removed = administrator
        .call("removeIdentity", "person { identities { totalCount } }", json!({ "identityId": identity }))
        .await;
    removed.done();
    assert_eq!(removed["person"]["identities"]["totalCount"], 0);
    assert_ne!(who(&member).await["person"]["id"], before);
}

#[tokio::test]
async fn a_service_token_from_its_making_to_its_end() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let answer = administrator.data("{ organisation(slug: \"eskilstuna-kommun\") { id } }", Json::Null).await;
    let organisation = answer["organisation"]["id"].clone();
    let input =
        |name: &str, expires_at: &str| json!({ "organisationId": organisation, "name": name, "expiresAt": expires_at });
    let wrong =
        administrator.call("createServiceToken", "token", input(&"x".repeat(101), "2030-01-01T00:00:00.000Z")).await;
    let paths: Vec<_> = wrong["userErrors"].as_array().expect("a list").iter().map(|error| &error["path"][0]).collect();
    assert_eq!(
        (paths, &wrong["token"]),
        (vec![&json!("name"), &json!("expiresAt")], &Json::Null),
        "all faults at once"
    );
    assert!(all::<entity::service_token::Entity>(&app).await.is_empty());

    let made = administrator
        .call("createServiceToken", "token serviceToken { id }", input("App", "2026-11-22T12:00:00.000Z"))
        .await;
    let token = made["token"].as_str().expect("a token").to_owned();
    assert_eq!((token.starts_with("sk_service_"), token.len()), (true, 54));
    let stored = format!(
        "{:?}{:?}",
        all::<entity::service_token::Entity>(&app).await,
        all::<entity::change::Entity>(&app).await
    );
    assert!(!stored.contains(&token), "only the hash is kept");

    let system = app.anonymous().with_token(token.clone());
    let document =
        "{ viewer { isAuthenticated roles person { name } organisation { slug } tokenExpiresAt } news { totalCount } }";
    let seen = system.data(document, Json::Null).await;
    let viewer = json!({
        "isAuthenticated": true, "roles": ["PARTNER_SYSTEM"], "person": null,
        "organisation": { "slug": "eskilstuna-kommun" }, "tokenExpiresAt": "2026-11-22T12:00:00.000Z",
    });
    assert_eq!(seen, json!({ "viewer": viewer, "news": { "totalCount": 3 } }));

    let last_use = async || {
        let answer = administrator.data("{ serviceTokens { nodes { lastUsedAt } } }", Json::Null).await;
        answer["serviceTokens"]["nodes"][0]["lastUsedAt"].clone()
    };
    assert_eq!(last_use().await, "2026-11-21T12:00:00.000Z");
    app.clock.advance(chrono::TimeDelta::seconds(59));
    system.data(document, Json::Null).await;
    assert_eq!(last_use().await, "2026-11-21T12:00:00.000Z", "known to the minute");
    app.clock.advance(chrono::TimeDelta::seconds(1));
    system.data(document, Json::Null).await;
    assert_eq!(last_use().await, "2026-11-21T12:01:00.000Z");

    let id = json!({ "serviceTokenId": made["serviceToken"]["id"] });
    administrator.call("revokeServiceToken", "", id.clone()).await.done();
    let refused = system.run(document, Json::Null).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["errors"][0]["extensions"]["code"]),
        (401, &json!("UNAUTHENTICATED"))
    );
    assert_eq!(administrator.call("revokeServiceToken", "", id).await.fault(), ("serviceTokenId", "WRONG_STATE"));

    let other = administrator.call("createServiceToken", "token", input("Another", "2026-11-21T13:00:00.000Z")).await;
    let other = app.anonymous().with_token(other["token"].as_str().expect("a token"));
    assert_eq!(other.run(document, Json::Null).await.status.as_u16(), 200);
    app.clock.advance(chrono::TimeDelta::hours(1));
    assert_eq!(other.run(document, Json::Null).await.status.as_u16(), 401, "it has expired");
}

/// Several mutations of a document are done in their order, each on its own, and each shows what it left.
#[tokio::test]
async fn mutations_of_a_document_run_in_order() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let person = who(&administrator).await["person"]["id"].as_str().expect("an id").to_owned();
    let input = |role: &str| format!("(input: {{ personId: \"{person}\", role: {role} }})");
    let shown = "roleGrant { person { roleGrants { totalCount } } }";
    let document = format!(
        "mutation {{ b: grantRole{0} {{ {shown} }} a: grantRole{0} {{ userErrors {{ code }} }}
            d: grantRole{1} {{ {shown} }} c: revokeRole{0} {{ person {{ roleGrants {{ nodes {{ role }} }} }} }} }}",
        input("ANALYST"),
        input("COMMUNICATOR"),
    );
    let answer = administrator.data(&document, Json::Null).await;
    let count = |count: i32| json!({ "roleGrant": { "person": { "roleGrants": { "totalCount": count } } } });
    assert_eq!((&answer["b"], &answer["d"]), (&count(1), &count(2)));
    assert_eq!(answer["a"]["userErrors"][0]["code"], "ALREADY_EXISTS");
    assert_eq!(answer["c"]["person"]["roleGrants"]["nodes"], json!([{ "role": "COMMUNICATOR" }]));
    let mut seqs: Vec<i64> = all::<entity::change::Entity>(&app).await.iter().map(|change| change.seq).collect();
    seqs.sort_unstable();
    assert!(
        seqs.iter().copied().eq(1..=i64::try_from(seqs.len()).expect("few")),
        "the change log has no gaps: {seqs:?}"
    );
    let head = all::<entity::change_head::Entity>(&app).await;
    assert_eq!(head[0].seq, i64::try_from(seqs.len()).expect("few"));
}

#[tokio::test]
async fn a_viewer_is_told_who_they_are_and_what_they_may_do() {
    let world = World::new().await;
    let document = "{ viewer { isAuthenticated roles tokenExpiresAt person { name } organisation { slug }
        representations { nodes { team { id } } } permissions { readInternal readContactDetails readAccounts grantRole acceptSignInInvitation } } }";
    let mut seen = String::new();
    for (name, caller) in world.callers() {
        let answer = caller.data(document, Json::Null).await;
        seen.push_str(&format!("{name:40} {}\n", answer["viewer"]));
    }
    insta::assert_snapshot!("viewer", seen);
}
