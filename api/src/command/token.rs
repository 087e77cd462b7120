//! `token`: signs in at the development sign-in of a running server, as a front end does.

use std::net::SocketAddr;

use api::{
    auth::development::{PATH, client, personas},
    clock::Clock,
    config::Config,
    policy::Role,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::Args;
use eyre::{Report, WrapErr, eyre};
use reqwest::{Client, header::CONTENT_TYPE, header::LOCATION, redirect::Policy};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::failure::Failure;

/// The name of this command as a client.
const CLIENT_ID: &str = "token-command";

/// Where the code comes back to. Nothing listens there: the answer is read instead of followed.
const REDIRECT_URI: &str = "http://127.0.0.1/token-command";

/// Whom the token is for.
#[derive(Args)]
pub struct Options {
    /// The role: MEMBER, REPRESENTATIVE, BOARD_MEMBER, PROCESS_SUPPORT, PORTFOLIO_MANAGER, COMMUNICATOR, ANALYST,
    /// PARTNER_SYSTEM or ADMINISTRATOR; the token is for the person of the first content who plays it
    #[arg(long, value_name = "ROLE")]
    role: Role,
}

/// Prints a token, and nothing else.
pub async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    let provider = Provider::new(config.listen)?;
    let persona = personas().iter().find(|persona| persona.role == options.role);
    let token = match persona {
        Some(persona) => provider.sign_in(&persona.key).await?,
        None => provider.client_credentials().await?,
    };
    println!("{token}");
    Ok(())
}

/// The development sign-in of the server that listens there.
struct Provider {
    base: String,
    http: Client,
}

impl Provider {
    fn new(listen: SocketAddr) -> Result<Self, Report> {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().wrap_err("cannot make an HTTP client")?;
        Ok(Self { base: format!("http://{listen}{PATH}"), http })
    }

    /// The authorization code flow with PKCE (RFC 7636).
    async fn sign_in(&self, persona: &str) -> Result<String, Report> {
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

    async fn code(&self, persona: &str, challenge: &str) -> Result<String, Report> {
        let question = form(&[
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("scope", "openid"),
            ("login_hint", persona),
        ]);
        let answer = self.http.get(format!("{}/authorize?{question}", self.base)).send().await;
        let answer = answer.wrap_err_with(|| format!("no server with --dev answers at {}", self.base))?;
        let address = answer.headers().get(LOCATION).and_then(|address| address.to_str().ok()?.parse::<Url>().ok());
        let code = address.as_ref().and_then(|address| address.query_pairs().find(|(name, _)| name == "code"));
        code.map(|(_, code)| code.into_owned())
            .ok_or_else(|| eyre!("{} answers {}: is it a server with --dev?", self.base, answer.status()))
    }

    async fn client_credentials(&self) -> Result<String, Report> {
        let (id, secret, _) = client();
        self.token(&[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)]).await
    }

    async fn token(&self, parameters: &[(&str, &str)]) -> Result<String, Report> {
        let form_type = "application/x-www-form-urlencoded";
        let asked = self.http.post(format!("{}/token", self.base)).header(CONTENT_TYPE, form_type);
        let answer = asked.body(form(parameters)).send().await;
        let answer = answer.wrap_err_with(|| format!("no server with --dev answers at {}", self.base))?;
        let text = answer.text().await.wrap_err("the answer broke off")?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let token = answer["access_token"].as_str().map(str::to_owned);
        token.ok_or_else(|| eyre!("{} gives no token: is it a server with --dev?", self.base))
    }
}

fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
