//! How things stood at a moment of the past, by the change log: in a statement, their tables of then take the place of those
//! of now, under the same names, so that filters, rules and joins need not know of it.
//!
//! The thing itself and what it is linked to are as they were. Folded texts, and other things that the statement looks at,
//! are as they are now; what has been deleted since is not there.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{
    Alias, BinOper, CommonTableExpression, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, TableRef,
    UnionType, WithClause,
};
use sea_orm::{ColumnTrait, ColumnType, DbBackend, EntityTrait, IdenStatic, Iterable, sea_query::IntoTableRef};

use super::change::is_told;
use crate::policy::id_column;

/// The table of now, in the definition of that of then.
const PRESENT: &str = "present";

/// The change log.
const CHANGE: &str = "change";

/// An element of a list in the change log.
const ELEMENT: &str = "element";

/// How long a row can be written before the change that tells of it: no transaction takes that long.
const LONGEST_WRITE: TimeDelta = TimeDelta::hours(1);

/// A table of links, and how the change log tells of them.
struct Link {
    table: &'static str,
    /// Its columns; what they hold the id of is a thing of the table of that name.
    ends: [&'static str; 2],
    /// Under which name a change of the thing at each end tells what it is linked to.
    told: [Option<&'static str>; 2],
}

/// The links of things that are told of as they were.
const LINKS: [Link; 14] = [
    link(
        "strategic_need_challenge",
        ["strategic_need_id", "challenge_id"],
        [Some("challenges"), Some("strategic_needs")],
    ),
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

/// The tables of `E` and of what it is linked to as they were just before `moment`, in the place of those of now.
pub(super) fn tables<E: EntityTrait>(moment: DateTime<Utc>, backend: DbBackend) -> WithClause {
    let past = Past { moment, backend };
    let mut tables = WithClause::new();
    let mut rows = named(E::default().into_iden(), past.rows::<E>());
    tables.cte(rows.materialized(false).to_owned());
    for link in LINKS.iter().filter(|link| link.ends.iter().any(|end| thing(end) == E::default().table_name())) {
        tables.cte(named(past.turned_name(link), past.turned(link)));
        tables.cte(named(Alias::new(link.table).into_iden(), past.pairs(link)));
    }
    tables
}

fn named(name: sea_orm::DynIden, rows: SelectStatement) -> CommonTableExpression {
    CommonTableExpression::new().table_name(name).query(rows).to_owned()
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

struct Past {
    moment: DateTime<Utc>,
    backend: DbBackend,
}

impl Past {
    /// The table of now: the bare name could be that of then, which takes its place.
    fn present(&self, table: sea_orm::DynIden) -> TableRef {
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

    /// The rows of `E` as they were.
    fn rows<E: EntityTrait>(&self) -> SelectStatement {
        let mut rows = Query::select();
        rows.from_as(self.present(E::default().into_iden()), PRESENT);
        for column in E::Column::iter() {
            rows.expr_as(self.value::<E>(column), column);
        }
        rows.and_where(Expr::col((PRESENT, "created_at")).lt(self.moment)).take()
    }

    /// What a column held: what it held before the first change of it since, or else what it holds.
    fn value<E: EntityTrait>(&self, column: E::Column) -> Expr {
        let (table, name) = (E::default().table_name(), column.as_str());
        let present = Expr::col((PRESENT, column));
        if !is_told((table, name)) {
            return present;
        }
        let since = || {
            let id = Expr::col((PRESENT, id_column::<E>()));
            self.changes(table, name).and_where(of_change("node_id").eq(id)).take()
        };
        let held = self.typed(before(name), column.def().get_column_type());
        let first = since().expr(held).order_by((CHANGE, "seq"), sea_orm::Order::Asc).limit(1).take();
        let has_changed = Expr::exists(since().expr(Expr::value(1)).take());
        let is_untouched = Expr::col((PRESENT, "updated_at")).lt(self.moment - LONGEST_WRITE);
        Expr::case(is_untouched.or(has_changed.not()), present)
            .finally(Expr::SubQuery(None, Box::new(first.into())))
            .into()
    }

    /// A value that the change log has as text, as a column of this type holds it.
    fn typed(&self, text: Expr, ty: &ColumnType) -> Expr {
        if self.backend == DbBackend::Postgres {
            let name = match ty {
                ColumnType::Uuid => "uuid",
                ColumnType::Date => "date",
                ColumnType::TimestampWithTimeZone => "timestamptz",
                ColumnType::Integer => "integer",
                ColumnType::BigInteger => "bigint",
                ColumnType::Double => "double precision",
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

    fn turned_name(&self, link: &Link) -> sea_orm::DynIden {
        Alias::new(format!("{}_turned", link.table)).into_iden()
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
        let turned = self.turned_name(link);
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
            .from_as(self.present(Alias::new(link.table).into_iden()), PRESENT)
            .and_where(Expr::exists(spoken_of).not())
            .union(UnionType::All, found)
            .take()
    }
}
