//! Numbers and times in an input.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Call;
use crate::fault::FaultCode;
use crate::message::Arguments;

impl Call<'_> {
    /// A whole number that must lie within a range.
    pub fn within(&mut self, field: &'static str, number: i32, least: i32, most: i32) {
        if !(least..=most).contains(&number) {
            let mut values = Arguments::new();
            values.set("least", least);
            values.set("most", most);
            self.fault(field, FaultCode::Invalid, "fault-within", &values);
        }
    }

    /// Two days of which the second must not come before the first.
    pub fn in_order(&mut self, field: &'static str, first: Option<NaiveDate>, last: Option<NaiveDate>) {
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            self.fault(field, FaultCode::Invalid, "fault-days-order", &Arguments::new());
        }
    }

    /// A moment that must lie ahead, by `most` at most.
    pub fn ahead(&mut self, field: &'static str, at: DateTime<Utc>, most: TimeDelta) {
        let now = self.now();
        if at <= now || at > now + most {
            let mut values = Arguments::new();
            values.set("days", most.num_days());
            self.fault(field, FaultCode::Invalid, "fault-ahead", &values);
        }
    }
}
