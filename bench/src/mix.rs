//! Many documents for many viewers: what an API is asked that is asked by everybody, and not by one web site.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use api::auth::development::{AUDIENCE, PATH, sign_in};
use api::clock::Clock;
use api::policy::Role;
use bytes::Bytes;
use eyre::{Result, WrapErr, ensure};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::json;

use crate::caller::Caller;
use crate::client::{self, Connection, GRAPHQL, post};
use crate::contestant::Contestant;
use crate::prepare::Ready;
use crate::round::{self, Asked};

/// How many documents.
const DOCUMENTS: usize = 200;

/// How many viewers.
const VIEWERS: usize = 50;

/// A list, and what it can be asked for.
struct List {
    name: &'static str,
    filters: &'static [&'static str],
    orders: &'static [&'static str],
    fields: &'static [&'static str],
}

const LISTS: [List; 7] = [
    List {
        name: "initiatives",
        filters: &[
            "status: { eq: RUNNING }",
            "status: { oneOf: [IN_PORTFOLIO, APPROVED, RUNNING] }",
            "kind: { eq: RESEARCH }",
            "kind: { eq: EDUCATION }, status: { eq: COMPLETED }",
            "startsOn: { gte: \"2026-01-01\" }",
        ],
        orders: &["CREATED_AT", "UPDATED_AT", "TITLE", "STARTS_ON"],
        fields: &[
            "reference",
            "title",
            "summary",
            "bodyHtml",
            "kind",
            "status",
            "startsOn",
            "visibility",
            "actions { name isAllowed }",
            "focusArea { id slug name }",
            "leadOrganisation { id name website }",
            "proposedBy { id name }",
            "owners(first: 5) { nodes { id name organisation { id name } } }",
            "missions(first: 3) { nodes { id title status } }",
            "targets(first: 10) { nodes { id code goal { number name } } }",
            "screenings(first: 2) { nodes { id outcome at } }",
            "progress(first: 3) { nodes { id at summary } }",
            "documents(first: 5) { nodes { id title } }",
        ],
    },
    List {
        name: "news",
        filters: &["status: { eq: PUBLISHED }"],
        orders: &["PUBLISHED_AT", "CREATED_AT"],
        fields: &["slug", "title", "lead", "bodyHtml", "publishedAt", "focusAreas(first: 5) { nodes { slug name } }"],
    },
    List {
        name: "events",
        filters: &["status: { eq: PLANNED }", "startsAt: { gte: \"2026-01-01T00:00:00Z\" }"],
        orders: &["STARTS_AT", "TITLE"],
        fields: &["title", "kind", "status", "startsAt", "endsAt", "location", "team { id name }"],
    },
    List {
        name: "organisations",
        filters: &[],
        orders: &["NAME", "CREATED_AT"],
        fields: &["slug", "name", "shortName", "website"],
    },
    List {
        name: "people",
        filters: &[],
        orders: &["NAME"],
        fields: &["name", "email", "organisation { id slug name }"],
    },
    List {
        name: "missions",
        filters: &["status: { eq: ACTIVE }", "dueOn: { gte: \"2026-01-01\" }"],
        orders: &["CREATED_AT", "TITLE", "DUE_ON"],
        fields: &["title", "statement", "status", "dueOn", "focusArea { slug name }"],
    },
    List {
        name: "documents",
        filters: &[],
        orders: &["CREATED_AT", "TITLE"],
        fields: &["title", "kind", "year", "url", "mediaType"],
    },
];

impl List {
    /// One of the documents that ask for it.
    fn document(&self, random: &mut StdRng) -> String {
        let mut arguments = vec![format!("first: {}", [5, 10, 20, 25].choose(random).unwrap_or(&5))];
        if let Some(filter) = self.filters.choose(random).filter(|_| random.random_bool(0.6)) {
            arguments.push(format!("where: {{ {filter} }}"));
        }
        if let Some(order) = self.orders.choose(random) {
            let direction = if random.random() { "ASC" } else { "DESC" };
            arguments.push(format!("orderBy: [{{ field: {order}, direction: {direction} }}]"));
        }
        let fields: Vec<_> = self.fields.iter().copied().filter(|_| random.random_bool(0.5)).collect();
        let (name, arguments, fields) = (self.name, arguments.join(", "), fields.join(" "));
        format!("{{ {name}({arguments}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id {fields} }} }} }}")
    }
}

/// The documents: the same ones in each run.
fn documents() -> Vec<String> {
    let mut random = StdRng::seed_from_u64(5);
    let mut all = BTreeSet::new();
    while all.len() < DOCUMENTS {
        // Every other is about initiatives.
        let list = if random.random() { LISTS.first() } else { LISTS.choose(&mut random) };
        all.extend(list.map(|list| list.document(&mut random)));
    }
    all.into_iter().collect()
}

