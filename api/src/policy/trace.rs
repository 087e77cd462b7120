//! Who sees which change: what was done to a thing, as far as the viewer sees the thing itself.
//!
//! A change is shown to those who see the thing now, and who saw it before the change or after it. Whoever saw a thing
//! and sees it no longer is told just that, once: by the change that took it away. Children go and come with their
//! parent, and have a change of their own for it.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use entity::change::{self, Column as C, Entity as Change};
use futures_util::future::BoxFuture;
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, IdenStatic, Iterable, ModelTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::related::{Related, Rows, exists};
use super::rule::{Policy, Reading, Rule, Verdict, all_sql, any_sql, id_column, padded, uuid};
use super::visibility::THINGS;
use super::{Actor, Permission, Reach};

impl Policy for Change {
    fn visible() -> Rule<Self> {
        let seen = Rule::All(vec![thing(Reading::Present), Rule::Any(vec![saw_before(), saw_after()])]);
        Rule::Any(vec![Rule::May(Permission::ReadAuditTrail), seen, lost_sight()])
    }
}

/// The actor saw the thing as it was before the change, provided that they see it now; or sees the audit trail.
pub fn saw_before() -> Rule<Change> {
    saw(C::PreviousAudienceId, C::WasOpen)
}

/// The actor saw the thing as it was after the change, provided that they see it now; or sees the audit trail. To all
/// others who see the change it is a tombstone.
pub fn saw_after() -> Rule<Change> {
    saw(C::AudienceId, C::IsOpen)
}

/// The actor saw those rows of `E` as they were before changes, of which they are asked to see the rows as they are. The
/// statement has the changes, and in `id` the ids of the rows.
pub fn saw_in_state<E: Policy>(actor: &Actor, id: Expr) -> Verdict {
    if actor.may(Permission::ReadAuditTrail) {
        return Verdict::Every;
    }
    let rows = |reading| match Of::<E>::rule(reading).sql(actor) {
        Verdict::Where(theirs) => {
            let ids = E::find().select_only().column(id_column::<E>()).filter(theirs).into_query();
            Verdict::Where(id.clone().in_subquery(ids))
        }
        verdict => verdict,
    };
    let let_in = any_sql([Rule::<Change>::Flag(C::WasOpen).sql(actor), rows(Reading::Concerned)].into_iter());
    let reached = all_sql([Rule::<Change>::Audience(C::PreviousAudienceId).sql(actor), let_in].into_iter());
    any_sql([reached, rows(Reading::Own)].into_iter())
}

fn saw(audience: C, is_open: C) -> Rule<Change> {
    let let_in = Rule::Any(vec![Rule::Flag(is_open), thing(Reading::Concerned)]);
    let reached = Rule::All(vec![Rule::Audience(audience), let_in]);
    Rule::Any(vec![Rule::May(Permission::ReadAuditTrail), reached, thing(Reading::Own)])
}

/// The change took the thing out of the actor's sight: it is gone, or no longer for them.
fn lost_sight() -> Rule<Change> {
    let open_to = |audience, is_open| vec![Rule::Flag(is_open), Rule::Audience(audience)];
    let mut lost = open_to(C::PreviousAudienceId, C::WasOpen);
    lost.push(Rule::Not(Box::new(Rule::All(open_to(C::AudienceId, C::IsOpen)))));
    Rule::All(lost)
}

/// The thing that the change speaks of is there, and its own rule, as far as it is read, lets the actor in.
fn thing(reading: Reading) -> Rule<Change> {
    Rule::Related(Box::new(TheThing(reading)))
}

struct TheThing(Reading);

impl Related<Change> for TheThing {
    fn sql(&self, actor: &Actor) -> Verdict {
        any_sql(THINGS.iter().map(|kind| kind.sql(self.0, actor)))
    }

    fn admits(&self, actor: &Actor, row: &change::Model, rows: &Rows) -> bool {
        THINGS.iter().any(|kind| kind.admits(self.0, actor, row, rows))
    }

    fn reads(&self) -> Vec<(&'static str, &'static str)> {
        THINGS.iter().flat_map(|kind| kind.reads()).collect()
    }

    fn read(&self, _: Reading) -> Rule<Change> {
        thing(self.0)
    }

    fn reach(&self, _: &change::Model, _: &Rows, _: DateTime<Utc>) -> Reach {
        Reach::NOBODY
    }
}

/// A thing, and how far it reached before its parent changed, and reaches after.
type Follower = (Uuid, [Reach; 2]);

