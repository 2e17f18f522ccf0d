"""What plug-ins share that read files: the bytes of a text, the guard around a workbook, what is wrong with a file. It knows none of them."""