/// The viewers of a server: one for each role, one who is not signed in, and people whom nobody knew before.
async fn viewers(address: SocketAddr, key: &Path) -> Result<Vec<Caller>> {
    let mut viewers = vec![Caller::default()];
    for role in Role::ALL {
        viewers.push(Caller::bearing(&sign_in(address, role).await?));
    }
    let pem = std::fs::read(key).wrap_err_with(|| format!("cannot read {}", key.display()))?;
    let key = EncodingKey::from_ed_pem(&pem)?;
    for number in viewers.len()..VIEWERS {
        viewers.push(Caller::bearing(&token(address, &key, number)?));
    }
    Ok(viewers)
}

/// A token of the development sign-in, whose key the run has made, for somebody whom it has no persona for.
fn token(address: SocketAddr, key: &EncodingKey, number: usize) -> Result<String> {
    let now = Clock::system().now().timestamp();
    let claims = json!({
        "iss": format!("http://{address}{PATH}"),
        "aud": AUDIENCE,
        "sub": format!("bench-{number}"),
        "client_id": "bench",
        "iat": now,
        "exp": now + 3600,
        "name": format!("Nummer {number}"),
        "roles": ["MEMBER"],
        "organisation": "malardalens-universitet",
    });
    let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::EdDSA) };
    Ok(jsonwebtoken::encode(&header, &claims, key)?)
}

/// All of our servers that can be asked for all documents by all viewers. Those on the same data must give the same
/// answers; each viewer is asked for some of the documents, so that all have been here once.
pub async fn prepare(contestants: &[Contestant], key: &Path) -> Result<Vec<Ready>> {
    let mut ours = Vec::new();
    for (contestant, one) in contestants.iter().enumerate().filter(|(_, one)| one.is_ours()) {
        let viewers = viewers(one.address, key).await?;
        meet(one.address, &viewers).await.wrap_err_with(|| one.name())?;
        ours.push((contestant, one, viewers));
    }
    let mut right = Vec::<((Option<&str>, u64), Vec<Bytes>)>::new();
    let mut ready = Vec::new();
    for (contestant, one, viewers) in ours {
        let asked = asked(one.address, &viewers);
        let answers = some_answers(one.address, &asked).await.wrap_err_with(|| one.name())?;
        let bytes = answers.iter().map(Bytes::len).sum::<usize>() / answers.len().max(1);
        match right.iter().find(|(data, _)| *data == one.data()) {
            Some((_, right)) => ensure!(*right == answers, "{} answers otherwise than before", one.name()),
            None => right.push((one.data(), answers)),
        }
        ready.push(Ready { contestant, asked, bytes: bytes as u64 });
    }
    Ok(ready)
}

/// Makes the people whom nobody knew before, so that answers are the same from then on.
async fn meet(address: SocketAddr, viewers: &[Caller]) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    for viewer in viewers {
        connection.data(viewer, "{ __typename }", &json!({})).await?;
    }
    Ok(())
}

fn asked(address: SocketAddr, viewers: &[Caller]) -> Arc<[Asked]> {
    let documents: Vec<_> = documents().iter().map(|document| round::document(document)).collect();
    let heads: Vec<_> = viewers.iter().map(|viewer| post(address, GRAPHQL, viewer)).collect();
    let (variables, begins) = (round::variables(&json!({})), Bytes::from_static(br#"{"data":{"#));
    let of_document = |document: &Bytes| {
        let asked = |head: &Bytes| Asked {
            head: head.clone(),
            document: document.clone(),
            variables: variables.clone(),
            begins: begins.clone(),
        };
        heads.iter().map(asked).collect::<Vec<_>>()
    };
    documents.iter().flat_map(of_document).collect()
}

/// The answers to each document for some of the viewers, without errors.
async fn some_answers(address: SocketAddr, asked: &[Asked]) -> Result<Vec<Bytes>> {
    let mut connection = Connection::open(address).await?;
    let mut answers = Vec::new();
    // From viewer to viewer as from document to document, so that all are met.
    for asked in asked.iter().step_by(VIEWERS + 1) {
        let answer = Bytes::copy_from_slice(connection.one(asked).await?);
        client::data(&answer).wrap_err_with(|| String::from_utf8_lossy(&asked.document).into_owned())?;
        answers.push(answer);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_are_many_and_always_the_same() {
        let all = documents();
        assert_eq!((all.len(), &all), (DOCUMENTS, &documents()));
    }
}
