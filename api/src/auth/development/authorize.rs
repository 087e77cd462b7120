//! Signing in by a page (RFC 6749, 4.1.1, with PKCE).

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use url::Url;

use super::{
    DevelopmentProvider,
    issue::{Grant, Scope},
    loopback,
    page::{self, SignIn},
    parameters::Parameters,
    persona::{self, CLIENT_ID, Persona, Text},
};

/// The longest query that is looked at: parts of it are kept until the code is handed in.
const LONGEST_QUERY: usize = 8 * 1024;

/// The length of a challenge: a SHA-256 in Base64.
const CHALLENGE_LENGTH: usize = 43;

const TOO_LONG: Text<&str> = Text::new(
    "Adressen är för lång: högst 8192 tecken efter frågetecknet.",
    "The address is too long: 8192 characters after the question mark at most.",
);

const NO_CLIENT: Text<&str> = Text::new(
    "Adressen måste ha en client_id: ett namn på appen, högst 200 ASCII-tecken, angivet en gång.",
    "The address must have one client_id: a name for the app, of 200 ASCII characters at most.",
);

const NO_ADDRESS: Text<&str> = Text::new(
    "Adressen måste ha en redirect_uri, angiven en gång: en http-adress till den egna datorn, utan fragment.",
    "The address must have one redirect_uri: an http address of this machine, without a fragment.",
);

/// What an authorization code stands for.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub grant: Grant,
    /// Where the code was sent, to the letter.
    pub redirect_uri: String,
    /// The hash of what the client has to show (PKCE).
    pub challenge: String,
}

/// Who asks, and where the answer goes. As long as this is not clear, nobody is redirected.
struct Requester<'a> {
    id: &'a str,
    redirect_uri: &'a str,
    address: Url,
}

/// What a client asks for, when nothing is wrong with it.
struct Asked<'a> {
    scope: Scope,
    challenge: &'a str,
    nonce: Option<&'a str>,
    persona: Option<&'static Persona>,
}

/// Why a client gets no code: the error and its description (RFC 6749, 4.1.2.1).
type Refusal = (&'static str, &'static str);

/// The authorization endpoint.
pub(super) async fn authorize(
    State(provider): State<Arc<DevelopmentProvider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = Parameters::of_query(query.as_deref());
    let language = page::language(&parameters, &headers);
    let client = match Requester::of(&parameters, query.as_deref()) {
        Ok(client) => client,
        Err(problem) => return page::problem(StatusCode::BAD_REQUEST, language, problem).into_response(),
    };
    match Asked::of(&parameters, &client) {
        Ok(Asked { persona: None, .. }) => {
            let hint = parameters.get("login_hint");
            page::sign_in(&SignIn {
                language,
                issuer: provider.issuer(),
                client: client.id,
                to: &client.address,
                unknown: hint,
                parameters: &parameters,
            })
            .into_response()
        }
        Ok(Asked { persona: Some(persona), scope, challenge, nonce }) => {
            let code = provider.code(&client, persona, scope, challenge, nonce);
            provider.redirect(&client, &parameters, &[("code", &code)])
        }
        Err((error, description)) => {
            provider.redirect(&client, &parameters, &[("error", error), ("error_description", description)])
        }
    }
}

impl DevelopmentProvider {
    fn code(
        &self,
        client: &Requester<'_>,
        persona: &'static Persona,
        scope: Scope,
        challenge: &str,
        nonce: Option<&str>,
    ) -> String {
        let grant = Grant {
            persona,
            client_id: client.id.to_owned(),
            scope,
            auth_time: self.clock.now().timestamp(),
            nonce: nonce.map(str::to_owned),
        };
        let code = Code { grant, redirect_uri: client.redirect_uri.to_owned(), challenge: challenge.to_owned() };
        self.codes.give(code, &self.clock)
    }

