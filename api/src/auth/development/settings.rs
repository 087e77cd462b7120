//! The provider as the API knows it: an issuer like any other.

use serde_json::json;

use super::{AUDIENCE, DevelopmentProvider, personas};
use crate::{clock::Clock, config, error::Error, policy::Role, store::Store};

use super::persona::client;

impl DevelopmentProvider {
    /// The settings under which its tokens are accepted.
    #[must_use]
    pub fn settings(&self) -> config::Issuer {
        // MEMBER is nobody's to give: it comes by itself
        let given = personas().iter().map(|persona| persona.role).filter(|role| *role != Role::Member);
        let roles: serde_json::Map<_, _> = given.map(|role| (role.name().to_owned(), role.name().into())).collect();
        let (client, _, organisation) = client();
        let settings = json!({
            "url": self.issuer(),
            "audiences": [AUDIENCE],
            "algorithms": ["EdDSA"],
            "claims": { "organisation": "/organisation" },
            "roles": roles,
            "playground": { "client_id": "playground", "name": "Samhällskontraktet (--dev)" },
            "services": { "organisations": { client: organisation } },
        });
        serde_json::from_value(settings).unwrap_or_else(|error| unreachable!("these are settings: {error}"))
    }

    /// Ties the personas to the persons of the first content whom they are, where those are there.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn tie_personas(&self, store: &Store, clock: &Clock) -> Result<(), Error> {
        let personas = personas().iter();
        let personas: Vec<_> = personas.map(|it| (&*it.key, &*it.name, &*it.organisation)).collect();
        store.tie_personas(self.issuer(), &personas, clock).await
    }
}
