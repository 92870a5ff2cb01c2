//! Orders of batches that are all or nothing, on their way: they are in no table, and nobody else can have them.

use std::collections::{HashMap, HashSet};

use super::writer::Placing;

/// The orders that wait for the end of their batches. They end with the process.
#[derive(Debug, Default)]
pub(super) struct Reserved {
    sessions: HashMap<u64, Vec<Placing>>,
    ids: HashSet<String>,
    pieces: HashMap<String, u64>,
}

impl Reserved {
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// How many pieces of a sku wait.
    pub(super) fn pieces(&self, sku: &str) -> u64 {
        self.pieces.get(sku).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, session: u64, placing: Placing) {
        self.ids.insert(placing.order.id.clone());
        *self.pieces.entry(placing.order.sku.clone()).or_default() += u64::from(placing.order.quantity);
        self.sessions.entry(session).or_default().push(placing);
    }

    /// Takes out what waits for the end of one batch.
    pub(super) fn take(&mut self, session: u64) -> Vec<Placing> {
        let placings = self.sessions.remove(&session).unwrap_or_default();
        for Placing { order, .. } in &placings {
            self.ids.remove(&order.id);
            if let Some(pieces) = self.pieces.get_mut(&order.sku) {
                *pieces = pieces.saturating_sub(order.quantity.into());
            }
        }
        self.pieces.retain(|_, pieces| *pieces > 0);
        placings
    }
}
