//! Fields of text: the same in all languages, or in Swedish and in English.

use std::str::FromStr;

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, InputType, ServerResult, Value};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, IdenStatic, ModelTrait};

use super::fields::{Fields, LoggedValues, Orderable, Thing, column, snake};
use super::group::Told;
use super::operators::{Operators, StringWhere};
use super::{At, Output, Request, Shown, argument, scalar};
use crate::language::Language;
use crate::store::Dimension;

impl<E: Thing> Fields<E> {
    /// A text that is the same in all languages. Where the column has a folded twin, it is filtered and ordered by it.
    #[must_use]
    pub fn text(self, name: &'static str, text: E::Column, doc: &str) -> Self {
        let folded = E::Column::from_str(&format!("{}_folded", text.as_str())).ok();
        let fields = self
            .plain::<String, StringWhere>(name, text, doc)
            .groupable(Told::Text, move |_| Dimension::value(Expr::col((E::default(), text))));
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
        let stem = snake(name);
        self.add(name, doc)
            .output(output)
            .logged_as(format!("{stem}_sv"), LoggedValues::In(Language::Sv))
            .logged_as(format!("{stem}_en"), LoggedValues::In(Language::En))
    }

    /// Running text in Markdown, and the same as sanitised HTML under the name `html`.
    #[must_use]
    pub fn markdown(self, name: &'static str, html: &'static str, doc: &str) -> Self {
        let (show, arguments) = translation::<E>(name);
        let output = Output::later::<Option<String>>(arguments, move |shown, ctx| {
            let text = show(shown, ctx);
            Box::pin(async move {
                let Some(text) = text? else { return Ok(Value::Null) };
                let html = Request::of(ctx).renderer.html(&text).await.at(ctx)?;
                Ok(Value::String(html.as_ref().to_owned()))
            })
        });
        self.prose(name, &format!("{doc} In Markdown."))
            .add(html, format!("{doc} As HTML that is safe to show."))
            .output(output)
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

/// What a thing is called, in the language or else in the other: its title, its name or its label.
pub fn called<E: Thing>(row: &E::Model, language: Language) -> Option<String> {
    let columns = ["title", "name", "label"].into_iter().flat_map(|stem| {
        let in_language = [language, language.other()].map(|language| format!("{stem}_{}", language.code()));
        in_language.into_iter().chain([stem.to_owned()])
    });
    let texts = columns.filter_map(|column| E::Column::from_str(&column).ok());
    texts.into_iter().find_map(|column| scalar::text(row.get(column)))
}

/// The `language` argument, or the caller's language.
pub fn language_argument(ctx: &Context<'_>) -> ServerResult<Language> {
    if ctx.item.node.arguments.is_empty() {
        return Ok(Request::of(ctx).language);
    }
    let (_, language) = ctx.param_value::<Option<Language>>("language", None)?;
    Ok(language.unwrap_or(Request::of(ctx).language))
}
