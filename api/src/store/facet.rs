//! Facets: what the change log tells apart of the data. A statement reads some of them, and a change touches some (ADR 9).

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use entity::kind::ChangeKind;
use entity::{audience, change, link};
use quick_cache::sync::Cache;
use sea_orm::EntityName;
use sea_orm::sea_query::{
    BinOper, ColumnName, ColumnRef, ColumnType, EscapeBuilder, ExplainStatement, Expr, Oper, OperLeftAssocDecider,
    PostgresQueryBuilder, PrecedenceDecider, QueryBuilder, Quote, QuotedBuilder, SelectInto, SelectStatement,
    SqlWriter, SqliteQueryBuilder, SubQueryStatement, TableName, TableRef, TableRefBuilder, Value,
};

use super::change::is_told;
use super::search;
use crate::cache::{Facets, Touched};
use crate::digest::Digest;
use crate::policy::THINGS;

/// Every change touches it: for what the log does not tell apart.
const ANYTHING: usize = 0;

/// A deletion touches it, and every statement reads it: what referred to the thing has changed beside it.
const DELETED: usize = 1;

/// What makes or cuts links between things touches it: a link has no change of its own, it is a field of a thing.
const LINKS: usize = 2;

/// The facets of each kind of thing, by its table.
static KINDS: LazyLock<HashMap<&'static str, Of>> = LazyLock::new(|| {
    let mut number = LINKS;
    let mut next = || {
        number += 1;
        number
    };
    THINGS
        .iter()
        .map(|kind| (kind.table(), Of::new(kind.table(), &kind.columns(), kind.is_logged(), &mut next)))
        .collect()
});

/// The facets of a kind of thing.
struct Of {
    /// Which things there are.
    rows: usize,
    /// The columns of which the log does not tell: they may change whenever anything of a thing does.
    untold: usize,
    /// The facet of each column; none for what stays as it was made.
    columns: HashMap<&'static str, Option<usize>>,
    is_logged: bool,
}

