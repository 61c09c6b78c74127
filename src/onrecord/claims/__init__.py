"""Claims: which statements state one proposition, who asserts it, who disputes it, and who answers whom."""
