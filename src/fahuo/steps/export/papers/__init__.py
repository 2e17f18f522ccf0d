"""The papers that travel with a parcel, made from its declaration."""
