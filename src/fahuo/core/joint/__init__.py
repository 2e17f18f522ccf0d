"""The joint choice 合并与拆分: which lines of a buyer's open orders travel together, from where, in what, by which service."""
