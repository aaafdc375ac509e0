//! Threads as trees, and how they are written (RFC 5256 §4).
//!
//! The trees live in one list and nothing here calls itself: a thread may be as deep as a folder has messages.

use std::fmt::{self, Display};

/// What is known of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    /// As it is named in the answer.
    pub number: u32,
    /// When sent, in milliseconds since 1970.
    pub date: i64,
    /// Base subject.
    pub subject: &'a str,
    /// Whether the whole subject said that it is an answer, or was passed on.
    pub is_reply: bool,
    /// Message-ID, empty where there is none.
    pub id: &'a str,
    /// What it answers, between spaces; the parent is last.
    pub references: &'a str,
}

/// Threads, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forest {
    pub nodes: Vec<Node>,
    /// The first of each thread.
    pub roots: Vec<usize>,
}

/// A message in its thread, or a place where one is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub number: Option<u32>,
    /// In their order.
    pub children: Vec<usize>,
}

/// What is still to be written, last first.
enum Part {
    /// A thread in parentheses.
    Thread(usize),
    /// The members of a thread, without.
    Members(usize),
    Text(&'static str),
}

impl Forest {
    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }
}

/// ` (2)(3 6 (4 23)(44 7 96))`; nothing for no threads.
impl Display for Forest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.roots.is_empty() {
            f.write_str(" ")?;
        }
        let mut left: Vec<Part> = self.roots.iter().rev().map(|&root| Part::Thread(root)).collect();
        while let Some(part) = left.pop() {
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Thread(at) => {
                    f.write_str("(")?;
                    left.extend([Part::Text(")"), Part::Members(at)]);
                }
                Part::Members(at) => {
                    let Some(node) = self.node(at) else { continue };
                    if let Some(number) = node.number {
                        write!(f, "{number}")?;
                        if !node.children.is_empty() {
                            f.write_str(" ")?;
                        }
                    }
                    match (node.number, node.children.as_slice()) {
                        // Without a message in front, a single child would look like the first of the thread.
                        (Some(_), [only]) => left.push(Part::Members(*only)),
                        (_, children) => left.extend(children.iter().rev().map(|&child| Part::Thread(child))),
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(number: u32, children: &[usize]) -> Node {
        Node { number: Some(number).filter(|&number| number > 0), children: children.to_vec() }
    }

    #[test]
    fn the_examples_of_the_rfc_are_written_as_the_rfc_writes_them() {
        let forest = Forest {
            nodes: vec![
                node(2, &[]),
                node(3, &[2]),
                node(6, &[3, 5]),
                node(4, &[4]),
                node(23, &[]),
                node(44, &[6]),
                node(7, &[7]),
                node(96, &[]),
            ],
            roots: vec![0, 1],
        };
        assert_eq!(forest.to_string(), " (2)(3 6 (4 23)(44 7 96))");
        let orphans = Forest { nodes: vec![node(0, &[1, 2]), node(3, &[]), node(5, &[])], roots: vec![0] };
        assert_eq!(orphans.to_string(), " ((3)(5))");
        assert_eq!(Forest::default().to_string(), "");
    }

    #[test]
    fn a_thread_as_deep_as_a_folder_is_written() {
        let depth: u32 = 200_000;
        let nodes = (1..=depth).map(|number| {
            let next: &[usize] = if number < depth { &[number as usize] } else { &[] };
            node(number, next)
        });
        let forest = Forest { nodes: nodes.collect(), roots: vec![0] };
        assert!(forest.to_string().ends_with(" 199999 200000)"));
    }
}
