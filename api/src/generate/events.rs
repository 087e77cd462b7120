//! The calendar: teams' meetings and their minutes, workshops, conferences, open houses.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use entity::audience::{INTERNAL, PUBLIC};
use entity::kind::{Answer, DocumentKind, EventKind, EventStatus, TeamKind};
use entity::link::event_document;
use entity::{event, invitation};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::{Maker, Stopped};
use super::subject::{Subject, Text, columns};
use super::world::{Meeting, Member};
use crate::{
    clock::{TIME_ZONE, local_date, moment},
    recurrence::occurrences,
};

/// How far ahead the calendar goes, in days.
const AHEAD: i64 = 180;

/// An event to be made.
#[derive(Clone)]
pub(super) struct Entry {
    pub kind: EventKind,
    pub title: Text,
    pub description: Option<Text>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub is_all_day: bool,
    pub series: Option<Series>,
    pub team: Option<Uuid>,
    pub focus_area: Option<Uuid>,
    pub audience: Uuid,
}

/// The series that an event belongs to.
#[derive(Clone)]
pub(super) struct Series {
    pub rule: String,
    /// The first of its events; none for that one itself.
    pub first: Option<Uuid>,
}

impl<'w> Maker<'w> {
    /// Each team's meetings, at its own pace.
    pub fn team_meetings(&mut self) -> Result<(), Stopped> {
        for team in 0..self.world.teams.len() {
            let days = match self.world.teams[team].kind {
                TeamKind::Board => 60,
                TeamKind::CoreTeam => 182,
                TeamKind::BoardPreparation | TeamKind::PortfolioGroup => 36,
                TeamKind::FocusAreaTeam | TeamKind::ProcessSupport => 30,
            };
            let mut day = local_date(self.span.start) + TimeDelta::days(3);
            while day < local_date(self.span.now) + TimeDelta::days(AHEAD) {
                let at = self.meeting_hour(day);
                self.team_meeting(team, at);
                self.send_many()?;
                day += TimeDelta::days(days);
            }
        }
        Ok(())
    }

    fn team_meeting(&mut self, team: usize, at: DateTime<Utc>) {
        let words = &self.words.meetings;
        let area = self.world.teams[team].area;
        let subject = self.subject(area.unwrap_or(0));
        let title = self.world.teams[team].name.clone();
        let is_workshop = self.dice.chance(15);
        let patterns = if is_workshop { &words.team_workshop } else { &words.team_meeting };
        let entry = Entry {
            kind: if is_workshop { EventKind::Workshop } else { EventKind::Meeting },
            title: subject.about(&mut self.dice, patterns, &title),
            description: subject.perhaps(&mut self.dice, 50, &words.agenda),
            starts_at: at,
            ends_at: at + TimeDelta::minutes(self.dice.between(1, 6) * 30),
            is_all_day: false,
            series: None,
            team: Some(self.world.teams[team].id),
            focus_area: area.map(|area| self.world.areas[area].id),
            audience: self.meeting_audience(team),
        };
        let members = self.world.teams[team].members.clone();
        let (event, is_cancelled) = self.event(entry);
        self.invite_members(event, at, &members);
        if !is_cancelled {
            self.world.teams[team].meetings.push(Meeting { event, at });
            if at < self.span.now && self.dice.chance(60) {
                self.minutes(event, at, &subject, &title);
            }
        }
    }

    fn meeting_audience(&mut self, team: usize) -> Uuid {
        match self.world.teams[team].kind {
            TeamKind::Board => self.audience_of(&[self.world.teams[team].id]),
            TeamKind::BoardPreparation => {
                let board = self.world.team(TeamKind::Board).id;
                self.audience_of(&[self.world.teams[team].id, board])
            }
            _ => INTERNAL,
        }
    }

    fn minutes(&mut self, event: Uuid, at: DateTime<Utc>, subject: &Subject<'w>, title: &Text) {
        let title = subject.about(&mut self.dice, &self.words.meetings.minutes, title);
        let document = self.document(title, DocumentKind::Minutes, at + TimeDelta::hours(20), INTERNAL);
        self.rows
            .event_documents
            .push(event_document::ActiveModel { event_id: Set(event), document_id: Set(document) });
    }

    /// Conferences and open houses, for everyone.
    pub fn open_events(&mut self, wanted: usize) -> Result<(), Stopped> {
        for place in 0..wanted {
            let day = local_date(self.span.part(place, wanted)) + TimeDelta::days(AHEAD / 2);
            self.open_event(place, day);
            self.send_many()?;
        }
        Ok(())
    }

