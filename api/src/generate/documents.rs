//! Documents. They are kept elsewhere: generated data have no files.

use chrono::{DateTime, Datelike, Utc};
use entity::document;
use entity::kind::DocumentKind;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::{Maker, Stopped};
use super::subject::Text;
use crate::clock::local_date;

impl Maker<'_> {
    /// Documents that belong to nothing in particular.
    pub fn documents(&mut self, wanted: usize) -> Result<(), Stopped> {
        let words = &self.words.meetings;
        let kinds = [(60, DocumentKind::Other), (25, DocumentKind::Guiding), (15, DocumentKind::AnnualReport)];
        for place in 0..wanted {
            let area = self.dice.below(self.world.areas.len());
            let (subject, audience) = (self.subject(area), self.audience(area));
            let kind = self.dice.weighted(&kinds);
            let patterns = match kind {
                DocumentKind::Guiding => &words.guide,
                DocumentKind::AnnualReport => &words.annual_report,
                DocumentKind::Minutes | DocumentKind::Other => &words.report,
            };
            let title = subject.text(&mut self.dice, patterns);
            let document = self.document(title, kind, self.span.part(place, wanted), audience);
            self.world.documents.push(document);
            self.send_many()?;
        }
        Ok(())
    }

    pub fn document(&mut self, title: Text, kind: DocumentKind, at: DateTime<Utc>, audience: Uuid) -> Uuid {
        let at = at.min(self.span.now);
        let id = self.dice.id(at);
        self.rows.documents.push(document::ActiveModel {
            id: Set(id),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            kind: Set(kind),
            year: Set(Some(local_date(at).year())),
            url: Set(Some(format!("https://documents.example.org/{}.pdf", id.simple()))),
            media_type: Set(Some("application/pdf".to_owned())),
            byte_size: Set(None),
            sha256: Set(None),
            audience_id: Set(audience),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        id
    }
}
