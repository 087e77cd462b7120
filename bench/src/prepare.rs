//! Before anything is timed: whom to ask for what, and whether the answers are right and equal.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use eyre::{Result, WrapErr, bail, ensure, eyre};

use crate::caller::{Callers, Viewer};
use crate::client::{self, Connection};
use crate::contestant::{Contestant, Server};
use crate::expect::{self, Together};
use crate::page::Page;
use crate::record::{Answers, Database};
use crate::round::{self, Asked};
use crate::same::{fingerprint, same};
use crate::{contestant, ids};

/// How many initiatives are compared ahead, at the most.
const CHECKED: usize = 200;

/// How the portfolio page begins, whatever it shows.
const LIST: &[u8] = br#"{"data":{"initiatives":{"#;

/// The contestants, and what is known of them.
pub struct Field {
    /// Who they are.
    pub contestants: Vec<Contestant>,
    /// Who can be signed in at each of them: at ours only.
    pub callers: Vec<Option<Callers>>,
    details: usize,
    ids: BTreeMap<(usize, Viewer), Vec<String>>,
    /// What our server answered on each database.
    pub answers: Vec<Answers>,
}

/// A contestant, ready to be timed.
pub struct Ready {
    /// Which of the contestants.
    pub contestant: usize,
    /// The requests.
    pub asked: Arc<[Asked]>,
    /// How long an answer is, on average.
    pub bytes: u64,
}

impl Field {
    /// Signs in at our servers, and looks whether they have as much as they should. `details` is how many different
    /// initiatives are asked for.
    pub async fn new(contestants: Vec<Contestant>, details: usize) -> Result<Self> {
        let mut callers = Vec::new();
        for contestant in &contestants {
            callers.push(match contestant.server {
                Server::Ours => Some(Callers::sign_in(contestant.address).await?),
                _ => None,
            });
        }
        for (contestant, callers) in contestants.iter().zip(&callers) {
            if let Some(callers) = callers {
                ids::must_be(contestant.address, &callers.administrator, contestant.initiatives).await?;
            }
        }
        Ok(Self { contestants, callers, details, ids: BTreeMap::new(), answers: Vec::new() })
    }

    /// Which of our servers says what is right on the data of a contestant.
    fn reference(&self, contestant: usize) -> Result<usize> {
        let data = self.contestants[contestant].data();
        let found = self.contestants.iter().position(|one| one.is_ours() && one.data() == data);
        found.ok_or_else(|| eyre!("none of our servers has the data of {}", self.contestants[contestant].name()))
    }

    /// The same, and who is signed in there.
    pub fn ours(&self, contestant: usize) -> Result<(&Contestant, &Callers)> {
        let reference = self.reference(contestant)?;
        let callers = self.callers[reference].as_ref().ok_or_else(|| eyre!("nobody is signed in"))?;
        Ok((&self.contestants[reference], callers))
    }

    /// The initiatives that are asked for on the data of one of our servers.
    async fn ids(&mut self, reference: usize, viewer: Viewer) -> Result<Vec<String>> {
        if let Some(known) = self.ids.get(&(reference, viewer)) {
            return Ok(known.clone());
        }
        let (ours, callers) = self.ours(reference)?;
        let all = ids::all(ours.address, callers.of(viewer)).await?;
        let some = ids::some(all, self.details);
        self.ids.insert((reference, viewer), some.clone());
        Ok(some)
    }

    /// Everybody who can be asked for the page.
    pub async fn prepare(&mut self, page: Page, viewer: Viewer) -> Result<Vec<Ready>> {
        let mut right = BTreeMap::new();
        let mut ready = Vec::new();
        for contestant in 0..self.contestants.len() {
            if !self.contestants[contestant].knows(page) {
                continue;
            }
            let reference = self.reference(contestant)?;
            let ids = self.ids(reference, viewer).await?;
            let name = self.contestants[contestant].name();
            let of_one = async {
                let mut asked = self.asked(contestant, page, viewer, &ids)?;
                let answers = self.first_answers(contestant, &asked).await?;
                if reference == contestant {
                    expected(page, viewer, &answers)?;
                    right.insert(reference, answers.clone());
                }
                equal(&self.contestants[contestant], page, &right[&reference], &answers)?;
                self.begin(contestant, page, &ids, &answers, &mut asked)?;
                let bytes = answers.iter().map(Bytes::len).sum::<usize>() / answers.len().max(1);
                Ok::<_, eyre::Report>(Ready { contestant, asked: asked.into(), bytes: bytes as u64 })
            };
            let of_one = of_one.await.wrap_err_with(|| format!("{name}: {} for {}", page.name(), viewer.name()))?;
            ready.push(of_one);
        }
        for (reference, answers) in right {
            self.note(reference, &answers)?;
        }
        Ok(ready)
    }

