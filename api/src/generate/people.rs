//! Organisations and people.

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::Sector;
use entity::{organisation, person};
use sea_orm::ActiveValue::Set;

use super::maker::{Maker, Stopped};
use super::subject::{filled, slug};
use super::world::{Known, Organisation};

/// The people who are there from the start: enough to hold the seats of all teams.
pub(super) const FIRST_PEOPLE: usize = 30;

/// Numbers that no one has: the Swedish authority keeps 070-174 06 05 to 99 for fiction.
const PHONE_NUMBERS: (i64, i64) = (46_701_740_605, 46_701_740_699);

impl Maker<'_> {
    pub fn organisations(&mut self, wanted: usize) {
        let sectors = [
            Sector::Business,
            Sector::CivilSociety,
            Sector::Municipality,
            Sector::Region,
            Sector::Residents,
            Sector::University,
            Sector::Other,
        ];
        for place in 0..wanted {
            self.organisation_row(sectors.get(place % 14).copied().unwrap_or(Sector::Business), place);
        }
    }

    fn organisation_row(&mut self, sector: Sector, place: usize) {
        let at = self.span.start - TimeDelta::days(10) + TimeDelta::minutes(i64::try_from(place).unwrap_or(0));
        let (name, slug) = self.organisation_name(self.words.names.organisations.of(sector));
        let id = self.dice.id(at);
        let website = self.dice.chance(60).then(|| format!("https://{slug}.example.org/"));
        self.world.organisations.push(Organisation { id, people: Vec::new() });
        self.rows.organisations.push(organisation::ActiveModel {
            id: Set(id),
            slug: Set(slug),
            name: Set(name),
            short_name: Set(None),
            sector: Set(sector),
            is_party: Set(false),
            website: Set(website),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    /// A name that no other organisation has, and its address.
    fn organisation_name(&mut self, patterns: &[String]) -> (String, String) {
        let mut number = 1;
        loop {
            let place = self.dice.pick(&self.words.names.places);
            let mut name = filled(self.dice.pick::<String>(patterns), &[("place", place)]);
            if number > 20 {
                name = format!("{name} {number}");
            }
            let slug = slug(&name);
            if self.world.slugs.insert(slug.clone()) {
                return (name, slug);
            }
            number += 1;
        }
    }

    pub fn all_people(&mut self, wanted: usize) -> Result<(), Stopped> {
        for place in 0..wanted {
            let organisation = match place {
                0..FIRST_PEOPLE => place % self.world.parties,
                _ => self.organisation(45),
            };
            let at = match place {
                0..FIRST_PEOPLE => self.span.start - TimeDelta::days(5) + TimeDelta::minutes(place as i64),
                _ => self.span.part(place, wanted),
            };
            self.person_row(organisation, at);
            self.send_many()?;
        }
        Ok(())
    }

    fn person_row(&mut self, organisation: usize, at: DateTime<Utc>) {
        let names = &self.words.names;
        let name = format!("{} {}", self.dice.pick(&names.first), self.dice.pick(&names.last));
        let address = slug(&name).replace('-', ".");
        let number = self.world.people.len();
        let email = self.dice.chance(85).then(|| format!("{address}.{number}@example.org"));
        let phone = self.dice.chance(40).then(|| format!("+{}", self.dice.between(PHONE_NUMBERS.0, PHONE_NUMBERS.1)));
        let id = self.dice.id(at);
        let home = &mut self.world.organisations[organisation];
        home.people.push(number);
        self.world.people.push(Known { id, at });
        self.rows.people.push(person::ActiveModel {
            id: Set(id),
            name: Set(name),
            organisation_id: Set(home.id),
            email: Set(email),
            phone: Set(phone),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }
}
