//! A crate as its source states it: modules, the items that they define, and the paths that they name.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ExprLit, Ident, Item, Lit, Macro, Meta, UseTree, Visibility,
    visit::{self, Visit},
};

/// A path named in the source: `["crate", "item", "Item"]`.
pub(crate) struct Reference {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

/// A name that a `use` declaration brings into its module.
pub(crate) struct Import {
    pub(crate) path: Reference,
    /// `None` for a glob.
    pub(crate) name: Option<String>,
    pub(crate) reexport: bool,
}

#[derive(Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
    pub(crate) items: BTreeSet<String>,
    pub(crate) imports: Vec<Import>,
    pub(crate) references: Vec<Reference>,
    /// The structs, enums, unions, traits and type aliases, also those inside of functions, with their lines.
    pub(crate) types: Vec<(String, usize)>,
    /// True if a macro may define items that the source does not name.
    pub(crate) expands: bool,
}

/// The modules of a crate without its test code; the first one is the root.
pub(crate) struct Crate {
    pub(crate) modules: Vec<Module>,
}

impl Crate {
    /// Reads a crate from its files, by path from its `src`: `lib.rs`, `item/mod.rs`.
    pub(crate) fn new(files: &BTreeMap<String, String>) -> Self {
        let mut this = Self { modules: Vec::new() };
        this.add_file(files, "lib.rs", "", None);
        this
    }

    fn add_file(&mut self, files: &BTreeMap<String, String>, file: &str, folder: &str, parent: Option<usize>) -> usize {
        let source = syn::parse_file(&files[file]).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(files, file, folder, parent, &source.items)
    }

    /// Adds a module whose files of child modules are in `folder`.
    fn add(
        &mut self,
        files: &BTreeMap<String, String>,
        file: &str,
        folder: &str,
        parent: Option<usize>,
        items: &[Item],
    ) -> usize {
        let index = self.modules.len();
        let mut collector = Collector::default();
        items.iter().for_each(|item| collector.visit_item(item));
        self.modules.push(Module { file: file.to_owned(), parent, ..collector.module });
        for item in items {
            let Item::Mod(module) = item else { continue };
            let name = name_of(&module.ident);
            // The second of two declarations under `cfg` is the same module.
            if is_test(&module.attrs) || self.modules[index].children.contains_key(&name) {
                continue;
            }
            let child_folder = format!("{folder}{name}/");
            let child = match &module.content {
                Some((_, items)) => self.add(files, file, &child_folder, Some(index), items),
                None if let Some(path) = path_of(&module.attrs) => {
                    let child = file.rsplit_once('/').map_or(path.clone(), |(folder, _)| format!("{folder}/{path}"));
                    let child_folder = child.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
                    self.add_file(files, &child, &child_folder, Some(index))
                }
                None => {
                    let candidates = [format!("{folder}{name}.rs"), format!("{child_folder}mod.rs")];
                    let child = candidates.iter().find(|path| files.contains_key(*path));
                    let child = child.unwrap_or_else(|| panic!("{file}: no file of the module `{name}`"));
                    self.add_file(files, child, &child_folder, Some(index))
                }
            };
            self.modules[index].children.insert(name, child);
        }
        index
    }
}

fn name_of(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

/// Returns the path of `#[path = "..."]`.
fn path_of(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) = &attribute.meta.require_name_value().ok()?.value else {
        return None;
    };
    Some(path.value())
}

/// True for `#[test]`, `#[cfg(test)]` and `#[cfg(all(test, ...))]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let predicate = list.tokens.to_string();
            predicate == "test" || predicate.starts_with("all (test")
        }
        _ => false,
    })
}

#[derive(Default)]
struct Collector {
    module: Module,
    /// Number of items around the current one: names inside of functions are not names of the module.
    depth: usize,
    /// Variables of the outermost item, which may have the name of a function.
    variables: BTreeSet<String>,
}

/// Collects the variables of an item.
struct Variables<'a>(&'a mut BTreeSet<String>);

impl<'ast> Visit<'ast> for Variables<'_> {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.insert(name_of(&pattern.ident));
        visit::visit_pat_ident(self, pattern);
    }
}

impl Collector {
    fn reference(&mut self, segments: Vec<String>, ident: &Ident) {
        self.module.references.push(Reference { segments, line: ident.span().start().line });
    }

