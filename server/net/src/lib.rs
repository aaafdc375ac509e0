//! Listeners: TLS, limits, timeouts, graceful stop.
