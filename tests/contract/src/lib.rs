//! Every promise of Backend, on demo and live.
