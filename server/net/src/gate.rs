//! How many connections may be open, in all and from one client, and the count of those that are (SRV-05).
//!
//! One gate may stand before several listeners, so that 143 and 993 count as the one IMAP service they are.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many connections a service takes; a connection over a limit is told so and closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open connections in all. 16 is the original product's.
    pub connections: usize,
    /// Open connections from one IPv4 address or one IPv6 /64, which is what one client can be given.
    ///
    /// A company behind one NAT address is one client by this count.
    pub per_peer: usize,
}

/// Counts the open connections of a service and decides about the next one. Clones share the count.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Shared>);

impl Gate {
    /// An empty service with these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Arc::new(Shared { limits, open: Mutex::default() }))
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.0.open().all
    }

    /// What this gate allows.
    pub fn limits(&self) -> Limits {
        self.0.limits
    }

    /// Counts a connection from this client, until the seat is dropped.
    pub(crate) fn admit(&self, peer: SocketAddr) -> Result<Seat, Refused> {
        let from = network_of(peer.ip());
        let limits = self.0.limits;
        let mut open = self.0.open();
        if open.all >= limits.connections {
            return Err(Refused { peer, why: Why::ServerFull { limit: limits.connections } });
        }
        let already = open.by_peer.get(&from).copied().unwrap_or(0);
        if already >= limits.per_peer {
            return Err(Refused { peer, why: Why::PeerFull { limit: limits.per_peer } });
        }
        open.all += 1;
        open.by_peer.insert(from, already + 1);
        Ok(Seat { from, gate: Arc::clone(&self.0) })
    }
}

impl From<Limits> for Gate {
    fn from(limits: Limits) -> Self {
        Self::new(limits)
    }
}

/// A connection that was not taken, for the protocol to word an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Who asked.
    pub peer: SocketAddr,
    /// Which limit it met.
    pub why: Why,
}

/// Which limit a refused connection met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// All connections of the service are in use.
    ServerFull {
        /// How many there are.
        limit: usize,
    },
    /// This client has as many as one client may.
    PeerFull {
        /// How many that is.
        limit: usize,
    },
}

/// One counted connection.
#[derive(Debug)]
pub(crate) struct Seat {
    from: IpAddr,
    gate: Arc<Shared>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.gate.open();
        open.all = open.all.saturating_sub(1);
        let left = match open.by_peer.get_mut(&self.from) {
            Some(count) => {
                *count = count.saturating_sub(1);
                *count
            }
            None => return,
        };
        if left == 0 {
            open.by_peer.remove(&self.from);
        }
    }
}

#[derive(Debug)]
struct Shared {
    limits: Limits,
    open: Mutex<Open>,
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Open> {
        // Two counters are never left half changed, so a panic elsewhere does not spoil them.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_peer: HashMap<IpAddr, usize>,
}

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 one.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 40_000)
    }

    #[test]
    fn a_seat_is_free_again_when_its_connection_ends() {
        let gate = Gate::new(Limits { connections: 1, per_peer: 1 });
        let seat = gate.admit(from("192.0.2.1")).unwrap();
        assert_eq!(gate.open_connections(), 1);
        assert_eq!(gate.admit(from("192.0.2.2")).unwrap_err().why, Why::ServerFull { limit: 1 });

        drop(seat);
        assert_eq!(gate.open_connections(), 0);
        assert!(gate.0.open().by_peer.is_empty(), "a client that has left is forgotten");
        gate.admit(from("192.0.2.2")).unwrap();
    }

    #[test]
    fn a_client_cannot_take_more_than_its_share_by_changing_its_ipv6_address() {
        let gate = Gate::new(Limits { connections: 10, per_peer: 1 });
        let _seat = gate.admit(from("2001:db8::1")).unwrap();
        assert_eq!(gate.admit(from("2001:db8::2")).unwrap_err().why, Why::PeerFull { limit: 1 });
        gate.admit(from("2001:db8:0:1::1")).unwrap();
    }

    #[test]
    fn an_ipv4_client_is_the_same_on_an_ipv6_listener() {
        let gate = Gate::new(Limits { connections: 10, per_peer: 1 });
        let _seat = gate.admit(from("192.0.2.1")).unwrap();
        assert_eq!(gate.admit(from("::ffff:192.0.2.1")).unwrap_err().why, Why::PeerFull { limit: 1 });
    }
}
