//! The pages: choosing whom to sign in as, having signed out, and what went wrong.

use axum::{
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse},
};
use maud::{DOCTYPE, Markup, html};
use url::Url;

use super::{
    PATH,
    parameters::Parameters,
    persona::{CLIENT_ID, CLIENT_SECRET, Persona, Text, partner_system, personas},
};
use crate::{language::Language, message, policy::Role};

type Answer = (StatusCode, Html<String>);

const ONLY_HERE: Text<&str> = Text::new(
    "Den här inloggningen finns bara under utveckling. Den frågar inte efter något lösenord: alla vid den här datorn \
     kan logga in som vem som helst. I drift loggar man in hos sin organisation.",
    "This sign-in exists in development only. It asks for no password: anyone at this machine can sign in as anybody. \
     In production one signs in at one's organisation.",
);
const BANNER: Text<&str> = Text::new("Samhällskontraktet – utveckling", "Samhällskontraktet – development");
const SIGN_IN: Text<&str> = Text::new("Logga in som", "Sign in as");
const ASKED_BY: Text<&str> = Text::new("Inloggningen begärs av", "Sign-in is requested by");
const LEADS_TO: Text<&str> = Text::new("och leder till", "and leads to");
const UNKNOWN: Text<&str> = Text::new("Här finns ingen som heter", "There is nobody here called");
const A_SYSTEM: Text<&str> = Text::new("Ett system loggar in utan sida", "A system signs in without a page");
const ITS_TOKEN: Text<&str> = Text::new(
    "Med sitt namn och sin hemlighet får det sin åtkomsttoken:",
    "With its name and its secret it gets its access token:",
);
const SIGNED_OUT: Text<&str> = Text::new("Du är utloggad", "You are signed out");
const NO_SESSION: Text<&str> = Text::new(
    "Inloggningen för utveckling minns inte vem som har loggat in. Du kan stänga den här sidan.",
    "The development sign-in does not remember who signed in. You may close this page.",
);
const PROBLEM: Text<&str> = Text::new("Det gick inte", "That did not work");

/// What the page to choose on is made of.
pub(super) struct SignIn<'a> {
    /// The reader's language.
    pub language: Language,
    /// The provider's address.
    pub issuer: &'a str,
    /// Who asks for the sign-in.
    pub client: &'a str,
    /// Where it leads.
    pub to: &'a Url,
    /// A `login_hint` that names nobody.
    pub unknown: Option<&'a str>,
    /// The request, which every link repeats.
    pub parameters: &'a Parameters,
}

/// The reader's language: the first of `ui_locales` that there is, else that of the browser.
pub(super) fn language(parameters: &Parameters, headers: &HeaderMap) -> Language {
    let wanted = parameters.words("ui_locales").find_map(|tag| tag.split('-').next()?.parse().ok());
    wanted.unwrap_or_else(|| Language::of_request(headers))
}

/// The style of all pages.
pub(super) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css"))
}

/// The page on which one chooses whom to sign in as.
pub(super) fn sign_in(page: &SignIn<'_>) -> Answer {
    let language = page.language;
    let title = SIGN_IN.of(language);
    let content = html! {
        h1 #title { (title) }
        p .notice { (ONLY_HERE.of(language)) }
        @if let Some(unknown) = page.unknown {
            p .problem role="alert" { (UNKNOWN.of(language)) " " code { (unknown) } "." }
        }
        p .quiet {
            (ASKED_BY.of(language)) " " code { (page.client) } " "
            (LEADS_TO.of(language)) " " code { (page.to.origin().ascii_serialization()) } "."
        }
        nav aria-labelledby="title" {
            ul { @for persona in personas() { li { (link(page, persona)) } } }
        }
        (system(page))
    };
    let other = language.other();
    let footer = html! {
        a href={ "?" (page.parameters.with("ui_locales", other.code())) } lang=(other) hreflang=(other) {
            @match other { Language::Sv => "På svenska", Language::En => "In English" }
        }
    };
    (StatusCode::OK, layout(language, title, &content, &footer))
}

/// A link to the same request, made by this persona.
fn link(page: &SignIn<'_>, persona: &Persona) -> Markup {
    html! {
        a href={ "?" (page.parameters.with("login_hint", &persona.key)) } {
            // The spaces are for readers who hear the page: to them the three lines are one text.
            span .name { (persona.name) } " "
            span .role { (role(page.language, persona.role)) " · " (persona.organisation_name) } " "
            span .may { (persona.may.of(page.language)) }
        }
    }
}

/// How the partner's system gets its token.
fn system(page: &SignIn<'_>) -> Markup {
    let (language, system) = (page.language, partner_system());
    let command = format!(
        "curl -u {CLIENT_ID}:{CLIENT_SECRET} -d grant_type=client_credentials {issuer}/token",
        issuer = page.issuer
    );
    html! {
        section {
            h2 { (A_SYSTEM.of(language)) }
            p { strong { (role(language, system.role)) } ": " (system.may.of(language)) " " (ITS_TOKEN.of(language)) }
            pre { code { (command) } }
        }
    }
}

/// What the role is called.
fn role(language: Language, role: Role) -> String {
    message::label(language, "Role", role.name()).unwrap_or_else(|| role.to_string())
}

/// The page after signing out, where the client has none of its own.
pub(super) fn signed_out(language: Language) -> Answer {
    let title = SIGNED_OUT.of(language);
    let content = html! { h1 { (title) } p { (NO_SESSION.of(language)) } };
    (StatusCode::OK, layout(language, title, &content, &html! {}))
}

/// What is wrong with a request that cannot be sent back to the client.
pub(super) fn problem(status: StatusCode, language: Language, what: &Text<&str>) -> Answer {
    let title = PROBLEM.of(language);
    let content = html! { h1 { (title) } p .problem { (what.of(language)) } p { (ONLY_HERE.of(language)) } };
    (status, layout(language, title, &content, &html! {}))
}

fn layout(language: Language, title: &str, content: &Markup, footer: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (BANNER.of(language)) }
                link rel="stylesheet" href={ (PATH) "/style.css" };
            }
            body {
                header { p { (BANNER.of(language)) } }
                main { (content) }
                @if !footer.0.is_empty() { footer { (footer) } }
            }
        }
    };
    Html(page.into_string())
}
