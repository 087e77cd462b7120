//! The change log: each write leaves its changes there, in its own transaction.

use chrono::{DateTime, SecondsFormat, Utc};
use entity::kind::{ActorKind, ChangeKind};
use entity::{change, change_head};
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, sea_value_to_json_value};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter,
    Set, Value,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::clock::Clock;
use crate::decimal;
use crate::error::Error;
use crate::policy::{Actor, Policy, Reach, Role, Rows, THINGS, id_column, uuid};

/// What stays out of the log, by table and column: names and contact details, and whatever else a person wrote for
/// themselves alone, so that erasing a person erases their history; and secrets.
const KEPT_OUT: [(&str, &str); 10] = [
    ("person", "name"),
    ("person", "email"),
    ("person", "phone"),
    ("identity", "subject"),
    ("identity", "last_signed_in_on"),
    ("service_token", "token_hash"),
    ("document_version", "storage_key"),
    ("sign_in_invitation", "code_hash"),
    ("calendar_subscription", "name"),
    ("calendar_subscription", "address_hash"),
];

/// What only the audit trail tells, of things that others see.
const PRIVATE: [(&str, &str); 2] = [("person", "blocked_at"), ("person", "erased_at")];

/// What was done to a thing.
pub(super) struct Change {
    node_type: &'static str,
    node_id: Uuid,
    kind: ChangeKind,
    was: Reach,
    is: Reach,
    pub(super) fields: Map<String, Json>,
    /// Whether what was done, and who did it, says more of something else than those who hear of this may know.
    is_untold: bool,
}

/// What is said to be done where what was done stays untold: it was linked to something, or no longer is.
const LINKED: &str = "link";

impl Change {
    /// From one state of a row to another; none is a row that is not there. What only the audit trail tells is a change
    /// of its own.
    pub async fn between<E: Policy>(
        source: &DatabaseTransaction,
        clock: &Clock,
        before: Option<&E::Model>,
        after: Option<&E::Model>,
    ) -> Result<Vec<Self>, Error> {
        let (kind, row) = match (before, after) {
            (None, Some(after)) => (ChangeKind::Created, after),
            (Some(_), Some(after)) => (ChangeKind::Updated, after),
            (Some(before), None) => (ChangeKind::Deleted, before),
            (None, None) => return Ok(vec![]),
        };
        let difference = Difference::between::<E>(before, after);
        let node_id = uuid(row.get(id_column::<E>())).unwrap_or_default();
        let of = |kind, was, is, fields| Change {
            node_type: table::<E>(),
            node_id,
            kind,
            was,
            is,
            fields,
            is_untold: false,
        };
        let mut changes = vec![];
        if difference.is_public || difference.private.is_empty() {
            let (was, rows_before) = reach::<E>(source, clock, before).await?;
            let (is, rows_after) = reach::<E>(source, clock, after).await?;
            changes.push(of(kind, was, is, difference.fields));
            if kind == ChangeKind::Updated && was != is {
                changes
                    .extend(Self::followers(source, clock, (table::<E>(), node_id), [rows_before, rows_after]).await?);
            }
        }
        if !difference.private.is_empty() {
            changes.push(of(ChangeKind::Updated, Reach::NOBODY, Reach::NOBODY, difference.private));
        }
        Ok(changes)
    }

    /// From one state to the next of a row that is filled in, as it was at a moment; none is a row that was not there. The
    /// rule of its entity looks at no other row.
    pub fn past<E: Policy>(before: Option<&E::Model>, after: &E::Model, at: DateTime<Utc>) -> Self {
        let (rule, others) = (E::visible(), Rows::default());
        let reach = |row: &E::Model| rule.reach(row, &others, at);
        Change {
            node_type: table::<E>(),
            node_id: uuid(after.get(id_column::<E>())).unwrap_or_default(),
            kind: if before.is_some() { ChangeKind::Updated } else { ChangeKind::Created },
            was: before.map_or(Reach::NOBODY, reach),
            is: reach(after),
            fields: Difference::between::<E>(before, Some(after)).fields,
            is_untold: false,
        }
    }

    /// What a change of another thing comes to for this one, which reaches as far as before.
    pub fn beside(
        node_type: &'static str,
        node_id: Uuid,
        reach: Reach,
        fields: Map<String, Json>,
        is_untold: bool,
    ) -> Self {
        Change { node_type, node_id, kind: ChangeKind::Updated, was: reach, is: reach, fields, is_untold }
    }

    /// Whether it is of this thing.
    pub fn is_of(&self, node_type: &str, node_id: Uuid) -> bool {
        (self.node_type, self.node_id) == (node_type, node_id)
    }

    /// How far the thing reached before it.
    pub fn reach_before(&self) -> Reach {
        self.was
    }

    /// How far the thing reaches after it.
    pub fn reach(&self) -> Reach {
        self.is
    }

