//! What everything else stands on: audiences, further focus areas, support functions, criteria.

use chrono::TimeDelta;
use entity::kind::TeamKind;
use entity::{criterion, focus_area, support_function};
use sea_orm::ActiveValue::Set;

use super::maker::Maker;
use super::subject::filled;
use super::words::{FocusAreaWords, Phrase};
use super::world::Criterion;

/// How many criteria there are.
const CRITERIA: i32 = 8;

/// How many of them are mandatory: the first ones.
const MANDATORY: i32 = 5;

impl Maker<'_> {
    pub fn ground(&mut self) {
        self.audiences();
        let words = self.words;
        for area in &words.ground.focus_areas {
            self.focus_area(area);
        }
        for function in &words.ground.support_functions {
            self.support_function(function);
        }
        for number in 1..=CRITERIA {
            self.criterion(number);
        }
    }

    /// For each focus area the sets of teams that its restricted content is for.
    fn audiences(&mut self) {
        let [board, preparation, portfolio, process] =
            [TeamKind::Board, TeamKind::BoardPreparation, TeamKind::PortfolioGroup, TeamKind::ProcessSupport]
                .map(|kind| self.world.team(kind).id);
        let teams = self.world.areas.iter().map(|area| self.world.teams[area.team].id).collect::<Vec<_>>();
        let common = [vec![board], vec![board, preparation], vec![portfolio, process], teams.clone()];
        let common = common.map(|set| self.audience_of(&set));
        for (place, team) in teams.into_iter().enumerate() {
            let own = [vec![team], vec![team, preparation], vec![team, portfolio, process]];
            let own = own.map(|set| self.audience_of(&set));
            self.world.areas[place].restricted = own.into_iter().chain(common).collect();
        }
    }

    fn focus_area(&mut self, area: &FocusAreaWords) {
        if !self.world.slugs.insert(area.slug.clone()) || !self.world.focus_area_numbers.insert(area.number) {
            return;
        }
        let at = self.dice.moment(self.span.start, self.span.start + TimeDelta::days(60));
        let id = self.dice.id(at);
        self.world.other_areas.push(id);
        self.rows.focus_areas.push(focus_area::ActiveModel {
            id: Set(id),
            slug: Set(area.slug.clone()),
            number: Set(area.number),
            name_sv: Set(area.name.sv.clone()),
            name_en: Set(Some(area.name.en.clone())),
            summary_sv: Set(None),
            summary_en: Set(None),
            status: Set(area.status),
            version: Set(2),
            created_at: Set(at),
            updated_at: Set(at + TimeDelta::days(200)),
            ..Default::default()
        });
    }

    fn support_function(&mut self, name: &Phrase) {
        let at = self.span.start;
        let id = self.dice.id(at);
        let description = &self.words.ground.support_function_description;
        self.world.support_functions.push(id);
        self.rows.support_functions.push(support_function::ActiveModel {
            id: Set(id),
            slug: Set(super::subject::slug(&name.sv)),
            name_sv: Set(name.sv.clone()),
            name_en: Set(Some(name.en.clone())),
            description_sv: Set(Some(description.sv.clone())),
            description_en: Set(Some(description.en.clone())),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    /// The last criterion was retired a year ago.
    fn criterion(&mut self, number: i32) {
        let at = self.span.start;
        let id = self.dice.id(at);
        let retired_at = (number == CRITERIA).then(|| self.span.now - TimeDelta::days(365));
        let words = &self.words.ground;
        let (is_mandatory, digits) = (number <= MANDATORY, number.to_string());
        let title = |pattern: &str| filled(pattern, &[("number", &digits)]);
        self.world.criteria.push(Criterion { id, is_mandatory, retired_at });
        self.rows.criteria.push(criterion::ActiveModel {
            id: Set(id),
            title_sv: Set(title(&words.criterion_title.sv)),
            title_en: Set(Some(title(&words.criterion_title.en))),
            description_sv: Set(Some(words.criterion_description.sv.clone())),
            description_en: Set(Some(words.criterion_description.en.clone())),
            is_mandatory: Set(is_mandatory),
            position: Set(number),
            retired_at: Set(retired_at),
            version: Set(if retired_at.is_some() { 2 } else { 1 }),
            created_at: Set(at),
            updated_at: Set(retired_at.unwrap_or(at)),
            ..Default::default()
        });
    }
}
