//! ORDEREDSUBJECT (RFC 5256 §3): who has the same base subject is in one thread, and answers the oldest. Pure.

use super::forest::{Forest, Message, Node};

pub(super) fn threads(messages: &[Message<'_>]) -> Forest {
    let mut sorted: Vec<&Message<'_>> = messages.iter().collect();
    sorted.sort_by_key(|message| (message.subject, message.date, message.number));
    let mut forest = Forest::default();
    let mut threads: Vec<(i64, u32, usize)> = Vec::new();
    for thread in sorted.chunk_by(|one, other| one.subject == other.subject) {
        let Some((first, others)) = thread.split_first() else { continue };
        let root = forest.nodes.len();
        let children = (root.saturating_add(1)..).take(others.len()).collect();
        forest.nodes.push(Node { number: Some(first.number), children });
        let leaf = |message: &&Message<'_>| Node { number: Some(message.number), children: Vec::new() };
        forest.nodes.extend(others.iter().map(leaf));
        threads.push((first.date, first.number, root));
    }
    threads.sort_unstable();
    forest.roots = threads.into_iter().map(|(_, _, root)| root).collect();
    forest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_come_by_the_date_of_their_first_message() {
        let message = |number, date, subject| Message {
            number,
            date,
            subject,
            is_reply: false,
            id: "",
            references: "",
        };
        let messages = [
            message(1, 50, "B"),
            message(2, 20, "A"),
            message(3, 10, "C"),
            message(4, 60, "A"),
            message(5, 30, "B"),
            message(6, 70, "A"),
        ];
        assert_eq!(threads(&messages).to_string(), " (3)(2 (4)(6))(5 1)");
        assert_eq!(threads(&[]).to_string(), "");
    }
}
