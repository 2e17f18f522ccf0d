"""Papers by the merchant's own templates: the data of parcels, making, keeping, choosing. docs/templates.md tells it for people."""
