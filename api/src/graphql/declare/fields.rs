//! The declaration of a thing: its fields, one after another.

use std::collections::HashMap;
use std::str::FromStr;

use async_graphql::registry::{MetaField, MetaInputValue, Registry};
use async_graphql::{Context, ID, InputType, OutputType, ServerResult, Value};
use entity::kind::Visibility;
use entity::{link::audience_team, team};
use futures_util::future::BoxFuture;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, IdenStatic, ModelTrait};

use super::choice::{Choice, ChoiceWhere, EnumType, visibility, visibility_filter};
use super::filter::{Compile, Where};
use super::operators::{BooleanWhere, DateTimeWhere, DateWhere, FloatWhere, IdWhere, IntWhere, Operators, StringWhere};
use super::resolve::At;
use super::{
    Date, DateTime, Declaration, Declared, Output, Request, Resolve, Shown, argument, resolved, scalar, type_id,
};
use crate::error::Error;
use crate::language::Language;
use crate::policy::{Policy, id_column};
use crate::store::{Key, Path};

/// A thing that the API shows.
pub trait Thing: Policy<Model: Send + Sync, Column: Send + Sync> {
    /// The name of the type in the API.
    const NAME: &'static str;
    /// The name of the lookup of one.
    const ONE: &'static str;
    /// The name of the list of all.
    const MANY: &'static str;
    /// Whether it has an id of its own.
    const IS_NODE: bool = true;
    /// Whether there are so few of them that the list of all has no pages.
    const IS_SHORT: bool = false;

    /// Its declaration.
    fn fields() -> &'static Fields<Self>;

    /// What its ids begin with.
    fn prefix() -> &'static str {
        // the tables are named after the types
        Self::default().as_str()
    }
}

/// One field.
pub struct Field<E: Thing> {
    pub(super) name: &'static str,
    pub(super) doc: String,
    pub(super) output: Option<Output<Shown<E>>>,
    pub(super) filter: Option<Filterable>,
    pub(super) order: Option<Orderable<E>>,
    pub(super) key: Option<E::Column>,
}

/// How a field can be filtered by.
pub(super) struct Filterable {
    /// Registers the input type and names it.
    pub ty: fn(&mut Registry) -> String,
    /// From the input's value to SQL.
    pub compile: Compile,
}

/// The columns that a field is ordered by, for readers of Swedish and of English.
#[derive(Clone, Copy)]
pub(super) struct Orderable<E: Thing> {
    pub sv: E::Column,
    pub en: E::Column,
}

impl<E: Thing> Orderable<E> {
    pub fn column(&self, language: Language) -> E::Column {
        match language {
            Language::Sv => self.sv,
            Language::En => self.en,
        }
    }
}

/// All that is declared of a thing.
pub struct Fields<E: Thing> {
    doc: &'static str,
    pub(super) fields: Vec<Field<E>>,
    by_name: HashMap<&'static str, usize>,
    /// The order where the caller names none.
    pub(super) order: Vec<Key<E>>,
    /// How `search` is answered; none where the thing has no text.
    pub(super) search: Option<Box<Search>>,
}

/// From the folded words that are searched for to SQL.
pub(super) type Search = dyn Fn(&Request, &[String]) -> Condition + Send + Sync;

/// The column of `E` of this name, which the caller knows to exist.
fn column<E: Thing>(name: &str) -> E::Column {
    E::Column::from_str(name).unwrap_or_else(|_| unreachable!("{} has no column `{name}`", E::NAME))
}

impl<E: Thing> Fields<E> {
    /// A thing that is described so, in this order where the caller names none (`true`: from the largest down).
    pub fn new(doc: &'static str, order: &[(E::Column, bool)]) -> Self {
        let order = order.iter().map(|(column, descending)| Key { column: *column, descending: *descending }).collect();
        let own_text = E::Column::from_str("search_text").ok();
        let search = own_text
            .map(|column| Box::new(move |_: &Request, words: &[String]| super::filter::all_words(column, words)) as _);
        let fields = Fields { doc, fields: vec![], by_name: HashMap::new(), order, search };
        if E::IS_NODE { fields.id() } else { fields }
    }

    fn id(self) -> Self {
        let output = Output::now::<ID>(|shown: &Shown<E>, _| Ok(Value::String(type_id::<E>(shown.key()))));
        let doc = format!("The id, opaque and stable; it begins with `{}_`.", E::prefix());
        self.add("id", doc).output(output).filter::<IdWhere>(id_column::<E>()).orderable(id_column::<E>())
    }

