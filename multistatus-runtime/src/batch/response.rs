//! The outcomes of a spawned batch as a response that is sent while items still run.

use http::Response;

use super::{settled::Settled, spawn::Outcomes};
use crate::{
    format::Offer,
    outcome::Outcome,
    response::{Body, Respond, Streamed},
};

/// The response to a refused batch is its problem. Any other batch is [`Streamed`]: each outcome is written once those
/// before it are. If the client goes away, [`on_disconnect`](crate::Batch::on_disconnect) decides what happens to the
/// batch.
impl<O: Outcome + Send + 'static> Respond for Outcomes<O> {
    type Outcome = Settled<O>;

    fn respond(self, offer: Offer<Settled<O>>, minimal: bool) -> Response<Body> {
        match self.accepted() {
            Ok(outcomes) => Streamed::stream(outcomes).respond(offer, minimal),
            Err(refused) => refused.into_response(),
        }
    }
}
