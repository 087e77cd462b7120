//! From codes, refresh tokens and secrets to tokens (RFC 6749, 4.1.3, 4.4 and 6).

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, header::PRAGMA},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    DevelopmentProvider,
    authorize::Code,
    client::{Client, Refusal},
    issue::{Grant, Scope, VALID_FOR},
    parameters::Parameters,
    persona::CLIENT_ID,
};

const BAD_CODE: Refusal =
    Refusal::new("invalid_grant", "the code is unknown, used, expired, or was given to another client");
const BAD_REFRESH_TOKEN: Refusal =
    Refusal::new("invalid_grant", "the refresh token is unknown, used, expired, or was given to another client");
const BAD_VERIFIER: Refusal =
    Refusal::malformed("code_verifier must be 43 to 128 letters, digits, hyphens, periods, underscores and tildes");

/// The tokens (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
#[derive(Serialize)]
struct Answer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl Answer {
    fn new(access_token: String, scope: &Scope) -> Self {
        let expires_in = VALID_FOR.num_seconds();
        let scope = scope.text();
        Self { access_token, token_type: "Bearer", expires_in, scope, id_token: None, refresh_token: None }
    }
}

/// The token endpoint.
pub(super) async fn token(
    State(provider): State<Arc<DevelopmentProvider>>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let answer = form
        .map_err(|_| Refusal::malformed("the body is no form of moderate size"))
        .and_then(|Form(pairs)| provider.exchange(&headers, &Parameters::from(pairs)));
    let mut response = answer.map(Json).into_response();
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

impl DevelopmentProvider {
    fn exchange(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Answer, Refusal> {
        if parameters.has_duplicates() {
            return Err(Refusal::malformed("a parameter is given more than once"));
        }
        match parameters.get("grant_type") {
            Some("authorization_code") => self.by_code(headers, parameters),
            Some("refresh_token") => self.by_refresh_token(headers, parameters),
            Some("client_credentials") => self.by_secret(headers, parameters),
            Some(_) => Err(Refusal::new("unsupported_grant_type", "there is no such grant_type here")),
            None => Err(Refusal::malformed("grant_type is missing")),
        }
    }

    /// The code is taken first, so that it is used up whatever is wrong with the rest.
    fn by_code(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Answer, Refusal> {
        let code = required(parameters, "code", "code is missing")?;
        let code = self.codes.take(code, &self.clock);
        let client = public(Client::of(headers, parameters)?)?;
        let redirect_uri = required(parameters, "redirect_uri", "redirect_uri is missing")?;
        let verifier = required(parameters, "code_verifier", "code_verifier is missing")?;
        if !is_verifier(verifier) {
            return Err(BAD_VERIFIER);
        }
        let Code { grant, redirect_uri: sent_to, challenge } = code.ok_or(BAD_CODE)?;
        if grant.client_id != client {
            return Err(BAD_CODE);
        }
        if sent_to != redirect_uri {
            return Err(Refusal::new("invalid_grant", "redirect_uri is not the one that the code was sent to"));
        }
        if challenge != URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) {
            return Err(Refusal::new("invalid_grant", "code_verifier does not match the code_challenge"));
        }
        self.answer(&grant, &grant.scope)
    }

    /// Each refresh token is good for one use and comes back as another one.
    fn by_refresh_token(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Answer, Refusal> {
        let token = required(parameters, "refresh_token", "refresh_token is missing")?;
        let grant = self.refresh_tokens.take(token, &self.clock);
        let client = public(Client::of(headers, parameters)?)?;
        let grant = grant.filter(|grant| grant.client_id == client).ok_or(BAD_REFRESH_TOKEN)?;
        let asked: Vec<&str> = parameters.words("scope").collect();
        if !asked.iter().all(|scope| grant.scope.has(scope)) {
            return Err(Refusal::new("invalid_scope", "scope holds more than was granted"));
        }
        let scope = if asked.is_empty() { grant.scope.clone() } else { Scope::of(&asked) };
        self.answer(&grant, &scope)
    }

    fn by_secret(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Answer, Refusal> {
        if Client::of(headers, parameters)? != Client::PartnerSystem {
            return Err(Refusal::new("unauthorized_client", "only a client with a secret gets tokens for itself"));
        }
        let token = self.client_token(CLIENT_ID).map_err(broken)?;
        Ok(Answer::new(token, &Scope::default()))
    }

    /// Tokens for the scope that is asked for this time. The next refresh token keeps all that was granted.
    fn answer(&self, grant: &Grant, scope: &Scope) -> Result<Answer, Refusal> {
        let now = Grant { scope: scope.clone(), ..grant.clone() };
        let mut answer = Answer::new(self.access_token(&now).map_err(broken)?, scope);
        if scope.has("openid") {
            answer.id_token = Some(self.id_token(&now).map_err(broken)?);
        }
        if grant.scope.has("offline_access") {
            // ID tokens of later refreshes hold no nonce (OpenID Connect Core, 12.2).
            let later = Grant { nonce: None, ..grant.clone() };
            answer.refresh_token = Some(self.refresh_tokens.give(later, &self.clock));
        }
        Ok(answer)
    }
}

/// The client's name, unless it is the partner's system, which signs nobody in.
fn public(client: Client) -> Result<String, Refusal> {
    match client {
        Client::Public(id) => Ok(id),
        Client::PartnerSystem => {
            Err(Refusal::new("unauthorized_client", "this client gets its tokens by client_credentials"))
        }
    }
}

fn required<'a>(parameters: &'a Parameters, name: &str, missing: &'static str) -> Result<&'a str, Refusal> {
    parameters.get(name).ok_or(Refusal::malformed(missing))
}

/// `code-verifier` of RFC 7636, section 4.1.
fn is_verifier(text: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved)
}

fn broken(error: jsonwebtoken::errors::Error) -> Refusal {
    tracing::error!("cannot sign a token: {error}");
    Refusal::broken()
}
