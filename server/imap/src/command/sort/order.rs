//! Puts messages in order by their values (RFC 5256 §3). Pure.

use server_core::{Key as Value, Keys};

/// One key to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// Which value.
    pub value: Value,
    /// Whether the highest comes first.
    pub is_reverse: bool,
}

/// A value of one message. Texts are compared by their first bytes before anything else, which decides nearly always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Comparable<'a> {
    Number(i64),
    Text(u64, &'a str),
}

impl<'a> Comparable<'a> {
    fn of(value: Value, text: &'a str) -> Self {
        match value {
            Value::Arrival | Value::Date | Value::Size | Value::IsReply => {
                Self::Number(text.parse().unwrap_or(i64::MIN))
            }
            Value::Subject
            | Value::From
            | Value::To
            | Value::Cc
            | Value::DisplayFrom
            | Value::DisplayTo
            | Value::MessageId
            | Value::References => {
                let mut first = [0; 8];
                first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
                Self::Text(u64::from_be_bytes(first), text)
            }
        }
    }
}

/// The UIDs, which come by rising number, in order; messages that are equal stay as they are. One without values, which
/// went meanwhile, is left out.
pub(super) fn sorted(rows: &Keys, orders: &[Order], uids: &[u32]) -> Vec<u32> {
    let mut values: Vec<Comparable<'_>> = Vec::with_capacity(uids.len().saturating_mul(orders.len()));
    let mut places: Vec<(u32, usize)> = Vec::with_capacity(uids.len());
    for (uid, row) in rows.rows() {
        if uids.binary_search(&uid).is_err() {
            continue;
        }
        places.push((uid, values.len()));
        let before = values.len();
        values.extend(orders.iter().zip(row).map(|(order, text)| Comparable::of(order.value, text)));
        values.resize(before.saturating_add(orders.len()), Comparable::Number(i64::MIN));
    }
    let of = |place: usize| values.get(place..place.saturating_add(orders.len())).unwrap_or_default();
    places.sort_unstable_by(|&(one_uid, one), &(other_uid, other)| {
        let pairs = of(one).iter().zip(of(other)).zip(orders);
        let decisive = pairs
            .map(|((one, other), order)| if order.is_reverse { other.cmp(one) } else { one.cmp(other) })
            .find(|ordering| ordering.is_ne());
        decisive.unwrap_or_else(|| one_uid.cmp(&other_uid))
    });
    places.into_iter().map(|(uid, _)| uid).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(rows: &[(u32, &[&str])]) -> Keys {
        Keys::of(rows.iter().map(|(uid, values)| (*uid, values.iter().copied())))
    }

    fn by(value: Value) -> Order {
        Order { value, is_reverse: false }
    }

    #[test]
    fn the_first_key_counts_most_and_equals_stay_in_their_order() {
        let rows = rows(&[
            (1, &["B", "10"]),
            (2, &["A", "9"]),
            (3, &["A", "10"]),
            (4, &["A", "9"]),
            (5, &["ABCDEFGHI", "1"]),
            (6, &["ABCDEFGHH", "1"]),
        ]);
        let uids = [1, 2, 3, 4, 5, 6];
        assert_eq!(sorted(&rows, &[by(Value::Subject), by(Value::Date)], &uids), [2, 4, 3, 6, 5, 1]);
        let newest = Order { value: Value::Date, is_reverse: true };
        assert_eq!(sorted(&rows, &[by(Value::Subject), newest], &uids), [3, 2, 4, 6, 5, 1]);
        assert_eq!(sorted(&rows, &[by(Value::Subject)], &[1, 3]), [3, 1], "others are left out");
    }

    proptest! {
        #[test]
        fn a_sort_is_a_permutation_in_order(values in prop::collection::vec("[A-C]{0,10}", 0..40), is_reverse: bool) {
            let uids: Vec<u32> = (1..).take(values.len()).collect();
            let rows = Keys::of(uids.iter().copied().zip(values.iter().map(|value| [value.as_str()])));
            let order = sorted(&rows, &[Order { value: Value::Subject, is_reverse }], &uids);
            let value = |uid: &u32| &values[*uid as usize - 1];
            let in_order = order.windows(2).all(|pair| {
                let (one, other) = if is_reverse { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
                value(one) <= value(other)
            });
            prop_assert!(in_order);
            let mut all = order;
            all.sort_unstable();
            prop_assert_eq!(all, uids);
        }
    }
}
