//! The first content as rows.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::kind::{EventStatus, NewsStatus};
use entity::{
    agenda_goal, agenda_target, assignment, audience, collaboration, document, event, focus_area, link::news_document,
    news, organisation, person, representative, seat, team,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::data::{self, Content, Open, Text};
use crate::clock::{Clock, TIME_ZONE, moment};

/// A name in one of the files that stands for nothing.
#[derive(Debug, thiserror::Error)]
#[error("the first content refers to {0:?}, which it does not hold")]
pub(super) struct Dangling(String);

/// The rows of the first content, in tables.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub collaboration: Vec<collaboration::ActiveModel>,
    pub organisations: Vec<organisation::ActiveModel>,
    pub people: Vec<person::ActiveModel>,
    pub focus_areas: Vec<focus_area::ActiveModel>,
    pub teams: Vec<team::ActiveModel>,
    pub assignments: Vec<assignment::ActiveModel>,
    pub seats: Vec<seat::ActiveModel>,
    pub representatives: Vec<representative::ActiveModel>,
    pub goals: Vec<agenda_goal::ActiveModel>,
    pub targets: Vec<agenda_target::ActiveModel>,
    pub documents: Vec<document::ActiveModel>,
    pub events: Vec<event::ActiveModel>,
    pub news: Vec<news::ActiveModel>,
    pub news_documents: Vec<news_document::ActiveModel>,
}

/// Makes rows of the content as of the clock's moment.
pub(super) fn rows(content: &Content, clock: &Clock) -> Result<Rows, Dangling> {
    let now = clock.now();
    // One millisecond apart, so that lists by age keep the order of the files; none lies in the future.
    let mut maker =
        Maker { clock, now, moment: now - TimeDelta::seconds(1), known: BTreeMap::new(), rows: Rows::default() };
    maker.collaboration(&content.collaboration.collaboration);
    content.collaboration.organisation.iter().for_each(|one| maker.organisation(one));
    content.collaboration.focus_area.iter().for_each(|one| maker.focus_area(one));
    for team in &content.collaboration.team {
        maker.team(team)?;
    }
    content.agenda.goal.iter().for_each(|goal| maker.goal(goal));
    content.documents.document.iter().for_each(|one| maker.document(one));
    for event in &content.events.event {
        maker.event(event, clock.today())?;
    }
    for (place, news) in (1..).zip(&content.news.news) {
        maker.news(news, place)?;
    }
    Ok(maker.rows)
}

/// What a name in the files is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Organisation,
    Person,
    FocusArea,
    Team,
    Document,
}

struct Maker<'a> {
    clock: &'a Clock,
    now: DateTime<Utc>,
    moment: DateTime<Utc>,
    known: BTreeMap<(Kind, String), Uuid>,
    rows: Rows,
}

