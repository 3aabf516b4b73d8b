"""How fast the skill is, against a hello-world skill on the same SDK measured in the same run."""
