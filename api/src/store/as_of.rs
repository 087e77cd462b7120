//! How things stood at a moment of the past, by the change log: in a statement, their tables of then take the place of those
//! of now, under the same names, so that filters, rules and joins need not know of it.
//!
//! The thing itself, what it is linked to, and all that a rule of visibility looks at, are as they were. Folded texts, and
//! what filters ask of other things, are as they are now; what has been deleted since is not there.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{
    Alias, BinOper, CommonTableExpression, Expr, ExprTrait, Func, IntoIden, IntoTableRef, Query, SelectStatement,
    TableRef, UnionType, WithClause,
};
use sea_orm::{ColumnType, DbBackend};

use super::AsOf;
use super::change::{is_only_audited, is_told};
use super::facet::Names;
use crate::decimal::LARGEST;
use crate::policy::{Actor, Kind, Policy, THINGS, seen_kind};

/// The table of now, in the definition of that of then.
const PRESENT: &str = "present";

/// The change log.
const CHANGE: &str = "change";

/// An element of a list in the change log.
const ELEMENT: &str = "element";

/// How long a row can be written before the change that tells of it: no transaction takes that long.
const LONGEST_WRITE: TimeDelta = TimeDelta::hours(1);

/// Of these things it is told only that they were there, whatever groups they were in: differences of two days would tell of
/// one person where they were at home.
const OF_TODAY: [&str; 1] = ["person"];

