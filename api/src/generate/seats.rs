//! Seats of the board, of process support and of the portfolio managers, with terms past, present and to come.

use chrono::{NaiveDate, TimeDelta};
use entity::kind::TeamKind;
use entity::{representative, seat};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::Maker;
use super::people::FIRST_PEOPLE;
use super::world::Member;
use crate::clock::local_date;

/// When a term begins and ends, in days from the start of the time and from today; none is open.
#[derive(Clone, Copy)]
enum Day {
    Start(i64),
    Today(i64),
    Open,
}

/// The terms of seats. A team's seats take them in this order, so that it has some of each.
const TERMS: [&[(Day, Day)]; 6] = [
    &[(Day::Start(0), Day::Start(700)), (Day::Start(700), Day::Open)],
    &[(Day::Start(30), Day::Today(200)), (Day::Today(200), Day::Open)],
    &[(Day::Open, Day::Open)],
    &[(Day::Start(0), Day::Start(400)), (Day::Start(400), Day::Start(900)), (Day::Start(930), Day::Open)],
    &[(Day::Start(60), Day::Today(-90))],
    &[],
];

/// A seat, while its terms are made.
struct Place {
    id: Uuid,
    team: usize,
    organisation: usize,
}

impl Maker<'_> {
    pub fn seats(&mut self) {
        let mut next = 0;
        for (kind, wanted) in [(TeamKind::Board, 6), (TeamKind::ProcessSupport, 6), (TeamKind::PortfolioGroup, 5)] {
            let Some(team) = self.world.teams.iter().position(|team| team.kind == kind) else { continue };
            for terms in TERMS.iter().take(wanted) {
                let place = self.seat(team, next % self.world.parties, terms.is_empty());
                for (since, until) in *terms {
                    self.term(&place, next, self.day(*since), self.day(*until));
                    next += 1;
                }
                next += usize::from(terms.is_empty());
            }
        }
    }

    fn day(&self, day: Day) -> Option<NaiveDate> {
        match day {
            Day::Start(days) => Some(local_date(self.span.start) + TimeDelta::days(days)),
            Day::Today(days) => Some(local_date(self.span.now) + TimeDelta::days(days)),
            Day::Open => None,
        }
    }

    fn seat(&mut self, team: usize, organisation: usize, is_optional: bool) -> Place {
        let at = self.span.start;
        let id = self.dice.id(at);
        let of = &mut self.world.teams[team];
        of.last_position += 1;
        self.rows.seats.push(seat::ActiveModel {
            id: Set(id),
            team_id: Set(of.id),
            organisation_id: Set(self.world.organisations[organisation].id),
            position: Set(of.last_position),
            is_optional: Set(is_optional),
            description_sv: Set(None),
            description_en: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
        Place { id, team, organisation }
    }

    fn term(&mut self, seat: &Place, turn: usize, since: Option<NaiveDate>, until: Option<NaiveDate>) {
        let organisation = &self.world.organisations[seat.organisation];
        let of_party = FIRST_PEOPLE / self.world.parties;
        let place = organisation.people[turn % of_party.min(organisation.people.len())];
        let person = self.world.people[place].id;
        let at = self.span.start;
        let id = self.dice.id(at);
        let member = Member { person, representative: id, organisation: organisation.id, is_real: false };
        let today = local_date(self.span.now);
        if since.is_none_or(|since| since <= today) && until.is_none_or(|until| until > today) {
            self.world.teams[seat.team].members.push(member);
        }
        self.rows.representatives.push(representative::ActiveModel {
            id: Set(id),
            person_id: Set(person),
            seat_id: Set(seat.id),
            team_id: Set(self.world.teams[seat.team].id),
            organisation_id: Set(member.organisation),
            since: Set(since),
            until: Set(until),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }
}
