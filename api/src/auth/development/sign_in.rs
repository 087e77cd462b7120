//! Signing in at a running server without a browser: the same steps as a front end takes, for the `token` command.

use std::net::SocketAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{
    Client, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
    redirect::Policy,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::{PATH, persona::client, personas};
use crate::{clock::Clock, policy::Role};

/// The name of this client.
const CLIENT_ID: &str = "token-command";

/// Where the code comes back to. Nothing listens there: the answer is read instead of followed.
const REDIRECT_URI: &str = "http://127.0.0.1/token-command";

/// Nobody could be signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Nothing answers.
    #[error("no server with --dev answers at {base}: {error}")]
    Unreachable {
        /// The address of the provider.
        base: String,
        /// What happened.
        #[source]
        error: reqwest::Error,
    },
    /// Something else answers.
    #[error("{base} answers {status}: is it a server with --dev?")]
    NoProvider {
        /// The address of the provider.
        base: String,
        /// What it answered.
        status: StatusCode,
    },
}

/// An access token for the persona with this role, or for the partner's system.
///
/// # Errors
/// If no server with `--dev` listens there.
pub async fn sign_in(listen: SocketAddr, role: Role) -> Result<String, SignInError> {
    let provider = Provider::new(format!("http://{listen}{PATH}"))?;
    match personas().iter().find(|persona| persona.role == role) {
        Some(persona) => provider.by_code(&persona.key).await,
        None => provider.by_client_credentials().await,
    }
}

struct Provider {
    base: String,
    http: Client,
}

impl Provider {
    fn new(base: String) -> Result<Self, SignInError> {
        match Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build() {
            Ok(http) => Ok(Self { base, http }),
            Err(error) => Err(SignInError::Unreachable { base, error }),
        }
    }

    /// The authorization code flow with PKCE (RFC 7636).
    async fn by_code(&self, persona: &str) -> Result<String, SignInError> {
        let verifier = URL_SAFE_NO_PAD.encode(Clock::system().random::<32>());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let code = self.code(persona, &challenge).await?;
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("code", &code),
            ("code_verifier", &verifier),
        ])
        .await
    }

    async fn code(&self, persona: &str, challenge: &str) -> Result<String, SignInError> {
        let question = form(&[
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("scope", "openid"),
            ("login_hint", persona),
        ]);
        let asked = self.http.get(format!("{}/authorize?{question}", self.base)).send().await;
        let answer = asked.map_err(|error| self.unreachable(error))?;
        let address = answer.headers().get(LOCATION).and_then(|address| address.to_str().ok()?.parse::<Url>().ok());
        let code = address.as_ref().and_then(|address| address.query_pairs().find(|(name, _)| name == "code"));
        code.map(|(_, code)| code.into_owned()).ok_or_else(|| self.no_provider(answer.status()))
    }

    async fn by_client_credentials(&self) -> Result<String, SignInError> {
        let (id, secret, _) = client();
        self.token(&[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)]).await
    }

    async fn token(&self, parameters: &[(&str, &str)]) -> Result<String, SignInError> {
        let form_type = "application/x-www-form-urlencoded";
        let asked = self.http.post(format!("{}/token", self.base)).header(CONTENT_TYPE, form_type);
        let answer = asked.body(form(parameters)).send().await.map_err(|error| self.unreachable(error))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| self.unreachable(error))?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        answer["access_token"].as_str().map(str::to_owned).ok_or_else(|| self.no_provider(status))
    }

    fn unreachable(&self, error: reqwest::Error) -> SignInError {
        SignInError::Unreachable { base: self.base.clone(), error: error.without_url() }
    }

    fn no_provider(&self, status: StatusCode) -> SignInError {
        SignInError::NoProvider { base: self.base.clone(), status }
    }
}

fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