    fn open_event(&mut self, place: usize, day: NaiveDate) {
        let area = self.dice.below(self.world.areas.len());
        let subject = self.subject(area);
        let words = &self.words.meetings;
        let kinds = [(25, EventKind::Conference), (35, EventKind::Other), (40, EventKind::Workshop)];
        let kind = self.dice.weighted_after_each(place, &kinds);
        let is_all_day = kind == EventKind::Conference;
        let hour = self.meeting_hour(day);
        let (starts_at, ends_at) = if is_all_day {
            let day = super::maker::working_day(day);
            let midnight = |day: NaiveDate| moment(TIME_ZONE, day.and_time(NaiveTime::MIN));
            (midnight(day), midnight(day + Days::new(1)))
        } else {
            (hour, hour + TimeDelta::hours(2))
        };
        let patterns = match kind {
            EventKind::Conference => &words.conference,
            EventKind::Other => &words.open_house,
            EventKind::Workshop | EventKind::Meeting => &words.initiative_workshop,
        };
        let weeks = self.dice.between(4, 10);
        let entry = Entry {
            kind,
            title: subject.text(&mut self.dice, patterns),
            description: subject.perhaps(&mut self.dice, 70, &words.agenda),
            starts_at,
            ends_at,
            is_all_day,
            series: (!is_all_day && self.dice.chance(10))
                .then(|| Series { rule: format!("FREQ=WEEKLY;COUNT={weeks}"), first: None }),
            team: None,
            focus_area: Some(self.world.areas[area].id),
            audience: if kind == EventKind::Other { PUBLIC } else { self.audience(area) },
        };
        self.occurrences(entry);
    }

    /// An event, and those that follow it where it recurs.
    fn occurrences(&mut self, entry: Entry) {
        let starts_at = entry.starts_at;
        let (first, _) = self.event(entry.clone());
        self.invite_people(first, starts_at);
        let Some(Series { rule, .. }) = entry.series.clone() else { return };
        let local = starts_at.with_timezone(&TIME_ZONE).naive_local();
        for local in occurrences(&rule, local, TIME_ZONE).unwrap_or_default().into_iter().skip(1) {
            let at = moment(TIME_ZONE, local);
            let series = Some(Series { rule: rule.clone(), first: Some(first) });
            let ends_at = at + (entry.ends_at - starts_at);
            self.event(Entry { starts_at: at, ends_at, series, ..entry.clone() });
        }
    }

    /// An event; says whether it is cancelled.
    pub fn event(&mut self, entry: Entry) -> (Uuid, bool) {
        let known = entry.starts_at.min(self.span.now);
        let at = known - TimeDelta::seconds(self.dice.between(86_400, 60 * 86_400));
        let id = self.dice.id(at);
        let is_cancelled = self.dice.chance(5);
        let location = self.dice.chance(70).then(|| self.dice.pick(&self.words.meetings.locations).clone());
        let online_url = self.dice.chance(40).then(|| format!("https://meet.example.org/{}", id.simple()));
        let (description_sv, description_en) = columns(entry.description);
        let updated_at = if is_cancelled { self.later(at, 0, 1) } else { at };
        self.rows.events.push(event::ActiveModel {
            id: Set(id),
            title_sv: Set(entry.title.sv),
            title_en: Set(entry.title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            kind: Set(entry.kind),
            status: Set(if is_cancelled { EventStatus::Cancelled } else { EventStatus::Planned }),
            starts_at: Set(entry.starts_at),
            ends_at: Set(Some(entry.ends_at)),
            time_zone: Set(TIME_ZONE.name().to_owned()),
            is_all_day: Set(entry.is_all_day),
            series_id: Set(entry.series.as_ref().map(|series| series.first.unwrap_or(id))),
            recurrence: Set(entry.series.map(|series| series.rule)),
            location: Set(location),
            online_url: Set(online_url),
            team_id: Set(entry.team),
            focus_area_id: Set(entry.focus_area),
            audience_id: Set(entry.audience),
            version: Set(if is_cancelled { 2 } else { 1 }),
            created_at: Set(at),
            updated_at: Set(updated_at),
            ..Default::default()
        });
        (id, is_cancelled)
    }

    /// The members of a team. For real people, no answers are made up.
    fn invite_members(&mut self, event: Uuid, starts_at: DateTime<Utc>, members: &[Member]) {
        for member in members {
            let answer = if member.is_real { Answer::None } else { self.answer(starts_at) };
            self.invite(event, member.person, starts_at, answer);
        }
    }

    /// Some people from anywhere.
    pub fn invite_people(&mut self, event: Uuid, starts_at: DateTime<Utc>) {
        let wanted = self.dice.count(3, 12);
        for person in self.people(starts_at, wanted) {
            let answer = self.answer(starts_at);
            self.invite(event, person, starts_at, answer);
        }
    }

    /// Most have answered by the time of the event.
    fn answer(&mut self, starts_at: DateTime<Utc>) -> Answer {
        let silent = if starts_at < self.span.now { 10 } else { 50 };
        self.dice.weighted(&[
            (silent, Answer::None),
            (60, Answer::Accepted),
            (20, Answer::Declined),
            (10, Answer::Tentative),
        ])
    }

    fn invite(&mut self, event: Uuid, person: Uuid, starts_at: DateTime<Utc>, answer: Answer) {
        let before = starts_at.min(self.span.now);
        let at = before - TimeDelta::seconds(self.dice.between(3600, 80_000));
        let answered_at = (answer != Answer::None).then(|| self.dice.moment(at, before));
        self.rows.invitations.push(invitation::ActiveModel {
            id: Set(self.dice.id(at)),
            event_id: Set(event),
            person_id: Set(person),
            answer: Set(answer),
            answered_at: Set(answered_at),
            version: Set(if answered_at.is_some() { 2 } else { 1 }),
            created_at: Set(at),
            updated_at: Set(answered_at.unwrap_or(at)),
        });
    }
}
