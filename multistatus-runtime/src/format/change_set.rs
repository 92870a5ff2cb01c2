//! The change sets of a multipart body (OData 4.0 part 1, section 11.7.4): several parts that are one response.

/// The boundary of the parts of a change set.
pub(crate) const CHANGE_SET_BOUNDARY: &str = "changeset_multistatus";

const OPEN: &[u8] = b"--batch_multistatus\r\nContent-Type: multipart/mixed; boundary=changeset_multistatus\r\n\r\n";

const CLOSE: &[u8] = b"--changeset_multistatus--\r\n";

/// The change set that the last item belongs to. A change set that succeeds is a part with a part for each item; one that
/// fails is the part of the item that is the cause.
#[derive(Debug, Default)]
pub(crate) struct ChangeSetState {
    /// Its name in the request.
    name: Option<Box<str>>,
    /// True if the parts of its items are inside of a part that has no end yet.
    is_open: bool,
    /// True if something of it was written.
    is_answered: bool,
    /// The part of the first item that failed because another one did.
    dependent: Vec<u8>,
}

impl ChangeSetState {
    /// Goes on to an item of the change set `name`, or of none.
    pub(crate) fn enter(&mut self, name: Option<&str>, out: &mut Vec<u8>) {
        if self.name.as_deref() != name {
            self.end(out);
            self.name = name.map(Into::into);
        }
    }

    /// Writes the part of an item that did not fail, which has the boundary of change sets.
    pub(crate) fn success(&mut self, part: &[u8], out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.is_open, true) {
            out.extend_from_slice(OPEN);
        }
        out.extend_from_slice(part);
        self.is_answered = true;
    }

    /// Writes the part of an item that failed. One that failed because another one did is written only if nothing else is.
    pub(crate) fn failure(&mut self, part: &[u8], is_dependent: bool, out: &mut Vec<u8>) {
        if is_dependent && !self.is_answered {
            if self.dependent.is_empty() {
                self.dependent.extend_from_slice(part);
            }
            return;
        }
        if is_dependent && !self.is_open {
            return;
        }
        self.close(out);
        out.extend_from_slice(part);
        self.is_answered = true;
    }

    /// Writes the end of the change set.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        self.close(out);
        if !self.is_answered {
            out.extend_from_slice(&self.dependent);
        }
        *self = Self::default();
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.is_open) {
            out.extend_from_slice(CLOSE);
        }
    }
}
