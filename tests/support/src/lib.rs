//! TestServer on port 0 with alice, bob and carol.
