//! AMDS: REST and WebSocket.
