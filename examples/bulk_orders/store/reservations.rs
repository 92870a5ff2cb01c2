//! Orders of atomic batches before their commit. They are in no table yet, but their ids and units are not available to
//! other batches.

use std::collections::{HashMap, HashSet};

use super::writer::NewOrder;

/// The reserved orders of each session, in memory only.
#[derive(Debug, Default)]
pub(super) struct Reservations {
    sessions: HashMap<u64, Vec<NewOrder>>,
    ids: HashSet<String>,
    units: HashMap<String, u64>,
}

impl Reservations {
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Returns the number of reserved units of a sku.
    pub(super) fn units(&self, sku: &str) -> u64 {
        self.units.get(sku).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, session: u64, new_order: NewOrder) {
        self.ids.insert(new_order.order.id.clone());
        *self.units.entry(new_order.order.sku.clone()).or_default() += u64::from(new_order.order.quantity);
        self.sessions.entry(session).or_default().push(new_order);
    }

    /// Removes and returns the reserved orders of one session.
    pub(super) fn take(&mut self, session: u64) -> Vec<NewOrder> {
        let new_orders = self.sessions.remove(&session).unwrap_or_default();
        for NewOrder { order, .. } in &new_orders {
            self.ids.remove(&order.id);
            if let Some(units) = self.units.get_mut(&order.sku) {
                *units = units.saturating_sub(order.quantity.into());
            }
        }
        self.units.retain(|_, units| *units > 0);
        new_orders
    }
}
