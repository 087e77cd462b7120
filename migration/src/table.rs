//! A table, declared line by line.
//!
//! Steps of the history of the schema are written with these helpers, so a helper must never change
//! what it does: a new need gets a new helper.

use crate::column::{Type, col, length};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// PostgreSQL cuts longer names, after which they are no longer what errors are matched against.
const LONGEST_NAME: usize = 63;

/// A table with its indexes, created by [`Table::create`].
pub(crate) struct Table<'a> {
    manager: &'a SchemaManager<'a>,
    name: &'static str,
    key: &'static str,
    order: Option<String>,
    references: Vec<String>,
    uniques: Vec<Vec<String>>,
    indexes: Vec<IndexCreateStatement>,
    statement: TableCreateStatement,
}

impl<'a> Table<'a> {
    /// A table with the primary key `id`.
    pub(crate) fn new(manager: &'a SchemaManager<'a>, name: &'static str) -> Self {
        Self::keyed(manager, name, "id", Type::Uuid)
    }

    /// A table with another primary key.
    pub(crate) fn keyed(manager: &'a SchemaManager<'a>, name: &'static str, key: &'static str, of: Type) -> Self {
        let mut table = Self::bare(manager, name, key);
        let definition = table.column(key, of).not_null().primary_key().take();
        table.statement.col(definition);
        table
    }

    fn bare(manager: &'a SchemaManager<'a>, name: &'static str, key: &'static str) -> Self {
        let mut statement = sea_query::Table::create();
        statement.table(name);
        if manager.get_database_backend() == DbBackend::Sqlite {
            statement.extra("STRICT");
        }
        Self {
            manager,
            name,
            key,
            order: None,
            references: Vec::new(),
            uniques: Vec::new(),
            indexes: Vec::new(),
            statement,
        }
    }

    // Columns

    /// A column that always has a value. A text is not empty.
    pub(crate) fn required(self, column: &str, of: Type) -> Self {
        let is_text = matches!(of, Type::Text);
        let table = self.derived(column, of);
        if is_text { table.check(&format!("{column}_not_empty"), length(column).gt(0)) } else { table }
    }

    /// A column that may be null.
    pub(crate) fn optional(mut self, column: &str, of: Type) -> Self {
        let definition = self.column(column, of).null().take();
        self.statement.col(definition);
        self
    }

    /// A text in Swedish, and in English where it has been translated: `x_sv`, `x_en`.
    pub(crate) fn translated(self, text: &str) -> Self {
        self.required(&format!("{text}_sv"), Type::Text).optional(&format!("{text}_en"), Type::Text)
    }

    /// A text that may be missing, and is not in English alone.
    pub(crate) fn optional_translated(self, text: &str) -> Self {
        let (sv, en) = (format!("{text}_sv"), format!("{text}_en"));
        let swedish_first = col(&en).is_null().or(col(&sv).is_not_null());
        self.optional(&sv, Type::Text).optional(&en, Type::Text).check(&format!("{en}_without_sv"), swedish_first)
    }

    /// The folded form of a text, for search and order: `x_folded`.
    pub(crate) fn folded(self, text: &str) -> Self {
        let (column, key) = (format!("{text}_folded"), self.key);
        self.derived(&column, Type::Text).index(&[&column, key])
    }

    /// The folded forms of a translated text.
    pub(crate) fn folded_translated(self, text: &str) -> Self {
        self.folded(&format!("{text}_sv")).folded(&format!("{text}_en"))
    }

    /// `search_text`: all prose of the row, folded.
    pub(crate) fn searchable(self) -> Self {
        self.derived("search_text", Type::Text)
    }

    /// One of a closed set of values.
    pub(crate) fn choice(self, column: &str, values: &[&str]) -> Self {
        self.derived(column, Type::Choice).check(column, col(column).is_in(values.iter().map(ToString::to_string)))
    }

    /// One of a closed set of values, or null.
    pub(crate) fn optional_choice(self, column: &str, values: &[&str]) -> Self {
        self.optional(column, Type::Choice).check(column, col(column).is_in(values.iter().map(ToString::to_string)))
    }

    /// `slug`: a short lower-case name for addresses, unique.
    pub(crate) fn slug(self) -> Self {
        self.derived("slug", Type::Text).unique(&["slug"]).check(
            "slug",
            col("slug")
                .eq(Func::lower(col("slug")))
                .and(length("slug").between(1, 100))
                .and(col("slug").not_like("% %")),
        )
    }

    /// `version`, `created_at`, `updated_at`: a row that people edit. Listed by `created_at`.
    pub(crate) fn editable(mut self) -> Self {
        let version = self.column("version", Type::Integer).not_null().default(1).take();
        self.statement.col(version);
        self.order = self.order.or_else(|| Some("created_at".to_owned()));
        let key = self.key;
        self.required("created_at", Type::Instant)
            .required("updated_at", Type::Instant)
            .check("version", col("version").gte(1))
            .check("updated_at", col("updated_at").gte(col("created_at")))
            .index(&["created_at", key])
    }

    /// `audience_id`: who may see the row.
    pub(crate) fn audience(self) -> Self {
        self.reference("audience_id", "audience")
    }

    /// A counter that starts at 0.
    pub(crate) fn counter(mut self, column: &str) -> Self {
        let definition = self.column(column, Type::BigInteger).not_null().default(0).take();
        self.statement.col(definition);
        self
    }

    fn derived(mut self, column: &str, of: Type) -> Self {
        let definition = self.column(column, of).not_null().take();
        self.statement.col(definition);
        self
    }

