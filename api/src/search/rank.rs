//! Which find is the best: one formula for both databases, on the terms of what was found.

use entity::kind::SearchType;
use uuid::Uuid;

use super::document::{BETWEEN, IN_TITLE};
use super::query::{Query, Sought};
use crate::language::Language;

/// What a word in a title counts, against one in another text.
const TITLE: f64 = 3.0;

/// What two words count that follow each other as they do in the query, against each of them alone.
const TOGETHER: f64 = 0.5;

/// What a title counts that is all asked for; one of which a part is counts that part of it.
const WHOLE_TITLE: f64 = 2.0;

/// How a word was found: what it counts, against itself as it was written.
const EXACT: f64 = 1.0;
const BY_STEM: f64 = 0.7;
const BY_BEGINNING: f64 = 0.4;

/// What the database found.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The type of the thing.
    pub node_type: SearchType,
    /// Its primary key.
    pub node_id: Uuid,
    /// Its terms.
    pub terms: String,
}

/// What was found, with its rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The type of the thing.
    pub node_type: SearchType,
    /// Its primary key.
    pub node_id: Uuid,
    /// The larger, the better.
    pub score: f64,
}

impl Hit {
    /// What the hits are ordered by, from the largest down: the score, and among equals how new the thing is. Ids tell, which
    /// are made of the time; those of things that are older than the collaboration are not.
    pub fn key(&self) -> (u64, Uuid, Uuid) {
        let age = if self.node_id.get_version_num() == 7 { self.node_id } else { Uuid::nil() };
        // no score is negative, so the order of the bits is that of the numbers
        (self.score.to_bits(), age, self.node_id)
    }
}

/// The candidates as hits, the best first; none where nobody waits for them any longer, who `is_given_up` tells.
pub fn rank(query: &Query, candidates: &[Candidate], is_given_up: impl Fn() -> bool) -> Option<Vec<Hit>> {
    let find = |candidate: &Candidate| (!is_given_up()).then(|| Find::of(query, &candidate.terms));
    let finds: Vec<Find> = candidates.iter().map(find).collect::<Option<_>>()?;
    let rarity: Vec<f64> = (0..query.words.len()).map(|word| rarity(word, &finds)).collect();
    let hits = candidates.iter().zip(&finds).map(|(candidate, find)| {
        let Candidate { node_type, node_id, .. } = *candidate;
        Hit { node_type, node_id, score: find.score(&rarity) }
    });
    let mut hits: Vec<Hit> = hits.collect();
    hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.key()));
    Some(hits)
}

/// What a word counts: the fewer titles hold it, the more. All candidates hold each word somewhere, so it is in which titles
/// it stands that tells them apart. What nobody but others see makes no difference, since it is no candidate.
fn rarity(word: usize, finds: &[Find]) -> f64 {
    let titles = finds.iter().filter(|find| find.best[word] >= TITLE * BY_STEM).count();
    #[expect(clippy::cast_precision_loss, reason = "there are thousands of candidates at the most")]
    let (all, titles) = (finds.len() as f64, titles as f64);
    1.0 + ((1.0 + all) / (1.0 + titles)).ln()
}

/// Where a query was found in a thing.
struct Find {
    /// The best place of each word.
    best: Vec<f64>,
    /// The best place of each word behind the one before it in the query.
    together: Vec<f64>,
    /// How much of the title that suits best is asked for.
    title: f64,
}

impl Find {
    fn of(query: &Query, terms: &str) -> Self {
        let number = query.words.len();
        let mut find = Find { best: vec![0.0; number], together: vec![0.0; number], title: 0.0 };
        let texts = terms.split(BETWEEN).skip(1);
        let mut texts = texts.map(|text| text.split_ascii_whitespace().collect::<Vec<_>>()).peekable();
        let mut titles = 0;
        while let Some(title) = texts.next_if(|text| text.first().is_some_and(|term| term.starts_with(IN_TITLE))) {
            let title: Vec<&str> = title.into_iter().map(|term| term.trim_start_matches(IN_TITLE)).collect();
            find.read(query, &title, TITLE);
            titles += 1;
        }
        // behind the titles they come once more among all other texts
        texts.skip(titles).for_each(|text| find.read(query, &text, 1.0));
        find
    }

