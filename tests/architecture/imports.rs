//! Which file imports which: every path is followed through re-exports to the file that defines its item.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::source::{Crate, Reference};

/// The place and the path of one import.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Origin {
    pub(crate) line: usize,
    pub(crate) path: String,
}

/// The target of a path: a module, or an item that a module defines.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    Module(usize),
    Item(usize),
}

/// The imports of a crate: for each file, the files that define what it names.
#[derive(Default)]
pub(crate) struct Imports {
    pub(crate) files: BTreeMap<String, BTreeMap<String, Origin>>,
    /// Paths that start with `crate`, `self` or `super` and lead nowhere.
    pub(crate) unresolved: Vec<String>,
}

impl Imports {
    pub(crate) fn of(source: &Crate) -> Self {
        let mut this = Self::default();
        for (index, module) in source.modules.iter().enumerate() {
            this.files.entry(module.file.clone()).or_default();
            for import in &module.imports {
                let mut targets = source.resolve(index, &import.path.segments, &mut BTreeSet::new());
                prefer_modules(&mut targets);
                let is_local = ["crate", "self", "super"].contains(&import.path.segments[0].as_str());
                if targets.is_empty() && is_local {
                    let path = import.path.segments.join("::");
                    this.unresolved.push(format!("{}:{}: `{path}`", module.file, import.path.line));
                }
                for target in targets {
                    // A re-export of a child is not a use of it.
                    let Target::Item(definer) = target else { continue };
                    if !(import.reexport && source.is_within(definer, index)) {
                        this.add(source, index, definer, &import.path);
                    }
                }
            }
            for reference in &module.references {
                for target in source.resolve(index, &reference.segments, &mut BTreeSet::new()) {
                    if let Target::Item(definer) = target {
                        this.add(source, index, definer, reference);
                    }
                }
            }
        }
        this
    }

    fn add(&mut self, source: &Crate, from: usize, to: usize, path: &Reference) {
        let (from, to) = (&source.modules[from].file, &source.modules[to].file);
        if from != to {
            let origin = Origin { line: path.line, path: path.segments.join("::") };
            self.files.entry(from.clone()).or_default().entry(to.clone()).or_insert(origin);
        }
    }

    /// Returns the groups of files that import each other, each with all imports between its files.
    pub(crate) fn circles(&self) -> Vec<Vec<(&str, &str, &Origin)>> {
        let reachable: BTreeMap<&str, BTreeSet<&str>> =
            self.files.keys().map(|file| (file.as_str(), self.reachable(file))).collect();
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for (file, targets) in &reachable {
            if !targets.contains(file) || seen.contains(file) {
                continue;
            }
            let group: BTreeSet<&str> =
                targets.iter().copied().filter(|other| reachable[other].contains(file)).collect();
            let imports = self
                .files
                .iter()
                .flat_map(|(from, to)| to.iter().map(|(to, origin)| (from.as_str(), to.as_str(), origin)));
            circles.push(imports.filter(|(from, to, _)| group.contains(from) && group.contains(to)).collect());
            seen.extend(group);
        }
        circles
    }

    /// Returns the files that a file imports, directly or through others.
    fn reachable<'a>(&'a self, file: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut queue = VecDeque::from([file]);
        while let Some(file) = queue.pop_front() {
            for next in self.files[file].keys() {
                if found.insert(next.as_str()) {
                    queue.push_back(next);
                }
            }
        }
        found
    }
}

/// Drops the functions and macros that share the name of a module: the module is what paths lead through.
fn prefer_modules(targets: &mut Vec<Target>) {
    if targets.iter().any(|target| matches!(target, Target::Module(_))) {
        targets.retain(|target| matches!(target, Target::Module(_)));
    }
}

impl Crate {
    fn is_within(&self, mut module: usize, ancestor: usize) -> bool {
        loop {
            match self.modules[module].parent {
                _ if module == ancestor => return true,
                Some(parent) => module = parent,
                None => return false,
            }
        }
    }

    /// Follows a path that is named in `module`. A name may stand for an item and a module, or for a type and a macro.
    fn resolve(&self, module: usize, path: &[String], seen: &mut BTreeSet<(usize, String)>) -> Vec<Target> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let start = match first.as_str() {
            "crate" => vec![Target::Module(0)],
            "self" => vec![Target::Module(module)],
            "super" => self.modules[module].parent.map(Target::Module).into_iter().collect(),
            name => self.lookup(module, name, seen),
        };
        rest.iter().fold(start, |mut targets, name| {
            prefer_modules(&mut targets);
            let step = |target| match (target, name.as_str()) {
                // A variant, or an associated item.
                (Target::Item(_), _) => vec![target],
                (Target::Module(module), "super") => {
                    self.modules[module].parent.map(Target::Module).into_iter().collect()
                }
                (Target::Module(module), name) => match self.lookup(module, name, seen) {
                    found if found.is_empty() && self.modules[module].expands => vec![Target::Item(module)],
                    found => found,
                },
            };
            targets.into_iter().flat_map(step).collect()
        })
    }

    /// Returns what a name means in the scope of `module`.
    fn lookup(&self, module: usize, name: &str, seen: &mut BTreeSet<(usize, String)>) -> Vec<Target> {
        if !seen.insert((module, name.to_owned())) {
            return Vec::new();
        }
        let scope = &self.modules[module];
        let mut found: Vec<Target> = scope.children.get(name).copied().map(Target::Module).into_iter().collect();
        found.extend(scope.items.contains(name).then_some(Target::Item(module)));
        for import in scope.imports.iter().filter(|import| import.name.as_deref() == Some(name)) {
            found.extend(self.resolve(module, &import.path.segments, seen));
        }
        if found.is_empty() {
            for glob in scope.imports.iter().filter(|import| import.name.is_none()) {
                for target in self.resolve(module, &glob.path.segments, seen) {
                    if let Target::Module(target) = target {
                        found.extend(self.lookup(target, name, seen));
                    }
                }
            }
        }
        seen.remove(&(module, name.to_owned()));
        found
    }
}
