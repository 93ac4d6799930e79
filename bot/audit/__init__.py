"""The audit log: a hash chain of what every reply rests on."""
