"""How far a quote goes, what is quoted together, and that it is the document's own words."""
