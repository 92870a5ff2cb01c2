//! Pages of the lists. A page is read at once and has a limited size, so that no read waits for a client.

use std::ops::Bound::{Excluded, Unbounded};

use redb::{ReadableDatabase, Value};
use serde_json::json;

use super::{
    Store,
    tables::{ORDERS, STOCK},
};

/// Maximum number of rows of a page.
const MAX_ROWS: usize = 1_000;

/// Size in bytes from which on a page takes no further row.
const MAX_BYTES: usize = 64 * 1024;

/// One page of a list, as JSON Lines.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) lines: String,
    /// The key of the last row, if more rows follow.
    pub(crate) next: Option<String>,
}

impl Store {
    /// Returns the orders behind the one with the id `after`, at most `limit` of them.
    pub(crate) fn orders(&self, after: &str, limit: usize) -> Result<Page, redb::Error> {
        self.page(ORDERS, after, limit, |id, (sku, quantity, _)| json!({"id": id, "sku": sku, "quantity": quantity}))
    }

    /// Returns the remaining units of each sku that was ordered, behind the sku `after`.
    pub(crate) fn stock(&self, after: &str, limit: usize) -> Result<Page, redb::Error> {
        self.page(STOCK, after, limit, |sku, left| json!({"sku": sku, "left": left}))
    }

    fn page<V: Value + 'static>(
        &self,
        table: redb::TableDefinition<'_, &'static str, V>,
        after: &str,
        limit: usize,
        line: impl Fn(&str, V::SelfType<'_>) -> serde_json::Value,
    ) -> Result<Page, redb::Error> {
        let table = self.database.begin_read()?.open_table(table)?;
        let mut page = Page { lines: String::new(), next: None };
        let limit = limit.clamp(1, MAX_ROWS);
        // No key is empty, so the first page is behind the empty one.
        let mut rows = table.range::<&str>((Excluded(after), Unbounded))?;
        let mut count = 0;
        while let Some(row) = rows.next() {
            let (key, value) = row?;
            page.lines.push_str(&line(key.value(), value.value()).to_string());
            page.lines.push('\n');
            count += 1;
            if count == limit || page.lines.len() >= MAX_BYTES {
                page.next = rows.next().is_some().then(|| key.value().to_owned());
                break;
            }
        }
        Ok(page)
    }
}
