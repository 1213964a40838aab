"""This host: os-brick behind one narrow door, the ledger of attachments, and the guards."""