impl Maker<'_> {
    fn next(&mut self) -> (Uuid, DateTime<Utc>) {
        self.moment += TimeDelta::milliseconds(1);
        (self.clock.uuid_at(self.moment), self.moment)
    }

    fn remember(&mut self, kind: Kind, name: &str, id: Uuid) {
        self.known.insert((kind, name.to_owned()), id);
    }

    fn find(&self, kind: Kind, name: &str) -> Result<Uuid, Dangling> {
        self.known.get(&(kind, name.to_owned())).copied().ok_or_else(|| Dangling(name.to_owned()))
    }

    fn find_optional(&self, kind: Kind, name: Option<&String>) -> Result<Option<Uuid>, Dangling> {
        name.map(|name| self.find(kind, name)).transpose()
    }

    fn collaboration(&mut self, one: &data::Collaboration) {
        let (id, at) = self.next();
        let (vision_sv, vision_en) = optional(one.vision.as_ref());
        let (mission_sv, mission_en) = optional(one.mission.as_ref());
        let (perspectives_sv, perspectives_en) = optional(one.guiding_perspectives.as_ref());
        self.rows.collaboration.push(collaboration::ActiveModel {
            id: Set(id),
            singleton: Set(true),
            name: Set(one.name.sv.clone()),
            vision_sv: Set(vision_sv),
            vision_en: Set(vision_en),
            mission_sv: Set(mission_sv),
            mission_en: Set(mission_en),
            guiding_perspectives_sv: Set(perspectives_sv),
            guiding_perspectives_en: Set(perspectives_en),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    fn organisation(&mut self, one: &data::Organisation) {
        let (id, at) = self.next();
        self.remember(Kind::Organisation, &one.slug, id);
        self.rows.organisations.push(organisation::ActiveModel {
            id: Set(id),
            slug: Set(one.slug.clone()),
            name: Set(one.name.clone()),
            short_name: Set(one.short_name.clone()),
            sector: Set(one.sector),
            is_party: Set(one.is_party),
            website: Set(one.website.clone()),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    fn focus_area(&mut self, one: &data::FocusArea) {
        let (id, at) = self.next();
        self.remember(Kind::FocusArea, &one.slug, id);
        let (summary_sv, summary_en) = optional(one.summary.as_ref());
        self.rows.focus_areas.push(focus_area::ActiveModel {
            id: Set(id),
            slug: Set(one.slug.clone()),
            number: Set(one.number),
            name_sv: Set(one.name.sv.clone()),
            name_en: Set(Some(one.name.en.clone())),
            summary_sv: Set(summary_sv),
            summary_en: Set(summary_en),
            status: Set(one.status),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    fn team(&mut self, one: &data::Team) -> Result<(), Dangling> {
        let (id, at) = self.next();
        let parent = self.find_optional(Kind::Team, one.parent.as_ref())?;
        let focus_area = self.find_optional(Kind::FocusArea, one.focus_area.as_ref())?;
        self.remember(Kind::Team, &one.key, id);
        let (purpose_sv, purpose_en) = optional(one.purpose.as_ref());
        self.rows.teams.push(team::ActiveModel {
            id: Set(id),
            kind: Set(one.kind),
            name_sv: Set(one.name.sv.clone()),
            name_en: Set(Some(one.name.en.clone())),
            purpose_sv: Set(purpose_sv),
            purpose_en: Set(purpose_en),
            parent_id: Set(parent),
            focus_area_id: Set(focus_area),
            meetings_per_year: Set(one.meetings_per_year),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        for (position, assignment) in (1..).zip(&one.assignment) {
            self.assignment(id, position, &assignment.text);
        }
        for (position, seat) in (1..).zip(&one.seat) {
            self.seat(id, position, seat)?;
        }
        Ok(())
    }

    fn assignment(&mut self, team: Uuid, position: i32, text: &Text) {
        let (id, at) = self.next();
        self.rows.assignments.push(assignment::ActiveModel {
            id: Set(id),
            team_id: Set(team),
            position: Set(position),
            text_sv: Set(text.sv.clone()),
            text_en: Set(Some(text.en.clone())),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    fn seat(&mut self, team: Uuid, position: i32, one: &data::Seat) -> Result<(), Dangling> {
        let (id, at) = self.next();
        let organisation = self.find(Kind::Organisation, &one.organisation)?;
        let (description_sv, description_en) = optional(one.description.as_ref());
        self.rows.seats.push(seat::ActiveModel {
            id: Set(id),
            team_id: Set(team),
            organisation_id: Set(organisation),
            position: Set(position),
            is_optional: Set(one.is_optional),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
        if let Some(name) = &one.person {
            let person = self.person(name, organisation);
            self.representative(person, id, team, organisation);
        }
        Ok(())
    }

    /// The person of that name; one name is one person, whose home organisation is the one represented.
    fn person(&mut self, name: &str, organisation: Uuid) -> Uuid {
        if let Ok(known) = self.find(Kind::Person, name) {
            return known;
        }
        let (id, at) = self.next();
        self.remember(Kind::Person, name, id);
        self.rows.people.push(person::ActiveModel {
            id: Set(id),
            name: Set(name.to_owned()),
            organisation_id: Set(organisation),
            email: Set(None),
            phone: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        id
    }

    fn representative(&mut self, person: Uuid, seat: Uuid, team: Uuid, organisation: Uuid) {
        let (id, at) = self.next();
        self.rows.representatives.push(representative::ActiveModel {
            id: Set(id),
            person_id: Set(person),
            seat_id: Set(seat),
            team_id: Set(team),
            organisation_id: Set(organisation),
            since: Set(None),
            until: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    fn goal(&mut self, one: &data::Goal) {
        let id = catalogue_id(&one.uri);
        self.rows.goals.push(agenda_goal::ActiveModel {
            id: Set(id),
            number: Set(one.number),
            name_sv: Set(one.name.sv.clone()),
            name_en: Set(Some(one.name.en.clone())),
            color: Set(one.color.clone()),
            uri: Set(one.uri.clone()),
            ..Default::default()
        });
        for (place, target) in (1..).zip(&one.target) {
            self.rows.targets.push(agenda_target::ActiveModel {
                id: Set(catalogue_id(&target.uri)),
                goal_id: Set(id),
                code: Set(target.code.clone()),
                position: Set(one.number * 100 + place),
                label_sv: Set(target.label.sv.clone()),
                label_en: Set(Some(target.label.en.clone())),
                due_on: Set(target.due_on),
                uri: Set(target.uri.clone()),
                is_means_of_implementation: Set(target.is_means_of_implementation()),
                ..Default::default()
            });
        }
    }

    fn document(&mut self, one: &data::Document) {
        let (id, at) = self.next();
        self.remember(Kind::Document, &one.key, id);
        self.rows.documents.push(document::ActiveModel {
            id: Set(id),
            title_sv: Set(one.title.sv.clone()),
            title_en: Set(Some(one.title.en.clone())),
            kind: Set(one.kind),
            year: Set(one.year),
            url: Set(None),
            media_type: Set(None),
            byte_size: Set(None),
            sha256: Set(None),
            audience_id: Set(audience_id(one.visibility)),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    fn event(&mut self, one: &data::Event, today: NaiveDate) -> Result<(), Dangling> {
        let (id, at) = self.next();
        let day = today + TimeDelta::days(one.days_from_seeding.into());
        let starts_at = moment(TIME_ZONE, day.and_time(one.starts_at_local));
        tracing::info!(
            "the dates of the calendar are not known: {} dated {} days from today, {day}",
            one.key,
            one.days_from_seeding
        );
        let (description_sv, description_en) = optional(one.description.as_ref());
        self.rows.events.push(event::ActiveModel {
            id: Set(id),
            title_sv: Set(one.title.sv.clone()),
            title_en: Set(Some(one.title.en.clone())),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            kind: Set(one.kind),
            status: Set(EventStatus::Planned),
            starts_at: Set(starts_at),
            ends_at: Set(Some(starts_at + TimeDelta::minutes(one.minutes.into()))),
            time_zone: Set(TIME_ZONE.name().to_owned()),
            is_all_day: Set(false),
            recurrence: Set(None),
            location: Set(None),
            online_url: Set(None),
            team_id: Set(Some(self.find(Kind::Team, &one.team)?)),
            focus_area_id: Set(None),
            audience_id: Set(audience_id(one.visibility)),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        Ok(())
    }

    fn news(&mut self, one: &data::News, days_ago: i64) -> Result<(), Dangling> {
        let (id, at) = self.next();
        tracing::info!("the dates of the news are not known: {} published {days_ago} days ago", one.slug);
        let (lead_sv, lead_en) = optional(one.lead.as_ref());
        let (body_sv, body_en) = optional(one.body.as_ref());
        self.rows.news.push(news::ActiveModel {
            id: Set(id),
            slug: Set(one.slug.clone()),
            title_sv: Set(one.title.sv.clone()),
            title_en: Set(Some(one.title.en.clone())),
            lead_sv: Set(lead_sv),
            lead_en: Set(lead_en),
            body_sv: Set(body_sv),
            body_en: Set(body_en),
            status: Set(NewsStatus::Published),
            published_at: Set(Some(self.now - TimeDelta::days(days_ago))),
            author_id: Set(None),
            audience_id: Set(audience_id(one.visibility)),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        for key in &one.documents {
            let document = self.find(Kind::Document, key)?;
            self.rows.news_documents.push(news_document::ActiveModel { news_id: Set(id), document_id: Set(document) });
        }
        Ok(())
    }
}

/// The catalogue of Agenda 2030 has the same ids in every database.
fn catalogue_id(uri: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, uri.as_bytes())
}

fn audience_id(visibility: Open) -> Uuid {
    match visibility {
        Open::Public => audience::PUBLIC,
        Open::Internal => audience::INTERNAL,
    }
}

fn optional(text: Option<&Text>) -> (Option<String>, Option<String>) {
    text.map(|text| (text.sv.clone(), text.en.clone())).unzip()
}
