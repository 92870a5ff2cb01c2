//! The tables of the file, and the reads and writes of one transaction. The writer commits.

use redb::{ReadableTable, Table, TableDefinition, WriteTransaction};

use super::{
    reservations::Reservations,
    writer::{NewOrder, StoredOutcome},
};
use crate::outcome::Create;

/// Columns of an order: its sku, its quantity, and the idempotency key of the batch that created it.
pub(super) type Row = (&'static str, u32, Option<&'static str>);

pub(super) const ORDERS: TableDefinition<'_, &str, Row> = TableDefinition::new("orders");
pub(super) const STOCK: TableDefinition<'_, &str, u64> = TableDefinition::new("stock");

/// Outcomes by idempotency key: the fingerprint of the item, and the outcome as JSON.
pub(super) const OUTCOMES: TableDefinition<'_, &str, (&[u8; 16], &str)> = TableDefinition::new("outcomes");

/// Initial stock of each sku, in units. The sku `none` has no stock.
pub(crate) const IN_STOCK: u64 = 1_000_000_000;

/// The open tables of one transaction.
pub(super) struct Tables<'t> {
    orders: Table<'t, &'static str, Row>,
    stock: Table<'t, &'static str, u64>,
    outcomes: Table<'t, &'static str, (&'static [u8; 16], &'static str)>,
}

impl<'t> Tables<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, redb::Error> {
        Ok(Self {
            orders: transaction.open_table(ORDERS)?,
            stock: transaction.open_table(STOCK)?,
            outcomes: transaction.open_table(OUTCOMES)?,
        })
    }

    /// Returns the outcome of an order that exists or is out of stock. `None` if the order can be created.
    pub(super) fn find(
        &self,
        new_order: &NewOrder,
        reservations: &Reservations,
    ) -> Result<Option<Create>, redb::Error> {
        let order = &new_order.order;
        if let Some(row) = self.orders.get(order.id.as_str())? {
            let (sku, quantity, key) = row.value();
            // The same batch created this order before, but its outcome was not stored: the process died or the item
            // timed out.
            let is_repeated =
                key.is_some() && key == new_order.key.as_deref() && (sku, quantity) == (&order.sku, order.quantity);
            return Ok(Some(if is_repeated { order.into() } else { Create::Exists { id: order.id.clone() } }));
        }
        if reservations.has(&order.id) {
            return Ok(Some(Create::Exists { id: order.id.clone() }));
        }
        let left = self.left(&order.sku)?.saturating_sub(reservations.units(&order.sku));
        let is_short = u64::from(order.quantity) > left;
        Ok(is_short.then(|| Create::OutOfStock { sku: order.sku.clone(), quantity: order.quantity, left }))
    }

    /// Creates an order. The caller has checked that it can be created.
    pub(super) fn insert(&mut self, new_order: &NewOrder) -> Result<(), redb::Error> {
        let order = &new_order.order;
        let left = self.left(&order.sku)?.saturating_sub(order.quantity.into());
        self.stock.insert(order.sku.as_str(), left)?;
        self.orders.insert(order.id.as_str(), (order.sku.as_str(), order.quantity, new_order.key.as_deref()))?;
        Ok(())
    }

    /// Stores the outcome of an item.
    pub(super) fn store_outcome(&mut self, stored: &StoredOutcome) -> Result<(), redb::Error> {
        self.outcomes.insert(stored.key.as_str(), (&stored.fingerprint, stored.outcome.as_str()))?;
        Ok(())
    }

    fn left(&self, sku: &str) -> Result<u64, redb::Error> {
        let known = self.stock.get(sku)?.map(|left| left.value());
        Ok(known.unwrap_or(if sku == "none" { 0 } else { IN_STOCK }))
    }
}
