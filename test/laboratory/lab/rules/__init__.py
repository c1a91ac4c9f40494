"""The rules of an AWS account, applied to every template of the repository."""