impl Of {
    fn new(
        table: &str,
        columns: &[(&'static str, ColumnType)],
        is_logged: bool,
        next: &mut impl FnMut() -> usize,
    ) -> Self {
        let (rows, untold) = (next(), next());
        let facet = |(column, _): &(&'static str, ColumnType)| match *column {
            "id" | "created_at" => (*column, None),
            told if is_told((table, told)) => (told, Some(next())),
            untold_of => (untold_of, Some(untold)),
        };
        Of { rows, untold, columns: columns.iter().map(facet).collect(), is_logged }
    }
}

/// What a change touches.
pub(super) fn touched(change: change::Model) -> Touched {
    let mut facets = Facets::from_iter([ANYTHING]);
    let kind = KINDS.get(change.node_type.as_str());
    match change.kind {
        ChangeKind::Created => facets.extend(kind.map(|kind| kind.rows).into_iter().chain([LINKS])),
        ChangeKind::Deleted => facets.extend([DELETED]),
        ChangeKind::Updated | ChangeKind::VisibilityGained | ChangeKind::VisibilityLost => {
            facets.extend(kind.map(|kind| kind.untold));
            let names = change.fields.as_object().into_iter().flat_map(|fields| fields.keys());
            for name in names {
                let column = kind.and_then(|kind| kind.columns.get(name.as_str()));
                // what is no column is what the thing is linked to
                facets.extend(column.map_or(Some(LINKS), |facet| *facet));
            }
        }
    }
    Touched { seq: change.seq, row: change.node_id, facets }
}

/// What a statement asks, in words that are the same on both databases, and what of the data it reads.
pub(super) struct Question {
    /// What stands for the statement, with its values.
    pub digest: Digest,
    /// What it reads.
    pub reads: Arc<Reads>,
}

/// What a statement reads, whatever its values.
pub(super) struct Reads {
    /// Which facets.
    pub facets: Facets,
    /// Whether any of it is written beside the change log.
    pub is_beside_the_log: bool,
}

/// What the statements read that have come up, by their words: to listen takes longer than to write them down.
static HEARD: LazyLock<Cache<Digest, Arc<Reads>>> = LazyLock::new(|| Cache::new(MOST_HEARD));

/// How many statements that is.
const MOST_HEARD: usize = 10_000;

impl Question {
    /// That which the statement asks.
    pub fn of(statement: &SelectStatement) -> Self {
        let (words, values) = statement.build_any(&PostgresQueryBuilder);
        let words = Digest::of([words.as_bytes()]);
        let digest = Digest::of([&words.bytes(), format!("{values:?}").as_bytes()]);
        let reads = HEARD.get(&words).unwrap_or_else(|| {
            let reads = Arc::new(Reads::of(statement));
            HEARD.insert(words, reads.clone());
            reads
        });
        Question { digest, reads }
    }
}

impl Reads {
    fn of(statement: &SelectStatement) -> Self {
        let names = Names::of(statement);
        let mut facets = names.facets();
        facets.grow_and_insert(DELETED);
        Reads { facets, is_beside_the_log: names.kinds().any(|(_, kind)| !kind.is_logged) }
    }
}

/// A name in a statement.
type Name = Cow<'static, str>;

/// The names in a statement.
#[derive(Default)]
pub(super) struct Names {
    /// Each table, and what it is called.
    tables: Vec<(Name, Name)>,
    /// Each column, and the table as it is called there, if it is said.
    columns: Vec<(Option<Name>, Name)>,
    /// Whether there is anything that cannot be told by its name.
    has_unknown: bool,
}

impl Names {
    /// Those that come up in a statement.
    pub(super) fn of(statement: &SelectStatement) -> Self {
        let names = RefCell::default();
        statement.build_any(&Listener(&names));
        names.into_inner()
    }

    /// Each table that the statement reads, once.
    pub(super) fn tables(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> = self.tables.iter().map(|(table, _)| table.as_ref()).collect();
        names.into_iter()
    }

    /// Whether the statement reads the table of this name.
    pub(super) fn has_table(&self, name: &str) -> bool {
        self.tables.iter().any(|(table, _)| table == name)
    }

    /// Whether the statement may read a column of this name.
    pub(super) fn has_column(&self, name: &str) -> bool {
        self.has_unknown || self.columns.iter().any(|(_, column)| column == name)
    }

    /// The tables of things, as they are called.
    fn kinds(&self) -> impl Iterator<Item = (&Name, &'static Of)> {
        self.tables.iter().filter_map(|(table, called)| Some((called, KINDS.get(table.as_ref())?)))
    }

    fn facets(&self) -> Facets {
        let mut facets: Facets = self.kinds().map(|(_, kind)| kind.rows).collect();
        for (of, column) in &self.columns {
            let meant = self.kinds().filter(|(called, _)| of.as_ref().is_none_or(|of| of == *called));
            facets.extend(meant.filter_map(|(_, kind)| *kind.columns.get(column.as_ref())?));
        }
        for (table, _) in &self.tables {
            let table = table.as_ref();
            if link::LINKS.iter().any(|link| link.table == table) {
                facets.grow_and_insert(LINKS);
            } else if search::TABLES.contains(&table) {
                // it finds rows of the kinds that the statement looks at, and is written with any change of theirs
                facets.extend(self.kinds().map(|(_, kind)| kind.untold));
            } else if !KINDS.contains_key(table) && !is_settled(table) {
                facets.grow_and_insert(ANYTHING);
            }
        }
        if self.has_unknown {
            facets.grow_and_insert(ANYTHING);
        }
        facets
    }
}

/// Whether a table is only added to, by whoever first refers to what is added: audiences are sets of teams that stay
/// what they are (ADR 2).
fn is_settled(table: &str) -> bool {
    [audience::Entity.table_name(), link::audience_team::Entity.table_name()].contains(&table)
}

/// Writes a statement down, and listens to the names that come up.
struct Listener<'a>(&'a RefCell<Names>);

impl Listener<'_> {
    fn hear_unknown(&self) {
        self.0.borrow_mut().has_unknown = true;
    }
}

