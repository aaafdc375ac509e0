//! One sample office for the server's demo, the SDK's demo and the tests.
