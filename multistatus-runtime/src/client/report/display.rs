//! A report as text: one line, or a table.

use std::fmt;

use super::Report;
use crate::client::next_action::NextAction;

/// Writes one line. The alternate form `{:#}` adds a table of the items.
impl<O> fmt::Display for Report<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(f)?;
        if f.alternate() { self.table(f) } else { Ok(()) }
    }
}

impl<O> Report<O> {
    fn line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retryable = self.retryable().count();
        let succeeded = self.succeeded().count() + self.unlisted.len();
        let failed = self.failed().count();
        let total = self.total();
        write!(f, "{total} items: {succeeded} succeeded, {failed} failed, {retryable} may be sent again")?;
        for (count, name) in [
            (self.pending().count(), "pending"),
            (self.redirected().count(), "redirected"),
            (self.unconfirmed().count(), "unconfirmed"),
            (self.missing.iter().filter(|missing| missing.sent).count(), "missing"),
            (self.missing.iter().filter(|missing| !missing.sent).count(), "not sent"),
            (self.duplicates.len(), "answered twice"),
            (self.unknown.len(), "not asked for"),
        ] {
            if count > 0 {
                write!(f, ", {count} {name}")?;
            }
        }
        for discrepancy in &self.discrepancies {
            write!(f, "; {discrepancy}")?;
        }
        let verdict = &self.ending.verdict;
        if verdict.is_complete() { Ok(()) } else { write!(f, "; {verdict}") }
    }

    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let mut widths = [0; 4];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let [number, key, status, next] = widths;
        for [a, b, c, d, e] in &rows {
            let row = format!("{a:>number$}  {b:<key$}  {c:<status$}  {d:<next$}  {e}");
            write!(f, "\n{}", row.trim_end())?;
        }
        Ok(())
    }

    fn rows(&self) -> Vec<[String; 5]> {
        let answered = self.entries.iter().chain(&self.duplicates).map(|entry| (entry, ""));
        let unknown = self.unknown.iter().map(|entry| (entry, "not asked for"));
        let mut rows: Vec<_> = answered
            .chain(unknown)
            .map(|(entry, remark)| {
                let status = match entry.item.sent_status() {
                    None if entry.item.propstats().is_empty() => "-".into(),
                    _ => entry.status().as_u16().to_string(),
                };
                let remark = if entry.confirmed { remark } else { "unconfirmed" };
                let next = if remark.is_empty() { entry.next.to_string() } else { remark.into() };
                let key = entry.key().map_or_else(|| "-".into(), |key| printable(key.as_str()));
                (entry.index, [number(entry.index), key, status, next, printable(entry.item.description())])
            })
            .collect();
        rows.extend(self.missing.iter().map(|missing| {
            let state = if missing.sent { "missing" } else { "not sent" };
            let key = printable(missing.key.as_str());
            (Some(missing.index), [number(Some(missing.index)), key, "-".into(), state.into(), String::new()])
        }));
        rows.extend(self.unlisted().map(|(index, key)| {
            let done = NextAction::Done.to_string();
            (Some(index), [number(Some(index)), printable(key.as_str()), "-".into(), done, "not listed".into()])
        }));
        rows.sort_by_key(|(index, _)| index.unwrap_or(usize::MAX));
        let head = ["#", "key", "status", "next", "description"].map(String::from);
        std::iter::once(head).chain(rows.into_iter().map(|(_, row)| row)).collect()
    }
}

fn number(index: Option<usize>) -> String {
    index.map_or_else(|| "-".into(), |index| index.to_string())
}

/// Replaces control characters by spaces, so that the text stays on one line and cannot control a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
