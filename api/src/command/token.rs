//! `token`

use api::{
    auth::development::{DevelopmentIssuer, Grant},
    clock::Clock,
    config::{Config, Span},
    policy::Role,
    store::{PersonRef, Store},
};
use clap::Args;
use eyre::{WrapErr, eyre};

use super::{failure::Failure, store};

/// Whom the token is for.
#[derive(Args)]
pub struct Options {
    /// A role; several are possible: MEMBER, REPRESENTATIVE, BOARD_MEMBER, PROCESS_SUPPORT, PORTFOLIO_MANAGER,
    /// COMMUNICATOR, ANALYST, PARTNER_SYSTEM, ADMINISTRATOR
    #[arg(long, required = true, num_args = 1.., value_name = "ROLE")]
    role: Vec<Role>,
    /// The person, by name
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// The organisation, by slug; with --person, the one that the person belongs to
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// How long the token holds
    #[arg(long, value_name = "TIME", default_value = "8h")]
    expires_in: Span,
}

/// Prints a token, and nothing else.
pub async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    let issuer = DevelopmentIssuer::open(&config.dev_key).map_err(eyre::Report::from)?;
    let expires_in = options.expires_in.0;
    let grant = grant(config, options).await?;
    let token = issuer.issue(grant, expires_in, &Clock::system());
    println!("{}", token.wrap_err("cannot sign the token").map_err(Failure::from)?);
    Ok(())
}

/// Looks up who is named; a token for roles alone needs no database.
async fn grant(config: &Config, options: Options) -> Result<Grant, Failure> {
    let Options { role: roles, person, organisation, .. } = options;
    if person.is_none() && organisation.is_none() {
        return Ok(Grant { roles, ..Grant::default() });
    }
    let store = store::open(&config.database).await?;
    if let Some(slug) = &organisation {
        known_organisation(&store, slug).await?;
    }
    let grant = match person {
        Some(name) => {
            let person = only_person(&store, &name, organisation.as_deref()).await?;
            Grant { roles, person: Some((person.id, person.name)), organisation: Some(person.organisation) }
        }
        None => Grant { roles, person: None, organisation },
    };
    store.close().await?;
    Ok(grant)
}

async fn known_organisation(store: &Store, slug: &str) -> Result<(), Failure> {
    if store.organisation_by_slug(slug).await?.is_some() {
        return Ok(());
    }
    let slugs = store.organisation_slugs().await?;
    Err(eyre!("there is no organisation {slug}; there are: {}", slugs.join(", ")).into())
}

async fn only_person(store: &Store, name: &str, organisation: Option<&str>) -> Result<PersonRef, Failure> {
    let mut found = store.find_person(name, organisation).await?;
    match (found.pop(), found.len()) {
        (Some(person), 0) => Ok(person),
        (Some(_), _) => Err(eyre!("several persons are named {name}; name the --organisation, too").into()),
        (None, _) => Err(eyre!("there is no person named {name}").into()),
    }
}
