//! Inputs that depend on each other: each starts once all that it depends on have succeeded.

use std::{
    collections::{HashMap, VecDeque},
    task::Poll,
};

use crate::{
    batch::{input::Input, settled::NotRun},
    key::Key,
};

/// The inputs of a batch by their indices, and the graph of their dependencies.
pub(crate) struct Dependencies<T> {
    nodes: Vec<Node<T>>,
    /// The inputs that may start.
    ready: VecDeque<usize>,
    /// Number of inputs that were neither returned nor abandoned.
    waiting: usize,
}

struct Node<T> {
    /// `None` once it was returned or abandoned.
    input: Option<Input<T>>,
    /// Number of inputs that it waits for.
    blockers: usize,
    dependants: Vec<usize>,
}

impl<T> Dependencies<T> {
    /// Builds the graph. An input that depends on itself or on an unknown key cannot run.
    pub(crate) fn new(inputs: Vec<Input<T>>) -> Self {
        let mut nodes: Vec<_> =
            inputs.into_iter().map(|input| Node { input: Some(input), blockers: 0, dependants: Vec::new() }).collect();
        let names = names(&nodes);
        for index in 0..nodes.len() {
            let Some(keys) = nodes.get_mut(index).and_then(Node::take_dependencies) else { continue };
            for key in keys {
                match names.get(&key) {
                    Some(other) => connect(&mut nodes, *other, index),
                    None => refuse(&mut nodes, index, NotRun::UnknownDependency { key }),
                }
            }
        }
        for index in circular(&nodes) {
            refuse(&mut nodes, index, NotRun::CircularDependency);
        }
        // An input that cannot run waits for no other: it is settled at once, and then its dependants are.
        let may_start =
            |node: &Node<T>| node.blockers == 0 || node.input.as_ref().is_some_and(|input| input.item.is_err());
        let ready = nodes.iter().enumerate().filter(|(_, node)| may_start(node)).map(|(index, _)| index).collect();
        Self { waiting: nodes.len(), nodes, ready }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Takes the keys of all inputs, in request order.
    pub(crate) fn take_keys(&mut self) -> impl Iterator<Item = Option<Key>> {
        self.nodes.iter_mut().map(|node| node.input.as_mut()?.key.take())
    }

    /// Returns the next input that may start, with its index; `None` after the last one. Pending if all wait for others.
    pub(crate) fn poll_next(&mut self) -> Poll<Option<(usize, Input<T>)>> {
        while let Some(index) = self.ready.pop_front() {
            if let Some(input) = self.remove(index) {
                return Poll::Ready(Some((index, input)));
            }
        }
        if self.waiting == 0 { Poll::Ready(None) } else { Poll::Pending }
    }

    /// Removes an input, which neither starts nor waits any more.
    pub(crate) fn remove(&mut self, index: usize) -> Option<Input<T>> {
        let input = self.nodes.get_mut(index)?.input.take()?;
        self.waiting -= 1;
        Some(input)
    }

    /// Lets those inputs start that waited only for this one.
    pub(crate) fn succeeded(&mut self, index: usize) {
        let dependants = self.nodes.get_mut(index).map(|node| std::mem::take(&mut node.dependants));
        for dependant in dependants.unwrap_or_default() {
            if let Some(node) = self.nodes.get_mut(dependant) {
                node.blockers = node.blockers.saturating_sub(1);
                if node.blockers == 0 && node.input.is_some() {
                    self.ready.push_back(dependant);
                }
            }
        }
    }

    /// Abandons the inputs that depend on this one, directly or through others. Returns their indices.
    pub(crate) fn failed(&mut self, index: usize) -> Vec<usize> {
        let mut abandoned = Vec::new();
        let mut failed = vec![index];
        while let Some(index) = failed.pop() {
            let dependants = self.nodes.get_mut(index).map(|node| std::mem::take(&mut node.dependants));
            for dependant in dependants.unwrap_or_default() {
                // An input that cannot run has a reason of its own.
                let runs = self
                    .nodes
                    .get(dependant)
                    .and_then(|node| node.input.as_ref())
                    .is_some_and(|input| input.item.is_ok());
                if runs && self.remove(dependant).is_some() {
                    abandoned.push(dependant);
                    failed.push(dependant);
                }
            }
        }
        abandoned.sort_unstable();
        abandoned
    }
}

impl<T> Node<T> {
    fn take_dependencies(&mut self) -> Option<Vec<Key>> {
        let meta = self.input.as_mut()?.meta.as_mut()?;
        Some(std::mem::take(&mut meta.depends_on))
    }
}

/// Maps each name to the first input that has it. An input without a key is named by its index.
fn names<T>(nodes: &[Node<T>]) -> HashMap<Key, usize> {
    let mut names = HashMap::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let key = node.input.as_ref().and_then(|input| input.key.clone());
        names.entry(key.unwrap_or_else(|| index.to_string().into())).or_insert(index);
    }
    names
}

