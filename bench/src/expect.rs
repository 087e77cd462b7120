//! What the pages must hold: nothing is timed that is not the right answer.

use std::collections::BTreeSet;

use eyre::{Result, bail, ensure, eyre};
use serde_json::Value as Json;

use crate::caller::Viewer;
use crate::page::Page;

/// What a detail page leads to. Each of it must be found somewhere among many initiatives.
const RELATIONS: [&str; 14] = [
    "owners",
    "participants",
    "missions",
    "societalGoals",
    "targets",
    "screenings",
    "contributions",
    "evaluations",
    "progress",
    "rootCauses",
    "learnings",
    "documents",
    "events",
    "news",
];

/// Checks one answer of a page.
pub fn right(page: Page, viewer: Viewer, data: &Json) -> Result<()> {
    match page {
        Page::Front => front(viewer, data),
        Page::Portfolio => portfolio(data),
        Page::Detail => detail(&data["initiative"]),
        Page::GroupsByStatus | Page::GroupsByTarget => groups(&data["initiativeGroups"]),
    }
}

fn front(viewer: Viewer, data: &Json) -> Result<()> {
    // Three of each are the first content's; its news is public, its events are not.
    for (list, least) in [("news", 3), ("events", if viewer == Viewer::Member { 3 } else { 0 })] {
        let found = nodes(&data[list])?.len();
        ensure!((least..=5).contains(&found), "the front page has {found} {list}, not {least} to 5");
    }
    let areas = nodes(&data["focusAreas"])?;
    let mut seated = 0;
    for team in areas.iter().map(|area| &area["coreTeam"]).filter(|team| !team.is_null()) {
        let representatives = nodes(&team["representatives"])?;
        ensure!(!representatives.is_empty(), "nobody sits in the team {}", team["name"]);
        for one in representatives {
            text(&one["person"]["name"])?;
            text(&one["organisation"]["name"])?;
        }
        seated += 1;
    }
    ensure!(seated >= 2, "only {seated} of {} focus areas have a Core Team", areas.len());
    Ok(())
}

fn portfolio(data: &Json) -> Result<()> {
    let initiatives = nodes(&data["initiatives"])?;
    let is_full = initiatives.len() == 20;
    // Of a hundred initiatives, fewer can be public.
    let is_all = data["initiatives"]["pageInfo"]["hasNextPage"] == false;
    ensure!(is_full || is_all, "the portfolio page has {} initiatives, not 20", initiatives.len());
    let mut found = BTreeSet::new();
    for one in initiatives {
        text(&one["title"])?;
        if one["leadOrganisation"]["name"].is_string() {
            found.insert("leadOrganisation");
        }
        for owner in nodes(&one["owners"])? {
            text(&owner["organisation"]["name"])?;
        }
        found.extend(
            ["missions", "targets"].into_iter().filter(|list| nodes(&one[*list]).is_ok_and(|of| !of.is_empty())),
        );
    }
    ensure!(found.len() == 3, "the portfolio page has nothing but {found:?}");
    Ok(())
}

fn detail(initiative: &Json) -> Result<()> {
    text(&initiative["id"])?;
    text(&initiative["title"])?;
    text(&initiative["focusArea"]["name"])?;
    for list in RELATIONS {
        nodes(&initiative[list])?;
    }
    for answer in nodes(&initiative["screenings"])?.iter().flat_map(|one| one["answers"].as_array()).flatten() {
        text(&answer["criterion"]["title"])?;
    }
    if !initiative["decision"].is_null() {
        text(&initiative["decision"]["team"]["name"])?;
    }
    Ok(())
}

fn groups(groups: &Json) -> Result<()> {
    let groups = groups.as_array().ok_or_else(|| eyre!("the groups are missing"))?;
    ensure!(groups.len() >= 10, "there are only {} groups", groups.len());
    for group in groups {
        ensure!(group["count"].as_u64() > Some(0), "an empty group: {group}");
    }
    Ok(())
}

/// Collects what many detail pages hold together.
#[derive(Default)]
pub struct Together(BTreeSet<&'static str>);

impl Together {
    /// One more page.
    pub fn add(&mut self, data: &Json) {
        let initiative = &data["initiative"];
        self.0.extend(RELATIONS.into_iter().filter(|list| nodes(&initiative[*list]).is_ok_and(|of| !of.is_empty())));
        self.0.extend((!initiative["decision"].is_null()).then_some("decision"));
    }

    /// Refuses pages of which none had one of the relations: that would measure less than it says.
    pub fn complete(&self) -> Result<()> {
        let missing: Vec<_> = RELATIONS.into_iter().chain(["decision"]).filter(|list| !self.0.contains(list)).collect();
        ensure!(missing.is_empty(), "of all initiatives, none has {missing:?}");
        Ok(())
    }
}

fn nodes(connection: &Json) -> Result<&Vec<Json>> {
    connection["nodes"].as_array().ok_or_else(|| eyre!("a list is missing: {connection}"))
}

fn text(value: &Json) -> Result<&str> {
    match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text),
        _ => bail!("a text is missing, there is {value}"),
    }
}
