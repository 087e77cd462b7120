use super::*;

#[tokio::test]
async fn the_browser_is_sent_back_with_a_code() {
    let provider = Provider::start();
    let answer = provider.authorize(&asking()).await;
    assert_eq!(answer.back("code").expect("a code").len(), 43);
    assert_eq!(answer.back("state").as_deref(), Some("s t&=å"));
    assert_eq!(answer.back("iss").as_deref(), Some("http://127.0.0.1:8080/development"));
    assert!(answer.header(LOCATION).starts_with("http://localhost:5173/callback?keep=1&code="));
    assert_ne!(answer.back("code"), provider.authorize(&asking()).await.back("code"));
    let bare = with(&asking(), &[("state", ""), ("nonce", ""), ("scope", "")]);
    assert_eq!(provider.authorize(&bare).await.back("state"), None);
}

#[tokio::test]
async fn nobody_is_redirected_before_client_and_address_are_clear() {
    let provider = Provider::start();
    let (name, long) = ("a".repeat(201), "a".repeat(8200));
    for changes in [
        [("client_id", "")],
        [("client_id", "intranät")],
        [("client_id", name.as_str())],
        [("state", long.as_str())],
        [("redirect_uri", "")],
        [("redirect_uri", "https://localhost/callback")],
        [("redirect_uri", "http://example.com/callback")],
        [("redirect_uri", "http://localhost.example.com/")],
        [("redirect_uri", "http://localhost@example.com/")],
        [("redirect_uri", "http://localhost/#fragment")],
        [("redirect_uri", "//localhost/callback")],
        [("redirect_uri", "javascript:alert(1)")],
    ] {
        let answer = provider.authorize(&with(&asking(), &changes)).await;
        assert_eq!((answer.status, answer.header(LOCATION)), (400, ""), "{changes:?}");
        assert!(answer.header(CONTENT_TYPE).starts_with("text/html"));
    }
    for twice in [("client_id", "intranet"), ("redirect_uri", BACK)] {
        let answer = provider.authorize(&[asking(), vec![twice]].concat()).await;
        assert_eq!((answer.status, answer.header(LOCATION)), (400, ""), "{twice:?}");
    }
}

#[tokio::test]
async fn what_else_is_wrong_is_told_to_the_client() {
    let provider = Provider::start();
    for (changes, error) in [
        ([("response_type", "")], "invalid_request"),
        ([("response_type", "token")], "unsupported_response_type"),
        ([("response_type", "code id_token")], "unsupported_response_type"),
        ([("response_mode", "fragment")], "invalid_request"),
        ([("response_mode", "form_post")], "invalid_request"),
        ([("code_challenge", "")], "invalid_request"),
        ([("code_challenge", "short")], "invalid_request"),
        ([("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")], "invalid_request"),
        ([("code_challenge_method", "")], "invalid_request"),
        ([("code_challenge_method", "plain")], "invalid_request"),
        ([("scope", "openid \"quoted\"")], "invalid_scope"),
        ([("request", "a.b.c")], "request_not_supported"),
        ([("request_uri", "http://localhost/")], "request_uri_not_supported"),
        ([("registration", "{}")], "registration_not_supported"),
        ([("prompt", "none login")], "invalid_request"),
        ([("client_id", "partner-system")], "unauthorized_client"),
    ] {
        let answer = provider.authorize(&with(&asking(), &changes)).await;
        assert_eq!(answer.back("error").as_deref(), Some(error), "{changes:?}");
        assert!(answer.back("error_description").is_some_and(|text| text.is_ascii() && !text.is_empty()));
        assert_eq!(answer.back("state").as_deref(), Some("s t&=å"));
        assert_eq!(answer.back("iss").as_deref(), Some("http://127.0.0.1:8080/development"));
        assert_eq!(answer.back("code"), None, "{changes:?}");
    }
}

#[tokio::test]
async fn what_is_given_twice_is_refused() {
    let provider = Provider::start();
    for name in ["response_type", "scope", "code_challenge", "login_hint", "nonce", "state"] {
        let twice = asking().into_iter().find(|(given, _)| *given == name).expect("a parameter");
        let answer = provider.authorize(&[asking(), vec![twice]].concat()).await;
        assert_eq!(answer.back("error").as_deref(), Some("invalid_request"), "{name}");
        assert_eq!(answer.back("code"), None, "{name}");
        assert_eq!(answer.back("state").is_some(), name != "state", "{name}");
    }
}

#[tokio::test]
async fn who_may_not_be_asked_must_be_named() {
    let provider = Provider::start();
    let silent = [("prompt", "none")];
    assert!(provider.authorize(&with(&asking(), &silent)).await.back("code").is_some());
    for hint in ["", "nobody"] {
        let answer = provider.authorize(&with(&with(&asking(), &silent), &[("login_hint", hint)])).await;
        assert_eq!(answer.back("error").as_deref(), Some("login_required"), "{hint}");
    }
}

#[tokio::test]
async fn signing_out_leads_back_to_this_machine_only() {
    let provider = Provider::start();
    let end = async |parameters: &[(&str, &str)]| provider.get(&format!("end-session?{}", form(parameters))).await;
    let back = ("post_logout_redirect_uri", "http://localhost:5173/?a=b");
    let answer = end(&[back, ("state", "x y"), ("id_token_hint", "a.b.c")]).await;
    assert_eq!((answer.status, answer.header(LOCATION)), (303, "http://localhost:5173/?a=b&state=x+y"));
    assert_eq!(end(&[back]).await.header(LOCATION), back.1);
    assert_eq!(end(&[]).await.status, 200);
    for wrong in ["http://example.com/", "https://localhost/", "http://localhost/#x", "/"] {
        let answer = end(&[("post_logout_redirect_uri", wrong)]).await;
        assert_eq!((answer.status, answer.header(LOCATION)), (400, ""), "{wrong}");
    }
    assert_eq!(end(&[back, back]).await.status, 400);
}
