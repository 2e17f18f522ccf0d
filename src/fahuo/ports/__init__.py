"""What an outside system must answer. A plug-in that keeps to these promises can be used anywhere in fahuo; contract.py tries them."""
