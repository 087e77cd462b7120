//! The catalogue: what there is to fetch, who publishes it, whom to ask, and under which licence.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use oxrdf::Triple;

use super::graph::{About, Unwritten};
use super::vocabulary::{CC0, CONTINUOUS, DCAT, DCTERMS, FOAF, GOVERNMENT, LANGUAGES, PUBLIC, SOCIETY, THEMES, VCARD};
use crate::{config::Catalogue, http::export::Kind};

/// The forms of each dataset: how the names of its files end, the name of the form, and its media type.
const FORMS: [(&str, &str, &str); 2] = [("csv", "CSV", "text/csv"), ("jsonl", "JSON Lines", "application/jsonl")];

/// What is known of what is described.
pub struct Facts<'a> {
    /// What the collaboration is called.
    pub name: &'a str,
    /// The API's own address.
    pub base: &'a str,
    /// When something of each kind, as far as everybody may read it, was last changed.
    pub latest: HashMap<String, DateTime<Utc>>,
}

impl Facts<'_> {
    /// The address of something that is described here.
    fn own(&self, name: &str) -> String {
        format!("{}/dcat#{name}", self.base)
    }

    fn publisher(&self, settings: &Catalogue) -> String {
        settings.publisher.as_ref().map_or_else(|| self.own("publisher"), |publisher| publisher.as_str().to_owned())
    }
}

/// All that is said.
pub fn catalogue(facts: &Facts<'_>, settings: &Catalogue) -> Result<Vec<Triple>, Unwritten> {
    let mut triples = itself(facts, settings)?;
    triples.extend(publisher(facts, settings)?);
    triples.extend(contact(facts, settings)?);
    for kind in Kind::all() {
        triples.extend(dataset(facts, settings, kind.name)?);
        for form in FORMS {
            triples.extend(distribution(facts, settings, kind.name, form)?);
        }
    }
    triples.extend(service(facts, settings)?);
    Ok(triples)
}

fn itself(facts: &Facts<'_>, settings: &Catalogue) -> Result<Vec<Triple>, Unwritten> {
    let about = About::new(&facts.own("catalogue"), (DCAT, "Catalog"))?
        .tells((DCTERMS, "title"), "catalogue-title")?
        .tells((DCTERMS, "description"), "catalogue-description")?
        .link((DCTERMS, "publisher"), &facts.publisher(settings))?
        .link((DCTERMS, "license"), CC0)?
        .links((DCTERMS, "language"), &LANGUAGES)?
        .link((DCAT, "themeTaxonomy"), THEMES)?
        .links((DCAT, "dataset"), &Kind::all().iter().map(|kind| facts.own(kind.name)).collect::<Vec<_>>())?
        .link((DCAT, "service"), &facts.own("api"))?;
    dated(about, facts.latest.values().max().copied())
}

fn publisher(facts: &Facts<'_>, settings: &Catalogue) -> Result<Vec<Triple>, Unwritten> {
    let about = About::new(&facts.publisher(settings), (FOAF, "Agent"))?.has((FOAF, "name"), facts.name)?;
    let kind = settings.publisher_type.as_ref();
    Ok(about.links((DCTERMS, "type"), &kind.map(|kind| kind.as_str()).into_iter().collect::<Vec<_>>())?.said())
}

/// Whom to ask; nothing where no setting says so.
fn contact(facts: &Facts<'_>, settings: &Catalogue) -> Result<Vec<Triple>, Unwritten> {
    let Some(contact) = &settings.contact else { return Ok(vec![]) };
    let about = About::new(&facts.own("contact"), (VCARD, "Organization"))?;
    Ok(about.has((VCARD, "fn"), facts.name)?.link((VCARD, "hasEmail"), &contact.address())?.said())
}

fn dataset(facts: &Facts<'_>, settings: &Catalogue, name: &str) -> Result<Vec<Triple>, Unwritten> {
    let about = About::new(&facts.own(name), (DCAT, "Dataset"))?
        .tells((DCTERMS, "title"), &format!("catalogue-{name}-title"))?
        .tells((DCTERMS, "description"), &format!("catalogue-{name}-description"))?
        .link((DCTERMS, "publisher"), &facts.publisher(settings))?
        .link((DCTERMS, "accessRights"), PUBLIC)?
        .link((DCTERMS, "accrualPeriodicity"), CONTINUOUS)?
        .links((DCTERMS, "language"), &LANGUAGES)?
        .links((DCAT, "theme"), &[GOVERNMENT, SOCIETY])?
        .links((DCAT, "contactPoint"), &asked(facts, settings))?
        .links((DCAT, "distribution"), &FORMS.map(|(form, ..)| facts.own(&format!("{name}-{form}"))))?;
    dated(about, facts.latest.get(name).copied())
}

fn distribution(
    facts: &Facts<'_>,
    settings: &Catalogue,
    name: &str,
    (extension, title, media): (&str, &str, &str),
) -> Result<Vec<Triple>, Unwritten> {
    let file = format!("{}/export/{name}.{extension}", facts.base);
    let about = About::new(&facts.own(&format!("{name}-{extension}")), (DCAT, "Distribution"))?
        .has((DCTERMS, "title"), title)?
        .has((DCTERMS, "format"), media)?
        .links((DCTERMS, "license"), &licence(settings))?
        .link((DCAT, "accessURL"), &file)?
        .link((DCAT, "downloadURL"), &file)?;
    dated(about, facts.latest.get(name).copied())
}

fn service(facts: &Facts<'_>, settings: &Catalogue) -> Result<Vec<Triple>, Unwritten> {
    let about = About::new(&facts.own("api"), (DCAT, "DataService"))?
        .tells((DCTERMS, "title"), "catalogue-api-title")?
        .tells((DCTERMS, "description"), "catalogue-api-description")?
        .link((DCTERMS, "publisher"), &facts.publisher(settings))?
        .link((DCTERMS, "accessRights"), PUBLIC)?
        .links((DCTERMS, "license"), &licence(settings))?
        .links((DCAT, "contactPoint"), &asked(facts, settings))?
        .link((DCAT, "endpointURL"), &format!("{}/graphql", facts.base))?
        .link((DCAT, "endpointDescription"), &format!("{}/schema.graphql", facts.base))?
        .links((DCAT, "servesDataset"), &Kind::all().iter().map(|kind| facts.own(kind.name)).collect::<Vec<_>>())?;
    Ok(about.said())
}

fn dated(about: About, latest: Option<DateTime<Utc>>) -> Result<Vec<Triple>, Unwritten> {
    Ok(match latest {
        Some(latest) => about.at((DCTERMS, "modified"), latest)?,
        None => about,
    }
    .said())
}

fn licence(settings: &Catalogue) -> Vec<&str> {
    settings.licence.iter().map(|licence| licence.as_str()).collect()
}

fn asked(facts: &Facts<'_>, settings: &Catalogue) -> Vec<String> {
    settings.contact.iter().map(|_| facts.own("contact")).collect()
}