    /// Reads one text, in which a word counts `weight`.
    fn read(&mut self, query: &Query, terms: &[&str], weight: f64) {
        let (mut words, mut asked_for) = (0usize, 0usize);
        let mut before = vec![0.0; query.words.len()];
        for word in Word::all(terms) {
            let found: Vec<f64> = query.words.iter().map(|sought| word.suits(sought) * weight).collect();
            for (place, here) in found.iter().enumerate().filter(|(_, here)| **here > 0.0) {
                self.best[place] = self.best[place].max(*here);
                if place > 0 && before[place - 1] > 0.0 {
                    self.together[place] = self.together[place].max(here.min(before[place - 1]));
                }
            }
            words += 1;
            asked_for += usize::from(found.iter().any(|here| *here > 0.0));
            before = found;
        }
        if weight > 1.0 && words > 0 {
            #[expect(clippy::cast_precision_loss, reason = "a title has few words")]
            let share = asked_for as f64 / words as f64;
            self.title = self.title.max(share);
        }
    }

    fn score(&self, rarity: &[f64]) -> f64 {
        let words = self.best.iter().zip(&self.together).zip(rarity);
        let words: f64 = words.map(|((best, together), rarity)| (best + together * TOGETHER) * rarity).sum();
        words + self.title * WHOLE_TITLE
    }
}

/// A word of a text.
struct Word<'a> {
    text: &'a str,
    /// What follows it: its stems.
    stems: &'a [&'a str],
}

impl<'a> Word<'a> {
    fn all(terms: &'a [&'a str]) -> impl Iterator<Item = Word<'a>> {
        let is_stem = |term: &str| term.starts_with(['+', '=']);
        let words = terms.iter().enumerate().filter(move |(_, term)| !is_stem(term));
        words.map(move |(place, text)| {
            let rest = &terms[place + 1..];
            let stems = rest.iter().take_while(|term| is_stem(term)).count();
            Word { text, stems: &rest[..stems] }
        })
    }

    /// How well it suits what is sought.
    fn suits(&self, sought: &Sought) -> f64 {
        let is_stem = |language, sought: &str| {
            let sign = if language == Language::Sv { '+' } else { '=' };
            self.stems.iter().any(|stem| stem.strip_prefix(sign) == Some(sought))
        };
        if self.text == sought.text {
            EXACT
        } else if sought.is_found_by_stem(self.text, is_stem) {
            BY_STEM
        } else if sought.is_beginning(self.text) {
            BY_BEGINNING
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of `documents`, the best first, by the query.
    fn ranked(query: &str, documents: &[&str]) -> Vec<usize> {
        let candidate = |(place, terms): (usize, &&str)| Candidate {
            node_type: SearchType::News,
            node_id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + place as u128),
            terms: format!("@news {terms}"),
        };
        let candidates: Vec<_> = documents.iter().enumerate().map(candidate).collect();
        let hits = rank(&Query::read(query).expect("a query"), &candidates, || false).expect("somebody waits");
        hits.iter()
            .map(|hit| candidates.iter().position(|one| one.node_id == hit.node_id).expect("it is one"))
            .collect()
    }

    #[test]
    fn the_better_find_comes_first() {
        for (about, query, better, worse) in [
            ("a title", "skola", "| ^skola ^+skol | skola +skol", "| ^nytt ^+nyt | nytt +nyt | skola +skol"),
            ("the form", "skola", "| ^en ^+en ^skola ^+skol", "| ^en ^+en ^skolor ^+skol"),
            ("a whole word", "skola", "| ^en ^+en ^skolor ^+skol", "| ^en ^+en ^skolavslutning ^+skolavslutning"),
            (
                "words together",
                "ny skola",
                "| ^x ^+x | x +x | ny +ny skola +skol",
                "| ^x ^+x | x +x | ny +ny x +x skola +skol",
            ),
            ("a title of nothing else", "skola", "| ^skola ^+skol", "| ^skola ^+skol ^nu ^+nu"),
            ("what is newer", "skola", "| ^skola ^+skol", "| ^skola ^+skol"),
        ] {
            assert_eq!(ranked(query, &[worse, better]), [1, 0], "{about}");
        }
    }

    #[test]
    fn a_letter_beside_other_words_counts_where_it_is_a_word() {
        assert_eq!(ranked("11.b", &["| ^11 ^a", "| ^11 ^b", "| ^11 ^barn ^+barn"])[0], 1);
    }

    #[test]
    fn nothing_is_ranked_that_nobody_waits_for() {
        let candidate = Candidate { node_type: SearchType::News, node_id: Uuid::nil(), terms: "@news | ^a".into() };
        assert_eq!(rank(&Query::read("a").expect("a query"), &[candidate], || true), None);
    }

    #[test]
    fn a_word_that_few_titles_hold_counts_more() {
        let rare = "| ^kommun ^+kommun | kommun +kommun | skola +skol";
        let common = "| ^skola ^+skol | skola +skol | kommun +kommun";
        assert_eq!(ranked("skola kommun", &[rare, common, common, common])[0], 0);
        assert_eq!(ranked("skola kommun", &[common, rare, rare, rare])[0], 0);
    }
}
