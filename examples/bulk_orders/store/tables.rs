//! The tables of the file, and what one transaction does with them. Nothing here commits.

use redb::{ReadableTable, Table, TableDefinition, WriteTransaction};

use super::{
    reserved::Reserved,
    writer::{Kept, Placing},
};
use crate::outcome::Create;

/// What is known of an order: its sku, its quantity, and the key of the batch that created it.
pub(super) type Row = (&'static str, u32, Option<&'static str>);

pub(super) const ORDERS: TableDefinition<'_, &str, Row> = TableDefinition::new("orders");
pub(super) const STOCK: TableDefinition<'_, &str, u64> = TableDefinition::new("stock");

/// What became of an item, by its idempotency key: its fingerprint, and the outcome in JSON.
pub(super) const OUTCOMES: TableDefinition<'_, &str, (&[u8; 16], &str)> = TableDefinition::new("outcomes");

/// How many pieces there are of each sku before the first order; of `none` there are none.
pub(crate) const IN_STOCK: u64 = 1_000_000_000;

/// The tables as one transaction sees and changes them.
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

    /// What is to be said of an order without creating it; `None` where it can be created.
    pub(super) fn find(&self, placing: &Placing, reserved: &Reserved) -> Result<Option<Create>, redb::Error> {
        let order = &placing.order;
        if let Some(row) = self.orders.get(order.id.as_str())? {
            let (sku, quantity, key) = row.value();
            // The same batch, sent again: the process died, or the item ran out of time, before the outcome was kept.
            let again =
                key.is_some() && key == placing.key.as_deref() && (sku, quantity) == (&order.sku, order.quantity);
            return Ok(Some(if again { order.into() } else { Create::Exists { id: order.id.clone() } }));
        }
        if reserved.has(&order.id) {
            return Ok(Some(Create::Exists { id: order.id.clone() }));
        }
        let left = self.left(&order.sku)?.saturating_sub(reserved.pieces(&order.sku));
        let missing = u64::from(order.quantity) > left;
        Ok(missing.then(|| Create::OutOfStock { sku: order.sku.clone(), quantity: order.quantity, left }))
    }

    /// Creates an order that can be created.
    pub(super) fn insert(&mut self, placing: &Placing) -> Result<(), redb::Error> {
        let order = &placing.order;
        let left = self.left(&order.sku)?.saturating_sub(order.quantity.into());
        self.stock.insert(order.sku.as_str(), left)?;
        self.orders.insert(order.id.as_str(), (order.sku.as_str(), order.quantity, placing.key.as_deref()))?;
        Ok(())
    }

    /// Keeps an outcome.
    pub(super) fn keep(&mut self, kept: &Kept) -> Result<(), redb::Error> {
        self.outcomes.insert(kept.key.as_str(), (&kept.fingerprint, kept.outcome.as_str()))?;
        Ok(())
    }

    fn left(&self, sku: &str) -> Result<u64, redb::Error> {
        let known = self.stock.get(sku)?.map(|left| left.value());
        Ok(known.unwrap_or(if sku == "none" { 0 } else { IN_STOCK }))
    }
}
