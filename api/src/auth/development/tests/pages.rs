use axum::http::header::ACCEPT_LANGUAGE;

use super::*;

#[tokio::test]
async fn everybody_is_a_link_that_signs_them_in() {
    let provider = Provider::start();
    let page = provider.authorize(&with(&asking(), &[("login_hint", "")])).await;
    assert_eq!(page.status, 200);
    assert!(page.header(CONTENT_TYPE).starts_with("text/html"));
    let links: Vec<String> = page
        .body
        .split("<a href=\"?")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("an end").replace("&amp;", "&"))
        .filter(|link| link.contains("login_hint="))
        .collect();
    assert_eq!(links.len(), personas().len());
    for (link, persona) in links.iter().zip(personas()) {
        assert!(page.body.contains(&persona.name));
        let answer = provider.get(&format!("authorize?{link}")).await;
        assert_eq!(answer.back("state").as_deref(), Some("s t&=å"));
        let code = answer.back("code").expect("a code");
        let tokens = provider.post(&redeeming(&code)).await.json();
        assert_eq!(provider.verified(&tokens["access_token"], AUDIENCE).await["sub"], *persona.key);
    }
    let command = "curl -u partner-system:development -d grant_type=client_credentials \
                   http://127.0.0.1:8080/development/token";
    assert!(page.body.contains(command));
    for absent in ["<script", "<form", "style=", "http-equiv", "onclick"] {
        assert!(!page.body.contains(absent), "{absent}");
    }
}

#[tokio::test]
async fn somebody_unknown_is_said_to_be_so() {
    let provider = Provider::start();
    let page = provider.authorize(&with(&asking(), &[("login_hint", "<nobody>")])).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<code>&lt;nobody&gt;</code>"));
    // The link to the other language repeats the request as it is; the personas' do not.
    assert_eq!(page.body.matches("login_hint=%3Cnobody").count(), 1);
}

#[tokio::test]
async fn pages_speak_the_readers_language() {
    let provider = Provider::start();
    let ask = async |path: &str, parameters: &[(&str, &str)], accepted: &str| {
        let request = Request::get(format!("{PATH}/{path}?{}", form(parameters)))
            .header(HOST, "localhost")
            .header(ACCEPT_LANGUAGE, accepted);
        provider.ask(request.body(Body::empty()).expect("a request")).await.body
    };
    let page = with(&asking(), &[("login_hint", "")]);
    for (locales, accepted, language, title) in [
        ("", "", "sv", "Logga in som"),
        ("", "en", "en", "Sign in as"),
        ("en-GB sv", "sv", "en", "Sign in as"),
        ("de sv-FI", "en", "sv", "Logga in som"),
        ("de", "en", "en", "Sign in as"),
    ] {
        let body = ask("authorize", &with(&page, &[("ui_locales", locales)]), accepted).await;
        assert!(body.contains(&format!("<html lang=\"{language}\">")), "{locales} {accepted}");
        assert!(body.contains(title), "{locales} {accepted}");
    }
    for (path, swedish, english) in
        [("authorize", "Det gick inte", "That did not work"), ("end-session", "Du är utloggad", "You are signed out")]
    {
        assert!(ask(path, &[], "sv").await.contains(swedish));
        assert!(ask(path, &[], "en").await.contains(english));
        assert!(ask(path, &[("ui_locales", "en")], "sv").await.contains(english));
    }
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let provider = Provider::start();
    let hostile = "\"><script>alert(1)</script><a x='";
    let page = with(&asking(), &[("login_hint", "")]);
    for name in ["client_id", "state", "nonce", "login_hint", "ui_locales", "display", hostile] {
        let body = provider.authorize(&with(&page, &[(name, hostile)])).await.body;
        assert!(!body.contains("<script"), "{name}: {body}");
    }
    let body = provider.authorize(&with(&page, &[("client_id", hostile)])).await.body;
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let hostile_address = format!("http://localhost/{hostile}");
    let answer = provider.authorize(&with(&page, &[("redirect_uri", &hostile_address)])).await;
    assert!(!answer.body.contains("<script"));
}

#[tokio::test]
async fn the_style_is_served() {
    let answer = Provider::start().get("style.css").await;
    assert_eq!((answer.status, answer.header(CONTENT_TYPE)), (200, "text/css; charset=utf-8"));
    assert!(!answer.body.contains("url("));
}
