//! The namespace declarations in scope, and those outside of an element that it uses.

/// The namespace of the prefix `xml`, which needs no declaration.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Maximum number of declarations in scope: each prefix is searched among all of them.
const MOST: usize = 512;

/// Maximum number of bytes of the declarations in scope: each element that is kept repeats those that it uses.
const LONGEST: usize = 32 << 10;

/// The start and the end of a piece of text.
pub(crate) type TextRange = (usize, usize);

/// The declarations in scope, the outermost first. Their text is in one string, so that none takes an allocation.
#[derive(Debug)]
pub(crate) struct Namespaces {
    text: String,
    bindings: Vec<Binding>,
    /// Declarations outside of the element at depth `floor` that it uses.
    borrowed: Vec<usize>,
    floor: usize,
    /// True if the elements inside count as parts of that one.
    watching: bool,
    /// The names of the open elements.
    pub(crate) open: Vec<TextRange>,
    /// The attributes of one element: their names, and the start of the local name.
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

    /// Declares a prefix; the empty one is the default namespace. Returns `None` if that is forbidden (Namespaces in XML
    /// 1.0 section 3).
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

    /// Enters an element.
    #[inline]
    pub(crate) fn begin(&mut self, depth: usize) {
        if !self.watching {
            self.floor = depth;
            self.borrowed.clear();
        }
    }

    /// Sets whether the elements that are entered from now on are parts of the last one.
    pub(crate) fn watch(&mut self, watching: bool) {
        self.watching = watching;
    }

    /// True if an open element below this depth has a declaration.
    pub(crate) fn are_bound_below(&self, depth: usize) -> bool {
        self.bindings.last().is_some_and(|binding| binding.depth > depth)
    }

    /// True if there are too many declarations.
    pub(crate) fn are_too_many(&self) -> bool {
        self.bindings.len() > MOST || self.text.len() > LONGEST
    }

    /// Drops the declarations below this depth.
    #[inline]
    pub(crate) fn leave(&mut self, depth: usize) {
        while let Some(last) = self.bindings.last().filter(|binding| binding.depth > depth) {
            self.text.truncate(last.prefix.0);
            self.bindings.pop();
        }
    }

    /// Returns the declaration of a prefix. One from outside of the element is added to those that it uses.
    #[inline]
    pub(crate) fn resolve(&mut self, prefix: &str) -> Option<usize> {
        let found = self.bindings.iter().rposition(|binding| self.slice(binding.prefix) == prefix)?;
        let depth = self.bindings.get(found).map_or(0, |binding| binding.depth);
        if depth > 0 && depth < self.floor && !self.borrowed.contains(&found) {
            self.borrowed.push(found);
        }
        Some(found)
    }

    #[inline]
    fn slice(&self, (start, end): TextRange) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Returns the namespace of a declaration; empty if there is none.
    #[inline]
    pub(crate) fn uri(&self, binding: Option<usize>) -> &str {
        binding.and_then(|binding| self.bindings.get(binding)).map_or("", |binding| self.slice(binding.uri))
    }

    /// Appends each declaration from outside that the last element uses.
    pub(crate) fn declare(&self, out: &mut String) {
        for binding in self.borrowed.iter().filter_map(|borrowed| self.bindings.get(*borrowed)) {
            out.push_str(" xmlns");
            let prefix = self.slice(binding.prefix);
            if !prefix.is_empty() {
                out.push(':');
                out.push_str(prefix);
            }
            out.push_str("=\"");
            escape_attribute(self.slice(binding.uri), out);
            out.push('"');
        }
    }

    /// True if the last element uses a declaration from outside.
    pub(crate) fn borrows(&self) -> bool {
        !self.borrowed.is_empty()
    }
}

/// Appends the value of an attribute in double quotes, escaped so that it is read back exactly (XML 1.0 section 3.3.3).
pub(crate) fn escape_attribute(value: &str, out: &mut String) {
    for character in value.chars() {
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
}
