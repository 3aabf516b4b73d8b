"""What goes to Amazon: the skill package for ask-cli, and the zip for AWS Lambda."""

REGIONS = ("NA", "EU", "FE")
"""Alexa's: the Americas, Europe with India, the Far East with Australia."""

MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
"""AWS Lambda's name of an architecture -> the one that wheels have."""
