//! REFERENCES (RFC 5256 §3): messages are put together by the identifiers they name, then by subject. Pure.
//!
//! Steps are numbered as in the RFC. Identifiers come from strangers: they may name themselves, each other in a circle, or
//! one that another message has taken; every message is in the result once all the same.

use std::collections::HashMap;

use super::forest::{Forest, Message, Node};

/// Steps that are taken in looking for circles: so many, and so many more for each message. Mail as people write it takes one or
/// two for a message.
const STEPS: usize = 10_000;
const STEPS_FOR_EACH: usize = 64;

pub(super) fn threads(messages: &[Message<'_>]) -> Forest {
    let mut threading = linked(messages);
    threading.prune();
    threading.sort_roots();
    threading.gather_by_subject();
    threading.sort_all();
    let nodes = threading.containers.into_iter().map(|container| Node {
        number: container.message.map(|message| message.number),
        children: container.children,
    });
    Forest { nodes: nodes.collect(), roots: threading.roots }
}

/// Step 1 for all.
fn linked<'m>(messages: &'m [Message<'m>]) -> Threading<'m> {
    let steps_left = messages.len().saturating_mul(STEPS_FOR_EACH).saturating_add(STEPS);
    let mut threading = Threading { steps_left, ..Threading::default() };
    for message in messages {
        threading.take(message);
    }
    threading.gather_children();
    threading
}

/// A place in a thread: a message, or one that others name and that is not here ("dummy").
#[derive(Default)]
struct Container<'m> {
    message: Option<&'m Message<'m>>,
    parent: Option<usize>,
    /// How many have it as their parent; during step 1, in which who is a child changes, nobody knows more.
    child_count: usize,
    children: Vec<usize>,
}

#[derive(Default)]
struct Threading<'m> {
    containers: Vec<Container<'m>>,
    by_id: HashMap<&'m str, usize>,
    roots: Vec<usize>,
    /// Until no further links are made.
    steps_left: usize,
}

impl<'m> Threading<'m> {
    /// Step 1.
    fn take(&mut self, message: &'m Message<'m>) {
        let mut parent = None;
        for id in message.references.split(' ').filter(|id| !id.is_empty()) {
            let named = self.named(id);
            if let Some(parent) = parent
                && self.parent(named).is_none()
            {
                self.link(parent, named);
            }
            parent = Some(named);
        }
        let own = match message.id {
            "" => self.add(),
            id => {
                let named = self.named(id);
                // Who comes second with the same identifier is a message of its own.
                if self.message(named).is_some() { self.add() } else { named }
            }
        };
        if let Some(container) = self.containers.get_mut(own) {
            container.message = Some(message);
        }
        // What a message says of itself counts for more than what others said.
        self.unlink(own);
        if let Some(parent) = parent {
            self.link(parent, own);
        }
    }

    /// Ends step 1: from here on each knows its children.
    fn gather_children(&mut self) {
        for child in 0..self.containers.len() {
            let parent = self.parent(child).and_then(|parent| self.containers.get_mut(parent));
            if let Some(parent) = parent {
                parent.children.push(child);
            }
        }
    }

    /// Steps 2 and 3: a dummy goes; its children take its place, but several at the root stay together.
    fn prune(&mut self) {
        let roots: Vec<usize> = (0..self.containers.len()).filter(|&at| self.parent(at).is_none()).collect();
        for root in roots {
            for child in self.without_dummies(root) {
                self.set_parent(child, Some(root));
            }
            let has_message = self.message(root).is_some();
            match self.children(root) {
                [] if !has_message => {}
                &[only] if !has_message => {
                    self.set_parent(only, None);
                    self.roots.push(only);
                }
                _ => self.roots.push(root),
            }
        }
    }

    /// Prunes below a root and returns what are the root's children then.
    fn without_dummies(&mut self, root: usize) -> Vec<usize> {
        // Parents before children; so from the last, each sees children that are pruned.
        let mut order = vec![root];
        let mut at = 0;
        while let Some(&next) = order.get(at) {
            order.extend_from_slice(self.children(next));
            at = at.saturating_add(1);
        }
        for &parent in order.iter().rev() {
            let before = self.take_children(parent);
            let mut after = Vec::with_capacity(before.len());
            for child in before {
                if self.message(child).is_some() {
                    after.push(child);
                } else {
                    let promoted = self.take_children(child);
                    promoted.iter().for_each(|&promoted| self.set_parent(promoted, Some(parent)));
                    after.extend(promoted);
                }
            }
            if let Some(container) = self.containers.get_mut(parent) {
                container.children = after;
            }
        }
        self.children(root).to_vec()
    }

    /// Step 4: by the date of the message, or of the first below a dummy.
    fn sort_roots(&mut self) {
        let mut roots = std::mem::take(&mut self.roots);
        for &root in &roots {
            if self.message(root).is_none() {
                self.sort_children(root);
            }
        }
        roots.sort_by_key(|&root| self.date(root));
        self.roots = roots;
    }

