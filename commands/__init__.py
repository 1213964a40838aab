"""The verbs: one module a noun; each command parses, calls and renders."""