    /// Back to the client, with its state and with who answers (RFC 9207).
    fn redirect(&self, client: &Requester<'_>, parameters: &Parameters, answer: &[(&str, &str)]) -> Response {
        let state = parameters.get("state").map(|state| ("state", state));
        let mut address = client.address.clone();
        address.query_pairs_mut().extend_pairs(answer).extend_pairs(state).append_pair("iss", self.issuer());
        Redirect::to(address.as_str()).into_response()
    }
}

impl<'a> Requester<'a> {
    fn of(parameters: &'a Parameters, query: Option<&str>) -> Result<Self, &'static Text<&'static str>> {
        if query.is_some_and(|query| query.len() > LONGEST_QUERY) {
            return Err(&TOO_LONG);
        }
        let is_name = |id: &&str| id.len() <= 200 && id.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        let id = parameters.get("client_id").filter(is_name).ok_or(&NO_CLIENT)?;
        let redirect_uri = parameters.get("redirect_uri").ok_or(&NO_ADDRESS)?;
        let address = loopback::address(redirect_uri).ok_or(&NO_ADDRESS)?;
        Ok(Self { id, redirect_uri, address })
    }
}

impl<'a> Asked<'a> {
    fn of(parameters: &'a Parameters, client: &Requester<'_>) -> Result<Self, Refusal> {
        if parameters.has_duplicates() {
            return Err(("invalid_request", "a parameter is given more than once"));
        }
        if client.id == CLIENT_ID {
            return Err(("unauthorized_client", "this client gets its tokens by client_credentials"));
        }
        check_response(parameters)?;
        check_objects(parameters)?;
        Ok(Self {
            scope: scope(parameters)?,
            challenge: challenge(parameters)?,
            nonce: parameters.get("nonce"),
            persona: persona(parameters)?,
        })
    }
}

/// A code in the query of the redirect is the one answer there is.
fn check_response(parameters: &Parameters) -> Result<(), Refusal> {
    match parameters.get("response_type") {
        None => return Err(("invalid_request", "response_type is missing")),
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
    }
    match parameters.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(("invalid_request", "response_mode must be query")),
    }
}

/// Ways to ask that are not understood must not be ignored (OpenID Connect Core, 3.1.2.6).
fn check_objects(parameters: &Parameters) -> Result<(), Refusal> {
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if parameters.get(name).is_some() {
            return Err((error, "parameters are taken from the address alone"));
        }
    }
    Ok(())
}

fn scope(parameters: &Parameters) -> Result<Scope, Refusal> {
    let is_token = |word: &str| word.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if !parameters.words("scope").all(is_token) {
        return Err(("invalid_scope", "scope is malformed"));
    }
    Ok(Scope::of(&parameters.words("scope").collect::<Vec<_>>()))
}

/// PKCE is not optional (RFC 9700, 2.1.1), and `plain`, which is meant where no method is named, is no protection.
fn challenge(parameters: &Parameters) -> Result<&str, Refusal> {
    let challenge = parameters.get("code_challenge").ok_or(("invalid_request", "code_challenge is missing"))?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "code_challenge_method must be S256"));
    }
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() != CHALLENGE_LENGTH || !challenge.bytes().all(is_base64) {
        return Err(("invalid_request", "code_challenge is no SHA-256 in base64url"));
    }
    Ok(challenge)
}

/// Who signs in; none where that is to be chosen on the page.
fn persona(parameters: &Parameters) -> Result<Option<&'static Persona>, Refusal> {
    let mut prompts = parameters.words("prompt");
    let is_silent = prompts.any(|prompt| prompt == "none");
    if is_silent && parameters.words("prompt").count() > 1 {
        return Err(("invalid_request", "prompt=none goes with no other prompt"));
    }
    let persona = parameters.get("login_hint").and_then(persona::by_key);
    if is_silent && persona.is_none() {
        return Err(("login_required", "login_hint names nobody, and nobody may be asked"));
    }
    Ok(persona)
}
