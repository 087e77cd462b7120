//! What is stored about a person: telling it, and erasing it.

use chrono::Days;
use entity::{
    calendar_subscription, idempotency_key, identity, person, representative, role_grant, sign_in_invitation,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait, QueryFilter, Set,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::change;
use super::write::{Permit, Write};
use crate::fault::Failure;

/// What stands in the place of the name of a person who has been erased.
pub const ERASED: &str = "(raderad person)";

/// Columns that say nothing of the person: secrets and hashes of them, and what is derived for search.
fn tells(column: &str) -> bool {
    let kept_out = ["code_hash", "token_hash", "address_hash", "storage_key"];
    !column.ends_with("_folded") && !kept_out.contains(&column)
}

/// Gathers the rows of tables in which a column names the person.
macro_rules! gather {
    ($write:ident, $person:ident, $($name:literal: $($table:ident)::+ by $($column:ident)|+;)+) => {{
        let mut all = Map::new();
        $({
            use entity::$($table)::+::{Column, Entity};
            let of = Condition::any()$(.add(Column::$column.eq($person)))+;
            let rows = Entity::find().filter(of).all(&$write.transaction).await?;
            let rows: Vec<Json> = rows.iter().map(|row| json::<Entity>(row)).collect();
            if !rows.is_empty() {
                all.insert($name.to_owned(), rows.into());
            }
        })+
        Json::Object(all)
    }};
}

fn json<E: EntityTrait>(row: &E::Model) -> Json {
    let told = E::Column::iter().filter(|column| tells(column.as_str()));
    Json::Object(told.map(|column| (column.as_str().to_owned(), change::plain(row.get(column)))).collect())
}

impl Write {
    /// All that is stored about a person: their own row, and every row that names them.
    pub async fn personal_data(&self, _: &Permit, person: Uuid) -> Result<Json, Failure> {
        Ok(gather! { self, person,
            "person": person by Id;
            "identities": identity by PersonId;
            "roleGrants": role_grant by PersonId | GrantedById;
            "signInInvitations": sign_in_invitation by PersonId | CreatedById;
            "serviceTokens": service_token by CreatedById;
            "representations": representative by PersonId;
            "ownedInitiatives": link::initiative_owner by PersonId;
            "participatedInitiatives": link::initiative_participant by PersonId;
            "proposedInitiatives": initiative by ProposedById;
            "societalGoals": link::societal_goal_participant by PersonId;
            "invitations": invitation by PersonId;
            "calendarSubscriptions": calendar_subscription by PersonId;
            "matters": matter by RaisedById | PreparedById;
            "decisions": decision by RecordedById;
            "followUps": follow_up by AuthorId;
            "progressReports": progress_report by AuthorId;
            "screenings": screening by ScreenedById;
            "evaluations": evaluation by AuthorId;
            "news": news by AuthorId;
            "documentVersions": document_version by UploadedById;
            "changes": change by ActorId;
            "contactReadings": contact_reading by PersonId | ReaderId;
        })
    }

    /// Erases a person: name and contact details, how they sign in, what they were granted, and what is kept of answers
    /// that name them. Their terms end today. What they did and decided stays, under a placeholder.
    pub async fn erase(&mut self, permit: &Permit, person: person::Model) -> Result<person::Model, Failure> {
        let id = person.id;
        for identity in
            identity::Entity::find().filter(identity::Column::PersonId.eq(id)).all(&self.transaction).await?
        {
            self.delete::<identity::Entity>(permit, identity).await?;
        }
        let grants = role_grant::Entity::find().filter(role_grant::Column::PersonId.eq(id));
        for grant in grants.all(&self.transaction).await? {
            self.delete::<role_grant::Entity>(permit, grant).await?;
        }
        let invitations = sign_in_invitation::Entity::find().filter(sign_in_invitation::Column::PersonId.eq(id));
        for invitation in invitations.all(&self.transaction).await? {
            self.delete::<sign_in_invitation::Entity>(permit, invitation).await?;
        }
        let calendars = calendar_subscription::Entity::find().filter(calendar_subscription::Column::PersonId.eq(id));
        for calendar in calendars.all(&self.transaction).await? {
            self.delete::<calendar_subscription::Entity>(permit, calendar).await?;
        }
        self.end_terms(permit, id).await?;
        self.forget_answers(&person).await?;
        self.forget_readings(id).await?;
        let mut erased = person.clone().into_active_model();
        erased.name = Set(ERASED.to_owned());
        erased.email = Set(None);
        erased.phone = Set(None);
        erased.blocked_at = Set(Some(self.clock().now()));
        self.update::<person::Entity>(permit, &person, erased).await
    }

    /// Ends the terms that run today or later; one that has not begun lasts for its first day, so that it stays on record.
    async fn end_terms(&mut self, permit: &Permit, person: Uuid) -> Result<(), Failure> {
        let today = self.clock().today();
        let of = representative::Entity::find().filter(representative::Column::PersonId.eq(person));
        for term in of.all(&self.transaction).await? {
            if term.until.is_some_and(|until| until <= today) {
                continue;
            }
            let first_end = term.since.and_then(|since| since.checked_add_days(Days::new(1)));
            let mut ended = term.clone().into_active_model();
            ended.until = Set(Some(first_end.map_or(today, |first| first.max(today))));
            self.update::<representative::Entity>(permit, &term, ended).await?;
        }
        Ok(())
    }

    /// Forgets the answers that are kept for retries, where they are the person's or name them.
    async fn forget_answers(&mut self, person: &person::Model) -> Result<(), Failure> {
        use idempotency_key::{Column, Entity};
        let details = [Some(&person.name), person.email.as_ref(), person.phone.as_ref()].into_iter().flatten();
        let named = details.fold(Condition::any(), |any, detail| any.add(Column::Answer.contains(detail.as_str())));
        let own = Column::Caller.eq(format!("person:{}", person.id));
        Entity::delete_many().filter(named.add(own)).exec(&self.transaction).await?;
        Ok(())
    }
}
