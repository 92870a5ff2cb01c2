//! The outcomes of a spawned batch as a response that leaves while items still run.

use http::Response;

use super::{outcomes::Outcomes, settled::Settled};
use crate::response::{Body, Respond};
use crate::{format::Offer, outcome::Outcome, response::Streamed};

/// A batch that was refused whole is answered with its problem, any other as [`Streamed`]: each outcome is written as soon
/// as those before it are. When the client goes away, the batch does what
/// [`on_disconnect`](crate::Batch::on_disconnect) says.
impl<O: Outcome + Send + 'static> Respond for Outcomes<O> {
    type Outcome = Settled<O>;

    fn respond(self, offer: Offer<Settled<O>>, minimal: bool) -> Response<Body> {
        match self.accepted() {
            Ok(outcomes) => Streamed::stream(outcomes).respond(offer, minimal),
            Err(refused) => refused.into_response(),
        }
    }
}