    fn import(&mut self, mut segments: Vec<String>, tree: &UseTree, reexport: bool) {
        let mut add = |segments: Vec<String>, name: Option<String>, ident: &Ident| {
            let path = Reference { segments, line: ident.span().start().line };
            self.module.imports.push(Import { path, name, reexport });
        };
        match tree {
            UseTree::Path(path) => {
                segments.push(name_of(&path.ident));
                self.import(segments, &path.tree, reexport);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(segments.clone(), tree, reexport));
            }
            UseTree::Glob(glob) => {
                let star = Ident::new("star", glob.star_token.spans[0]);
                add(segments, None, &star);
            }
            UseTree::Name(name) if name.ident == "self" => {
                let last = segments.last().cloned();
                add(segments, last, &name.ident);
            }
            UseTree::Name(name) => {
                segments.push(name_of(&name.ident));
                add(segments, Some(name_of(&name.ident)), &name.ident);
            }
            UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    segments.push(name_of(&rename.ident));
                }
                add(segments, Some(name_of(&rename.rename)), &rename.ident);
            }
        }
    }

    /// Finds paths in the tokens of a macro: every path of several segments that `accepts` its first one, and names of
    /// types.
    fn tokens(&mut self, tokens: TokenStream, accepts: fn(&str) -> bool) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let first = match token {
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), accepts);
                    continue;
                }
                TokenTree::Ident(ident) => ident,
                _ => continue,
            };
            let mut segments = vec![name_of(&first)];
            loop {
                let mut ahead = tokens.clone();
                let colons = (0..2).all(|_| matches!(ahead.next(), Some(TokenTree::Punct(it)) if it.as_char() == ':'));
                let (true, Some(TokenTree::Ident(ident))) = (colons, ahead.next()) else { break };
                segments.push(name_of(&ident));
                tokens = ahead;
            }
            if accepts(&segments[0]) && (segments.len() > 1 || segments[0].starts_with(char::is_uppercase)) {
                self.reference(segments, &first);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name, is_type) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident), false),
            Item::Enum(item) => (&item.attrs, Some(&item.ident), true),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident), false),
            Item::Impl(item) => (&item.attrs, None, false),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref(), false),
            Item::Static(item) => (&item.attrs, Some(&item.ident), false),
            Item::Struct(item) => (&item.attrs, Some(&item.ident), true),
            Item::Trait(item) => (&item.attrs, Some(&item.ident), true),
            Item::Type(item) => (&item.attrs, Some(&item.ident), true),
            Item::Union(item) => (&item.attrs, Some(&item.ident), true),
            Item::Use(item) => (&item.attrs, None, false),
            // A module of its own.
            _ => return,
        };
        if is_test(attributes) {
            return;
        }
        if let Some(name) = name {
            if self.depth == 0 {
                self.module.items.insert(name_of(name));
            }
            if is_type {
                self.module.types.push((name_of(name), name.span().start().line));
            }
        }
        if self.depth == 0 {
            self.variables.clear();
            Variables(&mut self.variables).visit_item(item);
        }
        self.depth += 1;
        match item {
            Item::Use(item) => {
                let reexport = !matches!(item.vis, Visibility::Inherited);
                self.import(Vec::new(), &item.tree, reexport);
            }
            // Other names in a macro are resolved where it is called.
            Item::Macro(item) if item.ident.is_some() => self.tokens(item.mac.tokens.clone(), |first| first == "crate"),
            Item::Macro(item) => {
                self.module.expands |= self.depth == 1;
                self.visit_macro(&item.mac);
            }
            _ => visit::visit_item(self, item),
        }
        self.depth -= 1;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        // Quoted code is resolved in another crate.
        let name = call.path.segments.last().map(|segment| name_of(&segment.ident)).unwrap_or_default();
        if !["quote", "quote_spanned", "parse_quote"].contains(&name.as_str()) {
            self.tokens(call.tokens.clone(), |first| first != "Self");
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| name_of(&segment.ident)).collect();
        let is_variable = segments.len() == 1 && self.variables.contains(&segments[0]);
        if path.leading_colon.is_none() && segments[0] != "Self" && !is_variable {
            self.reference(segments, &path.segments[0].ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}
