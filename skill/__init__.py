"""A smart-speaker skill about bleeding after sex: answers, and triage by voice."""