    /// The thing, if it has come into the sight of some or gone out of it; and how far it reaches or reached at most.
    pub fn turned(&self) -> Option<(&'static str, Uuid, Reach)> {
        let has_turned = self.kind == ChangeKind::Updated && self.was != self.is;
        has_turned.then(|| (self.node_type, self.node_id, self.was.either(self.is)))
    }

    /// What comes into sight, or goes out of it, with the thing that it belongs to.
    async fn followers(
        source: &DatabaseTransaction,
        clock: &Clock,
        thing: (&'static str, Uuid),
        mut rows: [Rows; 2],
    ) -> Result<Vec<Self>, Error> {
        let (mut changes, mut parents) = (vec![], vec![thing]);
        while let Some((parent, id)) = parents.pop() {
            for kind in THINGS {
                for (node_id, [was, is]) in kind.followers(parent, id, source, &mut rows, clock.now()).await? {
                    let (node_type, kind, fields) = (kind.table(), ChangeKind::Updated, Map::new());
                    changes.push(Change { node_type, node_id, kind, was, is, fields, is_untold: false });
                    parents.push((node_type, node_id));
                }
            }
        }
        Ok(changes)
    }

    /// A field that is no column: what a row is linked to.
    pub async fn of_field<E: Policy>(
        source: &DatabaseTransaction,
        clock: &Clock,
        id: Uuid,
        (name, change): (&str, Json),
    ) -> Result<Self, Error> {
        let row = E::find().filter(id_column::<E>().eq(id)).one(source).await?;
        let (reach, _) = reach::<E>(source, clock, row.as_ref()).await?;
        let fields = Map::from_iter([(name.to_owned(), change)]);
        Ok(Self::beside(table::<E>(), id, reach, fields, false))
    }

    /// As a row of the log.
    pub fn row(self, seq: i64, id: Uuid, at: DateTime<Utc>, author: &Author, action: &str) -> change::ActiveModel {
        let (author, action) = if self.is_untold { (&Author::SYSTEM, LINKED) } else { (author, action) };
        change::ActiveModel {
            seq: Set(seq),
            id: Set(id),
            at: Set(at),
            actor_id: Set(author.person),
            actor_kind: Set(author.kind),
            action: Set(action.to_owned()),
            node_type: Set(self.node_type.to_owned()),
            node_id: Set(self.node_id),
            kind: Set(self.kind),
            previous_audience_id: Set(self.was.audience),
            was_open: Set(self.was.is_open),
            audience_id: Set(self.is.audience),
            is_open: Set(self.is.is_open),
            fields: Set(Json::Object(self.fields)),
        }
    }

    /// Makes one change of two that follow each other, where they can be told as one.
    pub fn join(&mut self, next: Change) -> Option<Change> {
        let is_same = (self.node_type, self.node_id) == (next.node_type, next.node_id);
        if !is_same || self.is != next.was || next.kind != ChangeKind::Updated {
            return Some(next);
        }
        self.is = next.is;
        self.is_untold &= next.is_untold;
        for (name, change) in next.fields {
            match self.fields.get_mut(&name) {
                Some(known) => *known = joined(known, &change),
                None => drop(self.fields.insert(name, change)),
            }
        }
        None
    }
}

/// Two changes of a field, one after the other, as one. Of a list, they can each tell a part: what came and what went.
fn joined(first: &Json, next: &Json) -> Json {
    let list = |change: &Json, side: &str| change[side].as_array().cloned();
    let lists =
        [(first, "before"), (first, "after"), (next, "before"), (next, "after")].map(|(of, side)| list(of, side));
    let [Some(mut before), Some(mut after), Some(gone), Some(new)] = lists else {
        return json!({ "before": first["before"], "after": next["after"] });
    };
    let stays = |key: &Json| new.contains(key);
    before.extend(gone.iter().filter(|key| !stays(key) && !after.contains(key)).cloned());
    after.retain(|key| stays(key) || !gone.contains(key));
    after.extend(new.iter().filter(|key| !after.contains(key)).cloned().collect::<Vec<_>>());
    json!({ "before": before, "after": after })
}

/// In what two states of a row differ.
struct Difference {
    fields: Map<String, Json>,
    private: Map<String, Json>,
    /// Whether anything differs that others than the audit trail may hear of, if only that it does.
    is_public: bool,
}

impl Difference {
    fn between<E: EntityTrait>(before: Option<&E::Model>, after: Option<&E::Model>) -> Self {
        let mut difference = Difference { fields: Map::new(), private: Map::new(), is_public: false };
        for column in E::Column::iter().filter(|column| says_something(column.as_str())) {
            let [old, new] = [before, after].map(|row| row.map_or(Json::Null, |row| plain::<E>(row, column)));
            if old == new {
                continue;
            }
            let name = (E::default().table_name(), column.as_str());
            let change = || (column.as_str().to_owned(), json!({ "before": old, "after": new }));
            if is_only_audited(name) {
                difference.private.extend([change()]);
                continue;
            }
            difference.is_public = true;
            if !KEPT_OUT.contains(&name) {
                difference.fields.extend([change()]);
            }
        }
        difference
    }
}

/// How far a row reaches as it is; and the row, with the parents that decide on it.
async fn reach<E: Policy>(
    source: &DatabaseTransaction,
    clock: &Clock,
    row: Option<&E::Model>,
) -> Result<(Reach, Rows), Error> {
    let mut rows = Rows::default();
    let Some(row) = row else { return Ok((Reach::NOBODY, rows)) };
    let rule = E::visible();
    rule.load(row, source, &mut rows).await?;
    let reach = rule.reach(row, &rows, clock.now());
    rows.add::<E>([row.clone()]);
    Ok((reach, rows))
}

/// Who writes.
pub(super) struct Author {
    person: Option<Uuid>,
    kind: ActorKind,
}

impl Author {
    /// This service by itself.
    pub const SYSTEM: Self = Self { person: None, kind: ActorKind::System };