    pub(super) fn add(mut self, name: &'static str, doc: impl Into<String>) -> Self {
        let doc = doc.into();
        self.by_name.insert(name, self.fields.len());
        self.fields.push(Field { name, doc, output: None, filter: None, order: None, key: None });
        self
    }

    fn last(&mut self) -> &mut Field<E> {
        self.fields.last_mut().unwrap_or_else(|| unreachable!("what describes a field comes after it"))
    }

    pub(super) fn output(mut self, output: Output<Shown<E>>) -> Self {
        self.last().output = Some(output);
        self
    }

    pub(super) fn filterable(mut self, ty: fn(&mut Registry) -> String, compile: Compile) -> Self {
        self.last().filter = Some(Filterable { ty, compile });
        self
    }

    fn filter<W: Operators>(self, column: E::Column) -> Self {
        self.filterable(
            <Option<W>>::create_type_info,
            Box::new(move |value, scope| W::sql::<E>(value, &[column], scope)),
        )
    }

    fn orderable(mut self, column: E::Column) -> Self {
        self.last().order = Some(Orderable { sv: column, en: column });
        self
    }

    /// The field just declared can be ordered by. Its column has an index.
    #[must_use]
    pub fn ordered(mut self) -> Self {
        let column = self.last().key.or_else(|| E::Column::from_str(&snake(self.last().name)).ok());
        let name = self.last().name;
        self.orderable(column.unwrap_or_else(|| unreachable!("`{name}` is no column")))
    }

    /// The field just declared finds a single thing: it becomes an argument of the lookup.
    #[must_use]
    pub fn key(mut self) -> Self {
        let name = snake(self.last().name);
        self.last().key = Some(column::<E>(&name));
        self
    }

    fn plain<T: OutputType, W: Operators>(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        let show = move |shown: &Shown<E>, _: &Context<'_>| Ok(scalar::plain(shown.row.get(column)));
        let output = if column.def().is_null() { Output::now::<Option<T>>(show) } else { Output::now::<T>(show) };
        self.add(name, doc).output(output).filter::<W>(column)
    }

    /// A text that is the same in all languages. Where the column has a folded twin, it is filtered and ordered by it.
    #[must_use]
    pub fn text(self, name: &'static str, text: E::Column, doc: &str) -> Self {
        let folded = E::Column::from_str(&format!("{}_folded", text.as_str())).ok();
        let fields = self.plain::<String, StringWhere>(name, text, doc);
        match folded {
            Some(folded) => fields.orderable(folded),
            None => fields,
        }
    }

    /// A title or a name in Swedish and English: filtered in both languages, ordered by the caller's.
    #[must_use]
    pub fn translated(self, name: &'static str, doc: &str) -> Self {
        let stem = snake(name);
        let columns = [column::<E>(&format!("{stem}_sv")), column::<E>(&format!("{stem}_en"))];
        let order =
            Orderable { sv: column::<E>(&format!("{stem}_sv_folded")), en: column::<E>(&format!("{stem}_en_folded")) };
        let mut fields = self.prose(name, doc).filterable(
            <Option<StringWhere>>::create_type_info,
            Box::new(move |value, scope| StringWhere::sql::<E>(value, &columns, scope)),
        );
        fields.last().order = Some(order);
        fields
    }

    /// Running text in Swedish and English.
    #[must_use]
    pub fn prose(self, name: &'static str, doc: &str) -> Self {
        let (text, arguments) = translation::<E>(name);
        let show = move |shown: &Shown<E>, ctx: &Context<'_>| Ok(text(shown, ctx)?.map_or(Value::Null, Value::String));
        let may_be_absent = column::<E>(&format!("{}_sv", snake(name))).def().is_null();
        let mut output = if may_be_absent { Output::now::<Option<String>>(show) } else { Output::now::<String>(show) };
        output.arguments = arguments;
        self.add(name, doc).output(output)
    }

    /// A whole number.
    #[must_use]
    pub fn int(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<i32, IntWhere>(name, column, doc)
    }

    /// A number.
    #[must_use]
    pub fn float(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<f64, FloatWhere>(name, column, doc)
    }