impl QueryBuilder for Listener<'_> {
    fn prepare_column_ref(&self, column: &ColumnRef, sql: &mut impl SqlWriter) {
        match column {
            ColumnRef::Column(ColumnName(table, column)) => {
                let of = table.as_ref().map(|TableName(_, table)| table.inner());
                self.0.borrow_mut().columns.push((of, column.inner()));
            }
            _ => self.hear_unknown(),
        }
        SqliteQueryBuilder.prepare_column_ref(column, sql);
    }

    fn prepare_expr(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        if matches!(expr, Expr::Custom(_) | Expr::CustomWithExpr(..)) {
            self.hear_unknown();
        }
        self.prepare_expr_common(expr, sql);
    }

    fn prepare_query_statement(&self, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        match query {
            SubQueryStatement::SelectStatement(select) => self.prepare_select_statement(select, sql),
            other => {
                self.hear_unknown();
                SqliteQueryBuilder.prepare_query_statement(other, sql);
            }
        }
    }

    fn prepare_value(&self, value: Value, sql: &mut impl SqlWriter) {
        sql.push_param(value, self);
    }

    fn prepare_select_into(&self, into: &SelectInto, sql: &mut impl SqlWriter) {
        SqliteQueryBuilder.prepare_select_into(into, sql);
    }

    fn prepare_explain_statement(&self, explain: &ExplainStatement, sql: &mut impl SqlWriter) {
        SqliteQueryBuilder.prepare_explain_statement(explain, sql);
    }
}

impl TableRefBuilder for Listener<'_> {
    fn prepare_table_ref_iden(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        if let TableRef::Table(TableName(_, name), alias) = table {
            let called = alias.as_ref().unwrap_or(name);
            self.0.borrow_mut().tables.push((name.inner(), called.inner()));
        }
        SqliteQueryBuilder.prepare_table_ref_iden(table, sql);
    }
}

impl QuotedBuilder for Listener<'_> {
    fn quote(&self) -> Quote {
        SqliteQueryBuilder.quote()
    }
}

impl EscapeBuilder for Listener<'_> {}

impl PrecedenceDecider for Listener<'_> {
    fn inner_expr_well_known_greater_precedence(&self, inner: &Expr, outer: &Oper) -> bool {
        SqliteQueryBuilder.inner_expr_well_known_greater_precedence(inner, outer)
    }
}

