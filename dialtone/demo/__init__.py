"""The sample platform that ships with Dialtone, and the first look at the product."""
