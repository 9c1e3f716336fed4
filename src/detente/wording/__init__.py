"""Every sentence and table that is shown, by subject: from records to words."""
