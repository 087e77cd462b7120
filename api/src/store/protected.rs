//! What has to be known of persons whose data are protected without knowing them: that a seat is held, and whom an
//! invitation to a team is for. Only ids are read here, beside the rules.

use std::sync::Arc;

use entity::{invitation, person, representative};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{Store, Write};
use crate::error::Error;
use crate::fault::Failure;

/// The seats that persons whose data are protected hold on those of their terms for which the condition holds.
pub fn protected_seats(terms: Condition) -> SelectStatement {
    let holder = Expr::col((representative::Entity, representative::Column::PersonId));
    let protected = person::Entity::find()
        .select_only()
        .expr(Expr::value(1))
        .filter(holder.equals((person::Entity, person::Column::Id)))
        .filter(person::Column::ProtectedAt.is_not_null());
    representative::Entity::find()
        .select_only()
        .column(representative::Column::SeatId)
        .filter(terms)
        .filter(Expr::exists(protected.into_query()))
        .into_query()
}

impl Store {
    /// The same, read: there are few.
    pub async fn protected_seats(&self, terms: Condition) -> Result<Arc<Vec<Uuid>>, Error> {
        let statement = protected_seats(terms);
        let question = self.question(&statement, b"seats");
        let ask = |store: Store| async move {
            let rows = sea_orm::ConnectionTrait::query_all(&store.db, &statement).await?;
            rows.iter().map(|row| Ok(row.try_get("", "seat_id")?)).collect()
        };
        self.listed(question, |seats: &Vec<Uuid>| size_of_val(seats.as_slice()), ask).await
    }
}

impl Write {
    /// Who holds a seat on terms for which the condition holds: whoever calls a team calls all of it.
    pub async fn holders(&self, terms: Condition) -> Result<Vec<Uuid>, Failure> {
        let select = representative::Entity::find().select_only().column(representative::Column::PersonId);
        Ok(select.filter(terms).into_tuple().all(&self.transaction).await?)
    }

    /// Who is invited to an event.
    pub async fn invited(&self, event: Uuid) -> Result<Vec<Uuid>, Failure> {
        let select = invitation::Entity::find().select_only().column(invitation::Column::PersonId);
        Ok(select.filter(invitation::Column::EventId.eq(event)).into_tuple().all(&self.transaction).await?)
    }
}
