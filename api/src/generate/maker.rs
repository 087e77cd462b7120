//! The maker of generated rows: chance, words, what there is already, and the rows not yet sent on.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use entity::audience::{self, INTERNAL, PUBLIC};
use entity::kind::{TeamKind, Visibility};
use entity::link::audience_team;
use sea_orm::ActiveValue::Set;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::course::Waiting;
use super::dice::Dice;
use super::rows::Rows;
use super::subject::Subject;
use super::words::Words;
use super::world::{Known, Span, World};
use crate::clock::{TIME_ZONE, local_date, moment};
use crate::store::Past;

/// Rows are sent on when there are this many: enough for full statements, few enough for little memory.
const ROWS_PER_BATCH: usize = 40_000;

/// Some rows, the changes that come next in the log, and how many initiatives are made with them.
pub(super) struct Batch {
    pub rows: Rows,
    pub past: Vec<Past>,
    pub initiatives: u64,
}

/// Nobody takes the rows any more: inserting has failed.
pub(super) struct Stopped;

/// Makes rows and remembers what later ones refer to.
pub(super) struct Maker<'w> {
    pub words: &'w Words,
    pub dice: Dice,
    pub span: Span,
    pub world: World,
    pub rows: Rows,
    /// Changes that have their place in the log.
    pub past: Vec<Past>,
    pub waiting: Waiting,
    out: mpsc::Sender<Batch>,
}

impl<'w> Maker<'w> {
    pub fn new(words: &'w Words, dice: Dice, span: Span, world: World, out: mpsc::Sender<Batch>) -> Self {
        Self { words, dice, span, world, rows: Rows::default(), past: Vec::new(), waiting: Waiting::default(), out }
    }

    /// Sends the rows on if they are many. To be called between things, never within one.
    pub fn send_many(&mut self) -> Result<(), Stopped> {
        if self.rows.len() + self.past.len() < ROWS_PER_BATCH { Ok(()) } else { self.send() }
    }

    /// Sends the rows on.
    pub fn send(&mut self) -> Result<(), Stopped> {
        let (rows, past) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.past));
        let initiatives = u64::try_from(rows.initiatives.len()).unwrap_or(0);
        self.out.blocking_send(Batch { rows, past, initiatives }).map_err(|_| Stopped)
    }

    /// A subject of a focus area.
    pub fn subject(&mut self, area: usize) -> Subject<'w> {
        Subject::draw(self.words, &mut self.dice, area)
    }

    /// Of the things that are known in their order, how many are at the moment.
    pub fn known_at(things: &[Known], at: DateTime<Utc>) -> usize {
        things.partition_point(|thing| thing.at <= at)
    }

    /// Someone who is there at the moment.
    pub fn person(&mut self, at: DateTime<Utc>) -> Uuid {
        let known = Self::known_at(&self.world.people, at);
        self.dice.pick(&self.world.people[..known.max(1)]).id
    }

    /// Different people who are there at the moment.
    pub fn people(&mut self, at: DateTime<Utc>, wanted: usize) -> Vec<Uuid> {
        let known = Self::known_at(&self.world.people, at);
        self.dice.several(&self.world.people[..known], wanted).into_iter().map(|person| person.id).collect()
    }

    /// Different people of an organisation who are there at the moment; others where it has none.
    pub fn people_of(&mut self, organisation: usize, at: DateTime<Utc>, wanted: usize) -> Vec<Uuid> {
        let people = &self.world.organisations[organisation].people;
        let known = people.partition_point(|place| self.world.people[*place].at <= at);
        let drawn = self.dice.several(&people[..known], wanted);
        if drawn.is_empty() {
            return self.people(at, wanted);
        }
        drawn.into_iter().map(|place| self.world.people[place].id).collect()
    }

    /// An organisation, by its place: a party in so many of a hundred cases.
    pub fn organisation(&mut self, party: u32) -> usize {
        let (parties, all) = (self.world.parties, self.world.organisations.len());
        if self.dice.chance(party) { self.dice.below(parties) } else { self.dice.below(all) }
    }

    /// Someone of the team of that kind, perhaps.
    pub fn staff(&mut self, kind: TeamKind) -> Option<Uuid> {
        let staff = self.world.staff(kind);
        self.dice.pick_any(&staff)
    }

    /// Who may see a thing of a focus area.
    pub fn audience(&mut self, area: usize) -> Uuid {
        let restricted = self.dice.pick_any(&self.world.areas[area].restricted).unwrap_or(INTERNAL);
        self.dice.weighted(&[(30, PUBLIC), (55, INTERNAL), (15, restricted)])
    }

    /// The audience of a set of teams. Sets are interned: each has one audience.
    pub fn audience_of(&mut self, teams: &[Uuid]) -> Uuid {
        let set = teams.iter().copied().collect::<std::collections::BTreeSet<_>>();
        if let Some(known) = self.world.audiences.get(&set) {
            return *known;
        }
        let id = self.dice.id(self.span.start);
        self.rows.audiences.push(audience::ActiveModel { id: Set(id), visibility: Set(Visibility::Restricted) });
        for team in &set {
            self.rows.audience_teams.push(audience_team::ActiveModel { audience_id: Set(id), team_id: Set(*team) });
        }
        self.world.audiences.insert(set, id);
        id
    }

    /// The audience of what a team and the preparation group are to take up.
    pub fn matter_audience(&mut self, team: usize) -> Uuid {
        let preparation = self.world.team(TeamKind::BoardPreparation).id;
        self.audience_of(&[self.world.teams[team].id, preparation])
    }

    /// An hour at which people meet, on a working day from `day` on.
    pub fn meeting_hour(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let (hour, minute) = (*self.dice.pick(&[8, 9, 10, 13, 14, 15]), *self.dice.pick(&[0, 15, 30]));
        moment(TIME_ZONE, working_day(day).and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()))
    }

    /// A moment so many days later, but not in the future.
    pub fn later(&mut self, at: DateTime<Utc>, least: i64, most: i64) -> DateTime<Utc> {
        let end = self.span.now.max(at + TimeDelta::seconds(1));
        let later = self.dice.days_after(at, least, most);
        if later < end { later } else { self.dice.moment(at, end) }
    }
}

/// The day, or the Monday after.
pub(super) fn working_day(day: NaiveDate) -> NaiveDate {
    let days = match chrono::Datelike::weekday(&day) {
        chrono::Weekday::Sat => 2,
        chrono::Weekday::Sun => 1,
        _ => 0,
    };
    day + Days::new(days)
}

/// So many days after the moment's date.
pub(super) fn days_after(at: DateTime<Utc>, days: i64) -> NaiveDate {
    local_date(at) + TimeDelta::days(days)
}
