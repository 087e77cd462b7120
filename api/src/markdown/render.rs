//! A text is rendered once, off the threads that serve, and what came of it is kept as long as there is room.

use std::sync::Arc;

use metrics::Recorder;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::{ImageHosts, html};
use crate::cache::{Flights, Floor};
use crate::digest::Digest;
use crate::error::Error;

/// How many texts are rendered at a time: the processors have other things to do.
const AT_A_TIME: usize = 2;

/// Renders texts.
#[derive(Debug)]
pub struct Renderer {
    images: ImageHosts,
    /// The HTML of texts, by their digests.
    kept: Floor<Digest, Arc<str>>,
    under_way: Flights,
    places: Arc<Semaphore>,
}

impl Renderer {
    /// A renderer that keeps so many bytes of HTML, in which pictures come from these hosts.
    #[must_use]
    pub fn new(bytes: usize, images: ImageHosts, recorder: &impl Recorder) -> Self {
        let kept = Floor::new("html", bytes, recorder);
        Self { images, kept, under_way: Flights::default(), places: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// The HTML of a text in Markdown.
    ///
    /// # Errors
    /// If rendering broke.
    pub async fn html(&self, markdown: &str) -> Result<Arc<str>, Error> {
        let digest = Digest::of([markdown.as_bytes()]);
        if let Some(html) = self.kept.get(&digest, |_| true) {
            return Ok(html);
        }
        let rendered = self.under_way.join(digest, || {
            let (markdown, images, places) = (markdown.to_owned(), self.images.clone(), self.places.clone());
            async move {
                let _place = places.acquire_owned().await.map_err(Error::internal)?;
                let rendered = spawn_blocking(move || Arc::<str>::from(html(&markdown, &images)));
                rendered.await.map_err(Error::internal)
            }
        });
        let html = Arc::clone(&*rendered.await?);
        self.kept.keep(digest, html.clone(), html.len());
        Ok(html)
    }

    /// Tells how many bytes it keeps by now.
    pub fn measure(&self) {
        self.kept.measure();
    }
}
