//! Images in a text: a picture on a foreign host tells that host who reads, so only those stay whose host a setting names.

use pulldown_cmark::{Event, Tag, TagEnd};
use url::{Host, Url};

/// The hosts from which pictures in texts may come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageHosts(Vec<Host>);

impl ImageHosts {
    /// These hosts.
    #[must_use]
    pub fn new(hosts: impl IntoIterator<Item = Host>) -> Self {
        Self(hosts.into_iter().collect())
    }

    fn holds(&self, host: &Host<&str>) -> bool {
        self.0.iter().any(|known| match (known, host) {
            (Host::Domain(known), Host::Domain(host)) => known == host,
            (Host::Ipv4(known), Host::Ipv4(host)) => known == host,
            (Host::Ipv6(known), Host::Ipv6(host)) => known == host,
            _ => false,
        })
    }

    /// Whether a picture at this address may be shown: on one of the hosts, or on that of the page that shows it.
    fn allow(&self, address: &str) -> bool {
        // a host that nobody has, to tell what names none of its own
        let Ok(page) = Url::parse("https://page.invalid/") else { return false };
        let Ok(url) = page.join(address) else { return false };
        let is_web = matches!(url.scheme(), "http" | "https");
        is_web && (url.origin() == page.origin() || url.host().is_some_and(|host| self.holds(&host)))
    }
}

/// The events without images from hosts that are not allowed: what would stand in their place stays.
pub(super) fn without_foreign_images<'a>(
    events: impl Iterator<Item = Event<'a>>,
    hosts: &ImageHosts,
) -> impl Iterator<Item = Event<'a>> {
    // whether each of the images that the walk is within is shown
    let mut shown = vec![];
    events.filter(move |event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => {
            shown.push(hosts.allow(dest_url));
            shown.last() == Some(&true)
        }
        Event::End(TagEnd::Image) => shown.pop() == Some(true),
        _ => true,
    })
}
