//! Which prefix stands for which namespace, at each depth, and which of them an element borrows from outside.

/// Bound to the prefix `xml` without being declared.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// How many declarations may hold at once: each name may have to be looked for among all of them.
const MOST: usize = 512;

/// How many bytes those declarations may take: each element that is kept repeats those which it uses.
const LONGEST: usize = 32 << 10;

/// A stretch of text, from its start to its end.
pub(crate) type TextRange = (usize, usize);

/// The bindings that hold, the outermost first. Their text stands in one string, so that none is an allocation.
#[derive(Debug)]
pub(crate) struct Namespaces {
    text: String,
    bindings: Vec<Binding>,
    /// Bindings that were used, and stand outside of the element at depth `floor`.
    borrowed: Vec<usize>,
    floor: usize,
    /// Whether elements inside count as parts of that one.
    watching: bool,
    /// The elements that are open, by the place of their names.
    pub(crate) open: Vec<TextRange>,
    /// The attributes of one element: their names, and where the local part begins.
    pub(crate) attributes: Vec<(TextRange, usize)>,
}

#[derive(Clone, Copy, Debug)]
struct Binding {
    prefix: TextRange,
    uri: TextRange,
    depth: usize,
}

impl Namespaces {
    pub(crate) fn new() -> Self {
        let mut this = Self {
            text: String::new(),
            bindings: Vec::new(),
            borrowed: Vec::new(),
            floor: 0,
            watching: false,
            open: Vec::new(),
            attributes: Vec::new(),
        };
        this.bind("xml", XML, 0);
        this
    }

    /// Binds a prefix; the empty one is the default namespace. `None` where that is forbidden (Namespaces in XML 1.0
    /// section 3).
    pub(crate) fn bind(&mut self, prefix: &str, uri: &str, depth: usize) -> Option<()> {
        let reserved = (prefix == "xml") != (uri == XML) || prefix == "xmlns" || uri == XMLNS;
        if reserved || uri.is_empty() && !prefix.is_empty() {
            return None;
        }
        let start = self.text.len();
        self.text.push_str(prefix);
        let middle = self.text.len();
        self.text.push_str(uri);
        self.bindings.push(Binding { prefix: (start, middle), uri: (middle, self.text.len()), depth });
        Some(())
    }

    /// Begins an element.
    #[inline]
    pub(crate) fn begin(&mut self, depth: usize) {
        if !self.watching {
            self.floor = depth;
            self.borrowed.clear();
        }
    }

    /// Says whether the elements that begin from now on are parts of the last one.
    pub(crate) fn watch(&mut self, watching: bool) {
        self.watching = watching;
    }

    /// Whether an element deeper than this has bound a prefix.
    pub(crate) fn are_bound_below(&self, depth: usize) -> bool {
        self.bindings.last().is_some_and(|binding| binding.depth > depth)
    }

    /// Whether more declarations hold than are looked through.
    pub(crate) fn are_too_many(&self) -> bool {
        self.bindings.len() > MOST || self.text.len() > LONGEST
    }

    /// Forgets what was bound deeper than this.
    #[inline]
    pub(crate) fn leave(&mut self, depth: usize) {
        while let Some(last) = self.bindings.last().filter(|binding| binding.depth > depth) {
            self.text.truncate(last.prefix.0);
            self.bindings.pop();
        }
    }

    /// The binding of a prefix, noted as borrowed where it comes from outside.
    #[inline]
    pub(crate) fn resolve(&mut self, prefix: &str) -> Option<usize> {
        let found = self.bindings.iter().rposition(|binding| self.place(binding.prefix) == prefix)?;
        let depth = self.bindings.get(found).map_or(0, |binding| binding.depth);
        if depth > 0 && depth < self.floor && !self.borrowed.contains(&found) {
            self.borrowed.push(found);
        }
        Some(found)
    }

    #[inline]
    fn place(&self, (start, end): TextRange) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The namespace of a binding; empty where there is none.
    #[inline]
    pub(crate) fn uri(&self, binding: Option<usize>) -> &str {
        binding.and_then(|binding| self.bindings.get(binding)).map_or("", |binding| self.place(binding.uri))
    }

    /// Appends a declaration of each namespace that the last element took from outside.
    pub(crate) fn declare(&self, out: &mut String) {
        for binding in self.borrowed.iter().filter_map(|borrowed| self.bindings.get(*borrowed)) {
            out.push_str(" xmlns");
            let prefix = self.place(binding.prefix);
            if !prefix.is_empty() {
                out.push(':');
                out.push_str(prefix);
            }
            out.push_str("=\"");
            for character in self.place(binding.uri).chars() {
                match character {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '"' => out.push_str("&quot;"),
                    '\t' => out.push_str("&#9;"),
                    '\n' => out.push_str("&#10;"),
                    '\r' => out.push_str("&#13;"),
                    other => out.push(other),
                }
            }
            out.push('"');
        }
    }

    /// Whether the last element took a namespace from outside.
    pub(crate) fn borrows(&self) -> bool {
        !self.borrowed.is_empty()
    }
}
