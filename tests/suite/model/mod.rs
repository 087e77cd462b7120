//! Random sequences of mutations by random callers, against a simple model of the life cycles.
//!
//! The model is a second telling of what the software is about: `table.rs` says what follows what and who may do it,
//! `state.rs` who sees what, `judge.rs` what becomes of a call. It asks the API's own tables nothing. Each call must end as
//! the model says, and a refused one must leave the change log as it was; after the last one the things, their versions,
//! the decisions and the change log must be those that the model arrives at.
//!
//! The sequences are the same each time. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` search further:
//! `PROPTEST_CASES=200 PROPTEST_RNG_SEED=7 cargo test -p tests model`. A failure is told by the shortest sequence that was
//! found to lead to it: each call, how it ended, and what was expected.

mod ending;
mod input;
mod judge;
mod log;
mod present;
mod run;
mod stage;
mod state;
mod step;
mod table;
mod who;

use std::cell::RefCell;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use run::{Tally, run};
use step::Step;
use table::VERBS;

/// How many sequences, how long they are, and what they are drawn from, where nothing else is said.
const CASES: u32 = 9;
const LENGTH: usize = 100;
const SEED: u64 = 20_261_121;

/// How many shorter sequences are tried once one has failed.
const SHRINKS: u32 = 100;

/// Whether the environment says something of the sequences.
fn is_searching() -> bool {
    ["PROPTEST_CASES", "PROPTEST_RNG_SEED"].iter().any(|name| std::env::var_os(name).is_some())
}

fn config() -> Config {
    let given = Config::default();
    let said = |name| std::env::var_os(name).is_some();
    Config {
        cases: if said("PROPTEST_CASES") { given.cases } else { CASES },
        rng_seed: if said("PROPTEST_RNG_SEED") { given.rng_seed } else { RngSeed::Fixed(SEED) },
        failure_persistence: None,
        max_shrink_iters: if said("PROPTEST_MAX_SHRINK_ITERS") { given.max_shrink_iters } else { SHRINKS },
        ..given
    }
}

/// A sequence that failed, as far as it went, and what is to be said of it.
struct Failed {
    steps: Vec<Step>,
    report: String,
}

#[test]
fn whatever_is_done_the_model_says_what_becomes_of_it() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (tally, last) = (RefCell::new(Tally::new()), RefCell::new(None::<Failed>));
    let result = TestRunner::new(config()).run(&step::steps(LENGTH), |steps| {
        // what comes after the step that failed need not be left out one by one
        if let Some(failed) = last.borrow().as_ref().filter(|failed| steps.starts_with(&failed.steps)) {
            return Err(TestCaseError::fail(failed.report.clone()));
        }
        runtime.block_on(run(&steps, &mut tally.borrow_mut())).map_err(|(taken, report)| {
            last.replace(Some(Failed { steps: steps[..taken].to_vec(), report: report.clone() }));
            TestCaseError::fail(report)
        })
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(report, _)) => panic!("the model and the API differ:\n\n{report}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
    if !is_searching() {
        each_was_done(&tally.borrow());
    }
}

/// A test that never gets far finds nothing.
fn each_was_done(tally: &Tally) {
    for verb in VERBS {
        let [done, refused] = tally.get(verb.name).copied().unwrap_or_default();
        assert!(done > 0, "{verb:?} was never done, and refused {refused} times: see to its weight in the table");
    }
}