    /// Those of them that can be written for. What lists answer changes meanwhile.
    pub async fn prepare_for_writes(&mut self, page: Page, viewer: Viewer) -> Result<Vec<Ready>> {
        let mut all = self.prepare(page, viewer).await?;
        all.retain(|one| self.contestants[one.contestant].is_ours() || self.contestants[one.contestant].is_peer());
        if page == Page::Portfolio {
            for one in &mut all {
                let begin = |asked: &Asked| Asked { begins: Bytes::from_static(LIST), ..asked.clone() };
                one.asked = one.asked.iter().map(begin).collect();
            }
        }
        Ok(all)
    }

    /// The requests for the page.
    fn asked(&self, contestant: usize, page: Page, viewer: Viewer, ids: &[String]) -> Result<Vec<Asked>> {
        let one = &self.contestants[contestant];
        let head = one.head(page, viewer, self.callers[contestant].as_ref());
        let document = round::document(one.document(page));
        let asked = |variables| {
            let variables = round::variables(&one.variables(&variables)?);
            Ok(Asked { head: head.clone(), document: document.clone(), variables, begins: Bytes::new() })
        };
        page.variables(ids).into_iter().map(asked).collect()
    }

    /// The answers to the first requests. Ours is asked twice: what comes from a cache must be the same.
    async fn first_answers(&self, contestant: usize, asked: &[Asked]) -> Result<Vec<Bytes>> {
        let one = &self.contestants[contestant];
        let mut connection = Connection::open(one.address).await?;
        let mut answers = Vec::new();
        for asked in asked.iter().take(CHECKED) {
            let answer = Bytes::copy_from_slice(connection.one(asked).await?);
            if one.is_ours() {
                ensure!(answer == connection.one(asked).await?, "the second answer differs from the first");
            }
            answers.push(answer);
        }
        ensure!(!answers.is_empty(), "there is nothing to ask for");
        Ok(answers)
    }

    /// How each answer must begin: those of lists are the same each time; detail pages are too many to ask for all of
    /// them ahead, and begin with the id that was asked for.
    fn begin(
        &self,
        contestant: usize,
        page: Page,
        ids: &[String],
        answers: &[Bytes],
        asked: &mut [Asked],
    ) -> Result<()> {
        let one = &self.contestants[contestant];
        let server = one.server;
        if page.is_groups() && one.is_peer() {
            // In any order.
            asked.iter_mut().for_each(|asked| asked.begins = Bytes::from_static(br#"{"data":{""#));
            return Ok(());
        }
        if page != Page::Detail || server == Server::Static {
            asked.iter_mut().for_each(|asked| asked.begins = answers[0].clone());
            return Ok(());
        }
        for (asked, id) in asked.iter_mut().zip(ids) {
            let id = match server {
                Server::Postgraphile | Server::ByHand => &contestant::primary_key(id)?,
                _ => id,
            };
            asked.begins = format!(r#"{{"data":{{"initiative":{{"id":"{id}""#).into();
        }
        Ok(())
    }

    /// Keeps what was answered, for the comparison of databases.
    fn note(&mut self, reference: usize, answers: &[Bytes]) -> Result<()> {
        let (name, initiatives) = self.contestants[reference].data();
        let database = Database { name: name.unwrap_or_default().to_owned(), initiatives };
        let fingerprints = answers.iter().map(|answer| Ok(fingerprint(&client::data(answer)?)));
        let fingerprints = fingerprints.collect::<Result<Vec<_>>>()?;
        match self.answers.iter_mut().find(|of| of.database == database) {
            Some(of) => of.fingerprints.extend(fingerprints),
            None => self.answers.push(Answers { database, fingerprints }),
        }
        Ok(())
    }
}

/// Refuses answers of our server that are not what the page must hold.
fn expected(page: Page, viewer: Viewer, answers: &[Bytes]) -> Result<()> {
    let mut together = Together::default();
    for answer in answers {
        let data = client::data(answer)?;
        expect::right(page, viewer, &data)?;
        together.add(&data);
    }
    if page == Page::Detail && viewer == Viewer::Member {
        together.complete()?;
    }
    Ok(())
}

/// Refuses answers that differ from ours on the same data. Those of the peers were compared by `peers/check.mjs`, which
/// knows their shapes; here they must have no errors.
fn equal(contestant: &Contestant, page: Page, right: &[Bytes], answers: &[Bytes]) -> Result<()> {
    for (right, answer) in right.iter().zip(answers) {
        let is_equal = match contestant.server {
            Server::Ours => right == answer,
            // One of them for all.
            Server::Static => page == Page::Detail || right == answer,
            Server::ByHand => same(&client::data(right)?, &client::data(answer)?)?,
            Server::Mercurius | Server::Postgraphile => client::data(answer)?.is_object(),
        };
        if !is_equal {
            bail!("not equal:\n{}\nours:\n{}", String::from_utf8_lossy(answer), String::from_utf8_lossy(right));
        }
    }
    Ok(())
}
