//! Finds the nodes of a directed graph that lie on a cycle: Kosaraju's algorithm for strongly connected components.
//!
//! It does not recurse, since a chain of dependencies may be as long as the batch.

/// Returns the nodes from which a path leads back to themselves. A node is an index; `successors` lists where its edges
/// lead.
pub(crate) fn nodes_on_cycles(successors: &[&[usize]]) -> Vec<usize> {
    let mut predecessors = vec![Vec::new(); successors.len()];
    for (node, successors) in successors.iter().enumerate() {
        for next in *successors {
            if let Some(predecessors) = predecessors.get_mut(*next) {
                predecessors.push(node);
            }
        }
    }
    let mut is_assigned = vec![false; successors.len()];
    let mut on_cycles = Vec::new();
    for root in post_order(successors).into_iter().rev() {
        let component = component(root, &predecessors, &mut is_assigned);
        let is_own_successor = || successors.get(root).is_some_and(|next| next.contains(&root));
        if component.len() > 1 || is_own_successor() {
            on_cycles.extend(component);
        }
    }
    on_cycles
}

/// Returns each node after all that a depth-first search reaches from it.
fn post_order(successors: &[&[usize]]) -> Vec<usize> {
    let edges = |node: usize| successors.get(node).copied().unwrap_or_default().iter();
    let mut is_reached = vec![false; successors.len()];
    let mut order = Vec::with_capacity(successors.len());
    for root in 0..successors.len() {
        let mut path = Vec::new();
        if mark(&mut is_reached, root) {
            path.push((root, edges(root)));
        }
        while let Some((node, rest)) = path.last_mut() {
            match rest.next() {
                Some(next) if mark(&mut is_reached, *next) => path.push((*next, edges(*next))),
                Some(_) => {}
                None => {
                    order.push(*node);
                    path.pop();
                }
            }
        }
    }
    order
}

/// Returns the nodes that lead to `root` and are not assigned to another component.
fn component(root: usize, predecessors: &[Vec<usize>], is_assigned: &mut [bool]) -> Vec<usize> {
    let mut component = Vec::new();
    if mark(is_assigned, root) {
        component.push(root);
    }
    let mut done = 0;
    while let Some(node) = component.get(done).copied() {
        done += 1;
        let unassigned = predecessors.get(node).into_iter().flatten().filter(|other| mark(is_assigned, **other));
        component.extend(unassigned);
    }
    component
}

/// Sets a mark. Returns `true` if it was not set.
fn mark(marks: &mut [bool], node: usize) -> bool {
    marks.get_mut(node).is_some_and(|mark| !std::mem::replace(mark, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn on_cycles(successors: &[&[usize]], expected: &[usize]) {
        let mut found = nodes_on_cycles(successors);
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn nodes_behind_before_and_between_cycles_are_not_on_them() {
        on_cycles(&[], &[]);
        on_cycles(&[&[1], &[2], &[]], &[]);
        on_cycles(&[&[0], &[]], &[0]);
        on_cycles(&[&[1], &[2, 3], &[1], &[]], &[1, 2]);
        // 0 and 1 are a cycle, 3 and 4 another one; 2 lies between them.
        on_cycles(&[&[1], &[0, 2], &[3], &[4], &[3, 5], &[]], &[0, 1, 3, 4]);
    }

    #[test]
    fn a_node_is_on_a_cycle_if_it_reaches_itself() {
        let mut random = 7_u64;
        for _ in 0..300 {
            let mut next = || {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (random >> 33) as usize
            };
            let count = next() % 9 + 1;
            let edges: Vec<Vec<usize>> =
                (0..count).map(|_| (0..next() % 3).map(|_| next() % count).collect()).collect();
            let successors: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
            let reaches_itself = |node: &usize| {
                let mut reached = edges[*node].clone();
                for _ in 0..count {
                    reached = reached.iter().flat_map(|other| &edges[*other]).chain(&reached).copied().collect();
                    reached.sort_unstable();
                    reached.dedup();
                }
                reached.contains(node)
            };
            on_cycles(&successors, &(0..count).filter(reaches_itself).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_chain_may_be_as_long_as_a_batch() {
        let edges: Vec<[usize; 1]> = (1..=200_000).map(|next| [next]).collect();
        let successors: Vec<&[usize]> = edges.iter().map(<[usize; 1]>::as_slice).collect();
        on_cycles(&successors, &[]);
    }
}
