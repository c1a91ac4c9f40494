"""A rollout that an alarm takes back: real tasks serve and log, and the emulated account decides by what they logged."""
