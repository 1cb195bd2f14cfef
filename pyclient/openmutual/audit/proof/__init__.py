"""From a block's hash down to every log and account: headers, receipts, tries."""