/// A table of links, and how the change log tells of them.
struct Link {
    table: &'static str,
    /// Its columns; what they hold the id of is a thing of the table of that name.
    ends: [&'static str; 2],
    /// Under which name a change of the thing at each end tells what it is linked to.
    told: [Option<&'static str>; 2],
}

/// The links of things that are told of as they were.
const LINKS: [Link; 15] = [
    link(
        "strategic_need_challenge",
        ["strategic_need_id", "challenge_id"],
        [Some("challenges"), Some("strategic_needs")],
    ),
    link("societal_goal_participant", ["societal_goal_id", "person_id"], [Some("participants"), None]),
    link("societal_goal_challenge", ["societal_goal_id", "challenge_id"], [Some("challenges"), None]),
    link("mission_challenge", ["mission_id", "challenge_id"], [Some("challenges"), None]),
    link("mission_societal_goal", ["mission_id", "societal_goal_id"], [Some("societal_goals"), None]),
    link("mission_target", ["mission_id", "target_id"], [Some("targets"), None]),
    link("initiative_owner", ["initiative_id", "person_id"], [Some("owners"), None]),
    link("initiative_participant", ["initiative_id", "person_id"], [Some("participants"), None]),
    link("initiative_mission", ["initiative_id", "mission_id"], [Some("missions"), None]),
    link("initiative_societal_goal", ["initiative_id", "societal_goal_id"], [Some("societal_goals"), None]),
    link("initiative_target", ["initiative_id", "target_id"], [Some("targets"), None]),
    link("initiative_support_function", ["initiative_id", "support_function_id"], [Some("support_functions"), None]),
    link("initiative_event", ["event_id", "initiative_id"], [Some("initiatives"), None]),
    link("news_initiative", ["news_id", "initiative_id"], [Some("initiatives"), None]),
    link("learning_application", ["learning_id", "initiative_id"], [Some("applied_in"), None]),
];

const fn link(table: &'static str, ends: [&'static str; 2], told: [Option<&'static str>; 2]) -> Link {
    Link { table, ends, told }
}

/// A statement about `rows`, which are called `called` in it: rows of `E` as they were, and of them those that the actor saw
/// then and sees now.
pub(super) fn about<E: Policy>(
    mut rows: SelectStatement,
    called: &'static str,
    as_of: &AsOf,
    present: &Actor,
    backend: DbBackend,
) -> SelectStatement {
    let past = Past { moment: as_of.before, backend };
    let names = Names::of(&rows);
    let seen = names.tables().filter_map(|table| Some((table, seen_kind(table)?)));
    let seen = seen.map(|(table, kind)| past.named(table, past.seen(kind, as_of, present))).collect();
    past.put_back(&mut rows, Some(E::default().table_name()));
    let mut about = Query::select();
    define(&mut about, seen);
    about.from_subquery(rows, called).take()
}

/// Puts all that a statement looks at, as it was just before `moment`, in the place of what is now.
pub(super) fn put_back(statement: &mut SelectStatement, moment: DateTime<Utc>, backend: DbBackend) {
    Past { moment, backend }.put_back(statement, None);
}

fn define(statement: &mut SelectStatement, tables: Vec<CommonTableExpression>) {
    if tables.is_empty() {
        return;
    }
    let mut all = WithClause::new();
    for table in tables {
        all.cte(table);
    }
    statement.with_cte(all);
}

/// The table whose ids a column of links holds.
fn thing(end: &str) -> &str {
    end.strip_suffix("_id").unwrap_or(end)
}

/// What the change log says of the field of this name; NULL where a change says nothing of it.
pub(super) fn field(name: &str) -> Expr {
    // a literal, and not a bound value, so that an index of it is known again
    Expr::cust(format!("\"{CHANGE}\".\"fields\" -> '{name}'"))
}

/// The value that the field had before the change, as text; NULL where it had none.
pub(super) fn before(name: &str) -> Expr {
    Expr::cust(format!("\"{CHANGE}\".\"fields\" -> '{name}' ->> 'before'"))
}

fn of_change(column: &'static str) -> Expr {
    Expr::col((CHANGE, column))
}

/// What the pairs of a table of links that changes speak of are called.
fn turned_name(link: &Link) -> String {
    format!("{}_turned", link.table)
}

struct Past {
    moment: DateTime<Utc>,
    backend: DbBackend,
}

impl Past {
    /// Puts tables as they were in the place of those of now, as far as the statement reads them: all, or that which is
    /// counted with its links. Of what is counted there are the rows that had come to be by then. Of what a rule looks at there
    /// are all: what came later held nothing then, and what was filled in beside the log is taken to have been there.
    fn put_back(&self, statement: &mut SelectStatement, counted: Option<&str>) {
        let names = Names::of(statement);
        let is_meant = |table: &str| counted.is_none_or(|counted| counted == table);
        let mut tables = vec![];
        for kind in THINGS.iter().filter(|kind| kind.is_logged() && is_meant(kind.table())) {
            if names.has_table(kind.table()) {
                let mut rows = self.named(kind.table(), self.rows(*kind, &names, counted.is_some()));
                if self.backend == DbBackend::Sqlite {
                    // so that rows are looked up in it by the indexes of that of now
                    rows.materialized(false);
                }
                tables.push(rows);
            }
        }
        for link in LINKS.iter().filter(|link| link.ends.iter().any(|end| is_meant(thing(end)))) {
            if names.has_table(link.table) {
                tables.push(self.named(&turned_name(link), self.turned(link)));
                tables.push(self.named(link.table, self.pairs(link)));
            }
        }
        define(statement, tables);
    }

    /// The ids of the things of a kind that the actor saw then, and sees now.
    fn seen(&self, kind: &dyn Kind, as_of: &AsOf, present: &Actor) -> SelectStatement {
        let mut then = kind.ids(&as_of.actor);
        self.put_back(&mut then, None);
        let is_seen = Expr::col(("then", "id")).in_subquery(kind.ids(present));
        Query::select().column(("then", "id")).from_subquery(then, "then").and_where(is_seen).take()
    }

    /// A table of then. PostgreSQL works it out once: where it is a part of the rest, it is worked out for each row that it is
    /// joined to.
    fn named(&self, name: &str, rows: SelectStatement) -> CommonTableExpression {
        let mut named = CommonTableExpression::new().table_name(Alias::new(name)).query(rows).to_owned();
        if self.backend == DbBackend::Postgres {
            named.materialized(true);
        }
        named
    }

    /// The table of now: the bare name could be that of then, which takes its place.
    fn present(&self, table: &str) -> TableRef {
        let table = Alias::new(table);
        match self.backend {
            DbBackend::Sqlite => (Alias::new("main"), table).into_table_ref(),
            // a definition does not see itself
            _ => table.into_table_ref(),
        }
    }

    /// The changes of this field of things of this table, since the moment.
    fn changes(&self, table: &str, name: &str) -> SelectStatement {
        Query::select()
            .from(CHANGE)
            .and_where(of_change("node_type").eq(table))
            .and_where(of_change("at").gte(self.moment))
            .and_where(field(name).is_not_null())
            .take()
    }

    /// The rows of a kind as they were, in those columns that are named; those that had come to be, or all.
    fn rows(&self, kind: &dyn Kind, names: &Names, so_far: bool) -> SelectStatement {
        let columns = kind.columns();
        let is_dated = columns.iter().any(|(column, _)| *column == "updated_at");
        let mut rows = Query::select();
        rows.from_as(self.present(kind.table()), PRESENT);
        for (column, ty) in columns.iter().filter(|(column, _)| *column == "id" || names.has_column(column)) {
            rows.expr_as(self.value((kind.table(), *column), ty, is_dated), Alias::new(*column));
        }
        if so_far {
            rows.and_where(Expr::col((PRESENT, "created_at")).lt(self.moment));
        }
        rows
    }

    /// What a column held: what it held before the first change of it since, or else what it holds.
    fn value(&self, (table, column): (&str, &'static str), ty: &ColumnType, is_dated: bool) -> Expr {
        let present = Expr::col((PRESENT, column));
        if OF_TODAY.contains(&table) || !is_told((table, column)) || is_only_audited((table, column)) {
            return present;
        }
        let since = || self.changes(table, column).and_where(of_change("node_id").equals((PRESENT, "id"))).take();
        let held = self.typed(before(column), ty);
        let first = since().expr(held).order_by((CHANGE, "seq"), sea_orm::Order::Asc).limit(1).take();
        let has_not_changed = Expr::exists(since().expr(Expr::value(1)).take()).not();
        let is_untouched = Expr::col((PRESENT, "updated_at")).lt(self.moment - LONGEST_WRITE);
        let is_present = if is_dated { is_untouched.or(has_not_changed) } else { has_not_changed };
        Expr::case(is_present, present).finally(Expr::SubQuery(None, Box::new(first.into()))).into()
    }

    /// A value that the change log has as text, as a column of this type holds it.
    fn typed(&self, text: Expr, ty: &ColumnType) -> Expr {
        if let ColumnType::Decimal(_) = ty {
            return self.thousandths(text);
        }
        if self.backend == DbBackend::Postgres {
            let name = match ty {
                ColumnType::Uuid => "uuid",
                ColumnType::Date => "date",
                ColumnType::TimestampWithTimeZone => "timestamptz",
                ColumnType::Integer => "integer",
                ColumnType::BigInteger => "bigint",
                ColumnType::Boolean => "boolean",
                _ => return Expr::cust_with_expr("$1 COLLATE \"C\"", text),
            };
            return text.cast_as(name);
        }
        match ty {
            ColumnType::Uuid => Func::cust("unhex").args([text, "-".into()]).into(),
            ColumnType::TimestampWithTimeZone => Func::cust("replace").args([text, "Z".into(), "+00:00".into()]).into(),
            _ => text,
        }
    }

    /// A decimal that the change log has as text, in thousandths: at the most the largest that is kept, since a larger one
    /// could be written once.
    fn thousandths(&self, text: Expr) -> Expr {
        let ty = if self.backend == DbBackend::Postgres { "numeric" } else { "real" };
        let whole = Func::round(text.cast_as(ty).mul(1000));
        let is_too_large = Expr::from(whole.clone()).gt(LARGEST);
        Expr::case(is_too_large, LARGEST).finally(Expr::from(whole).cast_as("bigint")).into()
    }

    /// The pairs that changes since the moment speak of, and their `first` word on each: even where the two were linked
    /// before it, odd where they were not.
    fn turned(&self, link: &Link) -> SelectStatement {
        let mut words =
            link.ends.iter().zip(&link.told).zip(link.ends.iter().rev()).filter_map(|((end, told), other)| {
                told.map(|name| {
                    [("before", 0), ("after", 1)].map(|(side, odd)| self.words((end, other), name, side, odd))
                })
            });
        let mut all = words.next().into_iter().chain(words).flatten();
        let mut spoken_of = all.next().unwrap_or_default();
        spoken_of.unions(all.map(|words| (UnionType::All, words)));
        let first = Func::min(Expr::col("word"));
        Query::select()
            .columns(link.ends)
            .expr_as(first, "first")
            .from_subquery(spoken_of, "words")
            .group_by_columns(link.ends)
            .take()
    }

    /// The pairs in the lists on one side of the changes at one end.
    fn words(&self, (end, other): (&'static str, &'static str), name: &str, side: &str, odd: i32) -> SelectStatement {
        let (list, element) = match self.backend {
            DbBackend::Sqlite => {
                let list = Expr::cust(format!("\"{CHANGE}\".\"fields\" -> '{name}' -> '{side}'"));
                let element = Expr::col((ELEMENT, "value"));
                (Func::cust("json_each").arg(list), element)
            }
            _ => {
                let path = Expr::cust(format!("'$.{name}.{side}[*]'"));
                let list = Func::cust("jsonb_path_query").arg(of_change("fields")).arg(path);
                (list, Expr::col(ELEMENT).binary(BinOper::Custom("#>>"), Expr::cust("'{}'")))
            }
        };
        let word = of_change("seq").mul(2).add(odd);
        let mut words = self.changes(thing(end), name);
        words.from_function(list, ELEMENT).and_where(element.clone().is_not_null());
        let mut pair = [(end, of_change("node_id")), (other, self.typed(element, &ColumnType::Uuid))];
        // the columns of all parts of a union are told by their place
        pair.sort_by_key(|(end, _)| *end);
        for (end, id) in pair {
            words.expr_as(id, end);
        }
        words.expr_as(word, "word").take()
    }

    /// The links as they were: those that no change since speaks of, and those that the first change to speak of found.
    fn pairs(&self, link: &Link) -> SelectStatement {
        let turned = Alias::new(turned_name(link)).into_iden();
        let found = Query::select()
            .columns(link.ends)
            .from(turned.clone())
            .and_where(Expr::col("first").modulo(2).eq(0))
            .take();
        let mut spoken_of = Query::select().expr(Expr::value(1)).from(turned.clone()).take();
        for end in link.ends {
            spoken_of.and_where(Expr::col((turned.clone(), end)).equals((PRESENT, end)));
        }
        let mut pairs = Query::select();
        for end in link.ends {
            pairs.expr_as(Expr::col((PRESENT, end)), end);
        }
        pairs
            .from_as(self.present(link.table), PRESENT)
            .and_where(Expr::exists(spoken_of).not())
            .union(UnionType::All, found)
            .take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What holds for the past as it is now: nobody is told of persons whose data are protected what they were before.
    const AS_IT_IS_NOW: (&str, &str) = ("person", "protected_at");

    /// Whether it is known what a column held on a day.
    fn is_put_back((table, column): (&str, &str)) -> bool {
        let is_logged = THINGS.iter().any(|kind| kind.table() == table && kind.is_logged());
        let is_settled = column == "id" || (is_told((table, column)) && !OF_TODAY.contains(&table));
        is_logged && is_settled
    }

    #[test]
    fn all_that_a_rule_looks_at_can_be_put_back() {
        let mut number = 0;
        for kind in THINGS.iter().filter(|kind| kind.is_logged()) {
            for column in kind.reads().into_iter().filter(|column| *column != AS_IT_IS_NOW) {
                assert!(is_put_back(column), "the rule of {} looks at {column:?}, as it is now", kind.table());
                number += 1;
            }
        }
        assert!(number > 50, "the rules say what they look at: {number}");
        for (table, column) in [("contact_reading", "person_id"), ("person", "organisation_id"), ("person", "name")] {
            assert!(!is_put_back((table, column)), "{table}.{column}");
        }
    }

    /// The columns that seats and ownership are read from, by which rules tell actors apart.
    #[test]
    fn who_somebody_was_can_be_put_back() {
        let of_seats =
            ["person_id", "team_id", "organisation_id", "since", "until"].map(|column| ("representative", column));
        let of_teams = ["kind", "focus_area_id"].map(|column| ("team", column));
        assert!(of_seats.into_iter().chain(of_teams).all(is_put_back));
        assert!(LINKS.iter().any(|link| link.table == "initiative_owner"));
    }

    /// What the statement of a rule names is what the rule says that it looks at.
    #[test]
    fn a_rule_looks_at_nothing_else() {
        let anonymous = Actor::anonymous(DateTime::UNIX_EPOCH);
        for kind in THINGS {
            let (names, reads) = (Names::of(&kind.ids(&anonymous)), kind.reads());
            for table in names.tables().filter(|table| *table != kind.table()) {
                assert!(reads.iter().any(|(of, _)| of == &table), "{} looks at {table}", kind.table());
            }
        }
    }

    #[test]
    fn the_links_of_what_is_counted_can_be_put_back() {
        let counted = ["challenge", "mission", "initiative", "contribution", "decision", "dissemination", "person"];
        // no mutation writes it
        let unwritten = "initiative_document";
        for table in entity::link::LINKS.iter().map(|link| link.table).filter(|table| *table != unwritten) {
            let is_of_counted = table.split('_').any(|word| counted.contains(&word))
                || ["participant", "owner"].iter().any(|who| table.ends_with(who));
            let is_known = LINKS.iter().any(|link| link.table == table);
            assert!(is_known || !is_of_counted, "{table}");
        }
    }
}
