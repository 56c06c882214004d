"""The embedded mailbox, sample mails and sample orders behind `./run demo`."""
