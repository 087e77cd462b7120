//! Whose budget it is: each person's and each system's own, and of those who are not signed in by where they are.

use std::net::{IpAddr, SocketAddr};

use api::policy::Role;
use axum::extract::ConnectInfo;
use tests::app::{MEMBER, UNIVERSITY};

use super::*;

/// What is left to a caller.
async fn remaining(caller: &Caller<'_>) -> u64 {
    left(&caller.run(ROOT, Json::Null).await).0
}

#[tokio::test]
async fn each_caller_has_their_own() {
    let app = App::seeded().await.beside(limited(100, 50)).await;
    let organisation =
        app.as_administrator().data("{ organisation(slug: \"vasteras-stad\") { id } }", Json::Null).await;
    let input = |name| {
        let organisation = &organisation["organisation"]["id"];
        json!({ "organisationId": organisation, "name": name, "expiresAt": "2026-11-22T12:00:00.000Z" })
    };
    let unlimited = app.beside(limited(0, 0)).await;
    let mut systems = vec![];
    for name in ["a", "b"] {
        let made = unlimited.as_administrator().call("createServiceToken", "token", input(name)).await.done();
        systems.push(app.anonymous().with_token(made["token"].as_str().expect("a token")));
    }
    let partner = app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY);
    let callers = [app.as_member(), partner, systems.remove(0), systems.remove(0)];
    for caller in &callers {
        assert_eq!(remaining(caller).await, 99);
    }
    for caller in &callers {
        assert_eq!(remaining(caller).await, 98);
    }
    assert_eq!(remaining(&app.anonymous()).await, 49);
    // another token, with another role and for longer, is the same person's
    app.clock.advance(TimeDelta::milliseconds(1));
    let again = app.signed_in(&[Role::Member, Role::Analyst], UNIVERSITY, MEMBER);
    assert_eq!(remaining(&again).await, 97);
}

/// The request of somebody at the other end of a connection.
async fn from(app: &App, peer: &str, headers: &[(&'static str, &str)]) -> u64 {
    let peer: IpAddr = peer.parse().expect("an address");
    let mut request =
        app.anonymous().request(Method::POST, "/graphql").extension(ConnectInfo(SocketAddr::from((peer, 1))));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = json!({ "query": ROOT }).to_string();
    left(&app.anonymous().send(request.body(Body::from(body)).expect("a request")).await).0
}

#[tokio::test]
async fn who_is_not_signed_in_is_known_by_their_address() {
    let app = App::with(limited(0, 100)).await;
    for (peer, remaining) in [
        ("192.0.2.1", 99),
        ("192.0.2.2", 99),
        ("192.0.2.1", 98),
        ("::ffff:192.0.2.1", 97),
        ("2001:db8::1", 99),
        ("2001:db8::2", 98),
        ("2001:db8:0:1::1", 99),
    ] {
        assert_eq!(from(&app, peer, &[]).await, remaining, "{peer}");
    }
    // nobody is believed who they ask for
    assert_eq!(from(&app, "192.0.2.1", &[("x-forwarded-for", "203.0.113.1")]).await, 96);
    assert_eq!(from(&app, "192.0.2.1", &[("forwarded", "for=203.0.113.2")]).await, 95);
}

#[tokio::test]
async fn behind_a_proxy_it_is_the_address_that_the_proxy_names() {
    let proxies = Some(vec!["10.0.0.0/8".parse().expect("a network"), "2001:db8::1".parse().expect("an address")]);
    let app = App::with(Settings { trusted_proxies: proxies, ..limited(0, 100) }).await;
    for (peer, headers, remaining) in [
        ("10.0.0.1", ("x-forwarded-for", "192.0.2.1"), 99),
        ("10.0.0.2", ("forwarded", "for=192.0.2.1;proto=https"), 98),
        ("2001:db8::1", ("x-forwarded-for", "192.0.2.1, 10.0.0.3"), 97),
        ("10.0.0.1", ("x-forwarded-for", "192.0.2.2"), 99),
        // what the caller wrote in front is not believed
        ("10.0.0.1", ("x-forwarded-for", "203.0.113.1, 192.0.2.1"), 96),
        ("10.0.0.1", ("forwarded", "for=203.0.113.2, for=192.0.2.1"), 95),
        // who is no proxy is not believed
        ("192.0.2.1", ("x-forwarded-for", "203.0.113.3"), 94),
        // where nobody can be told, it is the proxy
        ("10.0.0.1", ("x-forwarded-for", "unknown"), 99),
        ("10.0.0.1", ("forwarded", "for=_secret"), 98),
    ] {
        assert_eq!(from(&app, peer, &[headers]).await, remaining, "{peer} {headers:?}");
    }
    let both = [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=203.0.113.4")];
    assert_eq!(from(&app, "10.0.0.1", &both).await, 97);
}
