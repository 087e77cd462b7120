//! Which initiatives there are, and some of them at random.

use std::net::SocketAddr;

use eyre::{Result, bail, eyre};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde_json::{Value as Json, json};

use crate::caller::Caller;
use crate::client::Connection;

const PAGE: &str = "query Ids($after: String) {
  initiatives(first: 100, after: $after, orderBy: [{ field: ID, direction: ASC }]) {
    pageInfo { hasNextPage endCursor }
    nodes { id }
  }
}";

/// The ids of all initiatives that the caller sees, in their order: page by page to the end of the list.
pub async fn all(address: SocketAddr, caller: &Caller) -> Result<Vec<String>> {
    let mut connection = Connection::open(address).await?;
    let mut ids = Vec::new();
    let mut after = Json::Null;
    loop {
        let mut page = connection.data(caller, PAGE, &json!({ "after": after })).await?;
        let page = page["initiatives"].take();
        ids.extend(of_page(&page));
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(ids);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The ids of the first page of them.
pub async fn first(address: SocketAddr, caller: &Caller) -> Result<Vec<String>> {
    let mut connection = Connection::open(address).await?;
    let page = connection.data(caller, PAGE, &Json::Null).await?;
    Ok(of_page(&page["initiatives"]).collect())
}

fn of_page(page: &Json) -> impl Iterator<Item = String> {
    let nodes = page["nodes"].as_array().into_iter().flatten();
    nodes.filter_map(|node| node["id"].as_str()).map(str::to_owned)
}

/// So many of them at random, the same ones in each run.
pub fn some(mut ids: Vec<String>, wanted: usize) -> Vec<String> {
    ids.shuffle(&mut StdRng::seed_from_u64(1));
    ids.truncate(wanted);
    ids
}

/// Refuses a database that does not hold as many initiatives as it should.
pub async fn must_be(address: SocketAddr, administrator: &Caller, wanted: u64) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.data(administrator, "{ initiatives(first: 1) { totalCount } }", &Json::Null).await?;
    let found = answer["initiatives"]["totalCount"].as_u64().ok_or_else(|| eyre!("no totalCount in {answer}"))?;
    if found != wanted {
        bail!("the database holds {found} initiatives, not {wanted}");
    }
    Ok(())
}
