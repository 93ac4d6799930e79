"""Estimates what a payment costs over each rail: pure functions of a request and a snapshot."""
