//! Statements about things, and the forms in which they are written.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphName, IriParseError, LanguageTagParseError, Literal, NamedNode, Term, Triple, vocab};
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;

use super::vocabulary::PREFIXES;
use crate::{language::Language, message::plain, text::printable};

/// The catalogue cannot be written: an address in it is none.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// Something is no address.
    #[error(transparent)]
    Address(#[from] IriParseError),
    /// Something is no language.
    #[error(transparent)]
    Language(#[from] LanguageTagParseError),
    /// It cannot be put down.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A form of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// RDF/XML.
    RdfXml,
    /// Turtle.
    Turtle,
    /// JSON-LD.
    JsonLd,
}

impl Syntax {
    /// The statements in this form.
    pub fn written(self, triples: &[Triple]) -> Result<Vec<u8>, Unwritten> {
        match self {
            Self::RdfXml => {
                let with = |serializer: RdfXmlSerializer, (name, iri)| serializer.with_prefix(name, iri);
                let mut writer = PREFIXES.into_iter().try_fold(RdfXmlSerializer::new(), with)?.for_writer(vec![]);
                triples.iter().try_for_each(|triple| writer.serialize_triple(triple))?;
                Ok(writer.finish()?)
            }
            Self::Turtle => {
                let with = |serializer: TurtleSerializer, (name, iri)| serializer.with_prefix(name, iri);
                let mut writer = PREFIXES.into_iter().try_fold(TurtleSerializer::new(), with)?.for_writer(vec![]);
                triples.iter().try_for_each(|triple| writer.serialize_triple(triple))?;
                Ok(writer.finish()?)
            }
            Self::JsonLd => {
                let with = |serializer: JsonLdSerializer, (name, iri)| serializer.with_prefix(name, iri);
                let mut writer = PREFIXES.into_iter().try_fold(JsonLdSerializer::new(), with)?.for_writer(vec![]);
                let quad = |triple: &Triple| triple.clone().in_graph(GraphName::DefaultGraph);
                triples.iter().try_for_each(|triple| writer.serialize_quad(&quad(triple)))?;
                Ok(writer.finish()?)
            }
        }
    }
}

/// What is said about one thing.
pub struct About {
    subject: NamedNode,
    triples: Vec<Triple>,
}

impl About {
    /// The thing at this address, which is one of this class.
    pub fn new(subject: &str, class: (&str, &str)) -> Result<Self, Unwritten> {
        let about = Self { subject: NamedNode::new(subject)?, triples: vec![] };
        about.say(vocab::rdf::TYPE.into_owned(), term(class)?)
    }

    fn say(mut self, predicate: NamedNode, object: impl Into<Term>) -> Result<Self, Unwritten> {
        self.triples.push(Triple::new(self.subject.clone(), predicate, object));
        Ok(self)
    }

    /// It has this relation to what is at the address.
    pub fn link(self, predicate: (&str, &str), address: &str) -> Result<Self, Unwritten> {
        let address = NamedNode::new(address)?;
        self.say(term(predicate)?, address)
    }

    /// It has it to each of these.
    pub fn links<T: AsRef<str>>(self, predicate: (&str, &str), addresses: &[T]) -> Result<Self, Unwritten> {
        addresses.iter().try_fold(self, |about, address| about.link(predicate, address.as_ref()))
    }

    /// It has this text, the same in all languages.
    pub fn has(self, predicate: (&str, &str), text: &str) -> Result<Self, Unwritten> {
        self.say(term(predicate)?, Literal::from(&*printable(text)))
    }

    /// It has the text of this message, in each language.
    pub fn tells(self, predicate: (&str, &str), id: &str) -> Result<Self, Unwritten> {
        Language::ALL.into_iter().try_fold(self, |about, language| {
            let text = Literal::new_language_tagged_literal(plain(language, id), language.code())?;
            about.say(term(predicate)?, text)
        })
    }

    /// It has this moment.
    pub fn at(self, predicate: (&str, &str), moment: DateTime<Utc>) -> Result<Self, Unwritten> {
        let text = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        self.say(term(predicate)?, Literal::new_typed_literal(text, vocab::xsd::DATE_TIME))
    }

    /// All that is said.
    pub fn said(self) -> Vec<Triple> {
        self.triples
    }
}

fn term((vocabulary, name): (&str, &str)) -> Result<NamedNode, Unwritten> {
    Ok(NamedNode::new(format!("{vocabulary}{name}"))?)
}
