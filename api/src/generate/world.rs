//! What generated rows refer to: the first content, and what was generated before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::{TeamKind, Visibility};
use entity::{
    agenda_goal, agenda_target, audience, challenge, criterion, focus_area, initiative, link::audience_team, mission,
    organisation, representative, seat, societal_goal, support_function, team,
};
use uuid::Uuid;

use super::subject::Text;
use crate::{
    clock::{Clock, TIME_ZONE, moment},
    error::Error,
    store::Bulk,
};

/// How far back generated data go.
const DAYS: i64 = 4 * 365 + 1;

/// The time that generated data lie in. It ends at midnight, so that a day repeats its data.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub start: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl Span {
    pub fn of(clock: &Clock) -> Self {
        let now = moment(TIME_ZONE, clock.today().and_time(chrono::NaiveTime::MIN));
        Self { start: now - TimeDelta::days(DAYS), now }
    }

    /// The beginning of one of `parts` equal parts of the time.
    pub fn part(self, place: usize, parts: usize) -> DateTime<Utc> {
        let seconds = (self.now - self.start).num_seconds();
        let (place, parts) = (i64::try_from(place).unwrap_or(0), i64::try_from(parts).unwrap_or(1).max(1));
        self.start + TimeDelta::seconds(seconds / parts * place + seconds % parts * place / parts)
    }
}

/// A team of the first content.
pub(super) struct Team {
    pub id: Uuid,
    pub kind: TeamKind,
    pub name: Text,
    /// The place of its focus area in `World::areas`.
    pub area: Option<usize>,
    /// The last position that a seat has.
    pub last_position: i32,
    /// Who holds a seat today.
    pub members: Vec<Member>,
    /// Its meetings, the earliest first.
    pub meetings: Vec<Meeting>,
}

/// Who holds a seat.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub person: Uuid,
    pub representative: Uuid,
    pub organisation: Uuid,
    /// A real person of the first content, about whom nothing is made up.
    pub is_real: bool,
}

/// A team's meeting.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub event: Uuid,
    pub at: DateTime<Utc>,
}

/// A focus area of the first content, and the work in it.
pub(super) struct Area {
    pub id: Uuid,
    pub number: i32,
    /// The place of its team in `World::teams`.
    pub team: usize,
    pub goals: Vec<Goal>,
    /// Those that are decided on, the earliest first.
    pub missions: Vec<Known>,
    /// The earliest first.
    pub challenges: Vec<Known>,
    pub needs: Vec<Uuid>,
    /// The audiences of what is restricted in it.
    pub restricted: Vec<Uuid>,
}

/// A societal goal.
#[derive(Clone)]
pub(super) struct Goal {
    pub id: Uuid,
    pub is_chosen: bool,
    pub targets: Vec<Uuid>,
}

/// Something that can be referred to from a moment on.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub id: Uuid,
    pub at: DateTime<Utc>,
}

/// An organisation.
pub(super) struct Organisation {
    pub id: Uuid,
    /// Places of its people in `World::people`, the earliest first.
    pub people: Vec<usize>,
}

/// A goal of Agenda 2030.
pub(super) struct AgendaGoal {
    pub id: Uuid,
    pub targets: Vec<Uuid>,
}

/// A criterion.
#[derive(Clone, Copy)]
pub(super) struct Criterion {
    pub id: Uuid,
    pub is_mandatory: bool,
    pub retired_at: Option<DateTime<Utc>>,
}

/// All of it.
#[derive(Default)]
pub(super) struct World {
    pub teams: Vec<Team>,
    pub areas: Vec<Area>,
    pub other_areas: Vec<Uuid>,
    /// The parties come first.
    pub organisations: Vec<Organisation>,
    pub parties: usize,
    pub people: Vec<Known>,
    pub agenda: BTreeMap<i32, AgendaGoal>,
    pub criteria: Vec<Criterion>,
    pub support_functions: Vec<Uuid>,
    /// The audiences that exist for sets of teams.
    pub audiences: BTreeMap<BTreeSet<Uuid>, Uuid>,
    pub initiatives: Vec<Uuid>,
    pub learnings: Vec<Known>,
    pub documents: Vec<Uuid>,
    /// Numbers and addresses that are taken.
    pub focus_area_numbers: BTreeSet<i32>,
    pub slugs: BTreeSet<String>,
}

impl World {
    /// Reads the first content; refuses where there is more than that.
    pub async fn read(bulk: &Bulk) -> Result<Self, Error> {
        refuse_second_run(bulk).await?;
        let mut world = Self::default();
        world.read_organisations(bulk).await?;
        world.read_agenda(bulk).await?;
        world.read_teams(bulk).await?;
        world.read_seats(bulk).await?;
        world.read_audiences(bulk).await?;
        Ok(world)
    }

    async fn read_organisations(&mut self, bulk: &Bulk) -> Result<(), Error> {
        let mut organisations = bulk.all::<organisation::Entity>().await?;
        organisations.retain(|one| one.is_party);
        organisations.sort_by(|one, other| one.slug.cmp(&other.slug));
        self.parties = organisations.len();
        self.slugs = organisations.iter().map(|one| one.slug.clone()).collect();
        self.organisations =
            organisations.into_iter().map(|one| Organisation { id: one.id, people: Vec::new() }).collect();
        if self.parties == 0 { Err(not_the_first_content("the parties")) } else { Ok(()) }
    }

