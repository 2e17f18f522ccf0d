"""Live prices (实时报价): carriers are asked what a parcel would cost now, and their answers stand beside the cards'."""
