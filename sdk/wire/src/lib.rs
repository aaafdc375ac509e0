//! The contract between server and SDK: JSON of REST and WebSocket.