    /// Yes or no.
    #[must_use]
    pub fn boolean(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<bool, BooleanWhere>(name, column, doc)
    }

    /// A day.
    #[must_use]
    pub fn date(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<Date, DateWhere>(name, column, doc)
    }

    /// A moment.
    #[must_use]
    pub fn time(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        self.plain::<DateTime, DateTimeWhere>(name, column, doc)
    }

    /// A value of an enum.
    #[must_use]
    pub fn choice<T: EnumType>(self, name: &'static str, column: E::Column, doc: &str) -> Self {
        let show = move |shown: &Shown<E>, _: &Context<'_>| Ok(scalar::choice(shown.row.get(column)));
        let output = if column.def().is_null() {
            Output::now::<Option<Choice<T>>>(show)
        } else {
            Output::now::<Choice<T>>(show)
        };
        self.add(name, doc).output(output).filter::<ChoiceWhere<T>>(column)
    }

    /// A value of an enum that depends on the moment: stored in `column`, shown and filtered as it is now.
    #[must_use]
    pub fn choice_now<T: EnumType>(
        self,
        name: &'static str,
        doc: &str,
        now: fn(&E::Model, &Request) -> T,
        sql: fn(&Request) -> sea_orm::sea_query::SimpleExpr,
    ) -> Self {
        let show = move |shown: &Shown<E>, ctx: &Context<'_>| {
            Ok(Value::Enum(async_graphql::Name::new(ActiveEnum::to_value(&now(&shown.row, Request::of(ctx))))))
        };
        self.add(name, doc).output(Output::now::<Choice<T>>(show)).filterable(
            <Option<ChoiceWhere<T>>>::create_type_info,
            Box::new(move |value, scope| ChoiceWhere::<T>::on(value, sql(scope.request), scope)),
        )
    }

    /// A value that is worked out from the row.
    #[must_use]
    pub fn computed<T: OutputType>(
        self,
        name: &'static str,
        doc: &str,
        compute: impl Fn(&Shown<E>, &Request) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.add(name, doc).output(Output::now::<T>(move |shown, ctx| Ok(compute(shown, Request::of(ctx)))))
    }

    /// An object that is worked out from the row, and is no row.
    #[must_use]
    pub fn computed_object<T: Declaration>(self, name: &'static str, doc: &str, make: fn(&Shown<E>) -> T) -> Self {
        self.asked::<Declared<T>>(
            name,
            doc,
            |_| vec![],
            move |shown, _| {
                let made = Declared(make(shown));
                Box::pin(async move { Ok(made) })
            },
        )
    }

    /// A value of type `T` that the store is asked for.
    #[must_use]
    pub fn asked<T: OutputType + 'static>(
        self,
        name: &'static str,
        doc: &str,
        arguments: fn(&mut Registry) -> Vec<MetaInputValue>,
        ask: impl for<'a> Fn(&'a Shown<E>, &'a Context<'a>) -> BoxFuture<'a, Result<T, Error>> + Send + Sync + 'static,
    ) -> Self {
        let output = Output::later::<T>(arguments, move |shown, ctx| {
            let asked = ask(shown, ctx);
            Box::pin(async move { resolved(ctx, &asked.await.at(ctx)?).await })
        });
        self.add(name, doc).output(output)
    }

    /// The field just declared can be filtered by.
    #[must_use]
    pub fn filtered<W: InputType>(
        self,
        compile: impl Fn(&Value, &super::filter::Scope<'_>) -> Result<Condition, Error> + Send + Sync + 'static,
    ) -> Self {
        self.filterable(<Option<W>>::create_type_info, Box::new(compile))
    }

    /// Running text in Markdown, and the same as sanitised HTML under the name `html`.
    #[must_use]
    pub fn markdown(self, name: &'static str, html: &'static str, doc: &str) -> Self {
        let (show, arguments) = translation::<E>(name);
        let output = Output {
            ty: <Option<String> as OutputType>::create_type_info,
            arguments,
            resolve: Resolve::Now(Box::new(move |shown, ctx| {
                Ok(show(shown, ctx)?.map_or(Value::Null, |text| Value::String(super::markdown::html(&text))))
            })),
        };
        self.prose(name, &format!("{doc} In Markdown."))
            .add(html, format!("{doc} As HTML that is safe to show."))
            .output(output)
    }

    /// What every thing that can be edited has: `version`, `createdAt`, `updatedAt`.
    #[must_use]
    pub fn editable(self) -> Self {
        self.int("version", column::<E>("version"), "Counts the changes; an update names the one that it was made on.")
            .time("createdAt", column::<E>("created_at"), "When it was written down.")
            .ordered()
            .time("updatedAt", column::<E>("updated_at"), "When it was last changed.")
            .ordered()
    }

    /// Who may see it: `visibility`, and the teams that it is restricted to.
    #[must_use]
    pub fn visibility(self) -> Self {
        let column = column::<E>("audience_id");
        let show = move |shown: &Shown<E>, _: &Context<'_>| {
            let name = ActiveEnum::to_value(&visibility(shown.uuid(column)));
            Ok(Value::Enum(async_graphql::Name::new(name)))
        };
        let teams = Path::over::<E>(id_column::<E>(), column)
            .then::<audience_team::Entity>(audience_team::Column::AudienceId, audience_team::Column::TeamId);
        self.add("visibility", "Who may see it (Swedish: synlighet).")
            .output(Output::now::<Choice<Visibility>>(show))
            .filterable(
                <Option<ChoiceWhere<Visibility>>>::create_type_info,
                Box::new(move |value, scope| visibility_filter(value, column, scope)),
            )
            .linked::<team::Entity>("restrictedTo", teams, "The teams that it is restricted to, where it is.")
    }

    /// `search` looks in the text of the `R` that `fk` points at, since the thing has no text of its own.
    #[must_use]
    pub fn search_in<R: Thing>(mut self, fk: E::Column) -> Self {
        self.search = Some(Box::new(move |request, words| {
            let found = Where::<R>::searched(request, words);
            Condition::all().add(fk.in_subquery(found))
        }));
        self
    }

    /// What the thing is.
    pub fn doc(&self) -> &'static str {
        self.doc
    }

    /// What the field of this name gives.
    pub(super) fn output_named(&self, name: &str) -> Option<&Output<Shown<E>>> {
        self.named(name).and_then(|field| field.output.as_ref())
    }

    pub(super) fn named(&self, name: &str) -> Option<&Field<E>> {
        self.by_name.get(name).and_then(|place| self.fields.get(*place))
    }

    pub(super) fn meta(&self, registry: &mut Registry) -> Vec<(String, MetaField)> {
        let shown = self.fields.iter().filter_map(|field| field.output.as_ref().map(|output| (field, output)));
        shown.map(|(field, output)| output.meta(registry, field.name, &field.doc)).collect()
    }

    /// The natural keys: what else than the id finds a single one.
    /// Each with its name and its description.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, &str, E::Column)> {
        self.fields.iter().filter_map(|field| field.key.map(|column| (field.name, field.doc.as_str(), column)))
    }
}