impl OperLeftAssocDecider for Listener<'_> {
    fn well_known_left_associative(&self, operator: &BinOper) -> bool {
        SqliteQueryBuilder.well_known_left_associative(operator)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::kind::ActorKind;
    use entity::{evaluation, initiative, organisation, person, service_token};
    use sea_orm::sea_query::{Alias, Asterisk, ExprTrait, JoinType, Query};
    use sea_orm::{EntityTrait, QueryFilter, QuerySelect, QueryTrait};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn change(node_type: &str, kind: ChangeKind, fields: &[&str]) -> Facets {
        let fields = fields.iter().map(|name| ((*name).to_owned(), json!({ "before": null, "after": "x" }))).collect();
        let change = change::Model {
            seq: 7,
            id: Uuid::nil(),
            at: DateTime::UNIX_EPOCH,
            actor_id: None,
            actor_kind: ActorKind::System,
            action: "test".to_owned(),
            node_type: node_type.to_owned(),
            node_id: Uuid::nil(),
            kind,
            previous_audience_id: None,
            was_open: false,
            audience_id: None,
            is_open: false,
            fields: serde_json::Value::Object(fields),
        };
        touched(change).facets
    }

    fn is_touched(statement: &SelectStatement, change: &Facets) -> bool {
        !Question::of(statement).reads.facets.is_disjoint(change)
    }

    /// The evaluations of initiatives that are running.
    fn evaluations() -> SelectStatement {
        let other = Alias::new("other");
        let running = Query::select()
            .expr(Expr::value(1))
            .from_as(initiative::Entity, other.clone())
            .and_where(Expr::col((other.clone(), initiative::Column::Id)).equals(evaluation::Column::InitiativeId))
            .and_where(Expr::col((other, initiative::Column::Status)).eq("RUNNING"))
            .to_owned();
        evaluation::Entity::find().into_query().and_where(Expr::exists(running)).to_owned()
    }

    #[test]
    fn a_statement_reads_the_columns_that_it_names_each_of_its_table() {
        use ChangeKind::{Created, Deleted, Updated};
        for (kind, of, fields, is_read) in [
            ("evaluation", Updated, &["summary_sv"][..], true),
            ("initiative", Updated, &["status"], true),
            // both tables have one, and only that of evaluations is named
            ("initiative", Updated, &["summary_sv"], false),
            ("initiative", Updated, &["owners"], false),
            ("initiative", Created, &[], true),
            ("organisation", Updated, &["name"], false),
            ("organisation", Created, &[], false),
            ("organisation", Deleted, &[], true),
        ] {
            assert_eq!(is_touched(&evaluations(), &change(kind, of, fields)), is_read, "{kind} {of:?} {fields:?}");
        }
    }

    #[test]
    fn what_the_log_does_not_tell_may_change_with_everything() {
        let names = person::Entity::find().select_only().column(person::Column::Name).into_query();
        assert!(is_touched(&names, &change("person", ChangeKind::Updated, &["organisation_id"])));
        let ids = person::Entity::find().select_only().column(person::Column::Id).into_query();
        assert!(!is_touched(&ids, &change("person", ChangeKind::Updated, &["organisation_id"])));
    }

    #[test]
    fn a_link_changes_with_a_field_that_is_no_column() {
        let owners = link::initiative_owner::Entity::find().into_query();
        assert!(is_touched(&owners, &change("initiative", ChangeKind::Updated, &["owners"])));
        assert!(!is_touched(&owners, &change("initiative", ChangeKind::Updated, &["title_sv"])));
        let joined = Query::select()
            .column((organisation::Entity, organisation::Column::Slug))
            .from(organisation::Entity)
            .join(JoinType::InnerJoin, link::initiative_owner::Entity, Expr::value(true))
            .to_owned();
        assert!(is_touched(&joined, &change("initiative", ChangeKind::Updated, &["owners"])));
    }

    #[test]
    fn what_cannot_be_told_apart_changes_with_anything() {
        let anything = change("organisation", ChangeKind::Updated, &["name"]);
        let all = Query::select().column(Asterisk).from(evaluation::Entity).to_owned();
        let raw = Query::select().expr(Expr::cust("max(rating)")).from(evaluation::Entity).to_owned();
        let log = change::Entity::find().into_query();
        for statement in [all, raw, log] {
            assert!(is_touched(&statement, &anything), "{statement:?}");
        }
        assert!(!is_touched(&audience::Entity::find().into_query(), &anything));
    }

    #[test]
    fn what_is_found_may_change_with_any_change_of_its_kind() {
        let found = Query::select().column("node_id").from("search_document").to_owned();
        let found = Expr::col((evaluation::Entity, evaluation::Column::Id)).in_subquery(found);
        let found = evaluation::Entity::find().select_only().column(evaluation::Column::Id).filter(found).into_query();
        for (kind, of, is_read) in [
            ("evaluation", ChangeKind::Updated, true),
            ("evaluation", ChangeKind::Created, true),
            ("organisation", ChangeKind::Updated, false),
            ("organisation", ChangeKind::Created, false),
            ("organisation", ChangeKind::Deleted, true),
        ] {
            assert_eq!(is_touched(&found, &change(kind, of, &["summary_sv"])), is_read, "{kind} {of:?}");
        }
    }

    #[test]
    fn words_and_values_are_the_question() {
        let of = |rating: i32| {
            Question::of(&evaluations().and_where(Expr::col(evaluation::Column::Rating).eq(rating)).to_owned())
        };
        assert_eq!(of(3).digest, of(3).digest);
        assert_ne!(of(3).digest, of(4).digest);
        assert!(Arc::ptr_eq(&of(3).reads, &of(4).reads));
        assert!(!of(3).reads.is_beside_the_log);
        assert!(Question::of(&service_token::Entity::find().into_query()).reads.is_beside_the_log);
    }
}