    fn column(&self, name: &str, of: Type) -> ColumnDef {
        ColumnDef::new_with_type(name.to_owned(), of.on(self.manager.get_database_backend()))
    }

    // References. Each gets an index in the order in which the rows are listed.

    /// A row of another table, which cannot be deleted while it is referred to.
    pub(crate) fn reference(self, column: &str, other: &str) -> Self {
        self.required(column, Type::Uuid).refers(&[column], other, &["id"], ForeignKeyAction::Restrict)
    }

    /// The same, or null.
    pub(crate) fn optional_reference(self, column: &str, other: &str) -> Self {
        self.optional(column, Type::Uuid).refers(&[column], other, &["id"], ForeignKeyAction::Restrict)
    }

    /// A row of another table, which takes this one with it when it is deleted.
    pub(crate) fn part_of(self, column: &str, other: &str) -> Self {
        self.required(column, Type::Uuid).refers(&[column], other, &["id"], ForeignKeyAction::Cascade)
    }

    /// A row of another table, or null once that is deleted.
    pub(crate) fn forgettable_reference(self, column: &str, other: &str) -> Self {
        self.optional(column, Type::Uuid).refers(&[column], other, &["id"], ForeignKeyAction::SetNull)
    }

    /// A row of another table that agrees with this one in further columns, declared on their own.
    pub(crate) fn agrees(self, columns: &[&str], other: &str, others: &[&str]) -> Self {
        self.refers(columns, other, others, ForeignKeyAction::Restrict)
    }

    fn refers(mut self, columns: &[&str], other: &str, others: &[&str], on_delete: ForeignKeyAction) -> Self {
        let mut foreign_key = ForeignKey::create();
        foreign_key
            .name(named("fk", self.name, columns[0]))
            .from_tbl(self.name)
            .to_tbl(other.to_owned())
            .on_delete(on_delete);
        for (from, to) in columns.iter().zip(others) {
            foreign_key.from_col((*from).to_owned()).to_col((*to).to_owned());
        }
        self.statement.foreign_key(&mut foreign_key);
        self.references.extend(columns.iter().map(ToString::to_string));
        self
    }

    // Constraints and indexes

    /// A condition that every row meets, named after the table and `what`.
    pub(crate) fn check(mut self, what: &str, condition: Expr) -> Self {
        self.statement.check(Check::named(named("ck", self.name, what), condition));
        self
    }

    /// Columns of which no two rows hold the same values.
    pub(crate) fn unique(mut self, columns: &[&str]) -> Self {
        let mut unique = self.on("uq", columns);
        self.statement.index(unique.unique());
        self.uniques.push(columns.iter().map(ToString::to_string).collect());
        self
    }

    /// The same, among the rows that meet a condition.
    pub(crate) fn unique_where(mut self, columns: &[&str], condition: Expr) -> Self {
        let index = self.on("uq", columns).unique().and_where(condition).take();
        self.indexes.push(index);
        self
    }

    /// An index.
    pub(crate) fn index(mut self, columns: &[&str]) -> Self {
        let index = self.on("ix", columns);
        self.indexes.push(index);
        self
    }

    /// The column by which rows are listed by default, if not by `created_at`.
    pub(crate) fn listed_by(mut self, column: &str) -> Self {
        self.order = Some(column.to_owned());
        self
    }

    fn on(&self, kind: &str, columns: &[&str]) -> IndexCreateStatement {
        let mut index = Index::create();
        index.name(named(kind, self.name, &columns.join("_")));
        index.table(self.name);
        for column in columns {
            index.col((*column).to_owned());
        }
        index
    }

    /// Creates the table and its indexes.
    pub(crate) async fn create(mut self) -> Result<(), DbErr> {
        for reference in std::mem::take(&mut self.references) {
            // A unique reference has at most one row to list; its constraint is index enough.
            let is_unique = self.uniques.iter().any(|columns| match self.order {
                Some(_) => *columns == [reference.as_str()],
                None => columns.first() == Some(&reference),
            });
            if !is_unique {
                let order = self.order.clone();
                let columns = [Some(reference.as_str()), order.as_deref(), Some(self.key)];
                self = self.index(&columns.into_iter().flatten().collect::<Vec<_>>());
            }
        }
        self.manager.create_table(self.statement).await?;
        for index in self.indexes {
            self.manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Creates a table of pairs, each of which goes when either of its rows does.
pub(crate) async fn link(
    manager: &SchemaManager<'_>,
    name: &'static str,
    (first, first_table): (&'static str, &'static str),
    (second, second_table): (&'static str, &'static str),
) -> Result<(), DbErr> {
    let mut table = Table::bare(manager, name, first).part_of(first, first_table).part_of(second, second_table);
    table.references.clear();
    table.statement.primary_key(Index::create().name(named("pk", name, "pair")).col(first).col(second));
    // Named after its first column alone: both together would be too long a name.
    let back = table.on("ix", &[second]).col(first).take();
    table.indexes.push(back);
    table.create().await
}

/// Drops tables, the last first.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager.drop_table(sea_query::Table::drop().table((*table).to_owned()).take()).await?;
    }
    Ok(())
}

/// Sets a column to null in all rows. SQLite deletes row by row when it drops a table, and would
/// refuse to where rows of the table refer to each other.
pub(crate) async fn clear(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    let update = Query::update().table(table.to_owned()).value(column.to_owned(), Keyword::Null).take();
    manager.execute(update).await
}

/// The name of a constraint or an index.
fn named(kind: &str, table: &str, what: &str) -> String {
    let name = format!("{kind}_{table}_{what}");
    assert!(name.len() <= LONGEST_NAME, "{name} is too long a name");
    name
}