    /// A person who writes.
    pub const fn person(person: Uuid) -> Self {
        Self { person: Some(person), kind: ActorKind::Person }
    }

    /// Whoever it was: nobody who is known is a partner's system.
    pub fn known(person: Option<Uuid>) -> Self {
        person.map_or(Self { person: None, kind: ActorKind::PartnerSystem }, Self::person)
    }

    /// Whoever is asking.
    pub fn of(actor: &Actor) -> Self {
        let is_system = actor.roles.contains(&Role::PartnerSystem);
        let kind = if is_system { ActorKind::PartnerSystem } else { ActorKind::Person };
        Self { person: actor.person(), kind }
    }
}

/// Appends changes. To be called last before the commit: the head of the log is held until then, so that the order of the
/// log is the order of commits, and it has no gaps.
pub(super) async fn append(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    author: &Author,
    action: &str,
    changes: Vec<Change>,
) -> Result<(), Error> {
    let first = take_places(transaction, changes.len()).await?;
    let at = clock.now();
    let rows = changes.into_iter().zip(first..).map(|(change, seq)| change.row(seq, clock.uuid(), at, author, action));
    change::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    Ok(())
}

/// Takes the next places in the log, so many, and gives the first. Nobody else takes any until the commit.
pub(super) async fn take_places(transaction: &DatabaseTransaction, number: usize) -> Result<i64, Error> {
    let number = i64::try_from(number).map_err(Error::internal)?;
    change_head::Entity::update_many()
        .col_expr(change_head::Column::Seq, Expr::col(change_head::Column::Seq).add(number))
        .filter(change_head::Column::Id.eq(1))
        .exec(transaction)
        .await?;
    let head = change_head::Entity::find_by_id(1).one(transaction).await?;
    let last = head.ok_or_else(|| Error::internal("the change log has no head"))?.seq;
    Ok(last - number + 1)
}

/// Says at the head of the log that rows were filled in or changed beside it. To be called last before the commit.
pub(super) async fn filled(transaction: &DatabaseTransaction) -> Result<(), Error> {
    change_head::Entity::update_many()
        .col_expr(change_head::Column::Fillings, Expr::col(change_head::Column::Fillings).add(1))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The name of the table, which is what ids of its rows begin with.
fn table<E: EntityTrait>() -> &'static str {
    // a static string, whatever entity it is asked of
    E::default().as_str()
}

/// Whether an update changes something of a row, and nothing but what only the audit trail tells of.
pub(super) fn is_private<E: EntityTrait>(before: &E::Model, row: &E::ActiveModel) -> bool
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let changes = |column: &E::Column| row.get(*column).into_value().is_some_and(|new| new != before.get(*column));
    let mut changed = E::Column::iter().filter(|column| says_something(column.as_str())).filter(changes).peekable();
    changed.peek().is_some() && changed.all(|column| is_only_audited((E::default().table_name(), column.as_str())))
}

/// Whether a change of the column, by the names of its table and its own, stands in the log under its name.
pub(super) fn is_told((table, column): (&str, &str)) -> bool {
    says_something(column) && !KEPT_OUT.contains(&(table, column))
}

/// Whether only the audit trail tells of the column, so that the row counts no write of it.
pub(super) fn is_only_audited(name: (&str, &str)) -> bool {
    PRIVATE.contains(&name)
}

/// Whether the column says something of the thing: what is derived or counts writes does not.
fn says_something(name: &str) -> bool {
    !name.ends_with("_folded") && !["id", "version", "created_at", "updated_at"].contains(&name)
}

/// What a column of the row holds, as the API writes it.
pub(super) fn plain<E: EntityTrait>(row: &E::Model, column: E::Column) -> Json {
    as_written(row.get(column), column)
}

/// A value of a column, as the API writes it.
pub(super) fn as_written<C: ColumnTrait>(value: Value, column: C) -> Json {
    match value {
        Value::BigInt(kept) if matches!(column.def().get_column_type(), ColumnType::Decimal(_)) => {
            kept.map(decimal::shown).into()
        }
        Value::ChronoDateTimeUtc(at) => at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).into(),
        Value::ChronoDate(day) => day.map(|day| day.to_string()).into(),
        other => sea_value_to_json_value(&other),
    }
}
