"""Papers by a merchant's own template: typst source that he edits. docs/templates.md tells it for people."""
