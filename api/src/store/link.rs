//! Writing what has no row of its own: links between two things, and audiences.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use entity::audience;
use entity::kind::Visibility;
use entity::link::audience_team;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ModelTrait, QueryFilter, QuerySelect, Set, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::change::Change;
use super::other_end::{Turned, Way};
use super::write::{Permit, Write};
use crate::fault::Failure;
use crate::policy::{Of, Policy, id_column};

impl Write {
    /// Makes `wanted` the rows that `parent` is linked to by `L`, from its column `of` to its column `to`. It is written at
    /// both ends: both become another version, and in the change log it is a change of the parent's field `name`, and of
    /// its counterpart at the other end. To be called before the parent itself is updated, which then is as it is left.
    pub async fn link<E, L>(
        &mut self,
        _: &Permit,
        (parent, name): (Uuid, &str),
        (of, to): (L::Column, L::Column),
        wanted: &[Uuid],
    ) -> Result<(), Failure>
    where
        E: Policy,
        L: EntityTrait,
        L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
    {
        let way = Way::over::<L>(of)?;
        let before: BTreeSet<Uuid> = self.linked::<L>(parent, (of, to)).await?.into_iter().collect();
        let after: BTreeSet<Uuid> = wanted.iter().copied().collect();
        if before == after {
            return Ok(());
        }
        let turned = Turned { gone: &before - &after, new: &after - &before };
        // the rows before their links: whoever holds a row is waited for by all who would link it
        self.count_up(&Of::<E>(PhantomData), &[parent]).await?;
        let change = json!({ "before": before, "after": after });
        let change = Change::of_field::<E>(&self.transaction, self.clock(), parent, (name, change)).await?;
        let reach = change.reach();
        self.note(change);
        self.write_other_ends(way, (parent, reach), &turned).await?;
        L::delete_many()
            .filter(of.eq(parent))
            .filter(to.is_in(turned.gone.iter().copied()))
            .exec(&self.transaction)
            .await?;
        let new: Vec<L::ActiveModel> = turned.new.iter().map(|id| pair::<L>((of, parent), (to, *id))).collect();
        if !new.is_empty() {
            L::insert_many(new).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// The same where `parent` is linked to rows of `T`, of which the actor may not see all: what they do not see stays
    /// linked, since they cannot have meant it.
    pub async fn link_seen<E, L, T>(
        &mut self,
        permit: &Permit,
        (parent, name): (Uuid, &str),
        (of, to): (L::Column, L::Column),
        wanted: &[Uuid],
    ) -> Result<(), Failure>
    where
        E: Policy,
        L: EntityTrait,
        L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
        T: Policy,
    {
        let linked = self.linked::<L>(parent, (of, to)).await?;
        let seen = self.find_where::<T>(Condition::all().add(id_column::<T>().is_in(linked.iter().copied()))).await?;
        let seen: Vec<Value> = seen.iter().map(|row| row.get(id_column::<T>())).collect();
        let unseen = linked.into_iter().filter(|id| !seen.contains(&Value::from(*id)));
        let wanted: Vec<Uuid> = wanted.iter().copied().chain(unseen).collect();
        self.link::<E, L>(permit, (parent, name), (of, to), &wanted).await
    }

    /// What `parent` is linked to by `L`, from its column `of` to its column `to`.
    pub async fn linked<L: EntityTrait>(
        &self,
        parent: Uuid,
        (of, to): (L::Column, L::Column),
    ) -> Result<Vec<Uuid>, Failure> {
        Ok(L::find().select_only().column(to).filter(of.eq(parent)).into_tuple().all(&self.transaction).await?)
    }

    /// The audience of this visibility, restricted to these teams where it is. Sets of teams are shared: one that is not
    /// there yet is made.
    pub async fn audience(&mut self, visibility: Visibility, teams: &[Uuid]) -> Result<Uuid, Failure> {
        match visibility {
            Visibility::Public => Ok(audience::PUBLIC),
            Visibility::Internal => Ok(audience::INTERNAL),
            Visibility::Restricted => self.restricted(&teams.iter().copied().collect()).await,
        }
    }

    /// The audience of those who are in both; where no team is in both, of `team` alone.
    pub async fn common_audience(&mut self, one: Uuid, other: Uuid, team: Uuid) -> Result<Uuid, Failure> {
        match (one, other) {
            (audience::PUBLIC, narrow) | (narrow, audience::PUBLIC) => return Ok(narrow),
            (audience::INTERNAL, narrow) | (narrow, audience::INTERNAL) => return Ok(narrow),
            (one, other) if one == other => return Ok(one),
            _ => {}
        }
        let [one, other] = [self.teams_of(one).await?, self.teams_of(other).await?];
        let common = &one & &other;
        self.restricted(&if common.is_empty() { BTreeSet::from([team]) } else { common }).await
    }

    /// The teams that an audience consists of.
    async fn teams_of(&self, audience: Uuid) -> Result<BTreeSet<Uuid>, Failure> {
        use audience_team::Column;
        let teams = audience_team::Entity::find().select_only().column(Column::TeamId);
        let teams: Vec<Uuid> =
            teams.filter(Column::AudienceId.eq(audience)).into_tuple().all(&self.transaction).await?;
        Ok(teams.into_iter().collect())
    }

    async fn restricted(&mut self, teams: &BTreeSet<Uuid>) -> Result<Uuid, Failure> {
        // there are dozens of sets, not thousands
        let members = audience_team::Entity::find().all(&self.transaction).await?;
        let of = |id: Uuid| -> BTreeSet<Uuid> {
            members.iter().filter(|member| member.audience_id == id).map(|member| member.team_id).collect()
        };
        if let Some(known) = members.iter().map(|member| member.audience_id).find(|id| of(*id) == *teams) {
            return Ok(known);
        }
        let id = self.clock().uuid();
        let row = audience::ActiveModel { id: Set(id), visibility: Set(Visibility::Restricted) };
        audience::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        let rows = teams.iter().map(|team| audience_team::ActiveModel { audience_id: Set(id), team_id: Set(*team) });
        audience_team::Entity::insert_many(rows).exec_without_returning(&self.transaction).await?;
        Ok(id)
    }
}

fn pair<L: EntityTrait>(first: (L::Column, Uuid), second: (L::Column, Uuid)) -> L::ActiveModel
where
    L::ActiveModel: ActiveModelTrait<Entity = L>,
{
    let mut row = <L::ActiveModel as ActiveModelTrait>::default();
    row.set(first.0, first.1.into());
    row.set(second.0, second.1.into());
    row
}
