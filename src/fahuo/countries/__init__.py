"""What a destination asks: names, addresses, phones, buyers' numbers, papers, duty and tax, as dated rows with their sources."""
