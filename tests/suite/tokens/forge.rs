//! Where tokens are made: good ones by issuers whom the server trusts, and whatever else can be written down.

use std::net::TcpListener;

use api::config::Issuers;
use serde_json::{Value as Json, json};
use tests::app::{UNIVERSITY, beginning};
use tests::issuer::{AUDIENCE, publish};

use super::keys::{Key, Keys, base64};

/// Whom the tokens name.
pub const SUBJECT: &str = "8d1f6c2e-subject-of-anna";

/// Their name.
pub const NAME: &str = "Anna Annorlunda";

/// Their e-mail address.
pub const EMAIL: &str = "anna.annorlunda@example.org";

/// All issuers and keys.
pub struct Forge {
    /// An issuer with the settings that most have: every algorithm that is allowed unless set otherwise.
    pub main: Issuer,
    /// Another one whose keys have the same names. It signs with ES256 only, and says which organisation a person is of.
    pub twin: Issuer,
    /// One that writes `JWT` into the headers of all its tokens. It signs with the keys of the first, as the tenants of
    /// one provider do.
    pub keycloak: String,
    /// Keys of nobody whom the server knows.
    pub foreign: Keys,
    /// The attacker's server: it listens, and nobody is ever to call.
    pub attacker: TcpListener,
}

/// An issuer: its name and its keys.
pub struct Issuer {
    pub url: String,
    pub keys: Keys,
}

impl Issuer {
    fn start() -> Self {
        let keys = Keys::new();
        let rsa = |name: &str, member: &str, value: &str| {
            let mut key = keys.rsa.named(name);
            key[member] = value.into();
            key
        };
        let mut public = keys.public();
        public.extend([rsa("pinned", "alg", "RS256"), rsa("sealing", "use", "enc")]);
        public.push(Key::Secret(b"published by mistake".into()).named("secret"));
        Issuer { url: publish(&public.into()), keys }
    }
}

impl Forge {
    pub fn new() -> Self {
        let main = Issuer::start();
        let keycloak = publish(&main.keys.public().into());
        let attacker = TcpListener::bind("127.0.0.1:0").expect("a port");
        attacker.set_nonblocking(true).expect("a listener");
        Forge { main, twin: Issuer::start(), keycloak, foreign: Keys::new(), attacker }
    }

    /// The settings under which the server trusts the three.
    pub fn settings(&self) -> Issuers {
        let settings = json!([
            {
                "url": self.main.url,
                "audiences": [AUDIENCE, "urn:another-name-of-ours"],
                "organisation": UNIVERSITY,
                "roles": { "sk-admin": "ADMINISTRATOR", "sk-analyst": "ANALYST" },
                "services": { "organisations": { "partner": "vasteras-stad" } },
            },
            {
                "url": self.twin.url,
                "audiences": [AUDIENCE],
                "algorithms": ["ES256"],
                "claims": { "organisation": "/organisation" },
            },
            {
                "url": self.keycloak,
                "audiences": [AUDIENCE],
                "token_types": ["at+jwt", "JWT"],
                "max_token_lifetime": "2h",
                "organisation": UNIVERSITY,
                "claims": { "roles": "/realm_access/roles" },
                "roles": { "sk-analyst": "ANALYST" },
                "services": { "claim": "/client_id", "organisations": { "partner": "vasteras-stad" } },
            },
        ]);
        serde_json::from_value(settings).expect("settings")
    }

    /// A good token: what is changed in it is what a case is about.
    pub fn good(&self) -> Token<'_> {
        self.of(&self.main.url, "RS256", "rsa", &self.main.keys.rsa)
    }

    /// A good token of the twin.
    pub fn of_twin(&self) -> Token<'_> {
        self.of(&self.twin.url, "ES256", "ec", &self.twin.keys.ec).claim("organisation", UNIVERSITY)
    }

    /// A good token of the issuer that writes `JWT`.
    pub fn of_keycloak(&self) -> Token<'_> {
        let token = self.of(&self.keycloak, "EdDSA", "ed", &self.main.keys.ed).without("client_id");
        token.header("typ", "JWT").claim("typ", "Bearer")
    }

    /// A token that a system of this id got for itself.
    pub fn of_system(&self, client: &str) -> Token<'_> {
        self.good().claim("sub", client).claim("client_id", client).without("name").without("email")
    }

    fn of<'a>(&'a self, issuer: &str, algorithm: &'static str, kid: &str, key: &'a Key) -> Token<'a> {
        let now = now();
        Token {
            header: json!({ "alg": algorithm, "typ": "at+jwt", "kid": kid }),
            claims: json!({
                "iss": issuer, "aud": AUDIENCE, "sub": SUBJECT, "client_id": "web", "jti": "1",
                "iat": now - 60, "exp": now + 600, "name": NAME, "email": EMAIL, "roles": ["unknown"],
            }),
            key,
            algorithm,
        }
    }

    /// The address of something at the attacker's.
    pub fn trap(&self, path: &str) -> String {
        format!("http://{}/{path}", self.attacker.local_addr().expect("an address"))
    }
}

/// The moment at which all tokens are judged.
pub fn now() -> i64 {
    beginning().timestamp()
}

/// A token in the making.
#[derive(Clone)]
pub struct Token<'a> {
    header: Json,
    claims: Json,
    key: &'a Key,
    algorithm: &'static str,
}

impl<'a> Token<'a> {
    /// Says something else in the header.
    pub fn header(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// Says nothing of it in the header.
    pub fn headless(mut self, name: &str) -> Self {
        self.header.as_object_mut().expect("an object").remove(name);
        self
    }

    /// Claims something else.
    pub fn claim(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.claims[name] = value.into();
        self
    }

    /// Claims nothing of it.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().expect("an object").remove(name);
        self
    }

    /// Signed by another key in another way, and says so.
    pub fn by(self, kid: &str, key: &'a Key, algorithm: &'static str) -> Self {
        let token = self.header("alg", algorithm).header("kid", kid);
        Token { key, algorithm, ..token }
    }

    /// The header as text.
    pub fn header_text(&self) -> String {
        self.header.to_string()
    }

    /// The claims as text.
    pub fn claims_text(&self) -> String {
        self.claims.to_string()
    }

    /// What is signed.
    pub fn signed(&self) -> String {
        format!("{}.{}", base64(self.header_text()), base64(self.claims_text()))
    }

    /// The signature.
    pub fn signature(&self) -> Vec<u8> {
        self.key.sign(self.algorithm, &self.signed())
    }

    /// The token.
    pub fn sign(&self) -> String {
        self.seal(&self.signed())
    }

    /// The token with another signature.
    pub fn with_signature(&self, signature: impl AsRef<[u8]>) -> String {
        format!("{}.{}", self.signed(), base64(signature))
    }

    /// Whatever this text is, with a signature behind it.
    pub fn seal(&self, text: &str) -> String {
        format!("{text}.{}", base64(self.key.sign(self.algorithm, text)))
    }

    /// The token with its header written in this way.
    pub fn with_header_text(&self, text: impl AsRef<[u8]>) -> String {
        self.seal(&format!("{}.{}", base64(text), base64(self.claims_text())))
    }

    /// The token with its claims written in this way.
    pub fn with_claims_text(&self, text: impl AsRef<[u8]>) -> String {
        self.seal(&format!("{}.{}", base64(self.header_text()), base64(text)))
    }
}
