use serde_json::json;

use super::*;

#[tokio::test]
async fn a_code_becomes_tokens_that_say_who_signed_in() {
    let provider = Provider::start();
    let code = provider.code(&[]).await;
    provider.clock.advance(TimeDelta::seconds(59));
    let answer = provider.post(&redeeming(&code)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!((&tokens["scope"], tokens.get("refresh_token")), (&json!("openid profile"), None));

    let header = jsonwebtoken::decode_header(tokens["access_token"].as_str().expect("a token")).expect("a header");
    assert_eq!((header.typ.as_deref(), header.alg), (Some("at+jwt"), Algorithm::EdDSA));
    let mut access = provider.verified(&tokens["access_token"], AUDIENCE).await;
    let jti = access.as_object_mut().and_then(|claims| claims.remove("jti")).expect("an id");
    assert_eq!(jti.as_str().map(str::len), Some(36));
    let issuer = "http://127.0.0.1:8080/development";
    let (signed_in, issued) = (now().timestamp(), now().timestamp() + 59);
    assert_eq!(
        access,
        json!({
            "iss": issuer, "aud": "samhallskontraktet", "sub": "representative", "client_id": "intranet",
            "iat": issued, "exp": issued + 3600, "auth_time": signed_in, "scope": "openid profile",
            "name": "Åsa Lundqvist", "roles": ["REPRESENTATIVE"], "organisation": "vasteras-stad",
        })
    );

    let header = jsonwebtoken::decode_header(tokens["id_token"].as_str().expect("a token")).expect("a header");
    assert_eq!(header.typ.as_deref(), Some("JWT"));
    assert_eq!(
        provider.verified(&tokens["id_token"], "intranet").await,
        json!({
            "iss": issuer, "aud": "intranet", "sub": "representative", "nonce": "n-1", "name": "Åsa Lundqvist",
            "iat": issued, "exp": issued + 3600, "auth_time": signed_in,
        })
    );
}

#[tokio::test]
async fn every_persona_gets_their_own_token() {
    let provider = Provider::start();
    for persona in personas() {
        let code = provider.code(&[("login_hint", &persona.key)]).await;
        let tokens = provider.post(&redeeming(&code)).await.json();
        let claims = provider.verified(&tokens["access_token"], AUDIENCE).await;
        assert_eq!(claims["roles"], json!([persona.role.name()]));
        assert_eq!((&claims["sub"], &claims["name"]), (&json!(persona.key), &json!(persona.name)));
    }
}

#[tokio::test]
async fn only_what_is_asked_for_and_known_is_granted() {
    let provider = Provider::start();
    let code = provider.code(&[("scope", "email profile")]).await;
    let tokens = provider.post(&redeeming(&code)).await.json();
    assert_eq!((&tokens["scope"], tokens.get("id_token")), (&json!("profile"), None));
    let code = provider.code(&[("scope", ""), ("nonce", "")]).await;
    let tokens = provider.post(&redeeming(&code)).await.json();
    assert_eq!(tokens["scope"], "");
    assert_eq!(provider.verified(&tokens["access_token"], AUDIENCE).await.get("scope"), None);
}

#[tokio::test]
async fn a_wrong_exchange_is_refused_and_uses_the_code_up() {
    let provider = Provider::start();
    let (other, short, long) = ("x".repeat(43), "x".repeat(42), "x".repeat(129));
    let strange = format!("{}+", "x".repeat(43));
    for (changes, refused) in [
        ([("code_verifier", other.as_str())], (400, "invalid_grant")),
        ([("code_verifier", short.as_str())], (400, "invalid_request")),
        ([("code_verifier", long.as_str())], (400, "invalid_request")),
        ([("code_verifier", strange.as_str())], (400, "invalid_request")),
        ([("code_verifier", "")], (400, "invalid_request")),
        ([("client_id", "another")], (400, "invalid_grant")),
        ([("client_id", "partner-system")], (401, "invalid_client")),
        ([("client_id", "")], (401, "invalid_client")),
        ([("client_secret", "guessed")], (401, "invalid_client")),
        ([("redirect_uri", "http://localhost:5173/callback")], (400, "invalid_grant")),
        ([("redirect_uri", "")], (400, "invalid_request")),
    ] {
        let code = provider.code(&[]).await;
        let answer = provider.post(&with(&redeeming(&code), &changes)).await;
        assert_eq!(answer.error(), (refused.0, refused.1.to_owned()), "{changes:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let again = provider.post(&redeeming(&code)).await;
        assert_eq!(again.error(), (400, "invalid_grant".to_owned()), "{changes:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_minute() {
    let provider = Provider::start();
    let code = provider.code(&[]).await;
    assert_eq!(provider.post(&redeeming(&code)).await.status, 200);
    assert_eq!(provider.post(&redeeming(&code)).await.error(), (400, "invalid_grant".to_owned()));
    let code = provider.code(&[]).await;
    provider.clock.advance(TimeDelta::seconds(60));
    assert_eq!(provider.post(&redeeming(&code)).await.error(), (400, "invalid_grant".to_owned()));
    assert_eq!(provider.post(&redeeming("guessed")).await.error(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn malformed_forms_are_refused() {
    let provider = Provider::start();
    for parameters in [
        vec![],
        vec![("grant_type", "authorization_code")],
        vec![("grant_type", "refresh_token")],
        [redeeming("a"), vec![("code", "a")]].concat(),
        [redeeming("a"), vec![("grant_type", "authorization_code")]].concat(),
    ] {
        let answer = provider.post(&parameters).await;
        assert_eq!(answer.error(), (400, "invalid_request".to_owned()), "{parameters:?}");
    }
    let password = [("grant_type", "password"), ("client_id", "intranet")];
    assert_eq!(provider.post(&password).await.error(), (400, "unsupported_grant_type".to_owned()));
    let long = "a".repeat(20_000);
    assert_eq!(provider.post(&redeeming(&long)).await.error(), (400, "invalid_request".to_owned()));
    let request = Request::post(format!("{PATH}/token")).header(HOST, "localhost").header(CONTENT_TYPE, "text/plain");
    let answer = provider.ask(request.body("grant_type=client_credentials".into()).expect("a request")).await;
    assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_for_a_day_of_work() {
    let provider = Provider::start();
    let code = provider.code(&[("scope", "openid offline_access")]).await;
    let first = provider.post(&redeeming(&code)).await.json();
    let refresh = async |tokens: &Json, changes: &[(&str, &str)]| {
        let token = tokens["refresh_token"].as_str().expect("a refresh token");
        let request = [("grant_type", "refresh_token"), ("client_id", "intranet"), ("refresh_token", token)];
        provider.post(&with(&request, changes)).await
    };
    provider.clock.advance(TimeDelta::hours(7));
    let second = refresh(&first, &[("scope", "openid")]).await.json();
    assert_eq!(second["scope"], "openid");
    let id = provider.verified(&second["id_token"], "intranet").await;
    assert_eq!((&id["auth_time"], id.get("nonce")), (&json!(now().timestamp()), None));
    assert_eq!(refresh(&first, &[]).await.error(), (400, "invalid_grant".to_owned()));

    let third = refresh(&second, &[]).await.json();
    assert_eq!(third["scope"], "openid offline_access");
    assert_eq!(refresh(&third, &[("client_id", "another")]).await.error(), (400, "invalid_grant".to_owned()));
    assert_eq!(refresh(&third, &[]).await.error(), (400, "invalid_grant".to_owned()));

    let code = provider.code(&[("scope", "offline_access")]).await;
    let tokens = provider.post(&redeeming(&code)).await.json();
    assert_eq!(
        refresh(&tokens, &[("scope", "offline_access openid")]).await.error(),
        (400, "invalid_scope".to_owned())
    );

    let code = provider.code(&[("scope", "offline_access")]).await;
    let tokens = provider.post(&redeeming(&code)).await.json();
    provider.clock.advance(TimeDelta::hours(8));
    assert_eq!(refresh(&tokens, &[]).await.error(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn a_system_gets_tokens_for_itself() {
    let provider = Provider::start();
    let grant = ("grant_type", "client_credentials");
    let in_form = [grant, ("client_id", "partner-system"), ("client_secret", "development")];
    for answer in [
        provider.post(&in_form).await,
        provider.post_as(Some("partner-system:development"), &[grant]).await,
        provider.post_as(Some("partner%2Dsystem:development"), &[grant, ("client_id", "partner-system")]).await,
    ] {
        let tokens = answer.json();
        assert_eq!((tokens.get("id_token"), tokens.get("refresh_token")), (None, None));
        let mut claims = provider.verified(&tokens["access_token"], AUDIENCE).await;
        claims.as_object_mut().and_then(|claims| claims.remove("jti")).expect("an id");
        let issued = now().timestamp();
        assert_eq!(
            claims,
            json!({
                "iss": "http://127.0.0.1:8080/development", "aud": AUDIENCE, "sub": "partner-system",
                "client_id": "partner-system", "iat": issued, "exp": issued + 3600,
            })
        );
    }
}

#[tokio::test]
async fn strangers_get_no_tokens() {
    let provider = Provider::start();
    let grant = ("grant_type", "client_credentials");
    let (id, wrong) = (("client_id", "partner-system"), ("client_secret", "guessed"));
    for (credentials, parameters) in [
        (None, vec![grant]),
        (None, vec![grant, id]),
        (None, vec![grant, id, wrong]),
        (Some("partner-system:guessed"), vec![grant]),
        (Some("partner-system:"), vec![grant]),
        (Some("partner-system"), vec![grant]),
        (Some("another:development"), vec![grant]),
    ] {
        let answer = provider.post_as(credentials, &parameters).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()), "{credentials:?} {parameters:?}");
        assert!(answer.header("www-authenticate").starts_with("Basic "));
    }
    for (credentials, parameters, error) in [
        (None, vec![grant, ("client_id", "intranet")], "unauthorized_client"),
        (Some("intranet:"), vec![grant], "unauthorized_client"),
        (Some("partner-system:development"), redeeming("a"), "invalid_request"),
        (Some("partner-system:development"), with(&redeeming("a"), &[("client_id", "")]), "unauthorized_client"),
        (Some("partner-system:development"), vec![grant, id, ("client_secret", "development")], "invalid_request"),
    ] {
        let answer = provider.post_as(credentials, &parameters).await;
        assert_eq!(answer.error(), (400, error.to_owned()), "{credentials:?} {parameters:?}");
    }
}