/// How a text in Swedish and English is read from a row, and the arguments that say in which language.
type Translation<E> = (
    Box<dyn Fn(&Shown<E>, &Context<'_>) -> ServerResult<Option<String>> + Send + Sync>,
    fn(&mut Registry) -> Vec<MetaInputValue>,
);

fn translation<E: Thing>(name: &str) -> Translation<E> {
    let stem = snake(name);
    let (sv, en) = (column::<E>(&format!("{stem}_sv")), column::<E>(&format!("{stem}_en")));
    let read = move |shown: &Shown<E>, ctx: &Context<'_>| {
        let (first, second) = if language_argument(ctx)? == Language::Sv { (sv, en) } else { (en, sv) };
        Ok(scalar::text(shown.row.get(first)).or_else(|| scalar::text(shown.row.get(second))))
    };
    let arguments = |registry: &mut Registry| {
        let doc = "The language to read; the caller's (`Accept-Language`) where none is named. A text that does not \
                   exist in it comes in the other.";
        vec![argument::<Option<Language>>(registry, "language", doc)]
    };
    (Box::new(read), arguments)
}

/// The `language` argument, or the caller's language.
fn language_argument(ctx: &Context<'_>) -> ServerResult<Language> {
    if ctx.item.node.arguments.is_empty() {
        return Ok(Request::of(ctx).language);
    }
    let (_, language) = ctx.param_value::<Option<Language>>("language", None)?;
    Ok(language.unwrap_or(Request::of(ctx).language))
}

/// `dueOn` as the database writes it: `due_on`.
pub(super) fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut snake, letter| {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        snake
    })
}
