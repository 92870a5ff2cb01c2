//! Inputs that depend on each other: each starts once all that it depends on have succeeded.

use std::{
    collections::{HashMap, VecDeque},
    task::Poll,
};

use super::cycles::nodes_on_cycles;
use crate::{
    batch::{inputs::Input, settled::NotRun},
    key::Key,
    panic_guard::{drop_each, drop_guarded},
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
        let dependants: Vec<_> = nodes.iter().map(|node| node.dependants.as_slice()).collect();
        for index in nodes_on_cycles(&dependants) {
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

    /// Returns the next input that may start, with its index; `None` after the last one. Pending if all wait for
    /// others.
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

    /// Drops an input, which neither starts nor waits any more. Returns `false` if it was removed before.
    pub(crate) fn discard(&mut self, index: usize) -> bool {
        self.remove(index).map(drop_guarded).is_some()
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
                if runs && self.discard(dependant) {
                    abandoned.push(dependant);
                    failed.push(dependant);
                }
            }
        }
        abandoned.sort_unstable();
        abandoned
    }
}

/// Inputs that did not start are dropped one by one, also if they panic.
impl<T> Drop for Dependencies<T> {
    fn drop(&mut self) {
        drop_each(self.nodes.drain(..));
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
        drop_guarded(std::mem::replace(&mut input.item, Err(reason)));
    }
}
