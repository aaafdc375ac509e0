//! Stories across protocols, told by real programs.