    /// Step 5.
    fn gather_by_subject(&mut self) {
        let roots = std::mem::take(&mut self.roots);
        let mut by_subject: HashMap<&'m str, usize> = HashMap::new();
        for &root in &roots {
            let Some(subject) = self.subject(root) else { continue };
            let is_better = by_subject.get(subject).is_none_or(|&before| {
                self.message(before).is_some()
                    && (self.message(root).is_none() || (self.is_reply(before) && !self.is_reply(root)))
            });
            if is_better {
                by_subject.insert(subject, root);
            }
        }
        let mut is_root = vec![true; roots.len()];
        let mut places: HashMap<usize, usize> = HashMap::new();
        for (place, &root) in roots.iter().enumerate() {
            places.insert(root, place);
        }
        let mut roots = roots;
        for place in 0..roots.len() {
            let Some(&root) = roots.get(place) else { continue };
            let Some(subject) = self.subject(root) else { continue };
            let Some(&first) = by_subject.get(subject) else { continue };
            if first == root {
                continue;
            }
            match (self.message(first).is_some(), self.message(root).is_some()) {
                (false, false) => {
                    for child in self.take_children(root) {
                        self.adopt(first, child);
                    }
                }
                (false, true) => self.adopt(first, root),
                (true, true) if self.is_reply(root) && !self.is_reply(first) => self.adopt(first, root),
                (true, _) => {
                    let dummy = self.add();
                    self.adopt(dummy, first);
                    self.adopt(dummy, root);
                    by_subject.insert(subject, dummy);
                    // It stands where the first stood, so that the second finds it there.
                    if let Some(stood) = places.remove(&first) {
                        places.insert(dummy, stood);
                        if let Some(held) = roots.get_mut(stood) {
                            *held = dummy;
                        }
                    }
                }
            }
            if let Some(kept) = is_root.get_mut(place) {
                *kept = false;
            }
        }
        self.roots = roots.into_iter().zip(is_root).filter(|(_, kept)| *kept).map(|(root, _)| root).collect();
    }

    /// Step 6.
    fn sort_all(&mut self) {
        for at in 0..self.containers.len() {
            self.sort_children(at);
        }
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by_key(|&root| self.date(root));
        self.roots = roots;
    }

    fn sort_children(&mut self, at: usize) {
        let mut children = self.take_children(at);
        children.sort_by_key(|&child| self.date(child));
        if let Some(container) = self.containers.get_mut(at) {
            container.children = children;
        }
    }

    /// By what siblings are sorted: the date, then the number.
    fn date(&self, at: usize) -> (i64, u32) {
        self.speaker(at).map_or((i64::MIN, 0), |message| (message.date, message.number))
    }

    fn subject(&self, at: usize) -> Option<&'m str> {
        self.speaker(at).map(|message| message.subject).filter(|subject| !subject.is_empty())
    }

    fn is_reply(&self, at: usize) -> bool {
        self.speaker(at).is_some_and(|message| message.is_reply)
    }

    /// The message, or the first below a dummy, whose children are messages.
    fn speaker(&self, at: usize) -> Option<&'m Message<'m>> {
        self.message(at).or_else(|| self.children(at).first().and_then(|&child| self.message(child)))
    }

    fn named(&mut self, id: &'m str) -> usize {
        let new = self.containers.len();
        let at = *self.by_id.entry(id).or_insert(new);
        if at == new {
            self.containers.push(Container::default());
        }
        at
    }

    fn add(&mut self) -> usize {
        self.containers.push(Container::default());
        self.containers.len().saturating_sub(1)
    }

    /// Makes the one the other's parent, which has none, unless it is below it.
    fn link(&mut self, parent: usize, child: usize) {
        if self.is_below(parent, child) {
            return;
        }
        self.set_parent(child, Some(parent));
        if let Some(container) = self.containers.get_mut(parent) {
            container.child_count = container.child_count.saturating_add(1);
        }
    }

    fn unlink(&mut self, child: usize) {
        if let Some(parent) = self.parent(child) {
            self.set_parent(child, None);
            if let Some(container) = self.containers.get_mut(parent) {
                container.child_count = container.child_count.saturating_sub(1);
            }
        }
    }

    fn adopt(&mut self, parent: usize, child: usize) {
        self.set_parent(child, Some(parent));
        if let Some(container) = self.containers.get_mut(parent) {
            container.children.push(child);
        }
    }

    /// Whether `at` is the container or somewhere below it; also where no steps are left to find out.
    fn is_below(&mut self, at: usize, container: usize) -> bool {
        if at == container {
            return true;
        }
        if self.containers.get(container).is_none_or(|container| container.child_count == 0) {
            return false;
        }
        let mut ancestor = at;
        while let Some(left) = self.steps_left.checked_sub(1) {
            self.steps_left = left;
            match self.parent(ancestor) {
                None => return false,
                Some(parent) if parent == container => return true,
                Some(parent) => ancestor = parent,
            }
        }
        true
    }

    fn message(&self, at: usize) -> Option<&'m Message<'m>> {
        self.containers.get(at).and_then(|container| container.message)
    }

    fn parent(&self, at: usize) -> Option<usize> {
        self.containers.get(at).and_then(|container| container.parent)
    }

    fn children(&self, at: usize) -> &[usize] {
        self.containers.get(at).map_or(&[], |container| container.children.as_slice())
    }

    fn take_children(&mut self, at: usize) -> Vec<usize> {
        self.containers
            .get_mut(at)
            .map(|container| std::mem::take(&mut container.children))
            .unwrap_or_default()
    }

    fn set_parent(&mut self, child: usize, parent: Option<usize>) {
        if let Some(container) = self.containers.get_mut(child) {
            container.parent = parent;
        }
    }
}

#[cfg(test)]
mod tests;
