//! The parameters of a request, from its address or from a form.

use std::collections::HashSet;

use url::form_urlencoded::{Serializer, parse};

/// Names and values in the order in which they were given.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameters in an address.
    pub fn of_query(query: Option<&str>) -> Self {
        Self(parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// The value of a parameter. Empty ones count as left out (RFC 6749, 3.1), and what is given twice has no
    /// value.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let value = values.next().filter(|value| !value.is_empty())?;
        values.next().is_none().then_some(value)
    }

    /// The words of a parameter that is a list.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty())
    }

    /// Is there a parameter that was given more than once?
    pub fn has_duplicates(&self) -> bool {
        let mut seen = HashSet::new();
        !self.0.iter().all(|(name, _)| seen.insert(name))
    }

    /// The same as the query of an address, with this parameter as given here.
    pub fn with(&self, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(given, _)| given != name);
        Serializer::new(String::new()).extend_pairs(others).append_pair(name, value).finish()
    }
}

impl From<Vec<(String, String)>> for Parameters {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_or_given_twice_has_no_value() {
        let parameters = Parameters::of_query(Some("a=1&b=&c=2&c=3&d=%C3%A5+x&e"));
        assert_eq!(
            ["a", "b", "c", "d", "e", "f"].map(|name| parameters.get(name)),
            [Some("1"), None, None, Some("å x"), None, None]
        );
        assert!(parameters.has_duplicates());
        assert!(!Parameters::of_query(Some("a=1&A=1&b=")).has_duplicates());
        assert!(!Parameters::of_query(None).has_duplicates());
        assert_eq!(Parameters::of_query(Some("w=a++b")).words("w").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_parameter_is_replaced_and_the_others_stay() {
        let parameters = Parameters::of_query(Some("a=1&b=%26%3D&a=2"));
        assert_eq!(parameters.with("a", "å"), "b=%26%3D&a=%C3%A5");
        assert_eq!(Parameters::of_query(None).with("a", ""), "a=");
    }
}
