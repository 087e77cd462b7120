//! Who may see a thing, and what it is linked to.

use async_graphql::{ID, MaybeUndefined};
use entity::kind::{TeamKind, Visibility};
use entity::team;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait};
use uuid::Uuid;

use super::{Call, patched_list};
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{Choice, choice};
use crate::message::Arguments;
use crate::policy::{Permission, Policy};
use crate::store::Permit;

impl Call<'_> {
    /// The audience that the input names: INTERNAL where it names none. Nobody can hide a thing from themselves.
    pub async fn audience(
        &mut self,
        visibility: Option<Choice<Visibility>>,
        restricted_to: Option<Vec<ID>>,
    ) -> Result<Uuid, Failure> {
        let visibility = visibility.or(Some(Choice(Visibility::Internal)));
        let said = self.said_audience("restrictedTo", visibility, restricted_to).await?;
        Ok(said.unwrap_or(entity::audience::INTERNAL))
    }

    /// The audience that the input names, if it names one; the teams stand in this field.
    pub async fn said_audience(
        &mut self,
        field: &'static str,
        visibility: Option<Choice<Visibility>>,
        restricted_to: Option<Vec<ID>>,
    ) -> Result<Option<Uuid>, Failure> {
        if visibility.is_none() && restricted_to.is_none() {
            return Ok(None);
        }
        let visibility = visibility.map_or(Visibility::Internal, |choice| choice.0);
        let teams = self.keys::<team::Entity>(field, &restricted_to.unwrap_or_default()).await?;
        if (visibility == Visibility::Restricted) == teams.is_empty() {
            self.fault(field, FaultCode::Invalid, "fault-restricted-to", &Arguments::new());
            return Ok(None);
        }
        if visibility == Visibility::Restricted && !self.reads_one_of(&teams).await? {
            self.fault(field, FaultCode::Invalid, "fault-restricted-from-oneself", &Arguments::new());
        }
        self.write.audience(visibility, &teams).await.map(Some)
    }

    /// Whether the caller reads what is restricted to one of these teams.
    async fn reads_one_of(&self, teams: &[Uuid]) -> Result<bool, Failure> {
        let actor = self.actor();
        let is_own = teams.iter().any(|team| actor.relations.teams.contains(team));
        if actor.may(Permission::ReadAllRestricted) || (is_own && actor.may(Permission::ReadRestrictedToOwnTeams)) {
            return Ok(true);
        }
        if !actor.may(Permission::ReadRestrictedToBoard) {
            return Ok(false);
        }
        let boards = self.find::<team::Entity>(team::Column::Kind.eq(TeamKind::Board).into()).await?;
        Ok(boards.iter().any(|board| teams.contains(&board.id)))
    }

    /// The audience that a patch names, if it names one: of visibility and teams, what is left out stays.
    pub async fn patched_audience(
        &mut self,
        current: Option<Uuid>,
        visibility: MaybeUndefined<Choice<Visibility>>,
        restricted_to: MaybeUndefined<Vec<ID>>,
    ) -> Result<Option<Uuid>, Failure> {
        let of_now = choice::visibility(current);
        match (self.required("visibility", visibility), patched_list(restricted_to)) {
            (None, None) => Ok(None),
            (Some(Choice(Visibility::Restricted)), None) if of_now == Visibility::Restricted => Ok(None),
            (visibility, teams) => self.audience(visibility.or(Some(Choice(of_now))), teams).await.map(Some),
        }
    }

    /// Makes `wanted`, where it is anything, the rows of `T` that `parent` is linked to by `L`, of those that the caller
    /// may see. In the change log it is a change of the parent's field `name`.
    pub async fn link<E, L, T>(
        &mut self,
        permit: &Permit,
        parent: (Uuid, &str),
        columns: (L::Column, L::Column),
        wanted: Option<Vec<Uuid>>,
    ) -> Result<(), Failure>
    where
        E: Policy,
        L: EntityTrait,
        L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
        T: Policy,
    {
        match wanted {
            Some(wanted) => self.write.link_seen::<E, L, T>(permit, parent, columns, &wanted).await,
            None => Ok(()),
        }
    }
}
