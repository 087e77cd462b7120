//! Which client is calling, and the refusals of the token endpoint.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header::AUTHORIZATION, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use url::form_urlencoded;

use super::{
    parameters::Parameters,
    persona::{CLIENT_ID, CLIENT_SECRET},
};

/// Why there is no token (RFC 6749, 5.2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    /// The request is at fault.
    pub const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// The request is not one that is described anywhere.
    pub const fn malformed(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    /// We are at fault.
    pub const fn broken() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, error: "server_error", description: "the token could not be signed" }
    }

    const fn stranger(description: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", description }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, error, description } = self;
        let body = Json(json!({ "error": error, "error_description": description }));
        let mut response = (status, body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(r#"Basic realm="development", charset="UTF-8""#);
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// A client at the token endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// One that can keep no secret, by name: whoever it says it is.
    Public(String),
    /// The partner's system, which showed its secret.
    PartnerSystem,
}

impl Client {
    /// Who is calling, by the header or by the form (RFC 6749, 2.3.1).
    pub fn of(headers: &HeaderMap, parameters: &Parameters) -> Result<Self, Refusal> {
        let in_form = (parameters.get("client_id"), parameters.get("client_secret"));
        let (id, secret) = match (basic(headers)?, in_form) {
            (Some(_), (_, Some(_))) => return Err(Refusal::malformed("the client authenticates in two ways")),
            (Some((id, _)), (Some(other), None)) if id != other => {
                return Err(Refusal::malformed("client_id is another one than in the header"));
            }
            (Some((id, secret)), _) => (id, secret),
            (None, (Some(id), secret)) => (id.to_owned(), secret.map(str::to_owned)),
            (None, (None, _)) => return Err(Refusal::stranger("the client does not say who it is")),
        };
        // Compared in plain: the secret is printed on the page.
        match (id == CLIENT_ID, secret.as_deref()) {
            (true, Some(CLIENT_SECRET)) => Ok(Self::PartnerSystem),
            (false, None) => Ok(Self::Public(id)),
            (true, _) => Err(Refusal::stranger("the client's secret is missing or wrong")),
            (false, Some(_)) => Err(Refusal::stranger("there is no client of this name with a secret")),
        }
    }
}

/// The name and the secret in the header, where there is one. Public clients send an empty secret there.
fn basic(headers: &HeaderMap) -> Result<Option<(String, Option<String>)>, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        (Some(_), Some(_)) => return Err(Refusal::malformed("more than one Authorization header")),
    };
    let found = value.to_str().ok().and_then(credentials);
    found.map(Some).ok_or(Refusal::stranger("the Authorization header holds no Basic credentials"))
}

fn credentials(value: &str) -> Option<(String, Option<String>)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), Some(decoded(secret)).filter(|secret| !secret.is_empty())))
}

/// Both halves are encoded as in a form before they are joined.
fn decoded(text: &str) -> String {
    // `&` and `=` are encoded there, so that a text is one name without a value.
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
