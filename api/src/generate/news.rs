//! News in every state, and how it was passed on.

use chrono::{DateTime, Utc};
use entity::kind::{NewsStatus, TeamKind};
use entity::link::{news_document, news_focus_area, news_initiative};
use entity::{dissemination, news};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::{Maker, Stopped};
use super::subject::{Text, columns, slug};

/// A piece of news, while its rows are made.
#[derive(Clone, Copy)]
struct Piece {
    id: Uuid,
    /// Its number among all.
    place: usize,
    /// The place of its focus area in `World::areas`.
    area: usize,
    at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    status: NewsStatus,
}

/// What becomes of a piece of news.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Published,
    Archived,
    Draft,
    /// Scheduled, and its moment is to come.
    Ahead,
    /// Scheduled, and its moment has passed: the clock alone has published it.
    Due,
}

impl Fate {
    fn status(self) -> NewsStatus {
        match self {
            Self::Published => NewsStatus::Published,
            Self::Archived => NewsStatus::Archived,
            Self::Draft => NewsStatus::Draft,
            Self::Ahead | Self::Due => NewsStatus::Scheduled,
        }
    }
}

impl Maker<'_> {
    pub fn news(&mut self, wanted: usize) -> Result<(), Stopped> {
        let fates = [(62, Fate::Published), (14, Fate::Archived), (9, Fate::Draft), (8, Fate::Ahead), (7, Fate::Due)];
        for place in 0..wanted {
            let fate = self.dice.weighted_after_each(place, &fates);
            self.piece(place, self.span.part(place, wanted), fate);
            self.send_many()?;
        }
        Ok(())
    }

    fn piece(&mut self, place: usize, at: DateTime<Utc>, fate: Fate) {
        // Scheduled and drafted news is of late.
        let at = match fate {
            Fate::Published | Fate::Archived => at,
            _ => self.span.now - (self.span.now - at) / 30,
        };
        let published_at = match fate {
            Fate::Published | Fate::Archived | Fate::Due => Some(self.later(at, 0, 10)),
            Fate::Ahead => Some(self.dice.days_after(self.span.now, 1, 40)),
            Fate::Draft => None,
        };
        let area = self.dice.below(self.world.areas.len());
        let id = self.dice.id(at);
        self.news_row(Piece { id, place, area, at, published_at, status: fate.status() });
        self.news_links(id, area);
        if let Some(published_at) = published_at.filter(|published_at| *published_at < self.span.now) {
            let wanted = self.dice.weighted(&[(35, 0), (35, 1), (20, 2), (10, 3)]);
            for at in self.dice.moments(wanted, published_at, self.span.now) {
                self.dissemination(id, at);
            }
        }
    }

    fn news_row(&mut self, piece: Piece) {
        let Piece { id, place, area, at, published_at, status } = piece;
        let words = &self.words.meetings;
        let audience = self.audience(area);
        let subject = self.subject(area);
        let title = subject.text(&mut self.dice, &words.news_title);
        let paragraphs = self.dice.count(2, 3);
        let body = self.dice.chance(90).then(|| subject.paragraphs(&mut self.dice, &words.news_body, paragraphs));
        let (lead_sv, lead_en) = columns(subject.perhaps(&mut self.dice, 85, &words.news_lead));
        let (body_sv, body_en) = columns(body);
        let author = if self.dice.chance(80) { Some(self.person(at)) } else { None };
        let Text { sv: title_sv, en: title_en } = title;
        self.rows.news.push(news::ActiveModel {
            id: Set(id),
            slug: Set(format!("{}-{place}", slug(&title_sv))),
            title_sv: Set(title_sv),
            title_en: Set(title_en),
            lead_sv: Set(lead_sv),
            lead_en: Set(lead_en),
            body_sv: Set(body_sv),
            body_en: Set(body_en),
            status: Set(status),
            published_at: Set(published_at),
            author_id: Set(author),
            audience_id: Set(audience),
            version: Set(if status == NewsStatus::Draft { 1 } else { 2 }),
            created_at: Set(at),
            updated_at: Set(published_at.filter(|at| *at < self.span.now).unwrap_or(at)),
            ..Default::default()
        });
    }

    fn news_links(&mut self, news: Uuid, area: usize) {
        if self.dice.chance(75) {
            let area = self.world.areas[area].id;
            self.rows
                .news_focus_areas
                .push(news_focus_area::ActiveModel { news_id: Set(news), focus_area_id: Set(area) });
        }
        let wanted = self.dice.weighted(&[(40, 0), (45, 1), (15, 2)]);
        for initiative in self.dice.several(&self.world.initiatives, wanted) {
            let link = news_initiative::ActiveModel { news_id: Set(news), initiative_id: Set(initiative) };
            self.rows.news_initiatives.push(link);
        }
        if self.dice.chance(20) {
            let document = self.dice.pick_any(&self.world.documents);
            self.rows.news_documents.extend(
                document.map(|document| news_document::ActiveModel { news_id: Set(news), document_id: Set(document) }),
            );
        }
    }

    /// Passed on by someone who holds a seat, in the organisation that the seat is for.
    fn dissemination(&mut self, news: Uuid, at: DateTime<Utc>) {
        let kind = *self.dice.pick(&[TeamKind::Board, TeamKind::ProcessSupport, TeamKind::PortfolioGroup]);
        let members = self.world.team(kind).members.iter().filter(|one| !one.is_real).copied().collect::<Vec<_>>();
        let Some(member) = self.dice.pick_any(&members) else { return };
        let words = &self.words.meetings;
        let audience = self.dice.pick(&words.dissemination_audience).clone();
        let channel = self.dice.pick(&words.dissemination_channel).clone();
        self.rows.disseminations.push(dissemination::ActiveModel {
            id: Set(self.dice.id(at)),
            news_id: Set(news),
            organisation_id: Set(member.organisation),
            representative_id: Set(self.dice.chance(90).then_some(member.representative)),
            at: Set(at),
            audience: Set(audience),
            channel: Set(channel),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }
}