/// A kind of thing that changes speak of.
pub trait Kind: Send + Sync {
    /// That the change speaks of a thing of this kind which the actor sees by what is read of its rule.
    fn sql(&self, reading: Reading, actor: &Actor) -> Verdict;
    /// The same in memory.
    fn admits(&self, reading: Reading, actor: &Actor, change: &change::Model, rows: &Rows) -> bool;
    /// That the actor sees the thing of this kind which has this id; none where they see none of them.
    fn seen(&self, id: Expr, actor: &Actor) -> Option<Expr>;
    /// The ids of the things of this kind that the actor sees.
    fn ids(&self, actor: &Actor) -> SelectStatement;
    /// What its rule looks at: columns, each after its table.
    fn reads(&self) -> Vec<(&'static str, &'static str)>;
    /// The name of its table.
    fn table(&self) -> &'static str;
    /// The names of its columns, and what they hold.
    fn columns(&self) -> Vec<(&'static str, ColumnType)>;
    /// Whether all that is written of it stands in the change log.
    fn is_logged(&self) -> bool;
    /// The columns whose moments its rule waits for.
    fn due(&self) -> Vec<&'static str>;
    /// How far the things of this kind with these ids reach.
    fn reaches<'a>(
        &'a self,
        ids: &'a [Uuid],
        source: &'a DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<(Uuid, Reach)>, DbErr>>;
    /// How far those things of this kind reached and reach that follow a parent, `id` of the table `parent`. `rows` are
    /// the parent and its parents, before and after it changed; the things found join them.
    fn followers<'a>(
        &'a self,
        parent: &'a str,
        id: Uuid,
        source: &'a DatabaseTransaction,
        rows: &'a mut [Rows; 2],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<Follower>, DbErr>>;
}

/// The things of a table.
pub struct Of<E>(pub PhantomData<fn() -> E>);

impl<E: Policy> Of<E> {
    /// What is read of the rule. Nobody need be concerned with a thing that is open to all of its audience.
    fn rule(reading: Reading) -> Rule<E> {
        let rule = E::visible();
        if reading == Reading::Concerned && rule.is_always_open() { Rule::never() } else { rule.read(reading) }
    }
}

impl<E: Policy> Kind for Of<E> {
    fn sql(&self, reading: Reading, actor: &Actor) -> Verdict {
        let of_kind = C::NodeType.eq(E::default().table_name());
        let named = E::find().filter(Expr::col((E::default(), id_column::<E>())).equals((Change, C::NodeId)));
        match Self::rule(reading).sql(actor) {
            Verdict::No => Verdict::No,
            Verdict::Every => Verdict::Where(of_kind.and(exists(named))),
            Verdict::Where(visible) => Verdict::Where(of_kind.and(exists(named.filter(visible)))),
        }
    }

    fn seen(&self, id: Expr, actor: &Actor) -> Option<Expr> {
        let named = E::find().filter(Expr::col((E::default(), id_column::<E>())).eq(id));
        match E::visible().sql(actor) {
            Verdict::No => None,
            visible => Some(exists(named.filter(visible.condition()))),
        }
    }

    fn admits(&self, reading: Reading, actor: &Actor, change: &change::Model, rows: &Rows) -> bool {
        let named = (change.node_type == E::default().table_name()).then(|| rows.find::<E>(change.node_id)).flatten();
        named.is_some_and(|row| Self::rule(reading).admits(actor, row, rows))
    }

    fn ids(&self, actor: &Actor) -> SelectStatement {
        let seen = E::visible().sql(actor).condition();
        E::find().select_only().column(id_column::<E>()).filter(seen).into_query()
    }

    fn reads(&self) -> Vec<(&'static str, &'static str)> {
        E::visible().reads()
    }

    fn table(&self) -> &'static str {
        // a static string, whatever entity it is asked of
        E::default().as_str()
    }

    fn columns(&self) -> Vec<(&'static str, ColumnType)> {
        E::Column::iter().map(|column| (column.as_str(), column.def().get_column_type().clone())).collect()
    }

    fn is_logged(&self) -> bool {
        E::IS_LOGGED
    }

    fn due(&self) -> Vec<&'static str> {
        E::visible().due().iter().map(IdenStatic::as_str).collect()
    }

    fn reaches<'a>(
        &'a self,
        ids: &'a [Uuid],
        source: &'a DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<(Uuid, Reach)>, DbErr>> {
        Box::pin(async move {
            let (rule, mut rows, mut reaches) = (E::visible(), Rows::default(), vec![]);
            for row in E::find().filter(id_column::<E>().is_in(padded(ids))).all(source).await? {
                rule.load(&row, source, &mut rows).await?;
                reaches.extend(uuid(row.get(id_column::<E>())).map(|id| (id, rule.reach(&row, &rows, now))));
            }
            Ok(reaches)
        })
    }

    fn followers<'a>(
        &'a self,
        parent: &'a str,
        id: Uuid,
        source: &'a DatabaseTransaction,
        rows: &'a mut [Rows; 2],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<Follower>, DbErr>> {
        Box::pin(async move {
            let rule = E::visible();
            let Some(fk) = rule.parent_column(parent) else { return Ok(vec![]) };
            let mut found = vec![];
            for row in E::find().filter(fk.eq(id)).all(source).await? {
                let reaches = [0, 1].map(|side| rule.reach(&row, &rows[side], now));
                found.extend(uuid(row.get(id_column::<E>())).map(|id| (id, reaches)));
                rows.iter_mut().for_each(|side| side.add::<E>([row.clone()]));
            }
            Ok(found)
        })
    }
}
