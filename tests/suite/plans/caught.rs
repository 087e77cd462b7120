//! The statements that the store runs, as its spans tell of them, on the thread of the test.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// Catches statements for as long as it lives.
pub struct Caught {
    statements: Statements,
    _guard: DefaultGuard,
    /// While there is one subscriber alone, a place in the program that another thread reaches first, without one, is
    /// silent for good. A second one prevents that.
    _other: Dispatch,
}

#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl Caught {
    /// Begins to catch.
    pub fn begin() -> Self {
        let statements = Statements::default();
        let subscriber = tracing_subscriber::registry().with(LevelFilter::INFO).with(statements.clone());
        let other = Dispatch::new(NoSubscriber::default());
        Caught { statements, _guard: tracing::subscriber::set_default(subscriber), _other: other }
    }

    /// What was caught since this was last called.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.statements.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut self.clone());
    }
}

impl Visit for Statements {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "db.statement" && value.starts_with("SELECT") {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
