"""A followed service network, from end to end: the emulated account's schedule makes records, the VPC's DNS answers from them, and the real nginx follows."""