    async fn read_agenda(&mut self, bulk: &Bulk) -> Result<(), Error> {
        let mut targets = bulk.all::<agenda_target::Entity>().await?;
        targets.sort_by_key(|one| one.position);
        for goal in bulk.all::<agenda_goal::Entity>().await? {
            let targets = targets.iter().filter(|target| target.goal_id == goal.id).map(|target| target.id).collect();
            self.agenda.insert(goal.number, AgendaGoal { id: goal.id, targets });
        }
        Ok(())
    }

    async fn read_teams(&mut self, bulk: &Bulk) -> Result<(), Error> {
        let mut areas = bulk.all::<focus_area::Entity>().await?;
        areas.sort_by_key(|one| one.number);
        self.focus_area_numbers = areas.iter().map(|one| one.number).collect();
        self.slugs.extend(areas.iter().map(|one| one.slug.clone()));
        let mut teams = bulk.all::<team::Entity>().await?;
        teams.sort_by(|one, other| one.name_sv.cmp(&other.name_sv));
        for area in areas.iter().filter(|area| area.number <= 2) {
            let of_area = teams.iter().position(|team| team.focus_area_id == Some(area.id));
            let team = of_area.ok_or_else(|| not_the_first_content("the focus areas' teams"))?;
            self.areas.push(Area::new(area, team));
        }
        self.teams = teams.into_iter().map(|team| Team::new(team, &self.areas)).collect();
        let kinds = [TeamKind::Board, TeamKind::CoreTeam, TeamKind::BoardPreparation];
        let kinds = kinds.into_iter().chain([TeamKind::ProcessSupport, TeamKind::PortfolioGroup]);
        let all_there = kinds.into_iter().all(|kind| self.teams.iter().any(|team| team.kind == kind));
        if self.areas.len() == 2 && all_there { Ok(()) } else { Err(not_the_first_content("the teams")) }
    }

    async fn read_seats(&mut self, bulk: &Bulk) -> Result<(), Error> {
        let mut held = bulk.all::<representative::Entity>().await?;
        let mut seats = bulk.all::<seat::Entity>().await?;
        seats.sort_by_key(|one| one.position);
        held.retain(|one| one.until.is_none());
        for team in &mut self.teams {
            for seat in seats.iter().filter(|seat| seat.team_id == team.id) {
                team.last_position = team.last_position.max(seat.position);
                let holder = held.iter().find(|one| one.seat_id == seat.id);
                team.members.extend(holder.map(Member::real));
            }
        }
        Ok(())
    }

    async fn read_audiences(&mut self, bulk: &Bulk) -> Result<(), Error> {
        let teams = bulk.all::<audience_team::Entity>().await?;
        for audience in bulk.all::<audience::Entity>().await? {
            if audience.visibility == Visibility::Restricted {
                let of_this = teams.iter().filter(|link| link.audience_id == audience.id);
                self.audiences.insert(of_this.map(|link| link.team_id).collect(), audience.id);
            }
        }
        Ok(())
    }

    /// The team of that kind. The first content has one of each; focus area teams are found by their area.
    pub fn team(&self, kind: TeamKind) -> &Team {
        self.teams.iter().find(|team| team.kind == kind).unwrap_or(&self.teams[0])
    }

    /// The members of the team of that kind whom things can be made up about.
    pub fn staff(&self, kind: TeamKind) -> Vec<Uuid> {
        self.team(kind).members.iter().filter(|member| !member.is_real).map(|member| member.person).collect()
    }
}

impl Area {
    fn new(area: &focus_area::Model, team: usize) -> Self {
        Self {
            id: area.id,
            number: area.number,
            team,
            goals: Vec::new(),
            missions: Vec::new(),
            challenges: Vec::new(),
            needs: Vec::new(),
            restricted: Vec::new(),
        }
    }
}

impl Team {
    fn new(team: team::Model, areas: &[Area]) -> Self {
        Self {
            id: team.id,
            kind: team.kind,
            name: Text { sv: team.name_sv, en: team.name_en },
            area: areas.iter().position(|area| Some(area.id) == team.focus_area_id),
            last_position: 0,
            members: Vec::new(),
            meetings: Vec::new(),
        }
    }
}

impl Member {
    fn real(one: &representative::Model) -> Self {
        Self { person: one.person_id, representative: one.id, organisation: one.organisation_id, is_real: true }
    }
}

fn not_the_first_content(what: &str) -> Error {
    Error::bad_input(format!("cannot generate: {what} of the first content are not in the database"))
}

/// Data are generated once, around the first content and nothing else.
async fn refuse_second_run(bulk: &Bulk) -> Result<(), Error> {
    let found = [
        ("initiatives", bulk.count::<initiative::Entity>().await?),
        ("challenges", bulk.count::<challenge::Entity>().await?),
        ("missions", bulk.count::<mission::Entity>().await?),
        ("societal goals", bulk.count::<societal_goal::Entity>().await?),
        ("criteria", bulk.count::<criterion::Entity>().await?),
        ("support functions", bulk.count::<support_function::Entity>().await?),
    ];
    match found.iter().find(|(_, count)| *count > 0) {
        Some((what, count)) => Err(Error::bad_input(format!(
            "cannot generate: the database already holds {count} {what}; data are generated once, into a database \
             that holds nothing but the first content"
        ))),
        None => Ok(()),
    }
}
