"""What goes to Amazon: the skill package for ask-cli, and the zip for AWS Lambda."""

REGIONS = ("NA", "EU", "FE")
"""Alexa's: the Americas, Europe with India, the Far East with Australia."""

ARCHITECTURES = ("arm64", "x86_64")
"""Of AWS Lambda's machines, by Lambda's names."""
