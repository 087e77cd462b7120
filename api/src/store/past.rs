//! The past of rows that are filled in: what the change log would hold if each of their states had been written.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::change;
use serde_json::json;
use uuid::Uuid;

use super::bulk::{Bulk, ROWS_PER_STATEMENT};
use super::change::{Author, Change, take_places};
use crate::error::Error;
use crate::policy::{Action, Policy};

/// What was done, when, by whom: nobody is a partner's system.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: Action,
    /// Who.
    pub by: Option<Uuid>,
}

/// What a thing is linked to: the name of the field in the change log, and the keys.
pub type Linked = (&'static str, Vec<Uuid>);

/// A change in the past of a row that is filled in.
pub struct Past {
    id: Uuid,
    deed: Deed,
    /// Without its fields.
    change: Change,
    /// They are kept as text: many changes wait for their place in the log, and a text is a tenth of what it says.
    fields: String,
}

impl Past {
    /// How a row came to be in a state, and what it was linked to then; or how it came from one state to the next.
    pub fn of<E: Policy>(id: Uuid, deed: Deed, before: Option<&E::Model>, after: &E::Model, linked: &[Linked]) -> Self {
        let mut change = Change::past::<E>(before, after, deed.at);
        for (name, keys) in linked.iter().filter(|(_, keys)| !keys.is_empty()) {
            let keys = keys.iter().collect::<BTreeSet<_>>();
            change.fields.insert((*name).to_owned(), json!({ "before": [], "after": keys }));
        }
        let fields = serde_json::Value::Object(std::mem::take(&mut change.fields)).to_string();
        Past { id, deed, change, fields }
    }

    /// When it was made.
    pub fn at(&self) -> DateTime<Utc> {
        self.deed.at
    }

    fn row(mut self, seq: i64) -> Result<change::ActiveModel, Error> {
        self.change.fields = serde_json::from_str(&self.fields).map_err(Error::internal)?;
        let author = Author::known(self.deed.by);
        Ok(self.change.row(seq, self.id, self.deed.at, &author, self.deed.action.name()))
    }
}

impl Bulk {
    /// Appends changes to the log, in the order in which they come.
    pub async fn append(&self, past: Vec<Past>) -> Result<(), Error> {
        let first = take_places(&self.transaction, past.len()).await?;
        let mut rows = past.into_iter().zip(first..).map(|(past, seq)| past.row(seq));
        loop {
            let some = rows.by_ref().take(ROWS_PER_STATEMENT).collect::<Result<Vec<_>, _>>()?;
            if some.is_empty() {
                return Ok(());
            }
            self.insert::<change::Entity>(some).await?;
        }
    }
}