fn connect<T>(nodes: &mut [Node<T>], first: usize, then: usize) {
    if let Some(node) = nodes.get_mut(first) {
        node.dependants.push(then);
    }
    if let Some(node) = nodes.get_mut(then) {
        node.blockers += 1;
    }
}

/// Marks an input that cannot run, unless it has a reason already.
fn refuse<T>(nodes: &mut [Node<T>], index: usize, reason: NotRun) {
    if let Some(input) = nodes.get_mut(index).and_then(|node| node.input.as_mut())
        && input.item.is_ok()
    {
        input.item = Err(reason);
    }
}

/// The inputs that wait for themselves, directly or through others: the components of Tarjan's algorithm that are larger
/// than one, and those that name themselves.
fn circular<T>(nodes: &[Node<T>]) -> Vec<usize> {
    let mut search = Search { order: vec![None; nodes.len()], low: vec![0; nodes.len()], ..Search::default() };
    for index in 0..nodes.len() {
        search.from(index, nodes);
    }
    search.circular
}

#[derive(Default)]
struct Search {
    /// When each was reached; `None` where it was not yet.
    order: Vec<Option<usize>>,
    /// The earliest that each leads back to.
    low: Vec<usize>,
    open: Vec<usize>,
    is_open: std::collections::HashSet<usize>,
    reached: usize,
    circular: Vec<usize>,
}

impl Search {
    /// Without recursion: a chain of dependencies may be as long as the batch.
    fn from<T>(&mut self, root: usize, nodes: &[Node<T>]) {
        if self.order.get(root).copied().flatten().is_some() {
            return;
        }
        let mut path = vec![(self.reach(root), 0)];
        while let Some((index, at)) = path.last_mut() {
            let (index, next) = (*index, nodes.get(*index).and_then(|node| node.dependants.get(*at)).copied());
            *at += 1;
            match next.map(|next| (next, self.order.get(next).copied().flatten())) {
                Some((next, None)) => path.push((self.reach(next), 0)),
                Some((next, Some(order))) if self.is_open.contains(&next) => self.lower(index, order),
                Some(_) => {}
                None => {
                    path.pop();
                    let low = self.low.get(index).copied().unwrap_or_default();
                    if let Some((parent, _)) = path.last() {
                        self.lower(*parent, low);
                    }
                    if self.order.get(index).copied().flatten() == Some(low) {
                        self.close(index, nodes);
                    }
                }
            }
        }
    }

    fn reach(&mut self, index: usize) -> usize {
        if let (Some(order), Some(low)) = (self.order.get_mut(index), self.low.get_mut(index)) {
            (*order, *low) = (Some(self.reached), self.reached);
        }
        self.reached += 1;
        self.open.push(index);
        self.is_open.insert(index);
        index
    }

    fn lower(&mut self, index: usize, to: usize) {
        if let Some(low) = self.low.get_mut(index) {
            *low = (*low).min(to);
        }
    }

    /// Closes the component that `index` was the first of.
    fn close<T>(&mut self, index: usize, nodes: &[Node<T>]) {
        let start = self.open.iter().rposition(|open| *open == index).unwrap_or_default();
        let component = self.open.split_off(start);
        let names_itself = || nodes.get(index).is_some_and(|node| node.dependants.contains(&index));
        if component.len() > 1 || names_itself() {
            self.circular.extend(&component);
        }
        for index in component {
            self.is_open.remove(&index);
        }
    }
}
