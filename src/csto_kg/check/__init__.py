"""What is checked besides SHACL, on which targets, and how a report is written."""
