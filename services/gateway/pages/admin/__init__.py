"""What coordinators keep: people, rooms, what failed, the mailbox of a demo."""
