//! Who may depend on whom, file sizes, names, docs against code.
