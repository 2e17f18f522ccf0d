"""Pictures drawn on the server, as SVG. They need no script and print well."""
