//! The other ends of links: whatever changes what a thing is linked to is written at both ends, so that an edit which was
//! made on either, as it was before, is told that it is too late, and whoever follows the change log hears of both.

use std::collections::BTreeSet;

use entity::link::{End, LINKS};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, LockType, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IdenStatic};
use serde_json::{Map, json};
use uuid::Uuid;

use super::change::Change;
use super::write::Write;
use crate::error::Error;
use crate::policy::{Kind, Reach, THINGS, padded};

/// A way over a table of links: from the things at one end to those at the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    table: &'static str,
    from: End,
    to: End,
}

impl Way {
    /// The way over the table of `L` that begins at this column.
    pub fn over<L: EntityTrait>(from: L::Column) -> Result<Self, Error> {
        let (table, column) = (L::default().as_str(), from.as_str());
        let way = ways().find(|way| way.table == table && way.from.column == column);
        way.ok_or_else(|| Error::internal(format!("{table}.{column} links no things")))
    }

    /// Every way from things of this table.
    fn from(thing: &str) -> impl Iterator<Item = Self> {
        ways().filter(move |way| way.from.thing == thing)
    }

    fn kind(self) -> Result<&'static dyn Kind, Error> {
        let kind = THINGS.iter().find(|kind| kind.table() == self.to.thing).copied();
        kind.ok_or_else(|| Error::internal(format!("{} is no kind of thing", self.to.thing)))
    }
}

fn ways() -> impl Iterator<Item = Way> {
    LINKS.iter().flat_map(|link| {
        let [one, other] = link.ends;
        [(one, other), (other, one)].map(|(from, to)| Way { table: link.table, from, to })
    })
}

/// What came and what went of the links of a thing.
pub(super) struct Turned {
    pub gone: BTreeSet<Uuid>,
    pub new: BTreeSet<Uuid>,
}

/// Waits until no other write links things, and keeps others from it until the end of this one. Two of them could want the
/// same rows from either end, each with one of them in hand; SQLite has one writer at a time as it is.
pub(super) async fn hold_links(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    /// What the lock goes by, among those of this database.
    const KEY: i64 = 0x6c69_6e6b;
    if transaction.get_database_backend() == DbBackend::Postgres {
        let held = Func::cust("pg_advisory_xact_lock").arg(KEY);
        transaction.query_one(&Query::select().expr(held).take()).await?;
    }
    Ok(())
}

impl Write {
    /// Writes at the other ends of links that they came or went, on a way from a thing that reaches this far.
    pub(super) async fn write_other_ends(
        &mut self,
        way: Way,
        (id, reach): (Uuid, Reach),
        turned: &Turned,
    ) -> Result<(), Error> {
        let others: Vec<Uuid> = turned.gone.union(&turned.new).copied().collect();
        if !others.is_empty() && !self.action().links_things() {
            return Err(Error::internal(format!("{} does not say that it links things", self.action().name())));
        }
        let kind = way.kind()?;
        self.count_up(kind, &others).await?;
        for (other, others_reach) in kind.reaches(&others, &self.transaction, self.clock().now()).await? {
            let told = |side: &BTreeSet<Uuid>| if side.contains(&other) { vec![id] } else { vec![] };
            let change = json!({ "before": told(&turned.gone), "after": told(&turned.new) });
            let fields = Map::from_iter([(way.to.told.to_owned(), change)]);
            // who sees more than those who see what it is linked to learns that it is another version, and no more
            let is_untold = others_reach.both(reach) != others_reach;
            self.note(Change::beside(kind.table(), other, others_reach, fields, is_untold));
        }
        Ok(())
    }

    /// Tells the other ends of all links of a thing that it has come into sight or gone out of it, as far as it reaches
    /// at most: what they show of their links is another to some, who learn that and no more. They stay as they are.
    pub(super) async fn tell_other_ends(&mut self, thing: &str, id: Uuid, reach: Reach) -> Result<(), Error> {
        for way in Way::from(thing) {
            let (others, kind) = (self.at_other_end(way, id).await?, way.kind()?);
            for (other, others_reach) in kind.reaches(&others, &self.transaction, self.clock().now()).await? {
                let reach = others_reach.both(reach);
                if reach.audience.is_some() {
                    self.note(Change::beside(kind.table(), other, reach, Map::new(), true));
                }
            }
        }
        Ok(())
    }

    /// Writes at the other ends of all links of a thing that they go with it.
    pub(super) async fn cut_links(&mut self, thing: &str, id: Uuid, reach: Reach) -> Result<(), Error> {
        for way in Way::from(thing) {
            let gone = self.at_other_end(way, id).await?.into_iter().collect();
            self.write_other_ends(way, (id, reach), &Turned { gone, new: BTreeSet::new() }).await?;
        }
        Ok(())
    }

    /// What a thing is linked to on a way.
    async fn at_other_end(&self, way: Way, id: Uuid) -> Result<Vec<Uuid>, Error> {
        let linked = Query::select()
            .column(Alias::new(way.to.column))
            .from(Alias::new(way.table))
            .and_where(Expr::col(Alias::new(way.from.column)).eq(id))
            .take();
        let rows = self.transaction.query_all(&linked).await?;
        Ok(rows.iter().map(|row| row.try_get("", way.to.column)).collect::<Result<_, _>>()?)
    }

    /// Counts up the versions of things of a kind, if it counts them; of each once in a write.
    pub(super) async fn count_up(&mut self, kind: &dyn Kind, ids: &[Uuid]) -> Result<(), Error> {
        let table = kind.table();
        let known = |id: &Uuid| self.versions.contains_key(&(table, *id));
        let ids: Vec<Uuid> = ids.iter().filter(|id| !known(id)).copied().collect();
        if ids.is_empty() || !kind.columns().iter().any(|(column, _)| *column == "version") {
            return Ok(());
        }
        let is_one = || Expr::col(Alias::new("id")).is_in(padded(&ids));
        // in the order of their ids, so that two writers of the same do not wait for each other
        let held = Query::select()
            .columns([Alias::new("id"), Alias::new("version")])
            .from(Alias::new(table))
            .and_where(is_one())
            .order_by(Alias::new("id"), Order::Asc)
            .lock(LockType::Update)
            .take();
        for row in self.transaction.query_all(&held).await? {
            let (id, version): (Uuid, i32) = (row.try_get("", "id")?, row.try_get("", "version")?);
            self.versions.insert((table, id), version + 1);
        }
        let counted = Query::update()
            .table(Alias::new(table))
            .value(Alias::new("version"), Expr::col(Alias::new("version")).add(1))
            .value(Alias::new("updated_at"), self.now)
            .and_where(is_one())
            .take();
        self.transaction.execute(&counted).await?;
        Ok(())
    }
}
